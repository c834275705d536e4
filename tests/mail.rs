//! The mailer: over SMTP to a server, whose mails are read and followed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use demo::models::User;
use fastauth::mail::{MailData, MailError, MailTemplates, MailText, Mailer};
use fastauth::prelude::*;
use http::Method;
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::app::PASSWORD;
use crate::support::log::Log;
use crate::support::maildir::{
    BASE_URL, Received, fresh, mailer, mailer_for, mails_to, port, root, smtp_url,
};
use crate::support::sign_in::SignInApp;
use crate::support::{Kind, TestApp, options};

const NEW: &str = "another long password";

async fn start(hooks: impl AuthHooks<User>) -> TestApp {
    TestApp::start_with_hooks(Kind::Sqlite, options(), hooks).await
}

/// The newest mail to an address, once every mail is where it goes.
async fn newest(app: &TestApp, email: &str) -> Received {
    app.auth.finish_background().await;
    mails_to(email).pop().unwrap_or_else(|| panic!("no mail to {email}"))
}

/// OT-06, OT-07: from the registration to the verified address, by what is in the mail alone; which goes where the
/// account is, whatever was typed, and leads where the configuration says, whatever the request says of itself.
#[tokio::test]
async fn a_mail_verifies_an_address() {
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::MariaDb] {
        let app = TestApp::start_with_hooks(kind, options(), mailer().build().unwrap()).await;
        let email = fresh("verify");
        app.register(&email).await;
        let typed = email.to_uppercase();
        let request = app.http.post(app.url("/auth/request-verify-token")).header("host", "evil.example");
        let request = request.header("x-forwarded-host", "evil.example").json(&json!({"email": typed}));
        assert_eq!(request.send().await.unwrap().status(), 202);
        let mail = newest(&app, &email).await;
        assert_eq!(mails_to(&email).len(), 1);
        assert_eq!(mail.header("To"), email);
        assert_eq!(mail.header("From"), "Example <no-reply@app.example>");
        assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
        assert_eq!((mail.header("X-Tls"), mail.header("X-Login")), ("yes".to_owned(), "yes".to_owned()));
        assert_eq!(mail.subject(), "Confirm your e-mail address for app.example");
        assert!(mail.text().contains("If you did not register, please ignore this mail"), "{}", mail.text());
        let token = mail.token("verify");
        let verified = app.post("/auth/verify", json!({"token": token})).await.is(200).json();
        assert_eq!((&verified["email"], &verified["is_verified"]), (&json!(email), &json!(true)));
    }
}

#[tokio::test]
async fn a_mail_resets_a_password() {
    let app = start(mailer().service_name("Example").build().unwrap()).await;
    let email = fresh("reset");
    app.register(&email).await;
    app.post("/auth/forgot-password", json!({"email": email})).await.is(202);
    let mail = newest(&app, &email).await;
    assert_eq!(mail.subject(), "Choose another password for Example");
    let body = json!({"token": mail.token("reset-password"), "password": NEW});
    app.post("/auth/reset-password", body).await.is(204);
    app.try_login(&email, NEW).await.is(200);
    app.try_login(&email, PASSWORD).await.is(401);
    let notice = newest(&app, &email).await;
    assert_eq!(notice.subject(), "Your password for Example was changed");
    assert_eq!(notice.link(), BASE_URL, "a notice has no token");
}

/// OT-05: the new address gets the token, and the old one is told.
#[tokio::test]
async fn mails_follow_a_user_to_another_address() {
    let app = start(mailer().build().unwrap()).await;
    let (old, new) = (fresh("old"), fresh("new"));
    let (_, tokens) = app.signed_in(&old).await;
    app.send(Method::PATCH, "/users/me", &tokens.access, json!({"email": new})).await.is(200);
    let mail = newest(&app, &new).await;
    assert_eq!(mail.subject(), "Confirm your new e-mail address for app.example");
    app.post("/auth/verify", json!({"token": mail.token("verify")})).await.is(200);
    let notice = newest(&app, &old).await;
    assert_eq!(notice.subject(), "Your e-mail address for app.example was changed");
    assert_eq!((mails_to(&old).len(), mails_to(&new).len()), (1, 1));

    let tokens = app.login(&new).await;
    let body = json!({"current_password": PASSWORD, "new_password": NEW});
    app.send(Method::POST, "/auth/change-password", &tokens.access, body).await.is(204);
    let notice = newest(&app, &new).await;
    assert_eq!(notice.subject(), "Your password for app.example was changed");
}

/// SC-07: a user is told of another way in, and of one less; at an address that is not shown to be theirs, nobody is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_is_told_of_each_way_in() {
    let hooks = mailer().service_name("Example").build().unwrap();
    let app = SignInApp::start_built(Kind::Sqlite, options(), |builder, _| builder.hooks(hooks)).await;
    for is_verified in [true, false] {
        let email = fresh("linked");
        app.provider.is(&email, json!(email), json!(is_verified));
        let tokens = app.signed_in_by("oidc").await;
        app.link("plain", &tokens.access).await.is(200);
        app.auth.finish_background().await;
        let linked = mails_to(&email);
        let id = app.linked(&tokens.access).await[1]["id"].as_str().unwrap().to_owned();
        app.delete(&format!("/auth/oauth/accounts/{id}"), &tokens.access).await.is(204);
        app.auth.finish_background().await;
        let mails = mails_to(&email);
        if !is_verified {
            assert_eq!(mails.len(), 0);
            continue;
        }
        assert_eq!((linked.len(), mails.len()), (1, 2));
        assert_eq!(linked[0].subject(), "Another way to sign in to Example");
        assert!(linked[0].text().contains("an account at plain"), "{}", linked[0].text());
        let unlinked =
            mails.iter().find(|mail| mail.subject() == "One way less to sign in to Example").unwrap();
        assert_eq!(unlinked.link(), BASE_URL, "a notice has no token");
    }
}

#[tokio::test]
async fn who_is_invited_sets_a_password() {
    let app = start(mailer().build().unwrap()).await;
    let email = fresh("invited");
    let (_, admin) = app.admin().await;
    app.send(Method::POST, "/users", &admin, json!({"email": email})).await.is(201);
    let mail = newest(&app, &email).await;
    assert_eq!(mail.subject(), "Your account at app.example");
    let body = json!({"token": mail.token("reset-password"), "password": NEW});
    app.post("/auth/reset-password", body).await.is(204);
    app.try_login(&email, NEW).await.is(200);
}

/// A program of the machine itself takes mails in the clear.
#[tokio::test]
async fn the_machine_itself_takes_mails_in_the_clear() {
    let mailer = mailer_for(&format!("smtp://127.0.0.1:{}", port())).build().unwrap();
    let email = fresh("clear");
    mailer.send(&email, MailText::paragraphs("hello", &["hello"])).unwrap();
    mailer.flush().await;
    let mail = mails_to(&email).pop().unwrap();
    assert_eq!((mail.header("X-Tls"), mail.header("X-Login")), ("no".to_owned(), "no".to_owned()));
}

/// What a value says is not HTML, and begins no header.
#[tokio::test]
async fn what_a_mail_is_told_is_escaped() {
    let name = "<script>alert(1)</script>\r\nBcc: eve@x.org";
    let app = start(mailer().service_name(name).build().unwrap()).await;
    let email = fresh("o'neil&co");
    app.register(&email).await;
    app.post("/auth/forgot-password", json!({"email": email})).await.is(202);
    let mail = newest(&app, &email).await;
    let html = mail.html().unwrap();
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script"), "{html}");
    assert_eq!((mail.header("Bcc"), mail.header("X-RcptTo")), (String::new(), email));
    app.post("/auth/reset-password", json!({"token": mail.token("reset-password"), "password": NEW}))
        .await
        .is(204);
}

/// What the application has to say, with words of its own.
struct Shouting;

impl MailTemplates for Shouting {
    fn verify(&self, mail: &MailData<'_>) -> MailText {
        let html = mail.escaped();
        MailText {
            subject: "VERIFY".to_owned(),
            text: format!("HELLO {}\n{}\n", mail.to, mail.link),
            html: Some(format!("<b>HELLO {}</b> <a href=\"{}\">YES</a>", html.to, html.link)),
        }
    }

    fn reset(&self, mail: &MailData<'_>) -> MailText {
        MailText { subject: "RESET".to_owned(), text: mail.link.to_string(), html: None }
    }
}

#[tokio::test]
async fn an_application_has_words_of_its_own() {
    let app = start(mailer().templates(Shouting).build().unwrap()).await;
    let email = fresh("o'neil");
    app.register(&email).await;
    app.post("/auth/request-verify-token", json!({"email": email})).await.is(202);
    let mail = newest(&app, &email).await;
    assert_eq!(mail.subject(), "VERIFY");
    assert!(mail.text().starts_with(&format!("HELLO {email}\n")));
    assert!(mail.html().unwrap().contains(&format!("<b>HELLO {}</b>", email.replace('\'', "&#x27;"))));
    app.post("/auth/verify", json!({"token": mail.token("verify")})).await.is(200);
    app.post("/auth/forgot-password", json!({"email": email})).await.is(202);
    let mail = newest(&app, &email).await;
    assert_eq!((mail.subject().as_str(), mail.html()), ("RESET", None));
}

/// Hooks of the application's own beside the mailer, one of which mails, too; and keep each token for the test.
#[derive(Clone)]
struct Own {
    mailer: Mailer,
    token: Arc<Mutex<Option<OneTimeToken>>>,
}

impl Own {
    fn beside(mailer: &Mailer) -> Self {
        Self { mailer: mailer.clone(), token: Arc::default() }
    }

    fn token(&self) -> String {
        self.token.lock().unwrap().as_ref().unwrap().expose().to_owned()
    }
}

impl AuthHooks<User> for Own {
    async fn on_after_verify(&self, user: &User, _: &HookContext) -> HookResult {
        Ok(self.mailer.send(&user.email, MailText::paragraphs("Welcome", &["Good to have you here."]))?)
    }

    async fn on_after_request_verify(&self, _: &User, token: &OneTimeToken, _: &HookContext) -> HookResult {
        *self.token.lock().unwrap() = Some(token.clone());
        Ok(())
    }
}

#[tokio::test]
async fn hooks_of_ones_own_mail_beside_it() {
    let mailer = mailer().build().unwrap();
    let app = start((mailer.clone(), Own::beside(&mailer))).await;
    let email = fresh("welcome");
    app.register(&email).await;
    app.post("/auth/request-verify-token", json!({"email": email})).await.is(202);
    let token = newest(&app, &email).await.token("verify");
    app.post("/auth/verify", json!({"token": token})).await.is(200);
    let mail = newest(&app, &email).await;
    assert_eq!((mail.subject().as_str(), mail.text().as_str()), ("Welcome", "Good to have you here.\n"));
    assert_eq!(mailer.send("not an address", MailText::paragraphs("", &[])), Err(MailError::Address));
}

/// What is asked for is answered, and the log says which mail is not where it should be; but no token.
#[tokio::test]
async fn a_mail_that_cannot_be_sent_is_logged() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let wrong_password = smtp_url().replace("Fword", "Fwort");
    for (mailer, words, name) in [
        (mailer_for(&format!("smtp://{closed}")), "Connection refused", "dead"),
        // It signs its own certificate.
        (mailer_for(&smtp_url()), "invalid peer certificate", "stranger"),
        (mailer_for(&wrong_password).root_certificate(root()), "answered 535 5.7.8", "forgotten"),
        (mailer(), "answered 554", "parrot"),
    ] {
        let (log, capture) = Log::capture();
        let mailer = mailer.build().unwrap();
        let own = Own::beside(&mailer);
        let app = start((mailer, own.clone())).await;
        // The server refuses what goes to `parrot@`, and quotes its token, as it is encoded.
        let email = if name == "parrot" { "parrot@x.org".to_owned() } else { fresh(name) };
        app.register(&email).await;
        app.post("/auth/request-verify-token", json!({"email": email})).await.is(202);
        app.auth.finish_background().await;
        let text = log.text();
        let line = text.lines().find(|line| line.contains("a mail could not be sent")).unwrap_or_default();
        assert!(line.contains("ERROR") && line.contains("mail=\"verify\"") && line.contains(words), "{line}");
        assert!(!text.contains(&own.token()[..20]) && !text.contains("p@ss/wor"), "{name}");
        drop(capture);
        app.post("/auth/verify", json!({"token": own.token()})).await.is(200);
    }
}

/// Takes connections, and says nothing: what no server does on demand.
async fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut held = Vec::new();
        loop {
            held.push(listener.accept().await.unwrap());
        }
    });
    format!("smtp://{address}")
}

/// LG-03: how long a mail takes, no answer says.
#[tokio::test]
async fn a_slow_mail_server_holds_no_answer() {
    let mailer = mailer_for(&silent().await).timeout(Duration::from_secs(60)).build().unwrap();
    let app = start(mailer.clone()).await;
    let (_, tokens) = app.signed_in("a@x.org").await;
    app.post("/auth/forgot-password", json!({"email": "a@x.org"})).await.is(202);
    app.post("/auth/request-verify-token", json!({"email": "a@x.org"})).await.is(202);
    app.send(Method::PATCH, "/users/me", &tokens.access, json!({"email": "b@x.org"})).await.is(200);
    let under_way = tokio::time::timeout(Duration::from_millis(300), app.auth.finish_background()).await;
    assert!(under_way.is_err(), "the mails are still under way");
}

/// AV-03: a server that takes the connection and says nothing is given up; and there is an end to what waits for it.
#[tokio::test]
async fn a_silent_mail_server_is_given_up() {
    let (log, _capture) = Log::capture();
    let silent = silent().await;
    let mailer = mailer_for(&silent).timeout(Duration::from_secs(2)).build().unwrap();
    let mail = || MailText::paragraphs("hello", &["hello"]);
    mailer.send("a@x.org", mail()).unwrap();
    mailer.flush().await;
    assert!(log.text().contains("the server did not take it within 2s"), "{}", log.text());
    let mailer = mailer_for(&silent).build().unwrap();
    let taken = (0..2000).take_while(|_| mailer.send("a@x.org", mail()).is_ok()).count();
    assert_eq!(taken, 1024);
    assert_eq!(mailer.send("a@x.org", mail()), Err(MailError::Busy));
}

/// OT-07: what would send tokens in the clear, or links nowhere, is not built; and is not told, either.
#[test]
fn an_unsafe_mailer_is_not_built() {
    let refusal = |smtp_url: &str, from: &str, base_url: &str| {
        Mailer::builder(smtp_url, from, base_url).build().err().map(|error| format!("{error} {error:?}"))
    };
    let (from, secret) = ("no-reply@app.example", "hunter2");
    for url in [
        "smtps://user:hunter2@mail.example",
        "smtps://user:hunter2@mail.example:4650/client.example",
        "smtp://user:hunter2@mail.example:587?tls=required",
        "smtp://localhost:1025",
        "smtp://127.0.0.1",
        "smtp://user:hunter2@127.8.8.8:25",
    ] {
        assert_eq!(refusal(url, from, BASE_URL), None, "{url}");
    }
    for url in [
        "",
        "mail.example",
        "https://user:hunter2@mail.example",
        "smtp://user:hunter2@mail.example:587",
        "smtp://user:hunter2@mail.example:587?tls=opportunistic",
        "smtp://user:hunter2@mail.example:587?tls=required&tls=none",
        "smtp://user:hunter2@localhost.mail.example",
        "smtp://user:hunter2@128.0.0.1",
        "smtps://user@mail.example",
        "smtps://:hunter2@mail.example",
        "smtps://user:1/hunter2@mail.example",
        "smtps://user:1#hunter2@mail.example",
        "smtps://user:hunter2/x@mail.example",
        "smtps://user:hunter2@[::1]",
        "smtps://",
    ] {
        let refused = refusal(url, from, BASE_URL).unwrap_or_else(|| panic!("{url} is taken"));
        assert!(refused.contains("`smtp_url`") && !refused.contains(secret), "{url}: {refused}");
    }
    for base_url in
        ["", "app.example", "http://app.example", "https://app.example/?x", "https://user@app.example"]
    {
        let refused = refusal("smtp://localhost", from, base_url).unwrap();
        assert!(refused.contains("`public_base_url` is neither `https://…`"), "{base_url}: {refused}");
    }
    let all = refusal("", "nobody", "").unwrap();
    for option in ["`smtp_url`", "`from`", "`public_base_url`"] {
        assert!(all.contains(option), "{all}");
    }
    let anywhere = Mailer::builder("smtp://mail.example", from, BASE_URL).dangerous_allow_plaintext();
    assert!(anywhere.build().is_ok());
    let root = Mailer::builder("smtps://mail.example", from, BASE_URL).root_certificate("hunter2").build();
    assert!(root.unwrap_err().to_string().contains("`root_certificate`"));
    for timeout in [Duration::ZERO, Duration::from_secs(61)] {
        let refused = Mailer::builder("smtps://mail.example", from, BASE_URL).timeout(timeout).build();
        assert!(refused.unwrap_err().to_string().contains("`timeout`"));
    }
}

/// SC-02: the password of the mail server is in nothing that is printed.
#[test]
fn no_password_is_shown() {
    let builder = mailer_for("smtps://user:hunter2@mail.example");
    let shown = format!("{builder:?}");
    let shown = format!("{shown} {:?}", builder.build().unwrap());
    assert!(shown.contains("app.example") && !shown.contains("hunter2"), "{shown}");
}
