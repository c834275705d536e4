// #[access_check]
// async fn is_author(user: &User, Path(id): Path<Uuid>, State(app): State<App>) -> Result<bool, AuthError> {
//     app.articles.is_by(id, user.id).await
// }
