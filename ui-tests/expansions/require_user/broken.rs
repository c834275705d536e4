// #[require_user(role = ["Admin"])]
// fn hello(user: &User) -> String {
//     user.email.clone()
// }
