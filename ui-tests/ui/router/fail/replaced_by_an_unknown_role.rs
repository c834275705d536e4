use fastauth::Policy;
use fastauth::model::PolicyOf;
use ui_tests::User;

const SUPPORT: PolicyOf<User> = Policy::new().roles(&["Suport"]).of();

fn main() {
    let _ = fastauth::routes::UsersRouter::new().read(&SUPPORT);
}
