// #[require_user(roles = ["Admin"], permissions = [Permission::USER_DELETE], or = is_author)]
// pub async fn rename(Path(id): Path<i32>, mut user: User, Json(name): Json<String>) -> String {
//     user.email.push('!');
//     user.email
// }
