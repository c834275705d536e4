#![deny(warnings)]

use fastauth::model::{AuthUser, Changes};
use fastauth::prelude::{AuthHooks, Database, FastAuth, HookContext, HookError, HookResult};
use fastauth::token::TokenPair;
use ui_tests::{Role, User};

struct Nothing;

impl AuthHooks<User> for Nothing {}

struct Partly;

impl AuthHooks<User> for Partly {
    async fn on_after_login(&self, user: &User, _tokens: &TokenPair, context: &HookContext) -> HookResult {
        println!("{} from {:?}", user.email, context.ip);
        Ok(())
    }

    async fn on_after_user_update(&self, _user: &User, changes: &Changes<User>, _: &HookContext) -> HookResult {
        let _ = changes.is_active;
        Ok(())
    }

    async fn on_before_role_delete(&self, role: &Role, _: &HookContext) -> HookResult {
        match role.codename.as_str() {
            "Admin" => Err(HookError::refuse("needed", "somebody must be in charge")),
            _ => Ok(()),
        }
    }
}

struct Any;

impl<U: AuthUser> AuthHooks<U> for Any {
    async fn on_after_register(&self, user: &U, _: &HookContext) -> HookResult {
        println!("{}", user.email());
        Ok(())
    }
}

fn build(database: Database) {
    let _ = FastAuth::<User>::builder(database).hooks(Nothing).hooks(Partly).hooks(Any).hooks(());
}

pub(super) fn main() {
    let _ = build;
}
