// #[require_user(roles = ["Admin"], permissions = [Permission::USER_DELETE], or = is_author)]
// pub async fn rename(Path(id): Path<i32>, mut user: User, Json(name): Json<String>) -> String {
//     user.email.push('!');
//     user.email
// }

#[doc(hidden)]
/// What `rename` asks.
#[allow(non_camel_case_types, reason = "named after its handler, as it is")]
pub struct __rename_policy;
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::GuardPolicy for __rename_policy {
        const POLICY: ::fastauth::Policy = ::fastauth::Policy::new()
            .roles(&["Admin"])
            .permissions(&[Permission::USER_DELETE]);
    }
    const _: () = __fastauth::check_role::<User>("Admin", "User");
    const _: () = __fastauth::check_permission::<User>(Permission::USER_DELETE, "User");
    const _: () = __fastauth::is_access_check::<User, is_author>();
};
pub async fn rename(
    __guard: ::fastauth::guard::Guard<User, __rename_policy, is_author>,
    Path(id): Path<i32>,
    Json(name): Json<String>,
) -> String {
    const _: () = ::fastauth::__private::is_answer::<String>();
    let mut user: User = __guard.into_user();
    user.email.push('!');
    user.email
}
