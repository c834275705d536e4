use fastauth::prelude::*;

fn is_same(stored: &PasswordHash, other: &PasswordHash) -> bool {
    stored == other
}

fn main() {
    let _ = is_same;
}
