use fastauth::prelude::*;

#[derive(Clone, Debug, OAuthAccount)]
#[oauth_account(table = "oauth_accounts")]
pub struct OAuthAccount {
    pub id: Uuid,
    pub user_id: Uuid,
    pub oauth_name: String,
    pub account_id: i64,
}

fn main() {}
