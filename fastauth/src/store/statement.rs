//! Statements over the relation tables, whose names and key types are known only from a model.
//!
//! `table!` needs its column types spelled out, and a relation's are those of two models. These
//! statements are Diesel query nodes all the same: identifiers are quoted by the backend, values are
//! always bound, and the prepared statement is kept.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType, Integer, Text};
use diesel::QueryResult;

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
    pub(crate) fn new(sql: &'static str) -> Self {
        Self(vec![Part::Sql(sql)])
    }

    pub(crate) fn sql(mut self, sql: &'static str) -> Self {
        self.0.push(Part::Sql(sql));
        self
    }

    /// A table's or a column's name.
    pub(crate) fn name(mut self, name: &'static str) -> Self {
        self.0.push(Part::Name(name));
        self
    }

    pub(crate) fn text(mut self, value: impl Into<String>) -> Self {
        self.0.push(Part::Text(value.into()));
        self
    }

    pub(crate) fn key(mut self, key: AnyKey) -> Self {
        self.0.push(Part::Key(key));
        self
    }

    /// This statement, and the other behind it.
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// `(?, ?, ?)`, or a list that holds nothing.
    pub(crate) fn texts(mut self, values: &[String]) -> Self {
        self = self.sql("(");
        if values.is_empty() {
            self = self.sql("NULL");
        }
        for (position, value) in values.iter().enumerate() {
            self = self.sql(if position == 0 { "" } else { ", " }).text(value);
        }
        self.sql(")")
    }
}

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
