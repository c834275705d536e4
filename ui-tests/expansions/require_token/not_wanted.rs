// #[require_token]
// async fn ping() {}
