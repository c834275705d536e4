//! Statements over the library's own tables, whose names and key types are known only from a model.
//!
//! `table!` needs both spelled out. These statements are Diesel query nodes all the same: identifiers
//! are quoted by the backend, values are always bound, and the prepared statement is kept.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{
    AppearsOnTable, AsExpression, Expression, SelectableExpression, TypedExpressionType, ValidGrouping,
    is_aggregate,
};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Binary, Bool, HasSqlType, Integer, Nullable, SqlType, Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::key::AnyKey;
use super::sql_types;
use crate::credential::{PasswordHash, TokenDigest};

/// A statement of fixed words, identifiers and bound values.
#[derive(Debug, Clone, Default)]
pub struct Statement(Vec<Part>);

/// A piece of a [`Statement`].
#[derive(Debug, Clone)]
enum Part {
    Sql(&'static str),
    /// A table's or a column's name, quoted.
    Name(&'static str),
    Value(Value),
    /// Part of a text that has as many forms as there are lengths of a list: its statement is not kept.
    List,
}

/// A value that is bound.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(Option<String>),
    Number(i32),
    Key(AnyKey),
    Time(Option<OffsetDateTime>),
    Hash(PasswordHash),
    Digest(TokenDigest),
}

impl Statement {
    pub(super) fn push_sql(&mut self, sql: &'static str) {
        self.0.push(Part::Sql(sql));
    }

    pub(super) fn push_name(&mut self, name: &'static str) {
        self.0.push(Part::Name(name));
    }

    pub(super) fn push_value(&mut self, value: impl Into<Value>) {
        self.0.push(Part::Value(value.into()));
    }

    pub(super) fn push(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// `(?, ?, ?)`, or a list that holds nothing.
    pub(super) fn texts(values: &[String]) -> Self {
        let mut list = Self(vec![Part::List]);
        list.push_sql(if values.is_empty() { "(NULL" } else { "(" });
        for (position, value) in values.iter().enumerate() {
            list.push_sql(if position == 0 { "" } else { ", " });
            list.push_value(value.as_str());
        }
        list.push_sql(")");
        list
    }
}

/// Words, `{names}`, `(values)` and `[statements]`, one behind the other.
macro_rules! statement {
    (@part $statement:ident {$name:expr}) => {
        $statement.push_name($name);
    };
    (@part $statement:ident ($value:expr)) => {
        $statement.push_value($value);
    };
    (@part $statement:ident [$other:expr]) => {
        $statement.push($other);
    };
    (@part $statement:ident $sql:tt) => {
        $statement.push_sql($sql);
    };
    ($($part:tt)*) => {{
        let mut statement = Statement::default();
        $(statement!(@part statement $part);)*
        statement
    }};
}
pub(super) use statement;

macro_rules! value_from {
    ($($type:ty: $value:ident => $variant:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $variant
            }
        }
    )*};
}
value_from! {
    &str: text => Self::Text(Some(text.to_owned()));
    Option<String>: text => Self::Text(text);
    i32: number => Self::Number(number);
    AnyKey: key => Self::Key(key);
    Uuid: id => Self::Key(AnyKey::Uuid(id));
    OffsetDateTime: time => Self::Time(Some(time));
    Option<OffsetDateTime>: time => Self::Time(time);
    PasswordHash: hash => Self::Hash(hash);
    TokenDigest: digest => Self::Digest(digest);
}

impl<DB> QueryFragment<DB> for Statement
where
    DB: Backend + HasSqlType<sql_types::Uuid> + HasSqlType<sql_types::TimestampUtc>,
    String: ToSql<Text, DB>,
    PasswordHash: ToSql<Text, DB>,
    [u8]: ToSql<Binary, DB>,
    i32: ToSql<Integer, DB>,
    i64: ToSql<BigInt, DB>,
    Uuid: ToSql<sql_types::Uuid, DB>,
    OffsetDateTime: ToSql<sql_types::TimestampUtc, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for part in &self.0 {
            match part {
                Part::List => pass.unsafe_to_cache_prepared(),
                Part::Sql(sql) => pass.push_sql(sql),
                Part::Name(name) => pass.push_identifier(name)?,
                Part::Value(Value::Text(text)) => pass.push_bind_param::<Nullable<Text>, _>(text)?,
                Part::Value(Value::Number(number)) => pass.push_bind_param::<Integer, _>(number)?,
                Part::Value(Value::Time(time)) => {
                    pass.push_bind_param::<Nullable<sql_types::TimestampUtc>, _>(time)?
                }
                Part::Value(Value::Hash(hash)) => pass.push_bind_param::<Text, _>(hash)?,
                Part::Value(Value::Digest(digest)) => pass.push_bind_param::<Binary, _>(digest.as_bytes())?,
                Part::Value(Value::Key(AnyKey::Uuid(key))) => {
                    pass.push_bind_param::<sql_types::Uuid, _>(key)?
                }
                Part::Value(Value::Key(AnyKey::I32(key))) => pass.push_bind_param::<Integer, _>(key)?,
                Part::Value(Value::Key(AnyKey::I64(key))) => pass.push_bind_param::<BigInt, _>(key)?,
            }
        }
        Ok(())
    }
}

impl QueryId for Statement {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

/// The statements over relations answer with rows of a number and a codename.
impl Query for Statement {
    type SqlType = (Integer, Text);
}

impl<Conn> diesel::RunQueryDsl<Conn> for Statement {}

/// A statement as the condition of another.
#[must_use]
pub fn condition(statement: Statement) -> SubSelect<Bool> {
    statement.as_expression()
}

/// A statement in parentheses that answers with one value, of whatever type it is compared with.
#[derive(Debug, Clone)]
pub struct SubSelect<ST> {
    statement: Statement,
    sql_type: PhantomData<ST>,
}

impl<ST: SqlType + TypedExpressionType> AsExpression<ST> for Statement {
    type Expression = SubSelect<ST>;

    fn as_expression(self) -> SubSelect<ST> {
        SubSelect { statement: self, sql_type: PhantomData }
    }
}

impl<ST: SqlType + TypedExpressionType> Expression for SubSelect<ST> {
    type SqlType = ST;
}

impl<ST, DB> QueryFragment<DB> for SubSelect<ST>
where
    DB: Backend,
    Statement: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql("(");
        self.statement.walk_ast(pass.reborrow())?;
        pass.push_sql(")");
        Ok(())
    }
}

impl<ST> QueryId for SubSelect<ST> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST, QS> AppearsOnTable<QS> for SubSelect<ST> where Self: Expression {}
impl<ST, QS> SelectableExpression<QS> for SubSelect<ST> where Self: AppearsOnTable<QS> {}
impl<ST, G> ValidGrouping<G> for SubSelect<ST> {
    type IsAggregate = is_aggregate::Never;
}
