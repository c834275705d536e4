//! Sessions as a list of them reads.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Nullable, Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::column::Column;
use super::sql_types;
use super::statement::Statement;
use crate::token::ListedSession;

/// A statement that answers with sessions.
#[derive(Debug, Clone)]
pub struct SessionRows(pub(super) Statement);

/// One of them, as the database has it.
pub(super) type SessionRow = (
    Column<Uuid>,
    Column<OffsetDateTime>,
    Column<OffsetDateTime>,
    Column<OffsetDateTime>,
    Option<String>,
    Option<String>,
);

impl Query for SessionRows {
    type SqlType = (
        sql_types::Uuid,
        sql_types::TimestampUtc,
        sql_types::TimestampUtc,
        sql_types::TimestampUtc,
        Nullable<Text>,
        Nullable<Text>,
    );
}

impl<DB> QueryFragment<DB> for SessionRows
where
    DB: Backend,
    Statement: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }
}

impl QueryId for SessionRows {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Conn> diesel::RunQueryDsl<Conn> for SessionRows {}

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
