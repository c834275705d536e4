//! Everything that generated code may name. Not part of the public surface.

pub use crate::guard::{
    AccessCheck, AccessToken, Answer, Guard, GuardPolicy, HasAuth, NoOwnCheck, OwnCheck, Public, RefreshToken,
};
pub use crate::model::vocabulary::{check_distinct, check_grant, check_permission, check_policy, check_role};
pub use crate::model::{
    Account, AccountsOfOneKindOfUsers, AuthOAuthAccount, AuthPermission, AuthRole, AuthUser, Changes,
    CodenameChanges, CodenameSchema, Codenamed, Fields, FromFields, Grants, KeepsAccounts, NewOAuthAccount,
    NoOAuthAccount, NoPermission, NoRole, RoleView, StoredProviderTokens, UserSchema,
};
pub use crate::model::{Broken, BrokenUpdate};
#[cfg(feature = "mysql")]
pub use crate::store::backend::MySql;
#[cfg(feature = "postgres")]
pub use crate::store::backend::Postgres;
#[cfg(feature = "sqlite")]
pub use crate::store::backend::Sqlite;
pub use crate::store::codenames::{CodenameQueries, CodenameStore};
pub use crate::store::column::Column;
pub use crate::store::oauth_accounts::{OAuthAccountQueries, OAuthAccountStore};
pub use crate::store::statement::Statement;
pub use crate::store::stored_as::StoredAs;
pub use crate::store::table::{ColumnDef, ColumnType, Purpose, Table};
pub use crate::store::users::UserQueries;
pub use crate::store::{Connected, Database, Key, QueryFuture, Store};
pub use crate::token::{OwnClaims, Presented};
pub use crate::{AuthError, FastAuth, Password, PasswordHash, Policy, sql};
pub use axum;
pub use axum::extract::FromRequestParts;
pub use diesel;
pub use http::request::Parts;
pub use serde;
pub use serde_json::Error as ClaimError;
pub use time::OffsetDateTime;
pub use time::serde::rfc3339;
pub use uuid::Uuid;

/// Compiles where a column can hold a type.
pub const fn column_holds<C: diesel::Expression, T: StoredAs<C::SqlType>>() {}

/// The value of a field that nobody gives one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no default",
    label = "what does a new row hold here?",
    note = "write `#[auth(default = …)]`, or make it an `Option`"
)]
pub trait HasDefault {
    /// The value.
    fn default_value() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> HasDefault for T {
    fn default_value() -> Self {
        T::default()
    }
}

/// Adds a field of a user to the claims of a token.
///
/// # Errors
/// Where it cannot be written as JSON.
pub fn claim(
    claims: &mut OwnClaims,
    name: &'static str,
    field: &impl serde::Serialize,
) -> Result<(), ClaimError> {
    claims.insert(name.to_owned(), serde_json::to_value(field)?);
    Ok(())
}

/// Compiles where `U` is a user.
pub const fn is_user<U: AuthUser>() {}

/// Compiles where axum can send `A`.
pub const fn is_answer<A: axum::response::IntoResponse>() {}

/// Compiles where `G` decides who may pass.
pub const fn gate<G: crate::guard::AccessGate>(gate: G) -> G {
    gate
}

/// Compiles where `C` asks about a `U`.
pub const fn is_access_check<U, C: AccessCheck<U>>() {}

/// The answer of an access check.
///
/// # Errors
/// As it was given.
pub fn answer<A: Answer>(answer: A) -> Result<bool, AuthError> {
    answer.into_result()
}

/// The answer of an access check that one of its extractors kept from being asked: no, where the request
/// is to blame.
///
/// # Errors
/// [`AuthError::Unavailable`] where the service is.
pub fn not_asked(rejection: impl axum::response::IntoResponse) -> Result<bool, AuthError> {
    let status = rejection.into_response().status();
    if status.is_server_error() {
        let reason = format!("an extractor of an access check answered {status}");
        return Err(AuthError::Unavailable(crate::StoreError::Failed(reason)));
    }
    Ok(false)
}

/// Stands for a value in a program that does not compile.
pub fn missing<T>() -> T {
    unreachable!("a program with errors does not run")
}

/// What a query body uses.
pub mod prelude {
    pub use crate::store::bind::bind;
    pub use crate::store::codenames::optional;
    pub use crate::store::held::{grants, held, with_grants};
    pub use crate::store::passes::Passes;
    pub use crate::store::presented::holder_of;
    pub use crate::store::statement::condition;
    pub use crate::store::users::{nothing_to_change, only_one};
    pub use diesel;
    pub use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
    pub use diesel_async::RunQueryDsl;
    pub use futures_util::FutureExt;
}
