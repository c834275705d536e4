// #[public]
// pub async fn index(State(app): State<App>) -> String {
//     app.name
// }

const _: () = ::fastauth::__private::is_answer::<String>();
pub async fn index(_: ::fastauth::Public, State(app): State<App>) -> String {
    app.name
}
