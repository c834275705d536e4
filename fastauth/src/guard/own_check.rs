//! An application's own question, beside roles and permissions: is it theirs?

use std::future::Future;

use http::request::Parts;

use crate::error::AuthError;

/// Lets in whom the policy does not: the author of an article, say. Made by `#[access_check]` from a
/// function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a check of `{U}` for the state `{S}`",
    note = "annotate the function with `#[access_check]`"
)]
pub trait OwnCheck<U, S>: Send + Sync + 'static {
    /// Whether the user may pass.
    ///
    /// # Errors
    /// Any error refuses.
    fn allows(user: &U, parts: &mut Parts, state: &S) -> impl Future<Output = Result<bool, AuthError>> + Send;
}

/// No question of its own.
#[derive(Debug, Clone, Copy)]
pub enum NoOwnCheck {}

impl<U: Sync, S: Sync> OwnCheck<U, S> for NoOwnCheck {
    async fn allows(_user: &U, _parts: &mut Parts, _state: &S) -> Result<bool, AuthError> {
        Ok(false)
    }
}
