//! Who vouches for a user: providers that people sign in with, what each tells of them, and the state that ties an answer
//! to the browser that asked. How a provider is spoken to is in `oauth` and `oidc`, by the features of those names, or in
//! a [`Protocol`] of one's own.

mod deadline;
mod identity;
mod new_user;
mod options;
mod pending;
mod protocol;
mod providers;
mod redirect;
mod round_trip;

pub(crate) use deadline::within_time;
pub use identity::{ProviderIdentity, ProviderToken, ProviderTokens, SignedIn};
pub use new_user::NewOAuthUser;
pub use options::{DefaultRole, Provider};
pub(crate) use pending::{LinkedBy, Pending, is_state};
pub use protocol::{
    AuthorizationCode, AuthorizationRequest, Protocol, ProtocolFuture, ProviderError, ResponseMode,
};
pub(crate) use providers::{Providers, check};
pub(crate) use redirect::redirect_target;
pub use round_trip::{OAuthAnswer, OAuthStart};
