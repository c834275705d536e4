// #[require_user]
// async fn index(user: Option<User>) -> &'static str {
//     if user.is_some() { "hello" } else { "who are you?" }
// }
