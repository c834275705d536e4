//! What a handler asks of its user.

use std::marker::PhantomData;

use super::AuthUser;
use super::vocabulary::{check_distinct, check_policy};

/// The roles and permissions of which a user must have one, and the state the account must be in.
///
/// A user passes with one of `roles`, or one of `permissions`, or all of `all_permissions`. A policy
/// that names none of them is content with any active user.
///
/// ```
/// use fastauth::Policy;
/// const EDITORS: Policy = Policy::new().roles(&["Editor"]).permissions(&["article:update"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    pub(crate) roles: &'static [&'static str],
    pub(crate) permissions: &'static [&'static str],
    pub(crate) all_permissions: &'static [&'static str],
    pub(crate) all_permissions_count: i64,
    pub(crate) active: ActiveRule,
    /// Whether only verified users pass; none leaves it to the configuration.
    pub(crate) verified: Option<bool>,
}

/// A policy whose every codename is one of the users `U`: what the library's routers take.
///
/// ```
/// # use fastauth::prelude::*;
/// # #[derive(Clone, Debug, AuthUser)]
/// # #[auth_user(table = "users", role = Role)]
/// # pub struct User {
/// #     pub id: Uuid, pub email: String, pub hashed_password: PasswordHash, pub is_active: bool,
/// #     pub is_verified: bool, pub role_id: Option<i32>,
/// # }
/// # #[derive(Clone, Debug, Role)]
/// # #[role(table = "roles", known = ["Support"])]
/// # pub struct Role { pub id: i32, pub codename: String }
/// use fastauth::model::PolicyOf;
/// use fastauth::routes::UsersRouter;
///
/// const SUPPORT: PolicyOf<User> = Policy::new().roles(&["Support"]).of();
///
/// # fn routes(auth: &FastAuth<User>) -> fastauth::Router<FastAuth<User>> {
/// UsersRouter::new().read(&SUPPORT).routes(auth)
/// # }
/// ```
#[derive(Debug)]
pub struct PolicyOf<U> {
    policy: Policy,
    user: PhantomData<fn() -> U>,
}

impl<U> PolicyOf<U> {
    /// What it asks.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }
}

/// Which users a policy lets in at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActiveRule {
    /// Only active ones.
    ActiveOnly,
    /// Inactive ones, too, while a session of theirs lives. The library ends all of them when it deactivates a
    /// user, so only where something else set the column.
    InactiveToo,
}

impl Policy {
    /// Any active user.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            roles: &[],
            permissions: &[],
            all_permissions: &[],
            all_permissions_count: 0,
            active: ActiveRule::ActiveOnly,
            verified: None,
        }
    }

    /// One of these roles is enough.
    ///
    /// # Panics
    /// Where the list is empty: nobody can have one of none. In a constant, that does not compile.
    #[must_use]
    #[track_caller] // or rustc shows the inside of this file, too
    #[allow(clippy::panic, reason = "a policy is a constant, where a panic is a compile error")]
    pub const fn roles(mut self, codenames: &'static [&'static str]) -> Self {
        assert!(!codenames.is_empty(), "`roles` names no role: leave it out, or name one");
        self.roles = codenames;
        self
    }

    /// One of these permissions is enough.
    ///
    /// # Panics
    /// Where the list is empty. In a constant, that does not compile.
    #[must_use]
    #[track_caller] // or rustc shows the inside of this file, too
    #[allow(clippy::panic, reason = "a policy is a constant, where a panic is a compile error")]
    pub const fn permissions(mut self, codenames: &'static [&'static str]) -> Self {
        assert!(!codenames.is_empty(), "`permissions` names no permission: leave it out, or name one");
        self.permissions = codenames;
        self
    }

    /// All of these permissions together are enough.
    ///
    /// # Panics
    /// Where the list is empty, since everybody has all of none, or names one twice. In a constant, that
    /// does not compile.
    #[must_use]
    #[track_caller] // or rustc shows the inside of this file, too
    #[allow(clippy::panic, reason = "a policy is a constant, where a panic is a compile error")]
    pub const fn all_permissions(mut self, codenames: &'static [&'static str]) -> Self {
        assert!(!codenames.is_empty(), "`all_permissions` names no permission: leave it out, or name one");
        check_distinct(codenames);
        self.all_permissions = codenames;
        self.all_permissions_count = codenames.len() as i64;
        self
    }

    /// Only users whose address was verified.
    #[must_use]
    pub const fn verified(mut self) -> Self {
        self.verified = Some(true);
        self
    }

    /// Users whose address was never verified, too, even where
    /// [`require_verified`](crate::FastAuthConfig::require_verified) is on.
    #[must_use]
    pub const fn unverified_too(mut self) -> Self {
        self.verified = Some(false);
        self
    }

    /// Inactive users, too.
    #[must_use]
    pub const fn inactive_too(mut self) -> Self {
        self.active = ActiveRule::InactiveToo;
        self
    }

    /// The same, for the users `U` alone.
    ///
    /// # Panics
    /// Where it names a role or a permission that `U` has not. In a constant, that does not compile.
    #[must_use]
    #[track_caller] // or rustc shows the inside of this file, too
    pub const fn of<U: AuthUser>(self) -> PolicyOf<U> {
        check_policy::<U>(&self, "the user");
        PolicyOf { policy: self, user: PhantomData }
    }

    /// Whether it names no role and no permission: any user passes, unless there is an own check.
    pub(crate) const fn asks_for_nothing(&self) -> bool {
        self.roles.is_empty() && self.permissions.is_empty() && self.all_permissions.is_empty()
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::new()
    }
}

/// As the access matrix prints it.
impl std::fmt::Display for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut ways = Vec::new();
        for (kind, names, between) in [
            ("role", self.roles, " or "),
            ("permission", self.permissions, " or "),
            ("permission", self.all_permissions, " and "),
        ] {
            if !names.is_empty() {
                ways.push(format!("{kind} {}", names.join(between)));
            }
        }
        let who = match self.active {
            ActiveRule::ActiveOnly => "any active user",
            ActiveRule::InactiveToo => "any user, inactive ones too",
        };
        f.write_str(&if ways.is_empty() { who.to_owned() } else { ways.join(", or ") })?;
        f.write_str(match self.verified {
            None => "",
            Some(true) => ", verified",
            Some(false) => ", unverified ones too",
        })
    }
}
