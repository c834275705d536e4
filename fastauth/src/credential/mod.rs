//! What proves who somebody is. Pure: no axum, no SQL.

mod argon2id;
mod bcrypt;
mod breached;
mod common_passwords;
mod email;
mod hash_error;
mod hash_threads;
mod hasher;
mod login_name;
mod one_time_token;
mod password;
mod policy;
mod secret;
mod username;

pub use argon2id::Argon2Params;
pub use breached::BreachedPasswords;
pub use email::{EmailError, canonical_email};
pub use hash_error::HashError;
pub use hasher::{HashLimits, PasswordAlgorithm, PasswordHasher, Verified};
pub use login_name::LoginName;
pub use one_time_token::{OneTimeToken, TokenDigest, TokenPurpose};
pub use password::{Password, PasswordHash};
pub use policy::{
    PasswordCandidate, PasswordPolicy, PasswordRefused, PasswordRule, PolicyError, PolicyFailure,
    PolicyFuture,
};
pub(crate) use secret::namespace;
pub use secret::{Secret, derive_key, random_bytes, random_password};
pub use username::{UsernameError, check_username};
