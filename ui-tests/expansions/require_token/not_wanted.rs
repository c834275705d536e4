// #[require_token]
// async fn ping() {}

async fn ping(_: ::fastauth::__private::AccessToken<User>) {}
