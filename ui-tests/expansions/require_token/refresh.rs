// #[require_token(refresh)]
// async fn refresh(State(app): State<App>, token: RefreshToken<User>) -> String {
//     token.sub.clone()
// }

async fn refresh(token: RefreshToken<User>, State(app): State<App>) -> String {
    const _: () = ::fastauth::__private::is_answer::<String>();
    const _: () = ::fastauth::__private::is_gate::<RefreshToken<User>>();
    token.sub.clone()
}
