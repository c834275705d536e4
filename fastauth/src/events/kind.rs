//! Every kind of event.

use std::fmt;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $kind:ident = $name:literal,)*) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum SecurityEventKind {
            $(
                #[doc = concat!("`", $name, "`:")]
                $(#[doc = $doc])*
                $kind,
            )*
        }

        impl SecurityEventKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// Its name in the log and in the table, which stays as it is.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }
    };
}

kinds! {
    /// somebody has logged in, by a password; or by the provider that is the detail.
    LoginSucceeded = "login_succeeded",
    /// somebody did not come in. The reason is `no_such_user`, `wrong_password`, `inactive`, `not_verified`, `changed_meanwhile`
    /// (between the password and the session) or `hook` (`on_before_login` refused). Of somebody who came by the provider that is
    /// the detail, it can also be the code of the answer: `oauth_state`, `oauth_denied`, `oauth_exchange`, `oauth_email_missing`,
    /// `oauth_email_taken`, `oauth_account_taken`, `provider_failed`, `provider_timeout`.
    LoginFailed = "login_failed",
    /// there were too many logins. The reason says by which limit: `login_per_account`, `login_per_device` (the same, from an address that
    /// the user has come from), `login_per_address`.
    LoginLimited = "login_limited",
    /// there was too much of something else. The reason says by which limit: `register_per_address`, `mail_per_account`, `refresh_per_session`
    /// and the others by their names, and `confirmation_per_account`, which is `login_per_account` for a password that confirms something.
    Throttled = "throttled",
    /// a session was ended by its own token.
    LoggedOut = "logged_out",
    /// one session was ended, by its user or for its user.
    SessionEnded = "session_ended",
    /// several sessions of a user were ended: the detail says how many. The reason `too_many` says that they were the oldest of more than
    /// a user may have.
    SessionsEnded = "sessions_ended",
    /// a refresh token came back that had been replaced: somebody else has it, too. Its session has ended.
    RefreshReused = "refresh_reused",
    /// the program has made tokens for a user, without asking for a password.
    TokenCreated = "token_created",
    /// a password that was to confirm something was wrong: whoever has the session may not be its user.
    ConfirmationFailed = "confirmation_failed",
    /// somebody made an account.
    Registered = "registered",
    /// somebody wanted an address that has an account.
    RegistrationReused = "registration_reused",
    /// a token that verifies an address was asked for, and made.
    VerificationRequested = "verification_requested",
    /// an address was verified.
    Verified = "verified",
    /// a token that sets another password was asked for, and made; or not, where the reason is `no_such_user`.
    ResetRequested = "reset_requested",
    /// a password was set by a token that was mailed.
    PasswordReset = "password_reset",
    /// a password was set by whoever knew the one before, or had none; or by the program.
    PasswordChanged = "password_changed",
    /// a token that makes another address the user's was asked for, and made.
    EmailChangeRequested = "email_change_requested",
    /// a user has another address.
    EmailChanged = "email_changed",
    /// a token of a mail came back that is none, or none any more.
    OneTimeTokenRefused = "one_time_token_refused",
    /// something else of a user was changed; the detail names it, where it is the library's (`username`, `is_verified`).
    UserUpdated = "user_updated",
    /// a user may come in.
    UserActivated = "user_activated",
    /// a user may not come in any more.
    UserDeactivated = "user_deactivated",
    /// an account at the provider that is the detail became a user's, who signs in with it from then on.
    ProviderLinked = "provider_linked",
    /// a user gave up an account at the provider that is the detail.
    ProviderUnlinked = "provider_unlinked",
    /// a user was deleted. The reason `never_verified` says that the address was nobody's.
    UserDeleted = "user_deleted",
    /// an administrator made an account.
    UserInvited = "user_invited",
    /// a user has another role, which is the detail.
    RoleAssigned = "role_assigned",
    /// a user has no role any more.
    RoleRemoved = "role_removed",
    /// a user was given the permissions in the detail.
    PermissionsGranted = "permissions_granted",
    /// the permissions in the detail were taken from a user.
    PermissionsRevoked = "permissions_revoked",
    /// a user's own permissions are those in the detail, and no others.
    PermissionsSet = "permissions_set",
    /// a role was made. The detail is its codename; and its permissions, behind a `=`.
    RoleCreated = "role_created",
    /// a role was changed. The detail is its codename; and its permissions, behind a `=`, or what was given (`+`) or taken (`-`).
    RoleUpdated = "role_updated",
    /// a role was deleted. The detail is its codename; and behind a `>` the one that its users have now.
    RoleDeleted = "role_deleted",
    /// a permission was made. The detail is its codename.
    PermissionCreated = "permission_created",
    /// a permission was changed. The detail is its codename.
    PermissionUpdated = "permission_updated",
    /// a permission was deleted. The detail is its codename.
    PermissionDeleted = "permission_deleted",
    /// another site's page made a request. The detail is that site, where the browser says it.
    CrossSiteRefused = "cross_site_refused",
    /// a guard let a user not pass; the detail is what it asks. In the log only, and neither in the hook nor in the table: whoever is
    /// signed in can be refused as often as they like.
    AccessDenied = "access_denied",
}

impl SecurityEventKind {
    /// Whether somebody is at work who should not be: a warning in the log. All others are there as information.
    #[must_use]
    pub const fn is_alarming(self) -> bool {
        matches!(self, Self::RefreshReused | Self::LoginLimited | Self::Throttled | Self::CrossSiteRefused)
    }
}

impl fmt::Display for SecurityEventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_kind_has_the_name_of_its_variant() {
        for kind in SecurityEventKind::ALL {
            let parts = kind.name().split('_').map(|part| part[..1].to_uppercase() + &part[1..]);
            assert_eq!(parts.collect::<String>(), format!("{kind:?}"));
            assert!(kind.name().len() <= 64, "the column is no longer");
        }
        let names: HashSet<_> = SecurityEventKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), SecurityEventKind::ALL.len());
    }
}
