use fastauth::prelude::*;
use ui_tests::{User};

struct Pages;

impl Pages {
    #[require_user]
    async fn hello(&self, user: User) -> String {
        user.email
    }
}

fn main() {}
