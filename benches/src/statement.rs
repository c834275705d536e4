//! The one statement that decides, as it would be written for one known schema on one known database.

use deadpool::managed;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;

/// As many connections as fastauth opens to a server.
fn to_a_server() -> usize {
    16
}

/// As many connections as fastauth opens to a file: each is a thread at work.
fn to_a_file() -> usize {
    std::thread::available_parallelism().map_or(4, |cores| (usize::from(cores) * 2).max(4))
}

macro_rules! by_hand {
    (
        $(#[$doc:meta])* $module:ident, $connection:ty, $pool_size:path,
        $uuid:ident = $rust_uuid:ty, $bind_uuid:expr,
        $time:ident = $rust_time:ty, $bind_time:expr
    ) => {
        $(#[$doc])*
        pub(crate) mod $module {
            use axum::extract::State;
            use axum::http::StatusCode;
            use diesel::dsl::exists;
            use diesel::prelude::*;
            use diesel_async::RunQueryDsl;
            use diesel_async::pooled_connection::{ManagerConfig, RecyclingMethod};

            use super::{AsyncDieselConnectionManager, managed};
            use deadpool::managed::QueueMode;
            use crate::Fallible;
            use crate::baseline::{App, Claims};

            diesel::table! {
                users (id) {
                    id -> $uuid,
                    email -> Text,
                    username -> Nullable<Text>,
                    hashed_password -> Text,
                    is_active -> Bool,
                    is_verified -> Bool,
                    role_id -> Nullable<Integer>,
                    display_name -> Nullable<Text>,
                }
            }
            diesel::table! { roles (id) { id -> Integer, codename -> Text } }
            diesel::table! { permissions (id) { id -> Integer, codename -> Text } }
            diesel::table! { role_permission_rel (role_id, permission_id) { role_id -> Integer, permission_id -> Integer } }
            diesel::table! { user_permission_rel (user_id, permission_id) { user_id -> $uuid, permission_id -> Integer } }
            diesel::table! {
                #[sql_name = "fastauth_user_sessions"]
                sessions (id) { id -> $uuid, user_id -> $uuid, expires_at -> $time, revoked_at -> Nullable<$time> }
            }
            diesel::joinable!(sessions -> users (user_id));
            diesel::joinable!(role_permission_rel -> permissions (permission_id));
            diesel::joinable!(user_permission_rel -> permissions (permission_id));
            diesel::allow_tables_to_appear_in_same_query!(
                users, roles, permissions, role_permission_rel, user_permission_rel, sessions
            );

            #[derive(Queryable, Selectable)]
            #[diesel(table_name = users)]
            #[allow(dead_code, reason = "it is loaded, as fastauth loads it")]
            struct User {
                id: $rust_uuid,
                email: String,
                username: Option<String>,
                hashed_password: String,
                is_active: bool,
                is_verified: bool,
                role_id: Option<i32>,
                display_name: Option<String>,
            }

            type Pool = managed::Pool<AsyncDieselConnectionManager<$connection>>;

            pub(crate) fn pool(url: &str) -> Fallible<Pool> {
                let mut config = ManagerConfig::default();
                config.recycling_method = RecyclingMethod::Fast;
                let manager = AsyncDieselConnectionManager::<$connection>::new_with_config(url, config);
                // The same pool: as large, and the connection that was used last goes first.
                Ok(Pool::builder(manager).max_size($pool_size()).queue_mode(QueueMode::Lifo).build()?)
            }

            #[allow(clippy::disallowed_methods, reason = "written by hand, it asks the system")]
            pub(crate) async fn report(claims: Claims, State(app): State<App<Pool>>) -> Result<String, StatusCode> {
                let mut connection = app.pool.get().await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
                let now = time::OffsetDateTime::now_utc();
                let has_role = exists(
                    roles::table
                        .filter(roles::id.nullable().eq(users::role_id))
                        .filter(roles::codename.eq("Admin")),
                );
                let by_role = exists(
                    role_permission_rel::table
                        .inner_join(permissions::table)
                        .filter(role_permission_rel::role_id.nullable().eq(users::role_id))
                        .filter(permissions::codename.eq("report:read")),
                );
                let directly = exists(
                    user_permission_rel::table
                        .inner_join(permissions::table)
                        .filter(user_permission_rel::user_id.eq(users::id))
                        .filter(permissions::codename.eq("report:read")),
                );
                let (user, passes): (User, bool) = sessions::table
                    .inner_join(users::table)
                    .filter(sessions::id.eq($bind_uuid(claims.sid)))
                    .filter(sessions::revoked_at.is_null())
                    .filter(sessions::expires_at.gt($bind_time(now)))
                    .select((User::as_select(), has_role.or(by_role).or(directly)))
                    .get_result(&mut connection)
                    .await
                    .optional()
                    .map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?
                    .ok_or(StatusCode::UNAUTHORIZED)?;
                match (user.is_active, passes) {
                    (false, _) => Err(StatusCode::UNAUTHORIZED),
                    (true, false) => Err(StatusCode::FORBIDDEN),
                    (true, true) => Ok(user.email),
                }
            }
        }
    };
}

by_hand! {
    /// On SQLite, through diesel-async's own wrapper.
    sqlite, diesel_async::sync_connection_wrapper::SyncConnectionWrapper<SqliteConnection>, super::to_a_file,
    Binary = Vec<u8>, |id: uuid::Uuid| id.into_bytes().to_vec(),
    BigInt = i64, |time: time::OffsetDateTime| (time.unix_timestamp_nanos() / 1_000) as i64
}
by_hand! {
    /// On PostgreSQL.
    postgres, diesel_async::AsyncPgConnection, super::to_a_server,
    Uuid = uuid::Uuid, std::convert::identity,
    Timestamptz = time::OffsetDateTime, std::convert::identity
}
