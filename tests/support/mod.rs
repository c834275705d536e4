//! The demo, for the tests.

pub mod app;
pub mod browser;
pub mod demo;
pub mod forge;
pub mod hang_up;
pub mod log;
pub mod maildir;
pub mod redis;
pub mod scripted_provider;
pub mod sign_in;
pub mod signer;

pub use app::{Strategy, TestApp, options};
pub use harness::{Answer, Kind};

/// What `on_every_strategy!` starts, by name.
pub mod services {
    pub use super::app::TestApp;
    pub use super::sign_in::SignInApp;
}

pub mod database {
    pub use harness::{Kind, TestDatabase};
}

/// Each story a test of the demo, on every database.
macro_rules! on_every_database {
    ($($stories:tt)*) => {
        harness::on_every_database! { crate::support::TestApp; $($stories)* }
    };
}

/// Each story a test of the demo with providers, on every database.
macro_rules! on_every_database_with_providers {
    ($($stories:tt)*) => {
        harness::on_every_database! { crate::support::sign_in::SignInApp; $($stories)* }
    };
}

/// Each story a test of the demo, with providers or without, with every kind of tokens, on every database.
macro_rules! on_every_strategy {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: $service:ident) $body:block)*) => {$(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            use $crate::support::services::$service;

            async fn story($app: $service) $body

            on_every_strategy! { @strategy $service jwt Jwt }
            on_every_strategy! { @strategy $service database Database }
            on_every_strategy! { @strategy $service redis Redis }
        }
    )*};
    (@strategy $service:ident $module:ident $strategy:ident) => {
        mod $module {
            use super::$service;
            use $crate::support::{Kind, Strategy, options};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::story($service::start_as(Kind::Sqlite, Strategy::$strategy, options()).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::story($service::start_as(Kind::Postgres, Strategy::$strategy, options()).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn mariadb() {
                super::story($service::start_as(Kind::MariaDb, Strategy::$strategy, options()).await).await;
            }
        }
    };
}
