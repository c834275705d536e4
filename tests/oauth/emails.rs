//! Which address joins whom.

use fastauth::model::{Changes, NewOAuthAccount, StoredProviderTokens};
use fastauth::provider::Provider;
use fastauth::store::LinkIf;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::models::KINDS;
use crate::support::Kind;
use crate::support::app::{PASSWORD, Tokens};
use crate::support::sign_in::{SignInApp, Trip, email_of, oidc, user};

/// Whether the user, in the end, has the account.
async fn is_linked(app: &SignInApp, email: &str) -> bool {
    let user = user(app, email).await;
    !app.auth.oauth_accounts().list(user.id, None, 10).await.unwrap().is_empty()
}

/// OA-07: of the eight cases one joins: the provider may, it says that the address is verified, and it is verified here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_joins_where_both_have_verified_it() {
    for (kind, trusted) in KINDS.into_iter().flat_map(|kind| [(kind, false), (kind, true)]) {
        let change = |provider: Provider| if trusted { provider.associate_by_email() } else { provider };
        let app = SignInApp::start_where(kind, change).await;
        for (case, (says, is)) in
            [(false, false), (false, true), (true, false), (true, true)].into_iter().enumerate()
        {
            let email = format!("{case}@x.org");
            if is {
                app.register_verified(&email).await;
            } else {
                app.register(&email).await;
            }
            app.provider.is(&format!("subject {case}"), json!(email), json!(says));
            for provider in ["oidc", "plain"] {
                let answer = app.sign_in(provider).await;
                if trusted && says && is {
                    assert_eq!(email_of(&app, &Tokens::read(&answer.is(200))).await, email);
                    let notice = app.mails_to(&email).await.pop().unwrap();
                    assert_eq!((notice.kind, notice.token), ("provider_linked", None));
                } else {
                    answer.is_problem(409, "oauth_email_taken");
                    assert!(!is_linked(&app, &email).await, "{kind:?} {trusted} {says} {is}");
                }
            }
            // The password is what it was, in each case.
            app.try_login(&email, PASSWORD).await.is(200);
        }
    }
}

/// OA-07: what was true is looked at once more where the account is joined; and of many at once, one joins.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_joins_once_and_only_while_it_is_verified() {
    for kind in KINDS {
        let app = SignInApp::start_where(kind, Provider::associate_by_email).await;
        let owner = app.register_verified("a@x.org").await;
        let account = || NewOAuthAccount {
            id: uuid::Uuid::now_v7(),
            user_id: owner.id,
            oauth_name: "oidc".to_owned(),
            account_id: "a".to_owned(),
            account_email: None,
            tokens: StoredProviderTokens::default(),
            created_at: app.clock.now(),
        };
        let link = async |address: &str| {
            let link_if = LinkIf::AddressIsVerified(address.to_owned());
            app.auth.store().link_account(account(), link_if).await.unwrap().is_some()
        };
        assert!(!link("b@x.org").await, "it has become another");
        let unverified = Changes { is_verified: Some(false), ..Changes::default() };
        app.auth.update_user(owner.id, unverified).await.unwrap();
        assert!(!link("a@x.org").await, "{kind:?}");
        assert!(!is_linked(&app, "a@x.org").await);
        let verified = Changes { is_verified: Some(true), ..Changes::default() };
        app.auth.update_user(owner.id, verified).await.unwrap();

        app.provider.is("a", json!("a@x.org"), json!(true));
        let trips = join_all((0..4).map(|_| Trip::begin(&app, "oidc"))).await;
        for answer in join_all(trips.iter().map(|trip| trip.end(&app))).await {
            assert_eq!(email_of(&app, &Tokens::read(&answer.is(200))).await, "a@x.org");
        }
        assert_eq!(app.auth.oauth_accounts().list(owner.id, None, 10).await.unwrap().len(), 1);
    }
}

/// OA-07: nor does a provider that may join accounts join the owner to whoever waits for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_gains_nothing_of_a_trusted_provider() {
    for kind in KINDS {
        let app = SignInApp::start_where(kind, Provider::associate_by_email).await;
        let (_, waiting) = app.signed_in("victim@x.org").await;
        app.provider.is("victim", json!("victim@x.org"), json!(true));
        for provider in ["oidc", "plain"] {
            app.sign_in(provider).await.is_problem(409, "oauth_email_taken");
        }
        assert_eq!(app.linked(&waiting.access).await.len(), 0, "{kind:?}");
        assert!(!user(&app, "victim@x.org").await.is_verified);
    }
}

/// The token by which this user's address would become another.
async fn wanted_address(app: &SignInApp, tokens: &Tokens, wanted: &str) -> String {
    let change = json!({"email": wanted});
    app.send(http::Method::PATCH, "/users/me", &tokens.access, change).await.is(200);
    app.mailed_token(wanted, "email_change").await
}

on_every_database_with_providers! {
    /// OA-07: whoever registered with somebody else's address, and waits for them, gains nothing (Sudhodanan and Paverd 2022).
    async fn who_waits_for_the_owner_gains_nothing(app: SignInApp) {
        let (attacker, waiting) = app.signed_in("victim@x.org").await;
        app.provider.is("attacker", json!("attacker@x.org"), json!(true));
        app.link("oidc", &waiting.access).await.is(200);

        app.provider.is("victim", json!("victim@x.org"), json!(true));
        app.sign_in("oidc").await.is_problem(409, "oauth_email_taken");
        assert_eq!(app.linked(&waiting.access).await.len(), 1);
        assert!(!user(&app, "victim@x.org").await.is_verified);

        // Nor does an address that they wanted to have it moved to.
        let moved = wanted_address(&app, &waiting, "attacker2@x.org").await;

        // The way that the answer names: to sign in by what only the owner has, and to link it there.
        app.post("/auth/forgot-password", json!({"email": "victim@x.org"})).await.is(202);
        let token = app.mailed_token("victim@x.org", "reset").await;
        let reset = json!({"token": token, "password": "trombone-by-the-river"});
        app.post("/auth/reset-password", reset).await.is(204);
        app.post("/auth/verify", json!({"token": moved})).await.is_problem(400, "invalid_token");
        app.get("/users/me", &waiting.access).await.is_problem(401, "invalid_token");
        app.refresh(&waiting.refresh).await.is_problem(401, "invalid_token");
        app.try_login("victim@x.org", PASSWORD).await.is_problem(401, "invalid_credentials");
        let login = app.try_login("victim@x.org", "trombone-by-the-river").await.is(200);
        let owner = Tokens::read(&login);
        assert_eq!(app.linked(&owner.access).await.len(), 0, "what the attacker linked is gone");
        app.link("oidc", &owner.access).await.is(200);
        let signed_in = app.signed_in_by("oidc").await;
        assert_eq!(app.get("/users/me", &signed_in.access).await.json()["id"], json!(attacker.id));
        app.provider.is("attacker", json!("attacker@x.org"), json!(true));
        let other = app.signed_in_by("oidc").await;
        assert_eq!(email_of(&app, &other).await, "attacker@x.org", "a user of their own");
    }

    /// OA-07: an account that somebody made by a provider that verifies nothing falls to whoever has the address.
    async fn an_unverified_address_is_its_owners_in_the_end(app: SignInApp) {
        app.provider.is("attacker", json!("victim@x.org"), json!(false));
        let waiting = app.signed_in_by("oidc").await;
        let moved = wanted_address(&app, &waiting, "attacker2@x.org").await;
        app.post("/auth/request-verify-token", json!({"email": "victim@x.org"})).await.is(202);
        let token = app.mailed_token("victim@x.org", "verify").await;
        app.post("/auth/verify", json!({"token": token})).await.is(200);
        app.post("/auth/verify", json!({"token": moved})).await.is_problem(400, "invalid_token");
        app.get("/users/me", &waiting.access).await.is_problem(401, "invalid_token");
        app.sign_in("oidc").await.is_problem(409, "oauth_email_taken");
        assert!(!is_linked(&app, "victim@x.org").await);
    }

    /// Whoever has both the mail and the session is one person: what they came by stays theirs.
    async fn whoever_verifies_in_their_own_session_keeps_their_way_in(app: SignInApp) {
        app.provider.is("a", json!("a@x.org"), json!(false));
        let tokens = app.signed_in_by("oidc").await;
        app.post("/auth/request-verify-token", json!({"email": "a@x.org"})).await.is(202);
        let token = app.mailed_token("a@x.org", "verify").await;
        app.send(http::Method::POST, "/auth/verify", &tokens.access, json!({"token": token})).await.is(200);
        assert_eq!(email_of(&app, &app.signed_in_by("oidc").await).await, "a@x.org");
        // Another's session is none of theirs.
        app.provider.is("b", json!("b@x.org"), json!(false));
        app.signed_in_by("oidc").await;
        app.post("/auth/request-verify-token", json!({"email": "b@x.org"})).await.is(202);
        let token = app.mailed_token("b@x.org", "verify").await;
        app.send(http::Method::POST, "/auth/verify", &tokens.access, json!({"token": token})).await.is(200);
        assert!(!is_linked(&app, "b@x.org").await);
    }

    /// RG-02: one address has one spelling, whoever tells it.
    async fn an_address_is_the_same_in_other_letters(app: SignInApp) {
        app.register("ada@x.org").await;
        app.provider.is("a", json!("ADA@X.ORG"), json!(true));
        app.sign_in("oidc").await.is_problem(409, "oauth_email_taken");
        app.provider.is("b", json!("Grace@X.Org"), json!(true));
        let tokens = app.signed_in_by("oidc").await;
        assert_eq!(email_of(&app, &tokens).await, "grace@x.org");
    }

    /// An account has an address; what is none, or none that can be mailed to, makes no account.
    async fn without_an_address_there_is_no_account(app: SignInApp) {
        let emails = [
            Value::Null,
            json!(""),
            json!("nobody"),
            json!("a@"),
            json!("a@x.org\u{0}"),
            json!("a\r\nbcc: b@x.org"),
            json!("m\u{131}ke@x.org"),
            json!(format!("{}@x.org", "a".repeat(300))),
            json!(["a@x.org"]),
            json!(7),
        ];
        for email in emails {
            for provider in ["oidc", "plain"] {
                app.provider.is("a", email.clone(), json!(true));
                app.sign_in(provider).await.is_problem(400, "oauth_email_missing");
            }
        }
        assert!(app.auth.oauth_accounts().find("oidc", "a").await.unwrap().is_none());
        // Whoever has an account does not need it any more.
        app.provider.is("a", json!("a@x.org"), json!(true));
        app.signed_in_by("oidc").await;
        app.provider.is("a", Value::Null, Value::Null);
        app.sign_in("oidc").await.is(200);
    }
}

/// OA-08: `true` is true, and nothing else is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_verified_where_it_says_true() {
    let app = SignInApp::start(Kind::Sqlite).await;
    let said =
        [json!(true), json!(false), Value::Null, json!("true"), json!("TRUE"), json!(1), json!([true])];
    for (case, verified) in said.into_iter().enumerate() {
        for provider in ["oidc", "plain"] {
            let email = format!("{provider}-{case}@x.org");
            app.provider.is(&format!("subject {case}"), json!(email), verified.clone());
            app.signed_in_by(provider).await;
            assert_eq!(
                user(&app, &email).await.is_verified,
                verified == json!(true),
                "{provider}: {verified}"
            );
        }
    }
}

/// What the provider leaves out, the configuration may say; what it says, stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_can_be_verified_by_default() {
    let app = SignInApp::start_where(Kind::Sqlite, |provider| {
        provider.is_verified_by_default().associate_by_email()
    })
    .await;
    for (email, says, is) in
        [("a@x.org", Value::Null, true), ("b@x.org", json!(false), false), ("c@x.org", json!(true), true)]
    {
        app.provider.is(email, json!(email), says);
        app.signed_in_by("oidc").await;
        assert_eq!(user(&app, email).await.is_verified, is, "{email}");
    }
    // But nobody is joined by what it does not say.
    app.register_verified("d@x.org").await;
    app.provider.is("d", json!("d@x.org"), Value::Null);
    app.sign_in("oidc").await.is_problem(409, "oauth_email_taken");
}

/// RG-07: where another host could have set the cookie, the session that it names may be somebody else's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cookie_that_others_can_set_keeps_no_account() {
    let mut options = crate::support::options();
    options.config.cookie_domain = Some("service.example".to_owned());
    let app = SignInApp::start_built(Kind::Sqlite, options, |builder, _| builder).await;
    app.provider.is("a", json!("a@x.org"), json!(false));
    let tokens = app.signed_in_by("oidc").await;
    app.post("/auth/request-verify-token", json!({"email": "a@x.org"})).await.is(202);
    let token = app.mailed_token("a@x.org", "verify").await;
    app.send(http::Method::POST, "/auth/verify", &tokens.access, json!({"token": token})).await.is(200);
    assert!(!is_linked(&app, "a@x.org").await);
}

/// A provider whose word is not taken makes nobody verified, and joins nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_providers_word_can_be_distrusted() {
    let app = SignInApp::start_where(Kind::Sqlite, Provider::distrust_emails).await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    let tokens = app.signed_in_by("oidc").await;
    assert!(!user(&app, "a@x.org").await.is_verified);
    // Its owner frees it of whoever that was.
    app.post("/auth/forgot-password", json!({"email": "a@x.org"})).await.is(202);
    let token = app.mailed_token("a@x.org", "reset").await;
    let reset = json!({"token": token, "password": "trombone-by-the-river"});
    app.post("/auth/reset-password", reset).await.is(204);
    app.get("/users/me", &tokens.access).await.is_problem(401, "invalid_token");
    assert!(!is_linked(&app, "a@x.org").await);
}

/// What an ID token says of an address is worth more than what is said beside it; and it is never put together of both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_and_what_is_said_of_it_are_of_one_place() {
    let app = SignInApp::start(Kind::Sqlite).await;
    for (subject, claims, user_info, expected) in [
        (
            "a",
            json!({"email": "a@x.org", "email_verified": true}),
            json!({"email": "evil@x.org"}),
            ("a@x.org", true),
        ),
        (
            "b",
            json!({"email": "b@x.org"}),
            json!({"email": "b@x.org", "email_verified": true}),
            ("b@x.org", false),
        ),
        ("c", json!({"email_verified": true}), json!({"email": "c@x.org"}), ("c@x.org", false)),
        ("d", json!({"email": null}), json!({"email": "d@x.org", "email_verified": true}), ("d@x.org", true)),
        ("e", json!({"email": "e@x.org", "email_verified": "true"}), json!({}), ("e@x.org", false)),
    ] {
        app.provider.is(subject, json!(null), json!(null));
        app.provider.script(|script| {
            for (document, members) in [(&mut script.claims, &claims), (&mut script.user_info, &user_info)] {
                for (name, value) in members.as_object().unwrap() {
                    document[name] = value.clone();
                }
            }
        });
        app.signed_in_by("oidc").await;
        assert_eq!(user(&app, expected.0).await.is_verified, expected.1, "{subject}");
    }
    assert!(app.auth.get_user_by_email("evil@x.org").await.is_err());
}

/// LG-02: where registration may not reveal accounts, an address that anybody can make up reveals none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_asks_for_anybodys_address_where_that_is_a_secret() {
    let mut options = crate::support::options();
    options.config.registration_reveals_accounts = false;
    options.config.require_verified = true;
    let app = SignInApp::start_built(Kind::Sqlite, options, |builder, _| builder).await;
    app.post("/auth/register", json!({"email": "a@x.org", "password": PASSWORD})).await.is(202);
    app.auth.finish_background().await;
    for email in ["a@x.org", "free@x.org"] {
        app.provider.is("somebody", json!(email), json!(false));
        app.sign_in("oidc").await.is_problem(400, "oauth_email_missing");
    }
    app.provider.is("somebody", json!("free@x.org"), json!(true));
    app.sign_in("oidc").await.is(200);
}

/// One provider is trusted to join accounts, and the other is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trust_is_one_providers() {
    let app = SignInApp::start_built(Kind::Sqlite, crate::support::options(), |builder, provider| {
        builder.provider(oidc(&provider.issuer).named("trusted").associate_by_email())
    })
    .await;
    app.register_verified("a@x.org").await;
    app.provider.is("a", json!("a@x.org"), json!(true));
    app.sign_in("oidc").await.is_problem(409, "oauth_email_taken");
    app.sign_in("trusted").await.is(200);
    app.sign_in("oidc").await.is_problem(409, "oauth_email_taken");
}
