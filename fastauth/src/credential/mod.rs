//! What proves who somebody is. Pure: no axum, no SQL.

mod argon2id;
mod bcrypt;
mod breached;
mod common_passwords;
mod email;
mod encrypted_token;
mod hash_error;
mod hash_threads;
mod hasher;
mod login_name;
mod one_time_token;
mod password;
mod policy;
mod sealer;
mod secret;
mod username;

pub use argon2id::Argon2Params;
pub use breached::BreachedPasswords;
pub use email::{EmailError, canonical_email};
pub use encrypted_token::EncryptedToken;
pub use hash_error::HashError;
pub use hasher::{HashLimits, PasswordAlgorithm, PasswordHasher, Verified};
pub use login_name::LoginName;
pub use one_time_token::{OneTimeToken, TokenDigest, TokenPurpose};
pub use password::{Password, PasswordHash};
pub use policy::{
    PasswordCandidate, PasswordPolicy, PasswordRefused, PasswordRule, PolicyError, PolicyFailure,
    PolicyFuture,
};
pub(crate) use sealer::Sealer;
pub use secret::{Secret, derive_key, random_bytes, random_password};
pub(crate) use secret::{namespace, random_text};
pub use username::{UsernameError, check_username};
