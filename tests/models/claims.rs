//! What an application puts into its tokens.

use fastauth::model::Changes;
use fastauth::prelude::*;
use fastauth::routing::get;
use fastauth::token::{OwnClaims, TokenOptions};
use serde_json::json;
use time::Duration;

use super::{KINDS, auth};
use crate::support::Answer;
use crate::support::app::{PASSWORD, serve};

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "users")]
pub struct User {
    pub id: i32,
    #[auth(claim)]
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    #[auth(claim)]
    pub is_verified: bool,
    #[auth(create, update, claim)]
    pub tenant: String,
    #[auth(claim)]
    pub floor: Option<i32>,
    #[auth(create, read)]
    pub secret_wish: Option<String>,
}

async fn register(auth: &FastAuth<User>) -> User {
    let create = UserCreate {
        email: "ada@x.org".to_owned(),
        password: PASSWORD.into(),
        tenant: "north".to_owned(),
        secret_wish: Some("none of a token's".to_owned()),
    };
    auth.register(create).await.unwrap()
}

#[require_token]
async fn own(token: AccessToken<User>) -> axum::Json<OwnClaims> {
    axum::Json(token.into_claims().own)
}

/// The fields that are marked are in the tokens of a login and of a refresh, as they are then, and no others.
#[tokio::test]
async fn marked_fields_are_claims() {
    for kind in KINDS {
        let (auth, _database) = auth::<User>(kind).await;
        let user = register(&auth).await;
        let base = serve(fastauth::Router::new().route("/", get(own)).with_state(auth.clone())).await;
        let claims = async |token: &str| {
            Answer::read(reqwest::Client::new().get(&base).bearer_auth(token).send().await.unwrap())
                .await
                .json()
        };
        let pair = auth.password_login("ada@x.org", PASSWORD.into()).await.unwrap();
        let expected = json!({"email": "ada@x.org", "is_verified": false, "tenant": "north", "floor": null});
        assert_eq!(claims(&pair.access_token).await, expected, "{kind:?}");
        let own = UserUpdate { tenant: Some("south".to_owned()) };
        auth.update_user(user.id, Changes { own, ..Changes::default() }).await.unwrap();
        let next = auth.refresh(&pair.refresh_token.unwrap()).await.unwrap();
        assert_eq!(claims(&next.access_token).await["tenant"], "south", "{kind:?}");
        let read = auth.strategy().read_refresh(&next.refresh_token.unwrap()).await.unwrap();
        assert_eq!(read.own["tenant"], "south");
    }
}

/// A token by itself: with an age, claims and headers of its own, and a session that ends with it.
#[tokio::test]
async fn a_token_can_be_made_by_hand() {
    for kind in KINDS {
        let (auth, _database) = auth::<User>(kind).await;
        let user = register(&auth).await;
        let options = TokenOptions::new()
            .max_age(Duration::hours(30))
            .claim("tenant", "west")
            .claim("scopes", json!(["build", "deploy"]))
            .header("example.org/environment", "staging");
        let token = auth.create_access_token(user.id, options.clone()).await.unwrap();
        let claims = auth.strategy().read_access(&token).await.unwrap();
        assert_eq!(claims.exp - claims.iat, 30 * 3600);
        assert_eq!(claims.sub, user.id.to_string());
        assert_eq!(claims.own["tenant"], "west", "what is asked for by name comes before the model's");
        assert_eq!(claims.own["scopes"], json!(["build", "deploy"]));
        assert_eq!(claims.own["email"], "ada@x.org");
        let header = jsonwebtoken::decode_header(&token).unwrap();
        assert_eq!(header.extras.inner()["example.org/environment"], "staging");
        auth.check_access(&token, const { &Policy::new() }).await.unwrap();
        let sessions = auth.list_sessions(user.id, None, 10).await.unwrap();
        assert_eq!(sessions.len(), 1);
        assert_eq!((sessions[0].expires_at - sessions[0].created_at).whole_hours(), 30);
        auth.end_session(user.id, sessions[0].id).await.unwrap();
        assert_eq!(
            auth.check_access(&token, const { &Policy::new() }).await.unwrap_err().code(),
            "invalid_token"
        );

        let refresh = auth.create_refresh_token(user.id, options).await.unwrap();
        assert_eq!(auth.strategy().read_refresh(&refresh).await.unwrap().own["tenant"], "west");
        let pair = auth.refresh(&refresh).await.unwrap();
        let claims = auth.strategy().read_access(&pair.access_token).await.unwrap();
        assert_eq!((claims.exp - claims.iat, &claims.own["tenant"]), (900, &json!("north")));
        let plain = auth.create_access_token(user.id, TokenOptions::new()).await.unwrap();
        let claims = auth.strategy().read_access(&plain).await.unwrap();
        assert_eq!(claims.exp - claims.iat, 900);
        assert_eq!(
            auth.create_access_token(user.id + 1, TokenOptions::new()).await.unwrap_err().code(),
            "user_not_found"
        );
        let changes = Changes { is_active: Some(false), ..Changes::default() };
        auth.update_user(user.id, changes).await.unwrap();
        let refused = auth.create_access_token(user.id, TokenOptions::new()).await.unwrap_err();
        assert_eq!(refused.code(), "invalid_credentials");
    }
}

/// Nobody makes claims in the library's name, nor headers that a standard has a meaning for.
#[tokio::test]
async fn a_token_cannot_pretend() {
    let (auth, _database) = auth::<User>(crate::support::Kind::Sqlite).await;
    let user = register(&auth).await;
    for name in ["iss", "sub", "aud", "iat", "exp", "nbf", "jti", "client_id", "sid", "realm", "rot", "type"]
    {
        let refused =
            auth.create_access_token(user.id, TokenOptions::new().claim(name, "x")).await.unwrap_err();
        assert_eq!(refused.code(), "internal", "{name}");
    }
    for name in ["alg", "typ", "kid", "jwk", "jku", "crit", "b64", "zip", "x5t#S256", "mine", ""] {
        let refused =
            auth.create_access_token(user.id, TokenOptions::new().header(name, "x")).await.unwrap_err();
        assert_eq!(refused.code(), "internal", "{name}");
    }
    for age in [Duration::ZERO, Duration::seconds(-1), Duration::days(401), Duration::MAX] {
        for refused in [
            auth.create_access_token(user.id, TokenOptions::new().max_age(age)).await.unwrap_err(),
            auth.create_refresh_token(user.id, TokenOptions::new().max_age(age)).await.unwrap_err(),
        ] {
            assert_eq!(refused.code(), "internal", "{age}");
        }
    }
    assert!(auth.list_sessions(user.id, None, 10).await.unwrap().is_empty(), "nothing is left behind");
}
