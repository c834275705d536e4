#![deny(warnings)]

use fastauth::prelude::*;

#[derive(Clone, Debug, OAuthAccount)]
#[oauth_account(table = "accounts")]
pub struct OAuthAccount {
    pub id: i32,
    #[auth(user_id)]
    pub owner_id: Uuid,
    #[auth(oauth_name)]
    pub provider: String,
    #[auth(account_id)]
    pub subject: String,
    #[auth(read)]
    pub account_email: Option<String>,
    pub access_token: Option<EncryptedToken>,
    pub refresh_token: Option<EncryptedToken>,
    pub expires_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    #[auth(read)]
    pub nickname: Option<String>,
    #[auth(default = 1)]
    pub sign_ins: i32,
}

pub(super) fn main() {}
