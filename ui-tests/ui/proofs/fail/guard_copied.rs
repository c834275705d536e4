use fastauth::guard::{AccessToken, Guard};
use ui_tests::User;

fn copied<P>(guard: &Guard<User, P>) -> Guard<User, P> {
    Guard::clone(guard)
}

fn made() -> AccessToken<User> {
    AccessToken::default()
}

fn main() {
    let _ = made;
}
