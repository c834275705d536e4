//! What every way of signing in ends with.

use time::Duration;

use crate::auth::FastAuth;
use crate::credential::PasswordHash;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::AuthUser;
use crate::store::OAuthAccountId;
use crate::token::{Issued, NewSession, Session, TokenOptions, TokenPair};

/// How a session begins.
pub(super) struct Opening<U: AuthUser> {
    /// How long it lasts, however often it is refreshed.
    pub(super) max_age: Duration,
    /// Whether its user has just shown who they are.
    pub(super) authenticated: bool,
    pub(super) options: TokenOptions,
    /// What is told once it has begun.
    pub(super) report: Report,
    /// The account at a provider that its user came by, which has to be theirs still.
    pub(super) by_account: Option<OAuthAccountId<U>>,
}

impl<U: AuthUser> FastAuth<U> {
    /// A new session, with its first tokens. Its name is made here: one that a client brings is never
    /// taken over.
    ///
    /// `hash` is the one that was verified: a user who was deactivated or given another password
    /// meanwhile does not come in.
    pub(super) async fn open_session(
        &self,
        user: &U,
        hash: PasswordHash,
        report: Report,
        by_account: Option<OAuthAccountId<U>>,
    ) -> Result<TokenPair, AuthError> {
        let config = self.config();
        // Without refresh tokens nothing of a session is left once its access token has expired.
        let max_age = match config.enable_refresh_token {
            true => config.refresh_token_max_age,
            false => config.access_token_max_age,
        };
        let options = TokenOptions::new();
        let opening = Opening { max_age, authenticated: true, options, report, by_account };
        let mut tokens = self.open_session_for(user, hash, opening).await?;
        if !config.enable_refresh_token {
            tokens.refresh_token = None;
        }
        Ok(tokens)
    }

    /// The same, as it is said.
    pub(super) async fn open_session_for(
        &self,
        user: &U,
        hash: PasswordHash,
        Opening { max_age, authenticated, options, report, by_account }: Opening<U>,
    ) -> Result<TokenPair, AuthError> {
        if self.config().require_verified && !user.is_verified() {
            return Err(match self.config().registration_reveals_accounts {
                true => AuthError::NotVerified,
                // It would tell that the registration before it has made an account.
                false => AuthError::InvalidCredentials,
            });
        }
        let (now, context) = (self.clock().now(), self.context());
        let id = uuid::Uuid::now_v7();
        let expires_at = now + max_age;
        let first = Session {
            id,
            subject: user.id().to_string(),
            counter: 0,
            now,
            expires_at,
            options: with_claims_of(user, options)?,
            replaces: None,
        };
        // Before the session is stored: tokens that cannot be made leave nothing behind.
        let Issued { pair, stored } = self.strategy().issue(&first).await?;
        let session = NewSession {
            id,
            user: user.id(),
            created_at: now,
            authenticated_at: authenticated.then_some(now),
            expires_at,
            ip: context.ip,
            user_agent: context.user_agent,
            tokens: stored,
        };
        let user = user.id();
        self.commit(move |auth| async move {
            let opened = match by_account {
                None => auth.store().open_session(session, hash).await?,
                Some(account) => auth.store().open_session_by_account(account, session, hash).await?,
            };
            if !opened {
                return Err(AuthError::InvalidCredentials);
            }
            auth.tell(report.about(user).in_session(id)).await;
            auth.end_oldest_sessions(user).await;
            Ok(pair)
        })
        .await
    }

    /// What the log says of a user who was recognised, and got no session.
    pub(super) fn why_no_session(&self, user: &U) -> &'static str {
        match self.config().require_verified && !user.is_verified() {
            true => "not_verified",
            false => "changed_meanwhile",
        }
    }

    /// Keeps a user from having sessions without end. The new one is there, whatever becomes of it.
    async fn end_oldest_sessions(&self, user: U::Id) {
        let (now, kept) = (self.clock().now(), self.config().sessions_per_user);
        match self.store().end_oldest_sessions_of(user, now, kept).await {
            Ok(0) => {}
            Ok(ended) => {
                let report = Report::of(SecurityEventKind::SessionsEnded).about(user).because("too_many");
                self.tell(report.detail(ended.to_string())).await;
            }
            Err(error) => tracing::error!(%user, %error, "the oldest sessions were not ended"),
        }
    }
}

/// What the model wants in every token of a user's, beside what is asked for here.
pub(super) fn with_claims_of<U: AuthUser>(
    user: &U,
    mut options: TokenOptions,
) -> Result<TokenOptions, AuthError> {
    for (name, value) in user.claims().map_err(|error| AuthError::Internal(error.to_string()))? {
        options.claims.entry(name).or_insert(value);
    }
    options.check().map_err(AuthError::Internal)?;
    Ok(options)
}
