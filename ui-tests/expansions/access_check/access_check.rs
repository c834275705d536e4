// #[access_check]
// async fn is_author(user: &User, Path(id): Path<Uuid>, State(app): State<App>) -> Result<bool, AuthError> {
//     app.articles.is_by(id, user.id).await
// }

async fn is_author(
    user: &User,
    Path(id): Path<Uuid>,
    State(app): State<App>,
) -> Result<bool, AuthError> {
    app.articles.is_by(id, user.id).await
}
/// [`is_author()`], as what `or = is_author` names.
#[allow(non_camel_case_types, reason = "named as the function is")]
enum is_author {}
const _: () = {
    use ::fastauth::__private as __fastauth;
    impl __fastauth::AccessCheck<User> for is_author {
        const NAME: &'static str = "is_author";
    }
    impl<S> __fastauth::OwnCheck<User, S> for is_author
    where
        S: ::core::marker::Send + ::core::marker::Sync,
        Path<Uuid>: __fastauth::FromRequestParts<S>,
        State<App>: __fastauth::FromRequestParts<S>,
    {
        async fn allows(
            user: &User,
            parts: &mut __fastauth::Parts,
            state: &S,
        ) -> ::core::result::Result<bool, __fastauth::AuthError> {
            let extracted1 = match <Path<
                Uuid,
            > as __fastauth::FromRequestParts<S>>::from_request_parts(parts, state)
                .await
            {
                ::core::result::Result::Ok(extracted) => extracted,
                ::core::result::Result::Err(rejection) => {
                    return __fastauth::not_asked(rejection);
                }
            };
            let extracted2 = match <State<
                App,
            > as __fastauth::FromRequestParts<S>>::from_request_parts(parts, state)
                .await
            {
                ::core::result::Result::Ok(extracted) => extracted,
                ::core::result::Result::Err(rejection) => {
                    return __fastauth::not_asked(rejection);
                }
            };
            __fastauth::answer(is_author(user, extracted1, extracted2).await)
        }
    }
};
