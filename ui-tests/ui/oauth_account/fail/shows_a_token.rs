use fastauth::prelude::*;

#[derive(Clone, Debug, OAuthAccount)]
#[oauth_account(table = "oauth_accounts")]
pub struct OAuthAccount {
    pub id: Uuid,
    pub user_id: Uuid,
    pub oauth_name: String,
    pub account_id: String,
    #[auth(read)]
    pub access_token: String,
    #[auth(read, create)]
    pub refresh_token: Option<String>,
    #[auth(read)]
    pub account_email: Option<String>,
}

fn main() {}
