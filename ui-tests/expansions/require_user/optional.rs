// #[require_user]
// async fn index(user: Option<User>) -> &'static str {
//     if user.is_some() { "hello" } else { "who are you?" }
// }

#[doc(hidden)]
/// What `index` asks.
#[allow(non_camel_case_types, reason = "named after its handler, as it is")]
struct __index_policy;
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::GuardPolicy for __index_policy {
        const POLICY: ::fastauth::Policy = ::fastauth::Policy::new();
    }
    const _: () = __fastauth::is_user::<User>();
};
async fn index(
    __guard: ::core::option::Option<::fastauth::guard::Guard<User, __index_policy>>,
) -> &'static str {
    let user: Option<User> = __guard.map(::fastauth::guard::Guard::into_user);
    if user.is_some() { "hello" } else { "who are you?" }
}
