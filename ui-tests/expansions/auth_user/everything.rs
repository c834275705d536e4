// #[derive(AuthUser)]
// #[auth_user(table = "users", role = Role, permission = Permission, oauth_account = OAuthAccount)]
// pub struct User {
//     pub id: i32,
//     #[auth(login)]
//     pub email: String,
//     #[auth(login)]
//     pub username: Option<String>,
//     pub hashed_password: PasswordHash,
//     pub is_active: bool,
//     pub is_verified: bool,
//     pub role_id: Option<i32>,
//     pub created_at: OffsetDateTime,
//     #[auth(create, read, update, column = "name")]
//     pub display_name: Option<String>,
//     #[auth(create, read, default = Plan::Free, sql = Text)]
//     pub plan: Plan,
// }
