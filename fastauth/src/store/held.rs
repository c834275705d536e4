//! What a user holds, as columns of the statement that loads the user.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Nullable, Text};

use super::relation::Relation;
use super::table::{Purpose, Table};
use crate::model::{AuthUser, Codenamed as _, Grants, HeldRole};

/// The role's codename, the codenames of its permissions, and those of the user's own: each a
/// sub-select that is correlated to the one user, the lists as JSON.
type Held<U> = (HeldColumn<U, Role>, HeldColumn<U, ByRole>, HeldColumn<U, Own>);

/// What comes of it.
type HeldRow = (Option<String>, Option<String>, Option<String>);

/// The columns of [`Grants`].
#[must_use]
pub fn held<U>() -> Held<U> {
    (HeldColumn(PhantomData), HeldColumn(PhantomData), HeldColumn(PhantomData))
}

/// Reads what [`held`] selects.
///
/// # Errors
/// Where a list is no JSON.
pub fn grants((role, by_role, own): HeldRow) -> QueryResult<Grants> {
    let list = |json: Option<String>| {
        let mut codenames: Vec<String> = match json {
            Some(json) => serde_json::from_str(&json)
                .map_err(|error| diesel::result::Error::DeserializationError(error.into()))?,
            None => Vec::new(),
        };
        codenames.sort();
        QueryResult::Ok(codenames)
    };
    let by_role = list(by_role)?;
    let role = role.map(|codename| HeldRole { codename, permissions: by_role });
    Ok(Grants { role, permissions: list(own)? })
}

/// The same for each of a list of users.
///
/// # Errors
/// Where a list is no JSON.
pub fn with_grants<U>(found: Vec<(U, HeldRow)>) -> QueryResult<Vec<(U, Grants)>> {
    found.into_iter().map(|(user, held)| Ok((user, grants(held)?))).collect()
}

/// One column of [`Held`].
#[derive(Debug, Clone, Copy)]
pub struct HeldColumn<U, W>(PhantomData<fn() -> (U, W)>);

/// The role's codename.
#[derive(Debug, Clone, Copy)]
pub enum Role {}
/// The permissions of the role.
#[derive(Debug, Clone, Copy)]
pub enum ByRole {}
/// The permissions of the user's own.
#[derive(Debug, Clone, Copy)]
pub enum Own {}

impl<U, DB> QueryFragment<DB> for HeldColumn<U, Role>
where
    U: AuthUser,
    DB: Backend,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Some((roles, users_role)) = U::Role::TABLE.zip(U::TABLE.column(Purpose::Role)) else {
            pass.push_sql("NULL");
            return Ok(());
        };
        pass.push_sql("(SELECT fastauth_r.");
        pass.push_identifier(roles.codename())?;
        pass.push_sql(" FROM ");
        pass.push_identifier(roles.name)?;
        pass.push_sql(" fastauth_r WHERE fastauth_r.");
        pass.push_identifier(roles.id())?;
        pass.push_sql(" = ");
        pass.push_identifier(U::TABLE.name)?;
        pass.push_sql(".");
        pass.push_identifier(users_role.name)?;
        pass.push_sql(")");
        Ok(())
    }
}

impl<U, DB> QueryFragment<DB> for HeldColumn<U, ByRole>
where
    U: AuthUser,
    DB: Backend + ListsAsJson,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let by_role = U::Role::TABLE.zip(U::TABLE.column(Purpose::Role));
        let by_role = by_role.map(|(roles, role)| (Relation::of_role(roles), role.name));
        codenames(pass, U::TABLE, U::Permission::TABLE.zip(by_role))
    }
}

impl<U, DB> QueryFragment<DB> for HeldColumn<U, Own>
where
    U: AuthUser,
    DB: Backend + ListsAsJson,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let own = (Relation::of_user(U::TABLE), U::TABLE.id());
        codenames(pass, U::TABLE, U::Permission::TABLE.map(|permissions| (permissions, own)))
    }
}

/// The codenames that a relation gives to what is in a column of the users.
fn codenames<DB: Backend + ListsAsJson>(
    mut pass: AstPass<'_, '_, DB>,
    users: &'static Table,
    held: Option<(&'static Table, (Relation, &'static str))>,
) -> QueryResult<()> {
    let Some((permissions, (relation, owner))) = held else {
        pass.push_sql("NULL");
        return Ok(());
    };
    let (before, behind) = DB::LIST;
    pass.push_sql("(SELECT ");
    pass.push_sql(before);
    pass.push_sql("fastauth_p.");
    pass.push_identifier(permissions.codename())?;
    pass.push_sql(behind);
    pass.push_sql(" FROM ");
    pass.push_identifier(relation.table)?;
    pass.push_sql(" fastauth_g INNER JOIN ");
    pass.push_identifier(permissions.name)?;
    pass.push_sql(" fastauth_p ON fastauth_p.");
    pass.push_identifier(permissions.id())?;
    pass.push_sql(" = fastauth_g.");
    pass.push_identifier(relation.permission)?;
    pass.push_sql(" WHERE fastauth_g.");
    pass.push_identifier(relation.owner)?;
    pass.push_sql(" = ");
    pass.push_identifier(users.name)?;
    pass.push_sql(".");
    pass.push_identifier(owner)?;
    pass.push_sql(")");
    Ok(())
}

/// A database that makes one JSON array of a column.
pub trait ListsAsJson {
    /// What stands before the column, and what behind it.
    const LIST: (&'static str, &'static str);
}

#[cfg(feature = "sqlite")]
impl ListsAsJson for diesel::sqlite::Sqlite {
    const LIST: (&'static str, &'static str) = ("json_group_array(", ")");
}

#[cfg(feature = "postgres")]
impl ListsAsJson for diesel::pg::Pg {
    const LIST: (&'static str, &'static str) = ("json_agg(", ")::text");
}

#[cfg(feature = "mysql")]
impl ListsAsJson for diesel::mysql::Mysql {
    const LIST: (&'static str, &'static str) = ("JSON_ARRAYAGG(", ")");
}

impl<U, W> Expression for HeldColumn<U, W> {
    type SqlType = Nullable<Text>;
}

// As with `Passes`: in a statement over the users, and in no other.
impl<U, W, QS> AppearsOnTable<QS> for HeldColumn<U, W> {}
impl<U, W, QS> SelectableExpression<QS> for HeldColumn<U, W> {}
impl<U, W, G> ValidGrouping<G> for HeldColumn<U, W> {
    type IsAggregate = is_aggregate::Never;
}

impl<U: 'static, W: 'static> QueryId for HeldColumn<U, W> {
    type QueryId = Self;

    const HAS_STATIC_QUERY_ID: bool = true;
}
