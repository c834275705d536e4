//! The sessions: one table of the library's, for each kind of user key.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use time::OffsetDateTime;
use uuid::Uuid;

use super::cached::Cached;
use super::{Backend, Key, QueryFuture, StoreFuture, bind::bind};
use crate::token::{Rotation, SessionId};

/// The table's name in the database.
pub(crate) const TABLE: &str = "fastauth_sessions";

/// A key that sessions can belong to, and the statements over sessions of such users.
///
/// Sessions know nothing of a model but its key's type, so these statements are compiled once, here.
pub trait SessionQueries<K: Key>: Backend {
    /// Replaces the refresh token `rotation.counter` by the next, if it is the one in force.
    ///
    /// One conditional update: of any number at once, one changes a row.
    fn rotate(connection: &mut Self::Connection, rotation: Rotation) -> QueryFuture<'_, usize>;

    /// How often the session's refresh token was replaced; nothing if it has ended.
    fn counter(
        connection: &mut Self::Connection,
        session: SessionId,
        now: OffsetDateTime,
    ) -> QueryFuture<'_, Option<i32>>;

    /// Ends a session; 0 if it had ended before.
    fn end(
        connection: &mut Self::Connection,
        session: SessionId,
        now: OffsetDateTime,
    ) -> QueryFuture<'_, usize>;

    /// Ends every session of a user.
    fn end_all(connection: &mut Self::Connection, user: K, now: OffsetDateTime) -> QueryFuture<'_, usize>;
}

/// The sessions as the flows see them.
pub trait SessionStore<K: Key>: Send + Sync {
    /// Whether this refresh token was the one in force, and is now replaced.
    fn rotate_session(&self, rotation: Rotation) -> StoreFuture<'_, bool>;
    /// How often the session's refresh token was replaced; nothing if it has ended.
    fn session_counter(&self, session: SessionId, now: OffsetDateTime) -> StoreFuture<'_, Option<i32>>;
    /// Ends a session; `false` if it had ended before.
    fn end_session(&self, session: SessionId, now: OffsetDateTime) -> StoreFuture<'_, bool>;
    /// Ends every session of a user, and says how many.
    fn end_sessions_of(&self, user: K, now: OffsetDateTime) -> StoreFuture<'_, usize>;
}

impl<K: Key, B: SessionQueries<K>> SessionStore<K> for B {
    fn rotate_session(&self, rotation: Rotation) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            self.write(move |connection| B::rotate(connection, rotation)).await.map(|changed| changed == 1)
        })
    }

    fn session_counter(&self, session: SessionId, now: OffsetDateTime) -> StoreFuture<'_, Option<i32>> {
        self.read(move |connection| B::counter(connection, session, now))
    }

    fn end_session(&self, session: SessionId, now: OffsetDateTime) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            self.write(move |connection| B::end(connection, session, now)).await.map(|changed| changed == 1)
        })
    }

    fn end_sessions_of(&self, user: K, now: OffsetDateTime) -> StoreFuture<'_, usize> {
        self.write(move |connection| B::end_all(connection, user, now))
    }
}

macro_rules! session_table {
    ($module:ident, $($user_id:tt)+) => {
        #[allow(missing_docs, reason = "the columns are described in `ddl`")]
        pub mod $module {
            diesel::table! {
                #[sql_name = "fastauth_sessions"]
                sessions (id) {
                    id -> crate::store::sql_types::Uuid,
                    user_id -> $($user_id)+,
                    created_at -> crate::store::sql_types::TimestampUtc,
                    last_used_at -> crate::store::sql_types::TimestampUtc,
                    expires_at -> crate::store::sql_types::TimestampUtc,
                    refresh_counter -> Integer,
                    revoked_at -> Nullable<crate::store::sql_types::TimestampUtc>,
                    ip -> Nullable<Text>,
                    user_agent -> Nullable<Text>,
                }
            }

            /// What a new session has; the others are null.
            pub fn columns() -> NewColumns {
                use sessions::*;
                (id, user_id, created_at, last_used_at, expires_at, refresh_counter, ip, user_agent)
            }

            type NewColumns = (
                sessions::id,
                sessions::user_id,
                sessions::created_at,
                sessions::last_used_at,
                sessions::expires_at,
                sessions::refresh_counter,
                sessions::ip,
                sessions::user_agent,
            );
        }
    };
}
session_table!(uuid_keys, crate::store::sql_types::Uuid);
session_table!(i32_keys, Integer);
session_table!(i64_keys, BigInt);

macro_rules! session_queries {
    ($backend:path; $key:ty, $module:ident) => {
        impl SessionQueries<$key> for $backend {
            fn rotate(connection: &mut Self::Connection, rotation: Rotation) -> QueryFuture<'_, usize> {
                use $module::sessions::dsl::*;
                Cached(
                    diesel::update(
                        sessions
                            .filter(id.eq(bind(rotation.session)))
                            .filter(refresh_counter.eq(rotation.counter))
                            .filter(revoked_at.is_null())
                            .filter(expires_at.gt(bind(rotation.now)))
                            .filter(last_used_at.gt(bind(rotation.idle_since))),
                    )
                    .set((
                        refresh_counter.eq(rotation.counter.wrapping_add(1)),
                        last_used_at.eq(bind(rotation.now)),
                    )),
                )
                .execute(connection)
                .boxed()
            }

            fn counter(
                connection: &mut Self::Connection,
                session: SessionId,
                now: OffsetDateTime,
            ) -> QueryFuture<'_, Option<i32>> {
                use $module::sessions::dsl::*;
                sessions
                    .filter(id.eq(bind(session)))
                    .filter(revoked_at.is_null())
                    .filter(expires_at.gt(bind(now)))
                    .select(refresh_counter)
                    .get_result(connection)
                    .map(diesel::OptionalExtension::optional)
                    .boxed()
            }

            fn end(
                connection: &mut Self::Connection,
                session: SessionId,
                now: OffsetDateTime,
            ) -> QueryFuture<'_, usize> {
                use $module::sessions::dsl::*;
                Cached(
                    diesel::update(sessions.filter(id.eq(bind(session))).filter(revoked_at.is_null()))
                        .set(revoked_at.eq(bind(Some(now)))),
                )
                .execute(connection)
                .boxed()
            }

            fn end_all(
                connection: &mut Self::Connection,
                user: $key,
                now: OffsetDateTime,
            ) -> QueryFuture<'_, usize> {
                use $module::sessions::dsl::*;
                Cached(
                    diesel::update(sessions.filter(user_id.eq(bind(user))).filter(revoked_at.is_null()))
                        .set(revoked_at.eq(bind(Some(now)))),
                )
                .execute(connection)
                .boxed()
            }
        }
    };
}
crate::for_each_backend!(session_queries { Uuid, uuid_keys });
crate::for_each_backend!(session_queries { i32, i32_keys });
crate::for_each_backend!(session_queries { i64, i64_keys });
