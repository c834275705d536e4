// #[derive(AuthUser)]
// #[auth_user(tabel = "users")]
// pub struct User {
//     pub id: Uuid,
//     pub hashed_password: String,
// }
