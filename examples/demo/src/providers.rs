//! The providers that the environment names.

use fastauth::Secret;
use fastauth::oauth::{OAuth2, OAuthClient, UserInfo};
use fastauth::oidc::OpenIdConnect;
use fastauth::provider::Provider;

use crate::settings::{optional, setting};

/// One of OpenID Connect where `DEMO_OIDC_ISSUER` is set, one of plain OAuth 2 where `DEMO_OAUTH2_AUTHORIZE_URL` is.
pub fn providers() -> Result<Vec<Provider>, String> {
    Ok([openid_connect()?, oauth2()?].into_iter().flatten().collect())
}

fn openid_connect() -> Result<Option<Provider>, String> {
    let Some(issuer) = optional("DEMO_OIDC_ISSUER") else { return Ok(None) };
    let client = client("DEMO_OIDC")?;
    Ok(Some(Provider::new(setting("DEMO_OIDC_NAME", "oidc"), OpenIdConnect::new(issuer, client))))
}

fn oauth2() -> Result<Option<Provider>, String> {
    let Some(authorize_url) = optional("DEMO_OAUTH2_AUTHORIZE_URL") else { return Ok(None) };
    let protocol = OAuth2::new(
        client("DEMO_OAUTH2")?,
        authorize_url,
        required("DEMO_OAUTH2_TOKEN_URL")?,
        UserInfo::at(required("DEMO_OAUTH2_USERINFO_URL")?)
            .account_id(&["/sub", "/id"])
            .email_verified(&["/email_verified", "/verified"]),
    );
    let protocol = protocol.scopes(setting("DEMO_OAUTH2_SCOPES", "email").split_whitespace());
    Ok(Some(Provider::new(setting("DEMO_OAUTH2_NAME", "oauth2"), protocol)))
}

/// The providers of this machine are for trying the demo out.
fn client(prefix: &str) -> Result<OAuthClient, String> {
    let client = OAuthClient::new(required(&format!("{prefix}_CLIENT_ID"))?).dangerous_http_on_loopback();
    Ok(match optional(&format!("{prefix}_CLIENT_SECRET")) {
        Some(secret) => client.secret(Secret::new(secret)),
        None => client,
    })
}

fn required(name: &str) -> Result<String, String> {
    optional(name).ok_or_else(|| format!("{name} is not set: the provider needs it"))
}
