//! Parts that fail: each a refusal, and none tells more than that.

use demo::models::User;
use fastauth::prelude::*;
use fastauth::token::{
    AccessClaims, Issued, JwtStrategy, RefreshClaims, Session, TokenError, TokenFuture, TokenStrategy,
};
use serde_json::json;

use crate::support::app::{PASSWORD, Tokens};
use crate::support::{Answer, Kind, TestApp, options};

const GUARDED: [&str; 6] =
    ["/users/me", "/demo/user", "/demo/verified", "/demo/admin", "/demo/report", "/demo/audit"];

/// What everybody asks, one after the other.
async fn ask(app: &TestApp, user: &User) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    let tokens = app.auth.create_token(user).await.ok();
    let (access, refresh) =
        tokens.map_or_else(Default::default, |pair| (pair.access_token, pair.refresh_token.unwrap()));
    for path in GUARDED {
        answers.push((path.to_owned(), app.get(path, &access).await));
    }
    answers.push(("login".to_owned(), app.try_login("a@x.org", PASSWORD).await));
    answers.push(("refresh".to_owned(), app.refresh(&refresh).await));
    answers.push(("logout".to_owned(), app.post_with_token("/auth/token/logout", &access).await));
    let email = format!("u{}@x.org", Uuid::now_v7().simple());
    answers.push((
        "register".to_owned(),
        app.post("/auth/register", json!({"email": email, "password": PASSWORD})).await,
    ));
    answers
}

on_every_database! {
    /// HT-09, HT-03: whichever table is not there, nobody gets further than with it.
    async fn a_missing_table_refuses(app: TestApp) {
        let user = app.register("a@x.org").await;
        let whole = ask(&app, &user).await;
        for table in [
            "users", "roles", "permissions", "role_permission_rel", "user_permission_rel", "fastauth_user_sessions",
        ] {
            let tokens = app.login("a@x.org").await;
            app.database.execute(&format!("ALTER TABLE {table} RENAME TO gone")).await;
            let mut answers = ask(&app, &user).await;
            for path in GUARDED {
                answers.push((path.to_owned(), app.get(path, &tokens.access).await));
            }
            app.database.execute(&format!("ALTER TABLE gone RENAME TO {table}")).await;
            let mut failed = 0;
            for (name, answer) in &answers {
                let (_, before) = whole.iter().find(|(other, _)| other == name).unwrap();
                if answer.status == 503 {
                    failed += 1;
                    answer.is_problem(503, "unavailable");
                    let text = String::from_utf8_lossy(&answer.bytes).to_lowercase();
                    for leak in ["sql", "table", "relation", "session", "users", "no such", "diesel", "select", "exist"] {
                        assert!(!text.contains(leak), "{table}, {name}: {text}");
                    }
                } else {
                    assert!(answer.status == before.status || answer.status == 401, "{table}, {name}: {}", answer.status);
                }
            }
            assert!(failed > 0, "{table} is asked by nobody");
            app.get("/demo/user", &tokens.access).await.is(200);
        }
    }
}

/// A strategy of the application's own: JWTs that say so, of which one way can fail.
struct Own {
    inner: JwtStrategy,
    broken: &'static str,
}

const MARK: &str = "own.";

impl Own {
    fn check(&self, way: &str) -> Result<(), TokenError> {
        if self.broken == way {
            Err(TokenError::Unavailable("the canary is dead".to_owned()))
        } else {
            Ok(())
        }
    }

    fn inner(token: &str) -> Result<&str, TokenError> {
        token.strip_prefix(MARK).ok_or(TokenError::Refused("not marked"))
    }
}

impl TokenStrategy for Own {
    fn issue<'a>(&'a self, session: &'a Session) -> TokenFuture<'a, Issued> {
        Box::pin(async move {
            self.check("issue")?;
            let mut pair = self.inner.issue(session).await?.pair;
            pair.access_token.insert_str(0, MARK);
            pair.refresh_token.as_mut().unwrap().insert_str(0, MARK);
            Ok(pair.into())
        })
    }

    fn read_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims> {
        Box::pin(async move {
            self.check("read_access")?;
            self.inner.read_access(Self::inner(token)?).await
        })
    }

    fn read_expired_access<'a>(&'a self, token: &'a str) -> TokenFuture<'a, AccessClaims> {
        Box::pin(async move {
            self.check("read_expired_access")?;
            self.inner.read_expired_access(Self::inner(token)?).await
        })
    }

    fn read_refresh<'a>(&'a self, token: &'a str) -> TokenFuture<'a, RefreshClaims> {
        Box::pin(async move {
            self.check("read_refresh")?;
            self.inner.read_refresh(Self::inner(token)?).await
        })
    }
}

async fn start(broken: &'static str) -> TestApp {
    TestApp::start_built(Kind::Sqlite, options(), |builder, clock| {
        let inner = JwtStrategy::new(&options().config, "users", clock).unwrap();
        builder.token_strategy(Own { inner, broken })
    })
    .await
}

/// A strategy of the application's own does what the library's does.
#[tokio::test]
async fn a_strategy_of_ones_own_is_used() {
    let app = start("nothing").await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    assert!(tokens.access.starts_with(MARK) && tokens.refresh.starts_with(MARK));
    app.get("/demo/user", &tokens.access).await.is(200);
    app.get("/demo/token", &tokens.access).await.is(200);
    app.get("/demo/user", &tokens.access[MARK.len()..]).await.is_problem(401, "invalid_token");
    let next = Tokens::read(&app.refresh(&tokens.refresh).await.is(200));
    app.refresh(&next.access).await.is_problem(401, "invalid_token");
    app.post_with_token("/auth/token/logout", &next.access).await.is(204);
    app.get("/demo/user", &next.access).await.is_problem(401, "invalid_token");
    app.refresh(&next.refresh).await.is_problem(401, "invalid_token");
}

/// HT-09: tokens that cannot be made or read let nobody in, and end nobody's session.
#[tokio::test]
async fn a_strategy_that_fails_refuses() {
    for (broken, statuses) in [
        ("issue", [503, 200, 200, 503, 204]),
        ("read_access", [200, 503, 503, 200, 204]),
        ("read_expired_access", [200, 200, 200, 200, 503]),
        ("read_refresh", [200, 200, 200, 503, 204]),
    ] {
        let app = start(broken).await;
        app.register("a@x.org").await;
        let whole = start("nothing").await;
        // A session of the same user by another instance, whose strategy works.
        let other = FastAuth::<User>::builder(Database::connect(&app.database.url).await.unwrap());
        let inner = JwtStrategy::new(&options().config, "users", whole.auth.clock().clone()).unwrap();
        let other = other.config(options().config).token_strategy(Own { inner, broken: "nothing" });
        let pair = other.build().await.unwrap().password_login("a@x.org", PASSWORD.into()).await.unwrap();
        let answers = [
            app.try_login("a@x.org", PASSWORD).await,
            app.get("/demo/user", &pair.access_token).await,
            app.get("/demo/token", &pair.access_token).await,
            app.refresh(pair.refresh_token.as_ref().unwrap()).await,
            app.post_with_token("/auth/token/logout", &pair.access_token).await,
        ];
        assert_eq!(answers.each_ref().map(|answer| answer.status), statuses, "{broken}");
        for answer in answers.iter().filter(|answer| answer.status == 503) {
            answer.is_problem(503, "unavailable");
            assert!(!String::from_utf8_lossy(&answer.bytes).contains("canary"));
        }
    }
}
