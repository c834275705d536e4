// #[require_user(User, policy = EDITORS)]
// async fn remove(Path(id): Path<i32>) {}
