// #[derive(Role)]
// #[role(table = "roles", known = ["Admin", "ChiefEditor"])]
// pub struct Role {
//     pub id: i32,
//     pub codename: String,
//     #[auth(create, read, update)]
//     pub description: Option<String>,
// }
