// #[public]
// pub async fn index(State(app): State<App>) -> String {
//     app.name
// }
