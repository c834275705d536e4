use fastauth::prelude::*;
use fastauth::token::AccessClaims;
use ui_tests::User;

fn let_in(claims: AccessClaims) -> AccessToken<User> {
    AccessToken { claims, user: std::marker::PhantomData }
}

fn main() {
    let _ = let_in;
}
