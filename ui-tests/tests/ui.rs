//! Every case in `ui/*/fail`: what must not compile, and the words that it is refused with.
//!
//! `TRYBUILD=overwrite cargo test -p ui-tests --test ui` writes the words down; look at them as a user
//! would. `cargo test -p ui-tests --test ui -- trybuild=auth_user` runs the cases whose path says so.
//!
//! Cases that must compile are in `compiles.rs`: trybuild would link each on its own, and check the
//! others one by one.

#[test]
fn the_cases_are_refused_in_these_words() {
    trybuild::TestCases::new().compile_fail("ui/*/fail/*.rs");
}
