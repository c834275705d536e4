// #[derive(Permission)]
// #[permission(schema = crate::schema::permissions, known = ["user:delete"])]
// pub struct Permission {
//     pub id: Uuid,
//     #[auth(codename, column = "name")]
//     pub word: String,
// }
