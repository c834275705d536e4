//! What an application has: the traits that the derives fill in.

mod absent;
mod codenamed;
mod fields;
mod grants;
mod oauth_account;
mod policy;
mod user;
pub mod vocabulary;

pub use absent::{Broken, BrokenUpdate, NoOAuthAccount, NoPermission, NoRole};
pub use codenamed::{AuthPermission, AuthRole, CodenameChanges, CodenameSchema, Codenamed, RolePatch};
pub use fields::{FieldError, Fields, FromFields};
pub use grants::{Grants, HeldRole, RoleView};
pub(crate) use oauth_account::keeps_tokens;
pub use oauth_account::{
    AccountsOfOneKindOfUsers, AuthOAuthAccount, KeepsAccounts, NewOAuthAccount, StoredProviderTokens,
};
pub use policy::{ActiveRule, Policy, PolicyOf};
pub use user::{Account, AuthUser, Changes, UserSchema};
