// #[require_user(roles = ["Admin"], permissions = [Permission::USER_DELETE], or = is_author)]
// pub async fn rename(Path(id): Path<i32>, mut user: User, Json(name): Json<String>) -> String {
//     user.email.push('!');
//     user.email
// }

#[doc(hidden)]
/// What `rename` asks.
pub struct __RenamePolicy;
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::GuardPolicy for __RenamePolicy {
        const POLICY: ::fastauth::Policy = ::fastauth::Policy::new()
            .roles(&["Admin"])
            .permissions(&[Permission::USER_DELETE]);
        const OWN_CHECK: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "is_author",
        );
    }
    const _: () = __fastauth::check_role::<User>("Admin", "User");
    const _: () = __fastauth::check_permission::<User>(Permission::USER_DELETE, "User");
    const _: () = __fastauth::is_access_check::<User, is_author>();
};
const _: () = ::fastauth::__private::is_answer::<String>();
pub async fn rename(
    __guard: ::fastauth::guard::Guard<User, __RenamePolicy, is_author>,
    Path(id): Path<i32>,
    Json(name): Json<String>,
) -> String {
    let mut user: User = __guard.into_user();
    user.email.push('!');
    user.email
}
