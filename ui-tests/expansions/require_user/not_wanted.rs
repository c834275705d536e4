// #[require_user(User, policy = EDITORS)]
// async fn remove(Path(id): Path<i32>) {}

#[doc(hidden)]
/// What `remove` asks.
#[allow(non_camel_case_types, reason = "named after its handler, as it is")]
struct __remove_policy;
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::GuardPolicy for __remove_policy {
        const POLICY: ::fastauth::Policy = EDITORS;
    }
    const _: () = __fastauth::check_policy::<User>(&EDITORS, "User");
};
async fn remove(
    _: ::fastauth::guard::Guard<User, __remove_policy>,
    Path(id): Path<i32>,
) {}
