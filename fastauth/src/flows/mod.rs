//! What happens: one story a file, each a method of [`FastAuth`](crate::FastAuth). No HTTP, no SQL,
//! and none calls another; what several begin or end with is in `accept_password`, `background`, `codenames`,
//! `commit`, `issue_token`, `limits`, `open_session`, `redeem_token` and `report`.

mod accept_password;
mod administer_permissions;
mod administer_roles;
mod administer_users;
mod background;
mod change_email;
mod change_password;
mod check_access;
mod codenames;
mod commit;
mod create_tables;
mod create_token;
mod delete_user;
mod get_user;
mod grant;
mod issue_token;
mod kept_tokens;
mod limits;
mod login;
mod logout;
mod oauth_authorize;
mod oauth_finish;
mod oauth_link;
mod oauth_login;
mod open_session;
mod provider_token;
mod redeem_token;
mod reencrypt_provider_tokens;
mod refresh;
mod register;
mod remove_expired;
mod remove_unverified;
mod report;
mod reset_password;
mod rights;
mod sessions;
mod sync_vocabulary;
mod update_user;
mod verify_email;

pub use administer_users::{Invitation, UserPatch};
pub use oauth_finish::OAuthOutcome;
pub use reencrypt_provider_tokens::Reencrypted;
pub use remove_expired::RemovedExpired;
pub use sync_vocabulary::VocabularySync;
