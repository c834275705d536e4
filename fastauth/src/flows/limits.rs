//! How often something may be tried: asked before anything is looked up or hashed.

use crate::auth::FastAuth;
use crate::credential::LoginName;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::limit::{Decision, LimitKey, LimitRule, RateLimit, address_bucket};
use crate::model::AuthUser;
use crate::token::SessionId;
use time::Duration;

/// How long a login makes the address that it came from one of the account's own.
const DEVICE_MAX_AGE: Duration = Duration::days(90);

impl<U: AuthUser> FastAuth<U> {
    /// Counts a login, for its address and then for its account; what is to be forgotten where it succeeds.
    ///
    /// From where the account's user has come before, it is counted by itself: whoever tries passwords from elsewhere does not keep
    /// the user out. That is asked in one way, whether there is an account or not.
    pub(super) async fn limit_login(&self, login: &str) -> Result<Option<LimitKey>, AuthError> {
        let limits = self.config().limits;
        self.limit_by_address("login_per_address", limits.login_per_address, Some(login)).await?;
        let Some(rule) = limits.login_per_account.rule() else { return Ok(None) };
        let account = LoginName::counted_as(login);
        let key = match self.known_address(login).await? {
            Some(address) => self.limit_key("login_per_device", &[&account, &address]),
            None => self.limit_key("login_per_account", &[&account]),
        };
        self.limit(&key, rule.growing(), Some(login)).await?;
        Ok(Some(key))
    }

    /// The bucket of the request's address, if the account's user has logged in from there before.
    async fn known_address(&self, login: &str) -> Result<Option<String>, AuthError> {
        let (Some(ip), Some(name)) =
            (self.request().and_then(|request| request.ip), LoginName::read(login, U::LOGIN_BY_USERNAME))
        else {
            return Ok(None);
        };
        let since = self.clock().now() - DEVICE_MAX_AGE;
        let bucket = address_bucket(Some(ip));
        let known = self.store().addresses_of_logins(name, ip, since).await?;
        Ok(known.into_iter().any(|known| address_bucket(Some(known)) == bucket).then_some(bucket))
    }

    /// Counts a password that somebody who is signed in confirms something by: whoever found a token guesses no better
    /// than everybody else.
    pub(super) async fn limit_confirmation(&self, user: &U) -> Result<Option<LimitKey>, AuthError> {
        let Some(rule) = self.config().limits.login_per_account.rule() else { return Ok(None) };
        let key = self.limit_key("confirmation_per_account", &[&user.id().to_string()]);
        self.limit(&key, rule.growing(), None).await?;
        Ok(Some(key))
    }

    /// The password was right: this account begins anew. Nothing is forgotten of the address, from which somebody may try
    /// the accounts of others.
    pub(super) async fn forget_attempts(&self, counted: Option<LimitKey>) {
        let Some(key) = counted else { return };
        if let Err(error) = self.limiter().clear(&key).await {
            tracing::warn!(%error, "could not forget the attempts before a success");
        }
    }

    /// Whoever has set another password by a mailed token has shown who they are, whatever was tried before.
    pub(super) async fn forget_attempts_of(&self, user: &U) {
        for login in [Some(user.email()), user.username()].into_iter().flatten() {
            let key = self.limit_key("login_per_account", &[&LoginName::counted_as(login)]);
            self.forget_attempts(Some(key)).await;
        }
    }

    /// Counts a registration.
    pub(super) async fn limit_registration(&self) -> Result<(), AuthError> {
        self.limit_by_address("register_per_address", self.config().limits.register_per_address, None).await
    }

    /// Counts a one-time token that somebody tries.
    pub(super) async fn limit_token(&self) -> Result<(), AuthError> {
        self.limit_by_address("token_per_address", self.config().limits.token_per_address, None).await
    }

    /// Counts what somebody comes back from a provider with.
    pub(super) async fn limit_oauth(&self) -> Result<(), AuthError> {
        self.limit_by_address("oauth_per_address", self.config().limits.oauth_per_address, None).await
    }

    /// Counts a refresh for its address, whatever it brings.
    pub(super) async fn limit_refresh(&self) -> Result<(), AuthError> {
        self.limit_by_address("refresh_per_address", self.config().limits.refresh_per_address, None).await
    }

    /// Counts a refresh for its session.
    pub(super) async fn limit_refresh_of(&self, session: SessionId) -> Result<(), AuthError> {
        let Some(rule) = self.config().limits.refresh_per_session.rule() else { return Ok(()) };
        self.limit(&self.limit_key("refresh_per_session", &[&session.to_string()]), rule, None).await
    }

    /// Counts a mail that somebody asks for.
    pub(super) async fn limit_mail(&self) -> Result<(), AuthError> {
        self.limit_by_address("mail_per_address", self.config().limits.mail_per_address, None).await
    }

    /// Counts a mail of this kind to an address. `false`: enough were sent, and this one is not, which nobody is told.
    ///
    /// Each kind by itself: whoever asks for others keeps nobody from a reset.
    pub(super) async fn may_mail_to(&self, email: &str, kind: &'static str) -> Result<bool, AuthError> {
        let Some(rule) = self.config().limits.mail_per_account.rule() else { return Ok(true) };
        let key = self.limit_key("mail_per_account", &[kind, email]);
        if self.limiter().attempt(&key, rule).await? == Decision::Allowed {
            return Ok(true);
        }
        self.tell_aside(Report::refused(SecurityEventKind::Throttled, key.limit())).await;
        Ok(false)
    }

    async fn limit_by_address(
        &self,
        name: &'static str,
        limit: RateLimit,
        login: Option<&str>,
    ) -> Result<(), AuthError> {
        let (Some(request), Some(rule)) = (self.request(), limit.rule()) else { return Ok(()) };
        self.limit(&self.limit_key(name, &[&address_bucket(request.ip)]), rule, login).await
    }

    /// Counts an attempt; of a login, if it is one.
    async fn limit(&self, key: &LimitKey, rule: LimitRule, login: Option<&str>) -> Result<(), AuthError> {
        let retry_after = match self.limiter().attempt(key, rule).await? {
            Decision::Allowed => return Ok(()),
            Decision::Refused { retry_after } => retry_after,
        };
        let report = match login {
            Some(login) => Report::refused(SecurityEventKind::LoginLimited, key.limit())
                .identified_by(self.pseudonyms().login(login)),
            None => Report::refused(SecurityEventKind::Throttled, key.limit()),
        };
        self.tell_aside(report).await;
        Err(AuthError::TooManyRequests { retry_after })
    }

    /// Each kind of users is counted by itself.
    fn limit_key(&self, name: &'static str, parts: &[&str]) -> LimitKey {
        LimitKey::new(name, &[&[self.namespace(), U::TABLE.name], parts].concat())
    }
}
