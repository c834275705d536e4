// #[require_user(role = ["Admin"])]
// fn hello(user: &User) -> String {
//     user.email.clone()
// }

::core::compile_error! {
    "a function under `#[require_user]` must be async\nhelp: write `async fn hello`"
}
::core::compile_error! {
    "`#[require_user(…)]` has no key `role`\nhelp: did you mean `roles`?\nnote: its keys are `roles`, `permissions`, `all_permissions`, `is_active`, `is_verified`, `policy`, `or`"
}
::core::compile_error! {
    "a handler owns its user\nhelp: write `user: User`"
}
async fn hello(_: ::fastauth::Public) -> String {
    let user: &User = ::fastauth::__private::missing();
    user.email.clone()
}
