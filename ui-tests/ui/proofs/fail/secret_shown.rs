use fastauth::Secret;
use fastauth::prelude::*;

fn is_same(secret: &Secret, other: &Secret) -> bool {
    secret == other
}

fn is_the_password(password: &Password, other: &Password) -> bool {
    password == other
}

fn sent(secret: &Secret) -> axum::Json<&Secret> {
    axum::Json(secret)
}

fn answer(secret: &Secret) -> axum::response::Response {
    axum::response::IntoResponse::into_response(sent(secret))
}

fn main() {
    let _ = (is_same, is_the_password, answer);
}
