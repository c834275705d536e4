use fastauth::prelude::*;

fn log(password: &Password) {
    println!("{password}");
}

fn main() {
    let _ = log;
}
