//! The guard's decision, as an expression of the statement that loads the user.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, Text};

use super::relation::Relation;
use super::table::{Purpose, Table};
use crate::model::{AuthUser, Codenamed as _, Policy};

/// Whether the user of this row has one of the policy's roles, one of its permissions, or all of
/// those it wants together: `true` or `false`, never null.
///
/// Codenames are bound, aliases are such as no table is called, each sub-select is correlated to the one user, and a part that the policy
/// does not use costs the database nothing.
#[derive(Debug, Clone, Copy)]
pub struct Passes<U> {
    policy: &'static Policy,
    user: PhantomData<fn() -> U>,
}

impl<U> Passes<U> {
    /// The decision of this policy.
    #[must_use]
    pub fn new(policy: &'static Policy) -> Self {
        Self { policy, user: PhantomData }
    }
}

impl<U, DB> QueryFragment<DB> for Passes<U>
where
    U: AuthUser,
    DB: Backend,
    str: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let policy = self.policy;
        if policy.asks_for_nothing() {
            pass.push_sql("(1=1)");
            return Ok(());
        }
        pass.push_sql("(1=0");
        if U::Role::TABLE.is_some() && !policy.roles.is_empty() {
            pass.push_sql(" OR ");
            has_role::<U, DB>(pass.reborrow(), policy.roles)?;
        }
        if U::Permission::TABLE.is_some() && !policy.permissions.is_empty() {
            pass.push_sql(" OR EXISTS (SELECT 1");
            held_permissions::<U, DB>(pass.reborrow(), policy.permissions)?;
            pass.push_sql(")");
        }
        if U::Permission::TABLE.is_some() && !policy.all_permissions.is_empty() {
            // A table of the application's may have a codename twice.
            pass.push_sql(" OR (SELECT COUNT(DISTINCT fastauth_p.");
            pass.push_identifier(U::Permission::TABLE.map_or("", Table::codename))?;
            pass.push_sql(")");
            held_permissions::<U, DB>(pass.reborrow(), policy.all_permissions)?;
            pass.push_sql(") = ");
            pass.push_bind_param::<BigInt, _>(&policy.all_permissions_count)?;
        }
        pass.push_sql(")");
        Ok(())
    }
}

fn has_role<'b, U, DB>(mut pass: AstPass<'_, 'b, DB>, codenames: &'b [&'static str]) -> QueryResult<()>
where
    U: AuthUser,
    DB: Backend,
    str: ToSql<Text, DB>,
{
    let (Some(roles), Some(users_role)) = (U::Role::TABLE, U::TABLE.column(Purpose::Role)) else {
        pass.push_sql("1=0");
        return Ok(());
    };
    pass.push_sql("EXISTS (SELECT 1 FROM ");
    pass.push_identifier(roles.name)?;
    pass.push_sql(" fastauth_r WHERE fastauth_r.");
    pass.push_identifier(roles.id())?;
    pass.push_sql(" = ");
    qualified(pass.reborrow(), U::TABLE.name, users_role.name)?;
    pass.push_sql(" AND fastauth_r.");
    pass.push_identifier(roles.codename())?;
    one_of(pass.reborrow(), codenames)?;
    pass.push_sql(")");
    Ok(())
}

/// `FROM permissions p WHERE p is one of these AND (the role has p OR the user has p)`: both the keys
/// and the codenames are found by index.
fn held_permissions<'b, U, DB>(
    mut pass: AstPass<'_, 'b, DB>,
    codenames: &'b [&'static str],
) -> QueryResult<()>
where
    U: AuthUser,
    DB: Backend,
    str: ToSql<Text, DB>,
{
    let Some(permissions) = U::Permission::TABLE else {
        pass.push_sql(" WHERE 1=0");
        return Ok(());
    };
    pass.push_sql(" FROM ");
    pass.push_identifier(permissions.name)?;
    pass.push_sql(" fastauth_p WHERE fastauth_p.");
    pass.push_identifier(permissions.codename())?;
    one_of(pass.reborrow(), codenames)?;
    pass.push_sql(" AND (");
    let by_role = U::TABLE.column(Purpose::Role).zip(U::Role::TABLE);
    let by_role = by_role.map(|(column, roles)| (Relation::of_role(roles), column.name));
    let ways = by_role.into_iter().chain([(Relation::of_user(U::TABLE), U::TABLE.id())]);
    for (position, (relation, owner)) in ways.enumerate() {
        pass.push_sql(if position == 0 { "EXISTS (SELECT 1 FROM " } else { " OR EXISTS (SELECT 1 FROM " });
        pass.push_identifier(relation.table)?;
        pass.push_sql(" fastauth_g WHERE fastauth_g.");
        pass.push_identifier(relation.owner)?;
        pass.push_sql(" = ");
        qualified(pass.reborrow(), U::TABLE.name, owner)?;
        pass.push_sql(" AND fastauth_g.");
        pass.push_identifier(relation.permission)?;
        pass.push_sql(" = fastauth_p.");
        pass.push_identifier(permissions.id())?;
        pass.push_sql(")");
    }
    pass.push_sql(")");
    Ok(())
}

fn qualified<DB: Backend>(mut pass: AstPass<'_, '_, DB>, table: &str, column: &str) -> QueryResult<()> {
    pass.push_identifier(table)?;
    pass.push_sql(".");
    pass.push_identifier(column)
}

fn one_of<'b, DB>(mut pass: AstPass<'_, 'b, DB>, names: &'b [&'static str]) -> QueryResult<()>
where
    DB: Backend,
    str: ToSql<Text, DB>,
{
    for (position, name) in names.iter().enumerate() {
        pass.push_sql(if position == 0 { " IN (" } else { ", " });
        pass.push_bind_param::<Text, str>(name)?;
    }
    pass.push_sql(")");
    Ok(())
}

impl<U> Expression for Passes<U> {
    type SqlType = Bool;
}

// The names are those of the user's own tables, all of them brought along but the user's: the
// expression belongs in a statement over the users, and is used in one only.
impl<U, QS> AppearsOnTable<QS> for Passes<U> {}
impl<U, QS> SelectableExpression<QS> for Passes<U> {}
impl<U, G> ValidGrouping<G> for Passes<U> {
    type IsAggregate = is_aggregate::Never;
}

/// The text depends on the policy: the statement cache goes by it.
impl<U> QueryId for Passes<U> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}
