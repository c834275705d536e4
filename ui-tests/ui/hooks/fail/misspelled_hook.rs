use fastauth::prelude::*;
use ui_tests::User;

struct Mailer;

impl AuthHooks<User> for Mailer {
    async fn on_after_registration(&self, user: &User, _context: &HookContext) -> HookResult {
        println!("welcome, {}", user.email);
        Ok(())
    }
}

fn main() {}
