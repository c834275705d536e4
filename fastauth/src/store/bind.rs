//! Binding a plain Rust value to a column whose SQL type is the library's own.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, AsExpression, Expression, SelectableExpression, TypedExpressionType, ValidGrouping,
    is_aggregate,
};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, SqlType};

/// A value on its way into a statement: `users::id.eq(bind(id))`.
///
/// `Uuid` and `OffsetDateTime` are foreign types and cannot implement Diesel's `AsExpression` for
/// the library's SQL types; this can, for any value that the column's type accepts.
#[derive(Debug, Clone, Copy)]
pub struct Bind<T>(T);

/// Binds `value`, its SQL type inferred from what it is compared with or assigned to.
pub fn bind<T>(value: T) -> Bind<T> {
    Bind(value)
}

/// Binds `value` where nothing tells its SQL type: in the list of a `SELECT`.
fn bind_as<ST, T>(value: T) -> BindAs<ST, T> {
    BindAs { value, sql_type: PhantomData }
}

/// [`Bind`], once its SQL type is known.
#[derive(Debug, Clone, Copy)]
pub struct BindAs<ST, T> {
    value: T,
    sql_type: PhantomData<ST>,
}

impl<ST, T> AsExpression<ST> for Bind<T>
where
    ST: SqlType + TypedExpressionType,
{
    type Expression = BindAs<ST, T>;

    fn as_expression(self) -> Self::Expression {
        bind_as(self.0)
    }
}

impl<ST, T> Expression for BindAs<ST, T>
where
    ST: SqlType + TypedExpressionType,
{
    type SqlType = ST;
}

impl<ST, T, DB> QueryFragment<DB> for BindAs<ST, T>
where
    DB: Backend + HasSqlType<ST>,
    T: ToSql<ST, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_bind_param(&self.value)
    }
}

impl<ST: QueryId, T> QueryId for BindAs<ST, T> {
    type QueryId = BindAs<ST::QueryId, ()>;

    const HAS_STATIC_QUERY_ID: bool = ST::HAS_STATIC_QUERY_ID;
}

impl<ST, T, QS> AppearsOnTable<QS> for BindAs<ST, T> where Self: Expression {}
impl<ST, T, QS> SelectableExpression<QS> for BindAs<ST, T> where Self: AppearsOnTable<QS> {}
impl<ST, T, G> ValidGrouping<G> for BindAs<ST, T> {
    type IsAggregate = is_aggregate::Never;
}
