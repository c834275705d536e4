//! Databases, a server and clients for the black-box tests of any service.

mod client;
mod clock;
mod database;
mod options;
mod proxy;
mod redis;
mod server;

pub use client::{Answer, Client, Tokens};
pub use clock::TestClock;
pub use database::{Kind, Lock, TestDatabase, server};
pub use options::{Options, PASSWORD, PATIENCE, SECRET, options};
pub use proxy::{Proxy, Wire};
pub use redis::OwnRedis;
pub use server::{serve, serve_on};

/// Makes each story a test on SQLite, on PostgreSQL and on MariaDB: of a service that its
/// `start(Kind)` starts.
#[macro_export]
macro_rules! on_every_database {
    ($service:path; $($(#[$doc:meta])* async fn $name:ident($app:ident: $_type:ident) $body:block)*) => {$(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn story($app: $service) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story(<$service>::start($crate::Kind::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story(<$service>::start($crate::Kind::Postgres).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn mariadb() {
                story(<$service>::start($crate::Kind::MariaDb).await).await;
            }
        }
    )*};
}
