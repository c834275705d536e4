// #[derive(OAuthAccount)]
// #[oauth_account(table = "oauth_accounts")]
// pub struct OAuthAccount {
//     pub id: Uuid,
//     pub user_id: Uuid,
//     pub oauth_name: String,
//     pub account_id: String,
//     #[auth(read)]
//     pub account_email: Option<String>,
// }

::fastauth::__private::diesel::table! {
    #[doc = " The table of [`OAuthAccount`], for queries of the application's own."]
    #[allow(missing_docs, reason = "the columns are documented as fields")]
    oauth_accounts(id) { id -> ::fastauth::sql::Uuid, user_id -> ::fastauth::sql::Uuid,
    oauth_name -> ::fastauth::sql::Text, account_id -> ::fastauth::sql::Text,
    account_email -> ::fastauth::sql::Nullable < ::fastauth::sql::Text >, }
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
        < String > = oauth_accounts::account_email,
    }
    impl __fastauth::AuthOAuthAccount<Uuid> for OAuthAccount {
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
                ],
                true,
            ),
        );
        fn store(
            database: &__fastauth::Database,
        ) -> ::std::sync::Arc<dyn __fastauth::OAuthAccountStore<Uuid, Self>> {
            ::fastauth::store_of!(database)
        }
    }
    ::fastauth::oauth_account_queries! {
        model OAuthAccount; key Uuid; table oauth_accounts::table; user
        oauth_accounts::user_id; provider oauth_accounts::oauth_name; account
        oauth_accounts::account_id; insert { id => oauth_accounts::id, user_id =>
        oauth_accounts::user_id, oauth_name => oauth_accounts::oauth_name, account_id =>
        oauth_accounts::account_id, account_email => oauth_accounts::account_email }
    }
};
