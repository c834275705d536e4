use fastauth::prelude::*;

struct Mailer;
struct Visitor;

impl AuthHooks<Visitor> for Mailer {}

fn main() {}
