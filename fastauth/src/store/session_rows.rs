//! Rows of sessions, as the statements over them read.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Integer, Nullable, Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::column::Column;
use super::sql_types;
use super::statement::Statement;
use crate::token::{ListedSession, StoredToken};

/// A statement that answers with rows of these SQL types.
#[derive(Debug, Clone)]
pub struct Rows<ST>(Statement, PhantomData<ST>);

impl<ST> Rows<ST> {
    pub(super) fn of(statement: Statement) -> Self {
        Self(statement, PhantomData)
    }
}

/// Sessions as a list of them reads.
pub(super) type SessionRows = Rows<(
    sql_types::Uuid,
    sql_types::TimestampUtc,
    sql_types::TimestampUtc,
    sql_types::TimestampUtc,
    Nullable<Text>,
    Nullable<Text>,
)>;

/// One of them, as the database has it.
pub(super) type SessionRow = (
    Column<Uuid>,
    Column<OffsetDateTime>,
    Column<OffsetDateTime>,
    Column<OffsetDateTime>,
    Option<String>,
    Option<String>,
);

/// What is stored of tokens.
pub(super) type TokenRows = Rows<(Nullable<Text>, Integer, sql_types::TimestampUtc, sql_types::TimestampUtc)>;

/// One of them, as the database has it.
pub(super) type TokenRow = (Option<String>, i32, Column<OffsetDateTime>, Column<OffsetDateTime>);

impl<ST> Query for Rows<ST> {
    type SqlType = ST;
}

impl<ST, DB> QueryFragment<DB> for Rows<ST>
where
    DB: Backend,
    Statement: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }
}

impl<ST> QueryId for Rows<ST> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST, Conn> diesel::RunQueryDsl<Conn> for Rows<ST> {}

/// Reads them. An address that is none is left out.
pub(super) fn listed(rows: Vec<SessionRow>) -> Vec<ListedSession> {
    let listed = |(id, created_at, last_used_at, expires_at, ip, user_agent): SessionRow| ListedSession {
        id: id.0,
        created_at: created_at.0,
        last_used_at: last_used_at.0,
        expires_at: expires_at.0,
        ip: ip.and_then(|ip| ip.parse().ok()),
        user_agent,
    };
    rows.into_iter().map(listed).collect()
}

/// The one that was asked for.
pub(super) fn stored_token(rows: Vec<TokenRow>) -> Option<StoredToken> {
    let (claims, counter, issued_at, expires_at) = rows.into_iter().next()?;
    Some(StoredToken {
        claims: claims.unwrap_or_default(),
        counter,
        issued_at: issued_at.0,
        expires_at: expires_at.0,
    })
}
