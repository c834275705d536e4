//! Users see what is signed in as them, and end it.

use crate::auth::FastAuth;
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::AuthUser;
use crate::token::{EndedSession, ListedSession, SessionId};

/// Of how many sessions at once the hooks are told.
const MOST_TOLD: i64 = 1000;

impl<U: AuthUser> FastAuth<U> {
    /// Up to `limit` of a user's sessions that have not ended, the newest first, behind the one that is named; one
    /// that has been idle for too long among them, though nothing refreshes it any more.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    pub async fn list_sessions(
        &self,
        user: U::Id,
        after: Option<SessionId>,
        limit: i64,
    ) -> Result<Vec<ListedSession>, AuthError> {
        Ok(self.store().list_sessions(user, self.clock().now(), after, limit).await?)
    }

    /// Ends one session of a user's: its tokens open nothing from then on.
    ///
    /// # Errors
    /// [`AuthError::SessionNotFound`] where it is none of this user's, or has ended; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn end_session(&self, user: U::Id, session: SessionId) -> Result<(), AuthError> {
        self.commit(move |auth| async move {
            if !auth.store().end_session_of(user, session, auth.clock().now()).await? {
                return Err(AuthError::SessionNotFound);
            }
            auth.tell(Report::of(SecurityEventKind::SessionEnded).about(user).in_session(session)).await;
            auth.after_end(vec![EndedSession { id: session, subject: user.to_string() }]).await;
            Ok(())
        })
        .await
    }

    /// Ends every session of a user's but one.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn end_other_sessions(&self, user: U::Id, kept: SessionId) -> Result<(), AuthError> {
        self.end_sessions_but(None, user, Some(kept)).await
    }

    /// Ends every session of a user's: for an application, and for an administrator by
    /// [`end_all_sessions_by`](Self::end_all_sessions_by). The user may sign in again. Hooks and Redis are told of
    /// the newest thousand.
    ///
    /// # Errors
    /// [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all)]
    pub async fn end_all_sessions(&self, user: U::Id) -> Result<(), AuthError> {
        self.end_sessions_but(None, user, None).await
    }

    pub(super) async fn end_sessions_but(
        &self,
        by: Option<U::Id>,
        user: U::Id,
        kept: Option<SessionId>,
    ) -> Result<(), AuthError> {
        self.commit(move |auth| async move {
            let living = auth.list_sessions(user, None, MOST_TOLD).await?;
            let ended = auth.store().end_sessions_of(user, auth.clock().now(), kept).await?;
            let report = Report::of(SecurityEventKind::SessionsEnded).by_whom(by).about(user);
            auth.tell(report.detail(ended.to_string())).await;
            let others = living.into_iter().map(|session| session.id).filter(|id| Some(*id) != kept);
            let others = others.map(|id| EndedSession { id, subject: user.to_string() });
            auth.after_end(others.collect()).await;
            Ok(())
        })
        .await
    }

    /// What follows wherever sessions were ended by themselves.
    pub(super) async fn after_end(&self, ended: Vec<EndedSession>) {
        let ids: Vec<SessionId> = ended.iter().map(|session| session.id).collect();
        self.forget_sessions(&ids).await;
        let context = self.context();
        for session in ended {
            self.after("on_after_logout", self.hooks().on_after_logout(&session, &context)).await;
        }
    }
}
