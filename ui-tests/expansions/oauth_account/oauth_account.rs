// #[derive(OAuthAccount)]
// #[oauth_account(table = "oauth_accounts")]
// pub struct OAuthAccount {
//     pub id: Uuid,
//     pub user_id: Uuid,
//     pub oauth_name: String,
//     pub account_id: String,
//     #[auth(read)]
//     pub account_email: Option<String>,
//     pub access_token: Option<EncryptedToken>,
//     pub refresh_token: Option<EncryptedToken>,
//     pub expires_at: Option<OffsetDateTime>,
// }

::fastauth::__private::diesel::table! {
    #[doc = " The table of [`OAuthAccount`], for queries of the application's own."]
    #[allow(missing_docs, reason = "the columns are documented as fields")]
    oauth_accounts(id) { id -> ::fastauth::sql::Uuid, user_id -> ::fastauth::sql::Uuid,
    oauth_name -> ::fastauth::sql::Text, account_id -> ::fastauth::sql::Text,
    account_email -> ::fastauth::sql::Nullable < ::fastauth::sql::Text >, access_token ->
    ::fastauth::sql::Nullable < ::fastauth::sql::Text >, refresh_token ->
    ::fastauth::sql::Nullable < ::fastauth::sql::Text >, expires_at ->
    ::fastauth::sql::Nullable < ::fastauth::sql::TimestampUtc >, }
}
/// What an answer shows of a [`OAuthAccount`].
#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::fastauth::__private::serde::Serialize
)]
#[serde(crate = "::fastauth::__private::serde")]
pub struct OAuthAccountRead {
    /// The id.
    pub id: ::std::string::String,
    /// The provider's name.
    pub oauth_name: ::std::string::String,
    /// The account's id at the provider.
    pub account_id: ::std::string::String,
    /// The model's `account_email`.
    pub account_email: Option<String>,
}
impl ::core::convert::From<&OAuthAccount> for OAuthAccountRead {
    fn from(account: &OAuthAccount) -> Self {
        Self {
            id: account.id.to_string(),
            oauth_name: account.oauth_name.clone(),
            account_id: account.account_id.clone(),
            account_email: account.account_email.clone(),
        }
    }
}
const _: () = {
    use ::fastauth::__private as __fastauth;
    ::fastauth::row_bindings! {
        model OAuthAccount; ST0 id : Uuid = oauth_accounts::id, ST1 user_id : Uuid =
        oauth_accounts::user_id, ST2 oauth_name : String = oauth_accounts::oauth_name,
        ST3 account_id : String = oauth_accounts::account_id, ST4 account_email : Option
        < String > = oauth_accounts::account_email, ST5 access_token : Option <
        EncryptedToken > = oauth_accounts::access_token, ST6 refresh_token : Option <
        EncryptedToken > = oauth_accounts::refresh_token, ST7 expires_at : Option <
        OffsetDateTime > = oauth_accounts::expires_at,
    }
    impl __fastauth::KeepsAccounts for OAuthAccount {}
    impl __fastauth::AuthOAuthAccount<Uuid> for OAuthAccount {
        type Id = Uuid;
        type Read = OAuthAccountRead;
        const TABLE: ::core::option::Option<&'static __fastauth::Table> = ::core::option::Option::Some(
            &__fastauth::Table::of::<
                oauth_accounts::table,
            >(
                &[
                    __fastauth::ColumnDef::key::<oauth_accounts::id, Uuid>(),
                    __fastauth::ColumnDef::of::<
                        oauth_accounts::user_id,
                    >(__fastauth::Purpose::User),
                    __fastauth::ColumnDef::of::<
                        oauth_accounts::oauth_name,
                    >(__fastauth::Purpose::ProviderIdentity),
                    __fastauth::ColumnDef::of::<
                        oauth_accounts::account_id,
                    >(__fastauth::Purpose::ProviderIdentity),
                    __fastauth::ColumnDef::of::<
                        oauth_accounts::account_email,
                    >(__fastauth::Purpose::Plain),
                    __fastauth::ColumnDef::of::<
                        oauth_accounts::access_token,
                    >(__fastauth::Purpose::ProviderAccessToken),
                    __fastauth::ColumnDef::of::<
                        oauth_accounts::refresh_token,
                    >(__fastauth::Purpose::ProviderRefreshToken),
                    __fastauth::ColumnDef::of::<
                        oauth_accounts::expires_at,
                    >(__fastauth::Purpose::ProviderTokenExpiry),
                ],
                true,
            ),
        );
        fn id(&self) -> Uuid {
            self.id
        }
        fn user_id(&self) -> Uuid {
            self.user_id
        }
        fn oauth_name(&self) -> &str {
            &self.oauth_name
        }
        fn account_id(&self) -> &str {
            &self.account_id
        }
        fn tokens(&self) -> __fastauth::StoredProviderTokens {
            __fastauth::StoredProviderTokens {
                access_token: self.access_token.clone(),
                refresh_token: self.refresh_token.clone(),
                expires_at: self.expires_at.clone(),
            }
        }
        fn new(
            account: __fastauth::NewOAuthAccount<Uuid, Uuid>,
        ) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(Self {
                id: account.id,
                user_id: account.user_id,
                oauth_name: account.oauth_name,
                account_id: account.account_id,
                account_email: account.account_email,
                access_token: account.tokens.access_token,
                refresh_token: account.tokens.refresh_token,
                expires_at: account.tokens.expires_at,
            })
        }
        fn read(&self) -> Self::Read {
            self.into()
        }
        fn store(
            database: &__fastauth::Database,
        ) -> ::std::sync::Arc<dyn __fastauth::OAuthAccountStore<Self, Uuid>> {
            ::fastauth::store_of!(database)
        }
    }
    ::fastauth::oauth_account_queries! {
        model OAuthAccount; key Uuid; table oauth_accounts::table; id oauth_accounts::id;
        user oauth_accounts::user_id; provider oauth_accounts::oauth_name; account
        oauth_accounts::account_id; insert { id => oauth_accounts::id, user_id =>
        oauth_accounts::user_id, oauth_name => oauth_accounts::oauth_name, account_id =>
        oauth_accounts::account_id, account_email => oauth_accounts::account_email,
        access_token => oauth_accounts::access_token, refresh_token =>
        oauth_accounts::refresh_token, expires_at => oauth_accounts::expires_at }
    }
};
