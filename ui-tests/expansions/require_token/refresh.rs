// #[require_token(refresh)]
// async fn refresh(State(app): State<App>, token: RefreshToken<User>) -> String {
//     token.sub.clone()
// }

async fn refresh(__token: RefreshToken<User>, State(app): State<App>) -> String {
    const _: () = ::fastauth::__private::is_answer::<String>();
    let token = ::fastauth::__private::gate(__token);
    token.sub.clone()
}
