use fastauth::prelude::*;

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "customers", oauth_account = OAuthAccount)]
pub struct Customer {
    pub id: i32,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
}

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "staff", oauth_account = OAuthAccount)]
pub struct Staff {
    pub id: i32,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
}

#[derive(Clone, Debug, OAuthAccount)]
#[oauth_account(table = "oauth_accounts")]
pub struct OAuthAccount {
    pub id: i32,
    pub user_id: i32,
    pub oauth_name: String,
    pub account_id: String,
}

fn main() {}
