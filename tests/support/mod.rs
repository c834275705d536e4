//! The demo, for the tests.

pub mod app;
pub mod browser;
pub mod demo;
pub mod forge;
pub mod log;
pub mod maildir;
pub mod signer;

pub use app::{TestApp, options};
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
