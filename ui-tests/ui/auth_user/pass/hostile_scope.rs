#![deny(warnings)]
#![allow(dead_code, unused_macros, reason = "what is only there to be in the way is not used")]

mod std {}
mod core {}
mod alloc {}
mod diesel {}
mod serde {}
mod axum {}
mod auth {
    pub mod fastauth_private {}
}
mod fastauth_something {}
mod __private {}

struct Result;
struct Option;
struct Some;
struct None;
struct Ok;
struct Err;
struct String;
struct Vec;
struct Box;
struct Arc;
struct Self_;
struct Policy;
struct Guard;
struct Table;
struct Column;
struct Store;
trait Default {}
trait Clone {}
trait Debug {}
trait Send {}
trait Sync {}
trait From {}
trait Into {}
trait Iterator {}
trait Codenamed {}
trait Key {}
trait Expression {}
trait QueryDsl {}

macro_rules! vec { () => {}; }
macro_rules! panic { () => {}; }
macro_rules! unreachable { () => {}; }

type U = ::uuid::Uuid;
use U as Uuid;

#[derive(::core::clone::Clone, ::core::fmt::Debug, ::fastauth::AuthUser)]
#[auth_user(table = "users", role = Role, permission = Permission, oauth_account = OAuthAccount)]
pub struct User {
    pub id: Uuid,
    #[auth(login)]
    pub email: ::std::string::String,
    #[auth(login)]
    pub username: ::core::option::Option<::std::string::String>,
    pub hashed_password: ::fastauth::PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    pub role_id: ::core::option::Option<i32>,
    pub created_at: ::time::OffsetDateTime,
    #[auth(create, read, update)]
    pub display_name: ::core::option::Option<::std::string::String>,
    #[auth(create, read, update, default = 7)]
    pub seats: i32,
}

#[derive(::core::clone::Clone, ::core::fmt::Debug, ::fastauth::Role)]
#[role(table = "roles", known = ["Admin"])]
pub struct Role {
    pub id: i32,
    pub codename: ::std::string::String,
}

#[derive(::core::clone::Clone, ::core::fmt::Debug, ::fastauth::Permission)]
#[permission(table = "permissions", known = ["user:delete"])]
pub struct Permission {
    pub id: i32,
    pub codename: ::std::string::String,
}

#[derive(::core::clone::Clone, ::core::fmt::Debug, ::fastauth::OAuthAccount)]
#[oauth_account(table = "oauth_accounts")]
pub struct OAuthAccount {
    pub id: Uuid,
    pub user_id: Uuid,
    pub oauth_name: ::std::string::String,
    pub account_id: ::std::string::String,
}

#[::fastauth::require_user(roles = ["Admin"], or = is_theirs)]
async fn hello(user: User) -> ::std::string::String {
    user.email
}

#[::fastauth::require_user]
async fn perhaps(user: ::core::option::Option<User>) -> ::axum::Json<bool> {
    ::axum::Json(user.is_some())
}

#[::fastauth::access_check]
async fn is_theirs(user: &User, path: ::axum::extract::Path<i32>) -> ::core::result::Result<bool, ::fastauth::AuthError> {
    ::core::result::Result::Ok(user.seats == path.0)
}

#[::fastauth::require_token(refresh)]
async fn token() {}

#[::fastauth::public]
async fn index() {}

pub(super) fn main() {
    let _ = (hello, perhaps, token, index);
}
