//! Who somebody is whom a provider vouches for, and their session.

use crate::auth::FastAuth;
use crate::credential::{PasswordHash, canonical_email, check_username};
use crate::error::AuthError;
use crate::events::{Report, SecurityEventKind};
use crate::model::{Account, AuthOAuthAccount, AuthUser, Fields, UserSchema};
use crate::provider::{DefaultRole, NewOAuthUser, Provider, ProviderIdentity, SignedIn};
use crate::store::{LinkIf, NewAccountOf, OAuthAccountId, StoreError};
use crate::token::TokenPair;

/// How often it is looked anew who somebody is, where others were faster.
const TRIES: usize = 3;

impl<U: AuthUser> FastAuth<U> {
    /// Makes a session for somebody whom a provider vouches for (`oauth_login` of fastapi-fastauth): the user whose account it
    /// is; or, the first time, a new one.
    ///
    /// # Errors
    /// [`AuthError::InvalidCredentials`] where the user may not come in; [`AuthError::NotVerified`] where the configuration asks
    /// for it; [`AuthError::Refused`] where `on_before_login` refuses; and those of [`oauth_callback`](Self::oauth_callback).
    #[tracing::instrument(skip_all, fields(provider = provider))]
    pub async fn oauth_login(&self, provider: &str, signed_in: SignedIn) -> Result<TokenPair, AuthError> {
        let name = self.provider(provider)?.name().to_owned();
        let (user, account) = match self.who_it_is(&name, signed_in).await {
            Ok(found) => found,
            Err(error) => return Err(self.not_signed_in(&name, None, error).await),
        };
        let id = user.id();
        if !user.is_active() {
            return Err(self.not_signed_in(&name, Some(id), AuthError::InvalidCredentials).await);
        }
        if let Err(refusal) = self.hooks().on_before_login(&user, &self.context()).await {
            return Err(self.not_signed_in(&name, Some(id), AuthError::Refused(refusal)).await);
        }
        self.commit(move |auth| async move {
            let report = Report::of(SecurityEventKind::LoginSucceeded).by(id).detail(name.clone());
            let hash = user.hashed_password().clone();
            let tokens = match auth.open_session(&user, hash, report, Some(account)).await {
                Err(error @ (AuthError::InvalidCredentials | AuthError::NotVerified)) => {
                    auth.not_signed_in_for(&name, Some(id), auth.why_no_session(&user)).await;
                    return Err(error);
                }
                opened => opened?,
            };
            let context = auth.context();
            auth.after("on_after_login", auth.hooks().on_after_login(&user, &tokens, &context)).await;
            Ok(tokens)
        })
        .await
    }

    /// The user behind an account at a provider, whether they may come in or not (`oauth_callback` of fastapi-fastauth). It is not
    /// what handles a callback: that is [`oauth_finish`](Self::oauth_finish).
    ///
    /// It is the user to whom the account was linked. The first time, it is a new user, with the address that the provider
    /// tells; or the user who has that address already, where the provider may say so
    /// ([`associate_by_email`](Provider::associate_by_email)), says that the address is verified, and it is verified here, too.
    /// An account that somebody made with the address of another, and waits for them with, is not joined: its owner is told to
    /// sign in to it, by a reset, which takes everything from whoever made it.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] where there is no such provider; [`AuthError::OAuthEmailMissing`]; [`AuthError::OAuthEmailTaken`];
    /// [`AuthError::Refused`] where `on_before_oauth_register` or `on_before_register` refuses; [`AuthError::Validation`] where
    /// the model asks for what neither the provider nor that hook tells; [`AuthError::UsernameTaken`],
    /// [`AuthError::ValueTaken`]; [`AuthError::Unavailable`].
    #[tracing::instrument(skip_all, fields(provider = provider))]
    pub async fn oauth_callback(&self, provider: &str, signed_in: SignedIn) -> Result<U, AuthError> {
        let name = self.provider(provider)?.name().to_owned();
        Ok(self.who_it_is(&name, signed_in).await?.0)
    }

    async fn who_it_is(
        &self,
        provider: &str,
        signed_in: SignedIn,
    ) -> Result<(U, OAuthAccountId<U>), AuthError> {
        let provider = self.provider(provider)?;
        if let Some((user, account)) = self.user_of_account(provider, &signed_in.identity).await? {
            if let Some(tokens) = signed_in.tokens.filter(|_| user.is_active()) {
                self.keep_tokens(provider, &account, &tokens).await?;
            }
            return Ok((user, account.id()));
        }
        for _ in 0..TRIES {
            let email = self.email_of(provider, &signed_in.identity)?;
            let made = match self.store().find_user_by_email(&email).await? {
                Some(user) => self.associate(provider, user, &email, &signed_in).await,
                None => self.register_by(provider, email, &signed_in).await,
            };
            // It is done; or somebody was faster, with the same account or the same address.
            match (self.user_of_account(provider, &signed_in.identity).await?, made) {
                (Some((user, account)), Ok(()) | Err(AuthError::OAuthEmailTaken)) => {
                    return Ok((user, account.id()));
                }
                (_, made) => made?,
            }
        }
        Err(AuthError::OAuthEmailTaken)
    }

    /// The user to whom the account was linked.
    async fn user_of_account(
        &self,
        provider: &Provider,
        identity: &ProviderIdentity,
    ) -> Result<Option<(U, U::OAuthAccount)>, AuthError> {
        let id = accepted_account_id(identity)?;
        let found = self.oauth_accounts().find(provider.name(), id).await?;
        // A column of the application's may take other spellings for this one.
        let is_it =
            |account: &U::OAuthAccount| account.oauth_name() == provider.name() && account.account_id() == id;
        let Some(account) = found.filter(is_it) else { return Ok(None) };
        let user = self.store().find_user(account.user_id()).await?;
        Ok(user.map(|user| (user, account)))
    }

    /// Where a provider tells none that is verified, and registration may not reveal accounts, there is none: anybody could
    /// ask for anybody's address.
    fn email_of(&self, provider: &Provider, identity: &ProviderIdentity) -> Result<String, AuthError> {
        let told = identity.email.as_deref().and_then(|email| canonical_email(email).ok());
        let may_tell = self.config().registration_reveals_accounts || provider.verifies(identity);
        told.filter(|_| may_tell).ok_or(AuthError::OAuthEmailMissing)
    }

    /// Joins an account to the user who has its address, unless it is somebody's by now.
    async fn associate(
        &self,
        provider: &Provider,
        user: U,
        email: &str,
        signed_in: &SignedIn,
    ) -> Result<(), AuthError> {
        let says_verified = provider.verifies(&signed_in.identity);
        if !(provider.associate_by_email && says_verified && user.is_verified() && user.is_active()) {
            return Err(AuthError::OAuthEmailTaken);
        }
        let account = self.new_account_at(provider, signed_in, user.id())?;
        let link_if = LinkIf::AddressIsVerified(email.to_owned());
        let name = provider.name().to_owned();
        self.commit(move |auth| async move {
            match auth.store().link_account(account, link_if).await {
                Ok(Some((user, account))) => auth.after_link(&name, &user, &account).await,
                Ok(None) => return Err(AuthError::OAuthEmailTaken),
                Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
            Ok(())
        })
        .await
    }

    /// Makes a user of an account, unless the account or its address is somebody's by now.
    async fn register_by(
        &self,
        provider: &Provider,
        email: String,
        signed_in: &SignedIn,
    ) -> Result<(), AuthError> {
        self.limit_registration().await?;
        let user = self.new_user_by(provider, email, &signed_in.identity).await?;
        let account = self.new_account_at(provider, signed_in, user.id())?;
        let name = provider.name().to_owned();
        self.commit(move |auth| async move {
            let (email, username) = (user.email().to_owned(), user.username().map(str::to_owned));
            let user = match auth.store().insert_user_with_account(user, account.clone()).await {
                Ok(user) => user,
                Err(StoreError::Conflict(_)) => {
                    return auth.who_was_faster(&email, username.as_deref(), &account).await;
                }
                Err(StoreError::Referenced(reason)) => return Err(AuthError::unstorable(&reason)),
                Err(error) => return Err(error.into()),
            };
            auth.tell(Report::of(SecurityEventKind::Registered).about(user.id()).detail(name.clone())).await;
            auth.tell_of_link(&name, user.id()).await;
            let context = auth.context();
            auth.after("on_after_register", auth.hooks().on_after_register(&user, &context)).await;
            Ok(())
        })
        .await
    }

    /// A user about to be stored: by what the provider says, the configuration, and the application's hooks.
    async fn new_user_by(
        &self,
        provider: &Provider,
        email: String,
        identity: &ProviderIdentity,
    ) -> Result<U, AuthError> {
        let is_silent = identity.email_verified.is_none();
        let is_verified = provider.verifies(identity) || (is_silent && provider.is_verified_by_default);
        let role = match &provider.default_role {
            DefaultRole::AsRegistered => self.config().user_default_role.clone(),
            DefaultRole::Named(role) => Some(role.clone()),
            DefaultRole::None => None,
        };
        let (context, name) = (self.context(), provider.name());
        let mut new = NewOAuthUser::new(name, identity.clone(), email.clone(), is_verified, role);
        self.hooks().on_before_oauth_register(&mut new, &context).await.map_err(AuthError::Refused)?;
        let mut fields = Fields::new(new.fields);
        fields.supply("email", &email);
        fields.supply("password", "");
        let create: U::Create = fields.read().map_err(AuthError::Validation)?;
        let username = create.username().map(str::to_owned);
        if let Some(username) = &username {
            check_username(username)?;
        }
        self.hooks().on_before_register(&create, &context).await.map_err(AuthError::Refused)?;
        let role_id = self.role_called(new.role.as_deref()).await?;
        let account = self.account(email, username, PasswordHash::unusable(), role_id);
        Ok(U::new(Account { is_verified: new.is_verified, ..account }, create))
    }

    /// The index says that something is taken. The account or its address: it is looked anew who that is.
    async fn who_was_faster(
        &self,
        email: &str,
        username: Option<&str>,
        account: &NewAccountOf<U>,
    ) -> Result<(), AuthError> {
        if self.oauth_accounts().find(&account.oauth_name, &account.account_id).await?.is_some() {
            return Ok(());
        }
        match self.which_is_taken(None, Some(email), username).await? {
            AuthError::EmailTaken => Ok(()),
            error => Err(error),
        }
    }
}

/// At most 255 bytes: OpenID Connect Core section 2, and the column.
pub(super) fn accepted_account_id(identity: &ProviderIdentity) -> Result<&str, AuthError> {
    let id = identity.account_id.as_str();
    if (1..=255).contains(&id.len()) && !id.contains('\0') {
        return Ok(id);
    }
    tracing::warn!("a provider tells no name of an account, or one that is too long");
    Err(AuthError::OAuthExchange)
}
