// #[require_user(User, policy = EDITORS)]
// async fn remove(Path(id): Path<i32>) {}

#[doc(hidden)]
/// What `remove` asks.
struct __RemovePolicy;
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::GuardPolicy for __RemovePolicy {
        const POLICY: ::fastauth::Policy = EDITORS;
    }
    const _: () = __fastauth::check_policy::<User>(&EDITORS, "User");
};
async fn remove(_: ::fastauth::guard::Guard<User, __RemovePolicy>, Path(id): Path<i32>) {}
