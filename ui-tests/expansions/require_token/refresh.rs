// #[require_token(refresh)]
// async fn refresh(State(app): State<App>, token: RefreshToken<User>) -> String {
//     token.sub.clone()
// }

const _: () = ::fastauth::__private::is_gate::<RefreshToken<User>>();
const _: () = ::fastauth::__private::is_answer::<String>();
async fn refresh(token: RefreshToken<User>, State(app): State<App>) -> String {
    token.sub.clone()
}
