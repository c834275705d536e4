use fastauth::prelude::require_token;

struct AccessToken<T>(T);

#[require_token]
async fn hello<T: Send>(_token: AccessToken<T>) -> &'static str {
    "hello"
}

#[require_token]
async fn goodbye(_token: AccessToken<&'static str>) -> &'static str {
    "goodbye"
}

fn main() {}
