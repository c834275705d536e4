use fastauth::Policy;
use fastauth::guard::{Guard, GuardPolicy};
use ui_tests::User;

struct Anybody;

impl GuardPolicy for Anybody {
    const POLICY: Policy = Policy::new();
}

fn let_in(user: User) -> Guard<User, Anybody> {
    Guard { user, policy: std::marker::PhantomData }
}

fn main() {
    let _ = let_in;
}
