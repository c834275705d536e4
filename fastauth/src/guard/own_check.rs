//! An application's own question, beside roles and permissions: is it theirs?

use std::future::Future;

use http::request::Parts;

use crate::error::AuthError;

/// What may stand behind `or = …` for a user `U`: what `#[access_check]` makes of a function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no check of a `{U}`",
    label = "expected a function under `#[access_check]` that takes a `&{U}`"
)]
pub trait AccessCheck<U>: Send + Sync + 'static {
    /// What the access matrix calls it.
    const NAME: &'static str;
    /// Whether it is one at all.
    #[doc(hidden)]
    const ASKS: bool = true;
}

impl<U> AccessCheck<U> for NoOwnCheck {
    const NAME: &'static str = "none";
    const ASKS: bool = false;
}

/// What a function under `#[access_check]` answers.
#[diagnostic::on_unimplemented(
    message = "an access check answers with a `Result<bool, AuthError>`",
    label = "expected `Result<bool, AuthError>`"
)]
pub trait Answer {
    /// The answer.
    ///
    /// # Errors
    /// Where there is none.
    fn into_result(self) -> Result<bool, AuthError>;
}

impl<E: Into<AuthError>> Answer for Result<bool, E> {
    fn into_result(self) -> Result<bool, AuthError> {
        self.map_err(Into::into)
    }
}

/// Lets in whom the policy does not: the author of an article, say. Made by `#[access_check]` from a
/// function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no check of a `{U}` for the state `{S}`",
    note = "it is a function under `#[access_check]` that takes a `&{U}`, and then extractors of the request's head"
)]
pub trait OwnCheck<U, S>: AccessCheck<U> {
    /// Whether the user may pass.
    ///
    /// # Errors
    /// Any error refuses.
    fn allows(user: &U, parts: &mut Parts, state: &S)
    -> impl Future<Output = Result<bool, AuthError>> + Send;
}

/// No question of its own.
#[derive(Debug, Clone, Copy)]
pub enum NoOwnCheck {}

impl<U: Sync, S: Sync> OwnCheck<U, S> for NoOwnCheck {
    async fn allows(_user: &U, _parts: &mut Parts, _state: &S) -> Result<bool, AuthError> {
        Ok(false)
    }
}
