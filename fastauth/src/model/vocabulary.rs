//! The check of codenames at compile time, and the sentence that it fails with.
//!
//! All of this runs in constants: what it says is the text of a compile error.

use super::{AuthUser, Codenamed, Policy};

/// The longest message, in bytes; what does not fit is cut.
const CAPACITY: usize = 1024;

/// The roles that the library's own routes and defaults name.
pub(crate) const fn default_roles<R: Codenamed>() -> [&'static str; 2] {
    [R::ADMIN_ROLE, "User"]
}

/// Whether the program declares a role of this codename, as far as it declares any.
pub(crate) fn is_known_role<R: Codenamed>(role: &str) -> bool {
    R::TABLE.is_none() || R::OPEN || R::KNOWN.contains(&role) || default_roles::<R>().contains(&role)
}

/// The permissions that the library's own routes name.
pub const ROUTE_PERMISSIONS: &[&str] = &[
    "user:read",
    "user:create",
    "user:update",
    "user:delete",
    "role:read",
    "role:write",
    "permission:read",
    "permission:write",
];

/// Whether a text can be a codename: 1 to 64 letters, digits, `_`, `.` and `-`, in parts that `:` joins.
pub(crate) fn is_codename(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
    };
    text.len() <= 64 && text.split(':').all(is_part)
}

/// Fails to compile unless `name` is a role of `U`.
#[track_caller] // or rustc shows the inside of this file, too
pub const fn check_role<U: AuthUser>(name: &str, user: &str) {
    check::<U::Role>(
        name,
        &default_roles::<U::Role>(),
        Words { kind: "role", attribute: "role = Role", user },
    );
}

/// Fails to compile unless `name` is a permission of `U`.
#[track_caller]
pub const fn check_permission<U: AuthUser>(name: &str, user: &str) {
    let words = Words { kind: "permission", attribute: "permission = Permission", user };
    check::<U::Permission>(name, ROUTE_PERMISSIONS, words);
}

/// Fails to compile unless `name` is a permission that the model declares, or `*`.
#[track_caller]
pub const fn check_grant<P: Codenamed>(name: &str) {
    if name.len() == 1 && distance(name, "*") == 0 {
        return;
    }
    let words = Words { kind: "permission", attribute: "permission = Permission", user: "User" };
    check::<P>(name, ROUTE_PERMISSIONS, words);
}

/// Fails to compile unless every name of a policy is one of `U`'s.
#[track_caller]
pub const fn check_policy<U: AuthUser>(policy: &Policy, user: &str) {
    let mut rest = policy.roles;
    while let [name, others @ ..] = rest {
        check_role::<U>(name, user);
        rest = others;
    }
    let mut rest = policy.permissions;
    while let [name, others @ ..] = rest {
        check_permission::<U>(name, user);
        rest = others;
    }
    let mut rest = policy.all_permissions;
    while let [name, others @ ..] = rest {
        check_permission::<U>(name, user);
        rest = others;
    }
}

/// Fails to compile where a name is there twice: nobody holds one permission two times.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
pub const fn check_distinct(names: &[&str]) {
    let mut rest = names;
    while let [name, others @ ..] = rest {
        if contains(others, name) {
            let message =
                Message::new().push("`").push(name).push("` is there twice\nhelp: remove one of the two");
            panic!("{}", message.as_str());
        }
        rest = others;
    }
}

struct Words<'a> {
    kind: &'static str,
    attribute: &'static str,
    user: &'a str,
}

#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
const fn check<C: Codenamed>(name: &str, built_in: &[&str], words: Words<'_>) {
    if C::OPEN {
        return;
    }
    if C::TABLE.is_none() {
        let message = Message::new()
            .push("`")
            .push(words.user)
            .push("` has no ")
            .push(words.kind)
            .push("s\nhelp: add `")
            .push(words.attribute)
            .push("` to its `#[auth_user(…)]`, or ask for none");
        panic!("{}", message.as_str());
    }
    if contains(C::KNOWN, name) || contains(built_in, name) {
        return;
    }
    let mut message = Message::new().push("unknown ").push(words.kind).push(" `").push(name).push("`");
    if let Some(nearest) = nearest(C::KNOWN, built_in, name) {
        message = message.push("\nhelp: did you mean `").push(nearest).push("`?");
    }
    message = message.push("\nnote: declared are ");
    let mut rest = C::KNOWN;
    if rest.is_empty() {
        message = message.push("none");
    }
    while let [known, others @ ..] = rest {
        message = message.push("`").push(known).push("`");
        if !others.is_empty() {
            message = message.push(", ");
        }
        rest = others;
    }
    panic!("{}", message.as_str());
}

const fn contains(names: &[&str], name: &str) -> bool {
    let mut rest = names;
    while let [first, others @ ..] = rest {
        if first.len() == name.len() && distance(first, name) == 0 {
            return true;
        }
        rest = others;
    }
    false
}

/// The name that was probably meant: the closest, if no more than a third of it is wrong.
const fn nearest<'a>(known: &[&'a str], built_in: &[&'a str], name: &str) -> Option<&'a str> {
    let mut best = None;
    let mut least = name.len() / 3 + 1;
    let both = [known, built_in];
    let mut lists = both.as_slice();
    while let [list, other_lists @ ..] = lists {
        let mut rest = *list;
        while let [candidate, others @ ..] = rest {
            let edits = distance(candidate, name);
            if edits <= least && (best.is_none() || edits < least) {
                best = Some(*candidate);
                least = edits;
            }
            rest = others;
        }
        lists = other_lists;
    }
    best
}

/// The edits between two names (Levenshtein), of their first 64 bytes.
#[allow(clippy::indexing_slicing, reason = "constants have no iterators, and every index is below 65")]
const fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (rows, columns) = (shorter(a.len(), 64), shorter(b.len(), 64));
    let mut previous = [0; 65];
    let mut column = 0;
    while column <= columns {
        previous[column] = column;
        column += 1;
    }
    let mut row = 1;
    while row <= rows {
        let mut current = [0; 65];
        current[0] = row;
        let mut column = 1;
        while column <= columns {
            let replaced = previous[column - 1] + (a[row - 1] != b[column - 1]) as usize;
            current[column] = shorter(replaced, shorter(previous[column], current[column - 1]) + 1);
            column += 1;
        }
        previous = current;
        row += 1;
    }
    previous[columns] + (a.len() - rows) + (b.len() - columns)
}

const fn shorter(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

/// A text made in a constant.
struct Message {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl Message {
    const fn new() -> Self {
        Self { bytes: [0; CAPACITY], length: 0 }
    }

    #[allow(clippy::indexing_slicing, reason = "both indices are checked by the loop")]
    const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut position = 0;
        while position < text.len() && self.length < CAPACITY {
            self.bytes[self.length] = text[position];
            self.length += 1;
            position += 1;
        }
        self
    }

    const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "unknown codename",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_one_with_the_fewest_edits() {
        let known = ["Admin", "Editor", "User"];
        assert_eq!(nearest(&known, &[], "Amdin"), Some("Admin"));
        assert_eq!(nearest(&known, &[], "admin"), Some("Admin"));
        assert_eq!(nearest(&known, &["user:read"], "user:raed"), Some("user:read"));
        assert_eq!(nearest(&known, &[], "Gardener"), None);
    }

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("same", "same"), 0);
    }
}
