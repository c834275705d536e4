//! What a client calls: one file a router, each route a few lines from a flow.
//!
//! [`FastAuth::routes`](crate::FastAuth::routes) has all of them. One by one, they are merged into an application's router
//! where it wants some of them only, or another policy for one:
//!
//! ```
//! # use fastauth::prelude::*;
//! # use fastauth::model::AuthUser;
//! use fastauth::routes::{AccountRouter, AuthRouter, RegisterRouter};
//!
//! # fn routes<User: AuthUser>(auth: &FastAuth<User>) -> fastauth::Router<FastAuth<User>> {
//! fastauth::Router::new()
//!     .merge(RegisterRouter.routes(auth))
//!     .merge(AuthRouter.routes(auth))
//!     .merge(AccountRouter::new().verified().routes(auth))
//! # }
//! ```

mod account;
mod all;
mod auth;
mod jwks;
mod leaving;
mod me;
mod oauth;
mod page;
mod permissions;
mod policies;
mod register;
mod reset;
mod roles;
mod sent;
mod sessions;
mod users;
mod verify;

pub use account::AccountRouter;
pub use auth::AuthRouter;
pub use jwks::JwksRouter;
pub use oauth::OAuthRouter;
pub use permissions::PermissionsRouter;
pub use register::RegisterRouter;
pub use reset::ResetRouter;
pub use roles::RolesRouter;
pub use sessions::SessionsRouter;
pub use users::UsersRouter;
pub use verify::VerifyRouter;
