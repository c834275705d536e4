//! What the tables are called: a model's own, and those of the library's that go with it.

use diesel::internal::table_macro::{Identifier, StaticQueryFragment};

/// A table by the name that the database knows it by: `#[sql_name = …]`, where Diesel's `table!` says so.
///
/// Each kind of users has its own sessions, and the holders of permissions their own relations, by the
/// names of fastapi-fastauth: `user_permission_rel` for the table `users`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is in a schema of its own",
    label = "expected a table that is named without its schema",
    note = "write `users (id)` in its `table!`, and name the schema in the connection's `search_path`"
)]
pub trait TableName {
    /// Its name in the database.
    const NAME: &'static str;
    /// The table of its users' sessions.
    const SESSIONS: &'static str;
    /// The table of its users' one-time tokens.
    const TOKENS: &'static str;
    /// The table of what happened to its users.
    const EVENTS: &'static str;
    /// The table of the OAuth states that its users have used.
    const STATES: &'static str;
    /// The table of the permissions that its rows hold.
    const PERMISSION_REL: &'static str;
}

// Not part of Diesel's documented surface, but of every `table!` that was ever expanded: the only place
// where the name is a constant.
#[diagnostic::do_not_recommend]
impl<T: StaticQueryFragment<Component = Identifier<'static>>> TableName for T {
    const NAME: &'static str = T::STATIC_COMPONENT.0;
    const SESSIONS: &'static str =
        const { &Joined::new("fastauth_", holder(Self::NAME), "_sessions") }.text();
    const TOKENS: &'static str = const { &Joined::new("fastauth_", holder(Self::NAME), "_tokens") }.text();
    const EVENTS: &'static str = const { &Joined::new("fastauth_", holder(Self::NAME), "_events") }.text();
    const STATES: &'static str = const { &Joined::new("fastauth_", holder(Self::NAME), "_states") }.text();
    const PERMISSION_REL: &'static str =
        const { &Joined::new("", holder(Self::NAME), "_permission_rel") }.text();
}

/// `user` of `users`, `role` of `roles`: the names of fastapi-fastauth. And the other way round, and any
/// other as it is, so that no two tables share one.
const fn holder(name: &'static str) -> &'static str {
    match name.as_bytes() {
        b"users" => "user",
        b"user" => "users",
        b"roles" => "role",
        b"role" => "roles",
        _ => name,
    }
}

/// PostgreSQL cuts a longer name, and two become one.
const LONGEST: usize = 63;

/// Three texts as one name, while the program is compiled.
struct Joined {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Joined {
    const fn new(prefix: &str, name: &str, suffix: &str) -> Self {
        assert!(
            prefix.len() + name.len() + suffix.len() + "_of".len() <= LONGEST,
            "the name of this table is too long for those of the tables that go with it: 42 bytes at most"
        );
        Self { bytes: [0; LONGEST], length: 0 }.then(prefix).then(name).then(suffix)
    }

    const fn then(mut self, text: &str) -> Self {
        let (_, free) = self.bytes.split_at_mut(self.length);
        let (place, _) = free.split_at_mut(text.len());
        place.copy_from_slice(text.as_bytes());
        self.length += text.len();
        self
    }

    const fn text(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    diesel::table! {
        #[sql_name = "app users"]
        people (id) { id -> Integer, }
    }
    diesel::table! { users (id) { id -> Integer, } }
    diesel::table! { user (id) { id -> Integer, } }

    #[test]
    fn the_tables_of_a_model_are_named_after_it() {
        assert_eq!(people::table::NAME, "app users");
        assert_eq!(people::table::SESSIONS, "fastauth_app users_sessions");
        assert_eq!(people::table::TOKENS, "fastauth_app users_tokens");
        assert_eq!(people::table::EVENTS, "fastauth_app users_events");
        assert_eq!(people::table::STATES, "fastauth_app users_states");
        assert_eq!(people::table::PERMISSION_REL, "app users_permission_rel");
        assert_eq!(users::table::PERMISSION_REL, "user_permission_rel");
        assert_eq!(user::table::PERMISSION_REL, "users_permission_rel");
    }
}
