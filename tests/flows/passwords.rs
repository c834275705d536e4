//! What a new password must be, on every way that sets one.

use std::future::pending;

use fastauth::credential::{
    BreachedPasswords, PasswordCandidate, PasswordPolicy, PasswordRefused, PolicyError, PolicyFailure,
    PolicyFuture,
};
use http::Method;
use serde_json::json;

use crate::support::app::PASSWORD;
use crate::support::{Answer, Kind, TestApp, options};

/// Tries to set a password on every way there is, and gives the answers with the field that holds it.
async fn on_every_way(app: &TestApp, password: &str) -> Vec<(&'static str, Answer)> {
    let id = uuid::Uuid::now_v7().simple().to_string();
    let mut answers = Vec::new();
    let body = json!({"email": format!("new{id}@x.org"), "username": format!("n{id}"), "password": password});
    answers.push(("password", app.post("/auth/register", body).await));
    let email = format!("old{id}@x.org");
    let body = json!({"email": email, "username": format!("countess{id}"), "password": PASSWORD});
    app.post("/auth/register", body).await.is(201);
    let tokens = app.login(&email).await;
    let body = json!({"current_password": PASSWORD, "new_password": password});
    answers
        .push(("new_password", app.send(Method::POST, "/auth/change-password", &tokens.access, body).await));
    app.post("/auth/forgot-password", json!({"email": email})).await.is(202);
    let token = app.mailed_token(&email, "reset").await;
    answers.push((
        "password",
        app.post("/auth/reset-password", json!({"token": token, "password": password})).await,
    ));
    let email = format!("invited{id}@x.org");
    let (_, admin) = app.user_with(&format!("admin{id}@x.org"), Some("Admin"), &[]).await;
    app.send(Method::POST, "/users", &admin, json!({"email": email})).await.is(201);
    let token = app.mailed_token(&email, "invite").await;
    answers.push((
        "password",
        app.post("/auth/reset-password", json!({"token": token, "password": password})).await,
    ));
    answers
}

on_every_database! {
    /// PW-05: one that many people have is nobody's, on no way.
    async fn a_common_password_is_refused_on_every_way(app: TestApp) {
        for password in ["passwordpassword", "Sunshine123456789", "qwertyuiopqwertyuiop", "PRINCESSPRINCESSPRINCESS"] {
            for (field, answer) in on_every_way(&app, password).await {
                answer.is_refused_field(field, "common");
            }
        }
        for (_, answer) in on_every_way(&app, "a password of nobody's").await {
            assert!([201, 204].contains(&answer.status));
        }
    }

    /// PW-05: nor one that is made of who its user is, or of the service.
    async fn a_password_is_not_ones_own_name(app: TestApp) {
        let register = async |password: &str| {
            let body = json!({"email": "ada.lovelace@example.org", "username": "countess.ada", "password": password});
            app.post("/auth/register", body).await
        };
        for password in [
            "Ada.Lovelace@Example.org", "ada.lovelaceada.lovelace", "countess.ada12345678", "passwordada.lovelace",
            "fastauthfastauth",
        ] {
            register(password).await.is_refused_field("password", "personal");
        }
        register("ada.lovelace likes engines").await.is(201);
    }
}

/// A policy that gives one answer, or none.
#[derive(Clone, Copy)]
enum Answers {
    No,
    Yes,
    Error,
    Never,
}

impl PasswordPolicy for Answers {
    fn check<'a>(&'a self, candidate: PasswordCandidate<'a>) -> PolicyFuture<'a> {
        assert!(candidate.email.ends_with("@x.org") && candidate.service == "fastauth");
        Box::pin(async move {
            match self {
                Self::Yes => Ok(()),
                Self::No => Err(PolicyError::Refused(PasswordRefused::Refused {
                    code: "not_ours",
                    message: "is not to our liking".to_owned(),
                })),
                Self::Error => Err(PolicyError::Unavailable("the canary is dead".to_owned())),
                Self::Never => pending().await,
            }
        })
    }
}

/// PW-06: the application's policy is asked on every way; what its silence means, the configuration says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_of_ones_own_is_asked_on_every_way() {
    let password = "a password of nobody's";
    for (answer, failure, status) in [
        (Answers::No, PolicyFailure::Accept, 422),
        (Answers::Yes, PolicyFailure::Refuse, 200),
        (Answers::Error, PolicyFailure::Refuse, 503),
        (Answers::Error, PolicyFailure::Accept, 200),
        (Answers::Never, PolicyFailure::Refuse, 503),
    ] {
        let mut options = options();
        options.config.password_policy_failure = failure;
        let app =
            TestApp::start_built(Kind::Sqlite, options, |builder, _| builder.password_policy(answer)).await;
        let body = json!({"email": "a@x.org", "password": password});
        let answer = app.post("/auth/register", body).await;
        match status {
            200 => answer.is(201).json(),
            422 => {
                answer.is_refused_field("password", "not_ours");
                continue;
            }
            _ => {
                answer.is_problem(503, "unavailable");
                assert!(!String::from_utf8_lossy(&answer.bytes).contains("canary"));
                continue;
            }
        };
        for (_, answer) in on_every_way(&app, password).await {
            assert!([201, 204].contains(&answer.status), "{}", answer.status);
        }
    }
    // The library's own rule comes first: a policy is asked for nothing that it refuses anyway.
    let app =
        TestApp::start_built(Kind::Sqlite, options(), |builder, _| builder.password_policy(Answers::No))
            .await;
    let body = json!({"email": "a@x.org", "password": "short"});
    app.post("/auth/register", body).await.is_refused_field("password", "too_short");
}

/// PW-06: passwords from breaches, by a file that lies beside the service.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_breached_password_is_refused_on_every_way() {
    let file = tempfile::NamedTempFile::new().unwrap();
    // SHA-1 of "a password of everybody's", between two others.
    let lines = [
        "0000000000000000000000000000000000000001:3\r\n",
        &format!("{}:7\r\n", sha1("a password of everybody's")),
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF:1\r\n",
    ];
    std::fs::write(file.path(), lines.concat()).unwrap();
    let breached = BreachedPasswords::open(file.path()).unwrap();
    let app =
        TestApp::start_built(Kind::Sqlite, options(), |builder, _| builder.password_policy(breached)).await;
    for (field, answer) in on_every_way(&app, "a password of everybody's").await {
        answer.is_refused_field(field, "breached");
    }
    for (_, answer) in on_every_way(&app, "a password of nobody's").await {
        assert!([201, 204].contains(&answer.status));
    }
    std::fs::write(file.path(), "no hashes\n").unwrap();
    assert!(BreachedPasswords::open(file.path()).is_err());
    assert!(BreachedPasswords::open("/nowhere/at/all").is_err());
}

fn sha1(text: &str) -> String {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut sha1sum = Command::new("sha1sum").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    sha1sum.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = sha1sum.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap()[..40].to_uppercase()
}
