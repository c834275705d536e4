//! Databases, servers and clients for the tests.

pub mod app;
pub mod client;
pub mod clock;
pub mod database;
pub mod demo;
pub mod log;
pub mod maildir;

pub use app::{TestApp, options};
pub use client::Answer;
pub use database::Kind;

/// Makes each story a test on SQLite, on PostgreSQL and on MariaDB.
#[macro_export]
macro_rules! on_every_database {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: TestApp) $body:block)*) => {$(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn story($app: $crate::support::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story($crate::support::TestApp::start($crate::support::Kind::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story($crate::support::TestApp::start($crate::support::Kind::Postgres).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn mariadb() {
                story($crate::support::TestApp::start($crate::support::Kind::MariaDb).await).await;
            }
        }
    )*};
}
