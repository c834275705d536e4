//! The one-time tokens as the flows see them.

use diesel::result::Error as DieselError;
use time::OffsetDateTime;

use super::one_time_token_table::OneTimeTokenTable;
use super::session_table::SessionTable;
use super::{Backend, Key as _, StoreError, StoreFuture};
use crate::credential::{PasswordHash, TokenDigest, TokenPurpose};
use crate::model::AuthUser;
use crate::token::SessionId;

/// A token about to be stored.
#[derive(Debug, Clone)]
pub struct NewOneTimeToken<K> {
    /// Whose it is, as the user was when it was asked for.
    pub user: Proven<K>,
    /// What it is for.
    pub purpose: TokenPurpose,
    /// What is stored of it.
    pub digest: TokenDigest,
    /// The address that it is mailed to, and that it proves.
    pub email: String,
    /// When it was asked for.
    pub now: OffsetDateTime,
    /// When it ends.
    pub expires_at: OffsetDateTime,
}

/// A user, by what a one-time token depends on: it dies where one of these becomes another.
#[derive(Debug, Clone)]
pub struct Proven<K> {
    /// The primary key.
    pub id: K,
    /// The address.
    pub email: String,
    /// What is stored of the password.
    pub hashed_password: PasswordHash,
}

impl<K> Proven<K> {
    /// As the user is now.
    pub(crate) fn of<U: AuthUser<Id = K>>(user: &U) -> Self {
        Self {
            id: user.id(),
            email: user.email().to_owned(),
            hashed_password: user.hashed_password().clone(),
        }
    }
}

/// The use of a token.
#[derive(Debug, Clone)]
pub struct Redemption<K> {
    /// The token that was presented.
    pub digest: TokenDigest,
    /// Whose it is, as the user was found.
    pub user: Proven<K>,
    /// What it does.
    pub effect: Effect,
    /// The time of it.
    pub now: OffsetDateTime,
    /// The one session that goes on; all others end.
    pub kept_session: Option<SessionId>,
    /// Whether that session also keeps the accounts at providers that were linked before the address was verified.
    pub keeps_accounts: bool,
}

/// What a token does to its user. Each proves the address that the token was mailed to.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Nothing more.
    Verify,
    /// It becomes the user's.
    SetEmail(String),
    /// The password is another.
    SetPassword(PasswordHash),
}

/// The one-time tokens of one kind of users. Each method is one atomic step.
pub trait OneTimeTokenStore<U: AuthUser>: Send + Sync {
    /// Keeps a token in place of an older one of its user and purpose; `false`, and nothing is kept, where
    /// the user's address, password or activity changed meanwhile.
    fn keep_token(&self, token: NewOneTimeToken<U::Id>) -> StoreFuture<'_, bool>;
    /// The purpose of a living token, and the address that it proves.
    fn find_token(
        &self,
        digest: TokenDigest,
        now: OffsetDateTime,
    ) -> StoreFuture<'_, Option<(TokenPurpose, String)>>;
    /// Uses a token up, and does what it is good for; `false`, and nothing is changed, where it was used
    /// before or the user's address or activity changed meanwhile.
    ///
    /// With it end the user's other sessions and tokens; and of a user who was not verified until now, the
    /// accounts at providers: whoever began them may not be whose address it is (Sudhodanan and Paverd 2022). They stay where
    /// the session that goes on is the user's: then it is one person who has both.
    ///
    /// [`StoreError::Conflict`] where another user has the new address.
    fn redeem_token(&self, redemption: Redemption<U::Id>) -> StoreFuture<'_, bool>;
}

impl<U: AuthUser, B: Backend> OneTimeTokenStore<U> for B {
    fn keep_token(&self, token: NewOneTimeToken<U::Id>) -> StoreFuture<'_, bool> {
        let statement = OneTimeTokenTable::of::<U>().keep(B::DIALECT, token);
        // MySQL counts a row that was replaced as two.
        Box::pin(async move { Ok(self.execute_one(statement).await? >= 1) })
    }

    fn find_token(
        &self,
        digest: TokenDigest,
        now: OffsetDateTime,
    ) -> StoreFuture<'_, Option<(TokenPurpose, String)>> {
        let statement = OneTimeTokenTable::of::<U>().find(digest, now);
        Box::pin(async move {
            let found = self.load_rows(statement).await?.pop();
            Ok(found.and_then(|(code, email)| Some((TokenPurpose::from_code(code)?, email))))
        })
    }

    fn redeem_token(&self, redemption: Redemption<U::Id>) -> StoreFuture<'_, bool> {
        let tokens = OneTimeTokenTable::of::<U>();
        let user = redemption.user.id.any();
        let (lock, use_up) = (tokens.lock(user), tokens.use_up(&redemption));
        let unproven_accounts = tokens.forget_unproven_accounts(&redemption);
        let apply = tokens.apply(&redemption);
        let other_tokens = tokens.forget_all(user);
        let sessions = SessionTable::of::<U>().end_all(user, redemption.now, redemption.kept_session);
        let redeemed = self.write(move |connection| {
            B::transaction(connection, move |connection| {
                Box::pin(async move {
                    // First the user, as everybody who changes one: whoever begins elsewhere waits for ever.
                    B::execute(connection, lock).await?;
                    if B::execute(connection, use_up).await? != 1 {
                        return Err(DieselError::RollbackTransaction);
                    }
                    if let Some(unproven_accounts) = unproven_accounts {
                        B::execute(connection, unproven_accounts).await?;
                    }
                    if B::execute(connection, apply).await? != 1 {
                        return Err(DieselError::RollbackTransaction);
                    }
                    for statement in [other_tokens, sessions] {
                        B::execute(connection, statement).await?;
                    }
                    Ok(())
                })
            })
        });
        Box::pin(async move {
            match redeemed.await {
                Ok(()) => Ok(true),
                Err(StoreError::RolledBack) => Ok(false),
                Err(error) => Err(error),
            }
        })
    }
}
