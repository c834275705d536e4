//! The demo, for the tests.

pub mod app;
pub mod browser;
pub mod demo;
pub mod forge;
pub mod hang_up;
pub mod log;
pub mod maildir;
pub mod signer;

pub use app::{Strategy, TestApp, options};
pub use harness::{Answer, Kind};

pub mod database {
    pub use harness::{Kind, TestDatabase};
}

/// Each story a test of the demo, on every database.
macro_rules! on_every_database {
    ($($stories:tt)*) => {
        harness::on_every_database! { crate::support::TestApp; $($stories)* }
    };
}

/// Each story a test of the demo, with every kind of tokens, on every database.
macro_rules! on_every_strategy {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: $_type:ident) $body:block)*) => {$(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn story($app: $crate::support::TestApp) $body

            on_every_strategy! { @strategy jwt Jwt }
            on_every_strategy! { @strategy database Database }
            on_every_strategy! { @strategy redis Redis }
        }
    )*};
    (@strategy $module:ident $strategy:ident) => {
        mod $module {
            use $crate::support::{Kind, Strategy, TestApp, options};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::story(TestApp::start_as(Kind::Sqlite, Strategy::$strategy, options()).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::story(TestApp::start_as(Kind::Postgres, Strategy::$strategy, options()).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn mariadb() {
                super::story(TestApp::start_as(Kind::MariaDb, Strategy::$strategy, options()).await).await;
            }
        }
    };
}
