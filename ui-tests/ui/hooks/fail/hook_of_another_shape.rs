use fastauth::prelude::*;
use ui_tests::User;

struct Mailer;

impl AuthHooks<User> for Mailer {
    async fn on_after_register(&self, user: User) -> HookResult {
        println!("welcome, {}", user.email);
        Ok(())
    }
}

fn main() {}
