//! Who may pass: policies, the gates that handlers begin with, and the router that asks for one.

mod access_matrix;
mod actor;
mod aliases;
mod gate;
mod guard_policy;
mod handle;
mod handler;
mod method_not_allowed;
mod optional_guard;
mod own_check;
mod public;
mod router;
pub mod routing;
mod token_gate;
mod user_guard;

pub use access_matrix::{AccessMatrix, Route};
pub use aliases::{AdminOnly, AdminUser, DefaultUser};
pub use gate::{Access, AccessGate, HasAuth};
pub use guard_policy::GuardPolicy;
pub use handle::Strategy;
pub use handler::{Extractors, HandlerFn, OtherExtractors};
pub use own_check::{AccessCheck, Answer, NoOwnCheck, OwnCheck};
pub use public::Public;
pub use router::Router;
pub use token_gate::{AccessToken, ExpiredAccessToken, RefreshToken};
pub use user_guard::Guard;

pub(crate) use actor::{Actor, denied, told};
pub(crate) use routing::Replaced;
pub(crate) use user_guard::authenticate;
