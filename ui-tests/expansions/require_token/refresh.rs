// #[require_token(refresh)]
// async fn refresh(State(app): State<App>, token: RefreshToken<User>) -> String {
//     token.sub.clone()
// }
