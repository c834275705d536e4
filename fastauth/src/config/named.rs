//! Each option by its name: what the environment, files and [`to_toml`](FastAuthConfig::to_toml) have in common.

use serde_json::Value;
use toml_writer::TomlWrite;

use super::value::ConfigValue;
use super::{ConfigError, FastAuthConfig};

/// An option by its name.
pub(super) struct Named {
    pub(super) name: &'static str,
    set: fn(&mut FastAuthConfig, &Value) -> Result<(), &'static str>,
    show: fn(&FastAuthConfig) -> Value,
}

macro_rules! options {
    ($($name:ident => $($field:ident).+,)*) => {
        pub(super) const OPTIONS: &[Named] = &[$(
            Named {
                name: stringify!($name),
                set: |config, value| set(&mut config.$($field).+, value),
                show: |config| config.$($field).+.show(),
            },
        )*];
    };
}

options! {
    secret => secret,
    previous_secrets => previous_secrets,
    jwt_algorithm => jwt_algorithm,
    jwt_private_key => jwt_private_key,
    jwt_private_key_file => jwt_private_key_file,
    jwt_public_keys => jwt_public_keys,
    jwt_public_key_files => jwt_public_key_files,
    jwt_client_id => jwt_client_id,
    issuer => issuer,
    access_audience => access_audience,
    refresh_audience => refresh_audience,
    jwt_leeway => jwt_leeway,
    access_token_max_age => access_token_max_age,
    refresh_token_max_age => refresh_token_max_age,
    enable_refresh_token => enable_refresh_token,
    session_idle_max_age => session_idle_max_age,
    refresh_leeway => refresh_leeway,
    sessions_per_user => sessions_per_user,
    verify_token_max_age => verify_token_max_age,
    email_change_token_max_age => email_change_token_max_age,
    reset_token_max_age => reset_token_max_age,
    invite_token_max_age => invite_token_max_age,
    reauthentication_max_age => reauthentication_max_age,
    oauth_state_max_age => oauth_state_max_age,
    provider_token_key => provider_token_key,
    previous_provider_token_keys => previous_provider_token_keys,
    password_min_length => password_min_length,
    password_policy_failure => password_policy_failure,
    password_algorithm => password_algorithm,
    hash_concurrency => hash_limits.concurrency,
    hash_queue => hash_limits.queue,
    hash_wait => hash_limits.wait,
    limit_login_per_account => limits.login_per_account,
    limit_login_per_address => limits.login_per_address,
    limit_register_per_address => limits.register_per_address,
    limit_mail_per_account => limits.mail_per_account,
    limit_mail_per_address => limits.mail_per_address,
    limit_token_per_address => limits.token_per_address,
    limit_refresh_per_session => limits.refresh_per_session,
    limit_refresh_per_address => limits.refresh_per_address,
    limit_oauth_per_address => limits.oauth_per_address,
    trusted_proxies => trusted_proxies,
    user_default_role => user_default_role,
    registration_reveals_accounts => registration_reveals_accounts,
    unverified_user_max_age => unverified_user_max_age,
    require_verified => require_verified,
    token_locations => token_locations,
    access_cookie_name => access_cookie_name,
    refresh_cookie_name => refresh_cookie_name,
    oauth_state_cookie_name => oauth_state_cookie_name,
    cookie_domain => cookie_domain,
    cookie_path => cookie_path,
    cookie_same_site => cookie_same_site,
    public_base_url => public_base_url,
    trusted_origins => trusted_origins,
    auth_prefix => paths.auth,
    users_prefix => paths.users,
    roles_prefix => paths.roles,
    permissions_prefix => paths.permissions,
    token_login_path => paths.token_login,
    token_refresh_path => paths.token_refresh,
    token_logout_path => paths.token_logout,
    audit_table => audit_table,
    body_limit => body_limit,
}

fn set<T: ConfigValue>(option: &mut T, value: &Value) -> Result<(), &'static str> {
    *option = T::read(value).ok_or(T::EXPECTED)?;
    Ok(())
}

impl Named {
    /// The option of this name.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        OPTIONS.iter().find(|option| option.name == name)
    }

    /// Gives the option its value.
    ///
    /// # Errors
    /// [`ConfigError`] where it cannot have this one.
    pub(super) fn set(&self, config: &mut FastAuthConfig, value: &Value) -> Result<(), ConfigError> {
        (self.set)(config, value)
            .map_err(|expected| ConfigError::new(self.name, format!("is not {expected}")))
    }
}

/// That there is no option of this name, with the one that was probably meant: each as it is written there.
pub(super) fn unknown(name: &str, written: impl Fn(&str) -> String) -> ConfigError {
    let meant = nearest(name).map(|meant| format!(": did you mean `{}`?", written(meant)));
    ConfigError::new(written(name), format!("is no option{}", meant.unwrap_or_default()))
}

/// The name that was probably meant: the closest, if no more than a third of it is wrong.
fn nearest(name: &str) -> Option<&'static str> {
    let distance = |option: &Named| strsim::damerau_levenshtein(name, option.name);
    let nearest = OPTIONS.iter().min_by_key(|option| distance(option))?;
    (distance(nearest) <= name.len() / 3 + 1).then_some(nearest.name)
}

impl FastAuthConfig {
    /// Every option in force, as a file of them: `issuer = "fastauth"`. Secrets and the private key are not
    /// shown, and what only code can say is a comment; read back, it wants others.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        if !self.cookie_secure {
            text.push_str("# dangerous_cookies_in_the_clear\n");
        }
        for option in OPTIONS {
            // Writing to a text does not fail.
            let _ = write(&mut text, option.name, &(option.show)(self));
        }
        text
    }
}

fn write(text: &mut String, name: &str, value: &Value) -> std::fmt::Result {
    text.key(name)?;
    text.space()?;
    text.keyval_sep()?;
    text.space()?;
    write_value(text, value)?;
    text.newline()
}

fn write_value(text: &mut String, value: &Value) -> std::fmt::Result {
    match value {
        Value::Array(values) => {
            text.open_array()?;
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    text.val_sep()?;
                    text.space()?;
                }
                write_value(text, value)?;
            }
            text.close_array()
        }
        Value::Bool(value) => text.value(*value),
        Value::Number(number) => text.value(number.as_i64().unwrap_or(i64::MAX)),
        other => text.value(other.as_str().unwrap_or_default()),
    }
}
