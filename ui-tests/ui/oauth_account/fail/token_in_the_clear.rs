use fastauth::prelude::*;

#[derive(Clone, Debug, OAuthAccount)]
#[oauth_account(table = "accounts")]
pub struct OAuthAccount {
    pub id: Uuid,
    pub user_id: Uuid,
    pub oauth_name: String,
    pub account_id: String,
    pub access_token: Option<String>,
}

fn main() {}
