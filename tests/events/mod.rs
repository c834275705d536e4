//! What those who watch over a service are told.

mod flows;
mod limits;
mod losses;
mod providers;
mod sinks;
mod story;
mod texts;
pub mod watcher;
