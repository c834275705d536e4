//! The sessions as the flows see them.

use time::OffsetDateTime;

use super::session_table::SessionTable;
use super::{Backend, Key as _, StoreFuture};
use crate::credential::PasswordHash;
use crate::model::AuthUser;
use crate::token::{
    ListedSession, NewSession, Rotated, Rotation, SessionId, StoredToken, StoredTokenQuery, StoredTokens,
};

/// The sessions of one kind of users. Each method is one atomic step.
pub trait SessionStore<U: AuthUser>: Send + Sync {
    /// Adds a session, if its user is active and still has this hash; `false` otherwise.
    ///
    /// One conditional insert: who was deactivated, deleted or given another password while a password
    /// was being verified does not come in.
    fn open_session(&self, session: NewSession<U::Id>, hash: PasswordHash) -> StoreFuture<'_, bool>;
    /// Replaces a refresh token by the next; ends the session of one that was replaced before.
    fn rotate_session(&self, rotation: Rotation, tokens: Option<StoredTokens>) -> StoreFuture<'_, Rotated>;
    /// What is stored of a token; nothing where nothing is, or no more.
    fn find_stored_token(&self, wanted: StoredTokenQuery) -> StoreFuture<'_, Option<StoredToken>>;
    /// Ends a session; `false` if it had ended before.
    fn end_session(&self, session: SessionId, now: OffsetDateTime) -> StoreFuture<'_, bool>;
    /// Ends every session of a user, but for one, if one is named, and says how many.
    fn end_sessions_of(
        &self,
        user: U::Id,
        now: OffsetDateTime,
        kept: Option<SessionId>,
    ) -> StoreFuture<'_, usize>;
    /// Ends a user's oldest sessions, but for so many, and says how many.
    fn end_oldest_sessions_of(&self, user: U::Id, now: OffsetDateTime, kept: usize)
    -> StoreFuture<'_, usize>;
    /// Ends a session of this user; `false` if it is none of theirs, or had ended before.
    fn end_session_of(&self, user: U::Id, session: SessionId, now: OffsetDateTime) -> StoreFuture<'_, bool>;
    /// Up to `limit` of a user's living sessions, the newest first, behind one of them.
    fn list_sessions(
        &self,
        user: U::Id,
        now: OffsetDateTime,
        after: Option<SessionId>,
        limit: i64,
    ) -> StoreFuture<'_, Vec<ListedSession>>;
    /// Whether the user of a session showed who they are after this moment.
    fn session_authenticated_after(&self, session: SessionId, since: OffsetDateTime)
    -> StoreFuture<'_, bool>;
}

impl<U: AuthUser, B: Backend> SessionStore<U> for B {
    fn open_session(&self, session: NewSession<U::Id>, hash: PasswordHash) -> StoreFuture<'_, bool> {
        let statement = SessionTable::of::<U>().open::<U>(B::DIALECT, session, hash);
        Box::pin(async move { Ok(self.execute_one(statement).await? == 1) })
    }

    fn rotate_session(&self, rotation: Rotation, tokens: Option<StoredTokens>) -> StoreFuture<'_, Rotated> {
        let sessions = SessionTable::of::<U>();
        let (rotate, state) = (sessions.rotate(rotation, tokens), sessions.rotated(rotation));
        let end_reused = sessions.end_reused(rotation);
        self.write(move |connection| {
            Box::pin(async move {
                // Each is atomic by itself: who is second at the first is told by the others.
                if B::execute(connection, rotate).await? == 1 {
                    return Ok(Rotated::Yes);
                }
                let state = B::load_token(connection, state).await?;
                if let Some(at) = state.and_then(|state| already(rotation, &state)) {
                    return Ok(Rotated::Already { at });
                }
                Ok(if B::execute(connection, end_reused).await? == 1 {
                    Rotated::Reused
                } else {
                    Rotated::Unknown
                })
            })
        })
    }

    fn find_stored_token(&self, wanted: StoredTokenQuery) -> StoreFuture<'_, Option<StoredToken>> {
        let statement = SessionTable::of::<U>().token(wanted);
        self.read(move |connection| Self::load_token(connection, statement.clone()))
    }

    fn end_session(&self, session: SessionId, now: OffsetDateTime) -> StoreFuture<'_, bool> {
        let statement = SessionTable::of::<U>().end(session, now);
        Box::pin(async move { Ok(self.execute_one(statement).await? == 1) })
    }

    fn end_session_of(&self, user: U::Id, session: SessionId, now: OffsetDateTime) -> StoreFuture<'_, bool> {
        let statement = SessionTable::of::<U>().end_of(user.any(), session, now);
        Box::pin(async move { Ok(self.execute_one(statement).await? == 1) })
    }

    fn list_sessions(
        &self,
        user: U::Id,
        now: OffsetDateTime,
        after: Option<SessionId>,
        limit: i64,
    ) -> StoreFuture<'_, Vec<ListedSession>> {
        let statement = SessionTable::of::<U>().list(user.any(), now, after, limit);
        self.read(move |connection| Self::load_sessions(connection, statement.clone()))
    }

    fn session_authenticated_after(
        &self,
        session: SessionId,
        since: OffsetDateTime,
    ) -> StoreFuture<'_, bool> {
        let statement = SessionTable::of::<U>().authenticated_after(session, since);
        Box::pin(async move { Ok(!self.load_rows(statement).await?.is_empty()) })
    }

    fn end_oldest_sessions_of(
        &self,
        user: U::Id,
        now: OffsetDateTime,
        kept: usize,
    ) -> StoreFuture<'_, usize> {
        let kept = i64::try_from(kept).unwrap_or(i64::MAX);
        self.execute_one(SessionTable::of::<U>().end_oldest(user.any(), now, kept))
    }

    fn end_sessions_of(
        &self,
        user: U::Id,
        now: OffsetDateTime,
        kept: Option<SessionId>,
    ) -> StoreFuture<'_, usize> {
        self.execute_one(SessionTable::of::<U>().end_all(user.any(), now, kept))
    }
}

/// When a token was replaced, if that was a moment ago and its successor is the one in force.
fn already(rotation: Rotation, state: &StoredToken) -> Option<OffsetDateTime> {
    let is_last = state.counter.checked_sub(1) == Some(rotation.counter);
    let is_young = rotation.leeway_since.is_some_and(|since| state.issued_at > since);
    (is_last && is_young).then_some(state.issued_at)
}
