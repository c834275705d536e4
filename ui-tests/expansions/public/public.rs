// #[public]
// pub async fn index(State(app): State<App>) -> String {
//     app.name
// }

pub async fn index(_: ::fastauth::Public, State(app): State<App>) -> String {
    const _: () = ::fastauth::__private::is_answer::<String>();
    app.name
}
