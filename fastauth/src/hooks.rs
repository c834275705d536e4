//! What an application may add to the flows.

use std::future::Future;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use futures_util::FutureExt;

use crate::credential::OneTimeToken;
use crate::events::SecurityEvent;
use crate::model::{AuthUser, Changes, CodenameChanges, RolePatch};
use crate::provider::NewOAuthUser;
use crate::token::{EndedSession, SessionId, TokenPair};

/// What a hook is told of the request that it runs for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HookContext {
    /// Where the request came from: the peer of the socket, where the router is served by
    /// `into_make_service_with_connect_info::<SocketAddr>()`; behind proxies, as
    /// [`trusted_proxies`](crate::FastAuthConfig::trusted_proxies) says. All requests from nowhere share their limits.
    pub ip: Option<IpAddr>,
    /// What the client calls itself, cut to 255 characters.
    pub user_agent: Option<String>,
    /// Who is signed in: the user's id, as text, as the handler's guard found it. A user of another table of users is
    /// `table:id`.
    pub actor: Option<String>,
    /// The session that the request came by.
    pub session: Option<SessionId>,
}

/// What a hook answers.
pub type HookResult = Result<(), HookError>;

/// Why a hook did not agree, or could not do its work.
///
/// Before the change a refusal stops the flow and is the answer to the client. After the change
/// there is nothing left to stop: any error of a hook is logged.
#[derive(Debug)]
pub struct HookError {
    code: String,
    detail: String,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl HookError {
    /// A refusal: 403, with a code of the application's own and a sentence for the client.
    #[must_use]
    pub fn refuse(code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into(), cause: None }
    }

    /// The stable word for it.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The same in a sentence, for the client.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// What failed, where the application did not refuse but its own work went wrong.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync)> {
        self.cause.as_deref()
    }
}

/// The application's own work failed: a 500 before the change, a line in the log after it.
///
/// `HookError` is itself no `Error`, so that `?` works on every other one.
impl<E: std::error::Error + Send + Sync + 'static> From<E> for HookError {
    fn from(error: E) -> Self {
        Self {
            code: "internal".to_owned(),
            detail: "something went wrong".to_owned(),
            cause: Some(Box::new(error)),
        }
    }
}

/// The hooks of `()`: none.
impl<U: AuthUser> AuthHooks<U> for () {}

/// A hook that panics has failed, and keeps nobody else from being told.
async fn unpanicked(hook: impl Future<Output = HookResult> + Send) -> HookResult {
    let told = AssertUnwindSafe(hook).catch_unwind().await;
    told.unwrap_or_else(|_| Err(std::io::Error::other("a hook panicked").into()))
}

/// Both were told, whatever became of the first: one of two errors is logged here.
fn both(name: &'static str, first: HookResult, second: HookResult) -> HookResult {
    match (first, second) {
        (Err(first), Err(second)) => {
            tracing::error!(error = ?second, "`{name}` failed");
            Err(first)
        }
        (first, second) => first.and(second),
    }
}

/// What the erased hooks return.
pub(crate) type HookFuture<'a> = Pin<Box<dyn Future<Output = HookResult> + Send + 'a>>;

macro_rules! hooks {
    ($(
        $(#[$doc:meta])*
        $name:ident($($argument:ident: $(@$mutable:tt)? $type:ty),*);
    )*) => {
        /// What an application does when something happens. Every method does nothing until it is
        /// overridden; write it as an `async fn`.
        ///
        /// `on_before_…` runs before the change, and an error stops it: a refusal of the application's own,
        /// with a code of its own. `on_after_…` runs once the
        /// change is stored: an error is logged, and undoes nothing.
        ///
        /// ```
        /// use fastauth::prelude::*;
        ///
        /// struct Welcome;
        ///
        /// impl<U: fastauth::model::AuthUser> AuthHooks<U> for Welcome {
        ///     async fn on_after_register(&self, user: &U, _context: &HookContext) -> HookResult {
        ///         println!("welcome, {}", user.email());
        ///         Ok(())
        ///     }
        /// }
        /// ```
        #[diagnostic::on_unimplemented(
            message = "`{Self}` has no hooks for a `{U}`",
            label = "expected a type that implements `AuthHooks<{U}>`",
            note = "write `impl AuthHooks<{U}> for {Self}`, and in it the hooks that you want, if any"
        )]
        #[allow(unused_variables, reason = "a hook that does nothing uses nothing")]
        pub trait AuthHooks<U: AuthUser>: Send + Sync + 'static {
            $(
                $(#[$doc])*
                fn $name(&self, $($argument: &$($mutable)? $type,)* context: &HookContext) -> impl Future<Output = HookResult> + Send {
                    async { Ok(()) }
                }
            )*
        }

        /// Two sets of hooks, one after the other; `((a, b), c)` are three. Where the first refuses before a change,
        /// the second is not asked; after it, both are told.
        #[diagnostic::do_not_recommend]
        impl<U: AuthUser, A: AuthHooks<U>, B: AuthHooks<U>> AuthHooks<U> for (A, B) {
            $(
                async fn $name(&self, $($argument: &$($mutable)? $type,)* context: &HookContext) -> HookResult {
                    let first = async { AuthHooks::$name(&self.0, $($argument,)* context).await };
                    let first = unpanicked(first).await;
                    if first.is_err() && stringify!($name).starts_with("on_before_") {
                        return first;
                    }
                    both(stringify!($name), first, AuthHooks::$name(&self.1, $($argument,)* context).await)
                }
            )*
        }

        /// [`AuthHooks`] behind a pointer.
        #[allow(dead_code, reason = "one for each hook, called by its flow")]
        pub(crate) trait ErasedHooks<U: AuthUser>: Send + Sync {
            $(fn $name<'a>(&'a self, $($argument: &'a $($mutable)? $type,)* context: &'a HookContext) -> HookFuture<'a>;)*
        }

        impl<U: AuthUser, H: AuthHooks<U>> ErasedHooks<U> for H {
            $(
                fn $name<'a>(&'a self, $($argument: &'a $($mutable)? $type,)* context: &'a HookContext) -> HookFuture<'a> {
                    // In the future: a hook that panics before it is one has failed, and nothing else.
                    Box::pin(async move { AuthHooks::$name(self, $($argument,)* context).await })
                }
            )*
        }
    };
}

hooks! {
    /// Somebody wants to register, or has come by a provider for the first time, or an administrator makes an account (the
    /// password is empty in both cases), and what was sent is acceptable to the library.
    on_before_register(create: U::Create);
    /// Somebody signs in with a provider for the first time, and is about to have an account: a refusal is the answer, and
    /// `is_verified`, `role` and `fields` are what the account begins with. `on_before_register` and `on_after_register` follow.
    on_before_oauth_register(new: @mut NewOAuthUser<U>);
    /// An account was made: somebody has registered, or has come by a provider for the first time, or was invited
    /// (`on_after_invite` follows).
    on_after_register(user: U);
    /// Somebody wanted to register with the address of this user, who should be told, since the answer did not
    /// say so: only where [`registration_reveals_accounts`](crate::FastAuthConfig::registration_reveals_accounts)
    /// is off.
    on_after_email_reused(user: U);
    /// Somebody who is who they say is about to come in: the password was right, or a provider says so.
    on_before_login(user: U);
    /// Somebody has logged in; the tokens are made, and not sent yet.
    on_after_login(user: U, tokens: TokenPair);
    /// A session has its next tokens; they are not sent yet.
    on_after_refresh(user: U, tokens: TokenPair);
    /// A session was ended by its user.
    on_after_logout(session: EndedSession);
    /// A user is about to be changed, by an update or another role, or asks for another address. Not asked
    /// where a password is changed or reset, or an address verified.
    on_before_user_update(user: U, changes: Changes<U>);
    /// A user was changed: by an update, a verification, a reset, another role.
    on_after_user_update(user: U, changes: Changes<U>);
    /// Somebody asked to verify an address. `token` is what the mail to it must carry.
    on_after_request_verify(user: U, token: OneTimeToken);
    /// An address was verified.
    on_after_verify(user: U);
    /// Somebody wants another address. `token` is what the mail to `new_email` must carry.
    on_after_request_email_change(user: U, new_email: str, token: OneTimeToken);
    /// A user has another address; the old one should be told.
    on_after_email_changed(user: U, old_email: str);
    /// Somebody forgot a password. `token` is what the mail must carry.
    on_after_forgot_password(user: U, token: OneTimeToken);
    /// A password was reset.
    on_after_reset_password(user: U);
    /// A user who knows the password has set another; or one who came by a provider has set the first.
    on_after_change_password(user: U);
    /// An administrator made an account. `token` is what the mail must carry: it sets the first password.
    on_after_invite(user: U, token: OneTimeToken);
    /// An account at a provider is one more way in to an account that was there before: its user has linked it, or has come by it
    /// with an address that both know. The user should be told.
    on_after_provider_linked(user: U, account: U::OAuthAccount);
    /// An account at a provider is a user's no more, who should be told.
    on_after_provider_unlinked(user: U, account: U::OAuthAccount);
    /// A user is about to be deleted.
    on_before_user_delete(user: U);
    /// A user was deleted.
    on_after_user_deleted(user: U);
    /// A role was made, with these permissions.
    on_after_role_created(role: U::Role, permissions: [String]);
    /// A role was changed.
    on_after_role_updated(role: U::Role, patch: RolePatch<U::Role>);
    /// A role is about to be deleted.
    on_before_role_delete(role: U::Role);
    /// A role was deleted.
    on_after_role_deleted(role: U::Role);
    /// A permission was made.
    on_after_permission_created(permission: U::Permission);
    /// A permission was changed.
    on_after_permission_updated(permission: U::Permission, changes: CodenameChanges<U::Permission>);
    /// A permission is about to be deleted.
    on_before_permission_delete(permission: U::Permission);
    /// A permission was deleted.
    on_after_permission_deleted(permission: U::Permission);
    /// Something happened, or was refused, that whoever watches over the service should see: all of it, in one place. After a
    /// refusal no answer waits for this, since its time would tell who has an account.
    on_security_event(event: SecurityEvent);
    /// [`finish_background`](crate::FastAuth::finish_background) was called, since the program is about to end:
    /// what hooks have under way themselves is waited for here.
    on_finish();
}
