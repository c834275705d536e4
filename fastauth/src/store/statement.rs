//! Statements over the relation tables, whose names and key types are known only from a model.
//!
//! `table!` needs its column types spelled out, and a relation's are those of two models. These
//! statements are Diesel query nodes all the same: identifiers are quoted by the backend, values are
//! always bound, and the prepared statement is kept.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType, Integer, Text};

use super::key::AnyKey;
use super::sql_types;

/// A statement of fixed words, identifiers and bound values.
#[derive(Debug, Clone, Default)]
pub struct Statement(Vec<Part>);

#[derive(Debug, Clone)]
enum Part {
    Sql(&'static str),
    Name(&'static str),
    Text(String),
    Key(AnyKey),
}

impl Statement {
    /// Fixed words.
    pub(super) fn sql(sql: &'static str) -> Self {
        Self(vec![Part::Sql(sql)])
    }

    /// A table's or a column's name, quoted.
    pub(super) fn name(name: &'static str) -> Self {
        Self(vec![Part::Name(name)])
    }

    /// A bound text.
    pub(super) fn text(value: impl Into<String>) -> Self {
        Self(vec![Part::Text(value.into())])
    }

    /// A bound key.
    pub(super) fn key(key: AnyKey) -> Self {
        Self(vec![Part::Key(key)])
    }

    /// `(?, ?, ?)`, or a list that holds nothing.
    pub(super) fn texts(values: &[String]) -> Self {
        let mut list = Self::sql(if values.is_empty() { "(NULL" } else { "(" });
        for (position, value) in values.iter().enumerate() {
            list.push(Self::sql(if position == 0 { "" } else { ", " }));
            list.push(Self::text(value));
        }
        list.push(Self::sql(")"));
        list
    }

    /// The other behind this one.
    pub(super) fn push(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// Words, `{names}` and `[statements]`, one behind the other.
macro_rules! statement {
    (@part {$name:expr}) => {
        Statement::name($name)
    };
    (@part [$statement:expr]) => {
        $statement
    };
    (@part $sql:tt) => {
        Statement::sql($sql)
    };
    ($($part:tt)*) => {{
        let mut statement = Statement::default();
        $(statement.push(statement!(@part $part));)*
        statement
    }};
}
pub(super) use statement;

impl<DB> QueryFragment<DB> for Statement
where
    DB: Backend + HasSqlType<sql_types::Uuid>,
    str: ToSql<Text, DB>,
    i32: ToSql<Integer, DB>,
    i64: ToSql<BigInt, DB>,
    uuid::Uuid: ToSql<sql_types::Uuid, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for part in &self.0 {
            match part {
                Part::Sql(sql) => pass.push_sql(sql),
                Part::Name(name) => pass.push_identifier(name)?,
                Part::Text(text) => pass.push_bind_param::<Text, str>(text)?,
                Part::Key(AnyKey::Uuid(key)) => pass.push_bind_param::<sql_types::Uuid, _>(key)?,
                Part::Key(AnyKey::I32(key)) => pass.push_bind_param::<Integer, _>(key)?,
                Part::Key(AnyKey::I64(key)) => pass.push_bind_param::<BigInt, _>(key)?,
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
