//! `POST /auth/token/login`.

use fastauth::PasswordHash;
use fastauth::credential::{Argon2Params, HashLimits, PasswordAlgorithm, PasswordHasher};
use fastauth::model::Changes;
use futures_util::future::join_all;
use serde_json::json;

use crate::support::app::PASSWORD;
use crate::support::{Answer, Kind, TestApp, options};

/// Everything of an answer but what differs with the moment.
fn comparable(answer: &Answer) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    (answer.status, headers, answer.bytes.clone())
}

on_every_database! {
    async fn json_and_form_both_log_in(app: TestApp) {
        app.register("ada@x.org").await;
        let pair = app.try_login("ada@x.org", PASSWORD).await.is(200);
        assert_eq!(pair.header("cache-control"), Some("no-store"));
        let pair = pair.json();
        assert_eq!((&pair["token_type"], &pair["expires_in"]), (&json!("bearer"), &json!(900)));
        let form = "grant_type=password&username=ada%40x.org&password=correct+horse+battery+staple&scope=&client_id=web";
        app.post_bytes("/auth/token/login", "application/x-www-form-urlencoded", form).await.is(200);
    }

    async fn an_email_in_any_spelling_or_a_username(app: TestApp) {
        app.post("/auth/register", json!({"email": "ada@x.org", "username": "ada", "password": PASSWORD})).await.is(201);
        for login in ["ADA@x.org", "ada@X.ORG", "ada"] {
            app.try_login(login, PASSWORD).await.is(200);
        }
        for login in ["ADA", " ada@x.org", "ada@x.org ", "a%a@x.org", "%", ""] {
            app.try_login(login, PASSWORD).await.is_problem(401, "invalid_credentials");
        }
    }

    /// PW-04: byte for byte.
    async fn a_password_is_taken_as_it_is(app: TestApp) {
        let password = "  Pässword with spaces  ";
        app.post("/auth/register", json!({"email": "a@x.org", "password": password})).await.is(201);
        app.try_login("a@x.org", password).await.is(200);
        let decomposed = password.replace('ä', "a\u{308}");
        for other in [password.trim(), &password.to_lowercase(), &decomposed, &format!("{password} ")] {
            app.try_login("a@x.org", other).await.is_problem(401, "invalid_credentials");
        }
    }

    /// LG-01: who is unknown, wrong, inactive or without a password gets the same bytes.
    async fn every_refusal_is_the_same(app: TestApp) {
        app.register("known@x.org").await;
        let inactive = app.register("inactive@x.org").await;
        app.set_active(&inactive, false).await;
        let without = app.register("without@x.org").await;
        let unusable = Changes { hashed_password: Some(PasswordHash::unusable()), ..Changes::default() };
        app.auth.update_user(without.id, unusable).await.unwrap();
        app.register("unverified@x.org").await;
        app.database.execute("UPDATE users SET is_verified = TRUE WHERE email = 'known@x.org'").await;
        let mut answers = Vec::new();
        for (login, password) in [
            ("unknown@x.org", PASSWORD),
            ("unverified@x.org", "another long password"),
            ("known@x.org", "another long password"),
            ("inactive@x.org", PASSWORD),
            ("inactive@x.org", "another long password"),
            ("without@x.org", PASSWORD),
            ("without@x.org", ""),
            ("without@x.org", "!"),
            ("nobody", PASSWORD),
            ("not an address @ all", PASSWORD),
        ] {
            let answer = app.try_login(login, password).await;
            answer.is_problem(401, "invalid_credentials");
            answers.push(comparable(&answer));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
    }

    /// PW-09, PW-11: a hash that was made elsewhere is verified, and replaced by today's.
    async fn a_bcrypt_hash_is_upgraded(app: TestApp) {
        let user = app.register("a@x.org").await;
        let old = bcrypt::hash("an older password", 4).unwrap();
        let stored = Changes { hashed_password: Some(PasswordHash::from_stored(old)), ..Changes::default() };
        app.auth.update_user(user.id, stored).await.unwrap();
        app.try_login("a@x.org", "another password").await.is_problem(401, "invalid_credentials");
        app.try_login("a@x.org", "an older password").await.is(200);
        let upgraded = app.auth.get_user(user.id).await.unwrap().hashed_password;
        assert!(upgraded.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        app.try_login("a@x.org", "an older password").await.is(200);
        let same = app.auth.get_user(user.id).await.unwrap().hashed_password;
        assert_eq!(same.expose(), upgraded.expose(), "not twice");
    }

    /// PW-09: every bcrypt that other frameworks store, and none of them by its first 72 bytes.
    async fn every_kind_of_bcrypt_is_verified_to_its_last_byte(app: TestApp) {
        let user = app.register("a@x.org").await;
        for kind in ["$2a$", "$2b$", "$2y$"] {
            let stored = bcrypt::hash("a".repeat(72), 4).unwrap().replacen("$2b$", kind, 1);
            let set = async || {
                let stored = PasswordHash::from_stored(stored.clone());
                let changes = Changes { hashed_password: Some(stored), ..Changes::default() };
                app.auth.update_user(user.id, changes).await.unwrap();
            };
            set().await;
            app.try_login("a@x.org", &"a".repeat(73)).await.is_problem(401, "invalid_credentials");
            app.try_login("a@x.org", &"a".repeat(71)).await.is_problem(401, "invalid_credentials");
            app.try_login("a@x.org", &"a".repeat(72)).await.is(200);
            app.try_login("a@x.org", &"a".repeat(73)).await.is_problem(401, "invalid_credentials");
        }
    }

    /// PW-11: a stronger hash stays.
    async fn a_stronger_hash_is_not_downgraded(app: TestApp) {
        let user = app.register("a@x.org").await;
        let stronger = Argon2Params { memory_kib: 20_480, passes: 3, lanes: 1 };
        let hasher = PasswordHasher::new(PasswordAlgorithm::Argon2id(stronger), HashLimits::default()).unwrap();
        let hash = hasher.hash(PASSWORD.into()).await.unwrap();
        let stored = Changes { hashed_password: Some(hash.clone()), ..Changes::default() };
        app.auth.update_user(user.id, stored).await.unwrap();
        app.try_login("a@x.org", PASSWORD).await.is(200);
        assert_eq!(app.auth.get_user(user.id).await.unwrap().hashed_password.expose(), hash.expose());
    }

    /// PW-11: the upgrade is a compare-and-set: a password that was changed meanwhile stays.
    async fn an_upgrade_does_not_undo_a_change(app: TestApp) {
        let user = app.register("a@x.org").await;
        let read = user.hashed_password.clone();
        let changed = PasswordHash::from_stored("changed meanwhile");
        let changes = Changes { hashed_password: Some(changed.clone()), ..Changes::default() };
        app.auth.update_user(user.id, changes).await.unwrap();
        let late = PasswordHash::from_stored("late");
        assert!(!app.auth.store().replace_hash(user.id, read, late).await.unwrap());
        assert_eq!(app.auth.get_user(user.id).await.unwrap().hashed_password.expose(), changed.expose());
    }

    /// SS-10: whoever is deactivated, or given another password, while a password is being verified, does
    /// not come in by it.
    async fn a_login_does_not_outlive_what_happened_meanwhile(app: TestApp) {
        use fastauth::token::NewSession;
        let user = app.register("a@x.org").await;
        let now = app.clock.now();
        let session = || NewSession {
            authenticated_at: None,
            id: uuid::Uuid::now_v7(),
            user: user.id,
            created_at: now,
            expires_at: now,
            ip: None,
            user_agent: None,
            tokens: None,
        };
        let hash = user.hashed_password.clone();
        assert!(app.auth.store().open_session(session(), hash.clone()).await.unwrap());
        let changed = Changes { hashed_password: Some(PasswordHash::unusable()), ..Changes::default() };
        app.auth.update_user(user.id, changed).await.unwrap();
        assert!(!app.auth.store().open_session(session(), hash.clone()).await.unwrap(), "another password");
        let restored = Changes { hashed_password: Some(hash.clone()), ..Changes::default() };
        app.auth.update_user(user.id, restored).await.unwrap();
        app.set_active(&user, false).await;
        assert!(!app.auth.store().open_session(session(), hash.clone()).await.unwrap(), "inactive");
        app.auth.delete_user(user.id).await.unwrap();
        assert!(!app.auth.store().open_session(session(), hash).await.unwrap(), "deleted");
    }

    /// PW-13: who has no password comes in by none, not by what is stored in its place either.
    async fn no_password_is_no_password(app: TestApp) {
        let user = app.register("a@x.org").await;
        let unusable = PasswordHash::unusable();
        let changes = Changes { hashed_password: Some(unusable.clone()), ..Changes::default() };
        app.auth.update_user(user.id, changes).await.unwrap();
        for password in ["", " ", "!", unusable.expose(), PASSWORD, "null"] {
            let answer = app.try_login("a@x.org", password).await;
            assert!([401, 422].contains(&answer.status), "{password:?}: {}", answer.status);
        }
    }

    /// PW-11: of several logins that meet a weak hash at once, each comes in.
    async fn an_upgrade_by_another_is_no_obstacle(app: TestApp) {
        let user = app.register("a@x.org").await;
        let weak = PasswordHash::from_stored(bcrypt::hash(PASSWORD, 4).unwrap());
        let changes = Changes { hashed_password: Some(weak), ..Changes::default() };
        app.auth.update_user(user.id, changes).await.unwrap();
        for answer in join_all((0..4).map(|_| app.try_login("a@x.org", PASSWORD))).await {
            answer.is(200);
        }
        let upgraded = app.auth.get_user(user.id).await.unwrap().hashed_password;
        assert!(upgraded.expose().starts_with("$argon2id$"));
    }

    /// PW-11: a hash that cannot be replaced keeps nobody out.
    async fn an_upgrade_that_fails_is_no_obstacle(app: TestApp) {
        let user = app.register("a@x.org").await;
        let weak = PasswordHash::from_stored(bcrypt::hash(PASSWORD, 4).unwrap());
        let changes = Changes { hashed_password: Some(weak.clone()), ..Changes::default() };
        app.auth.update_user(user.id, changes).await.unwrap();
        app.database.refuse_updates_of_users().await;
        app.try_login("a@x.org", PASSWORD).await.is(200);
        assert_eq!(app.auth.get_user(user.id).await.unwrap().hashed_password.expose(), weak.expose());
    }

    /// An address is stored in its one spelling, whoever sets it, and is then not verified.
    async fn a_new_address_is_canonical_and_unverified(app: TestApp) {
        let user = app.register("a@x.org").await;
        app.auth.update_user(user.id, Changes { is_verified: Some(true), ..Changes::default() }).await.unwrap();
        let changes = Changes { email: Some("Other@X.org".to_owned()), ..Changes::default() };
        let updated = app.auth.update_user(user.id, changes).await.unwrap();
        assert_eq!((updated.email.as_str(), updated.is_verified), ("other@x.org", false));
        app.login("other@x.org").await;
        let bad = Changes { email: Some("nobody".to_owned()), ..Changes::default() };
        assert_eq!(app.auth.update_user(user.id, bad).await.unwrap_err().code(), "validation_failed");
    }

    /// PW-08, PW-12: a stored string of whatever form is no match, and no 500.
    async fn a_broken_hash_matches_nothing(app: TestApp) {
        let user = app.register("a@x.org").await;
        for stored in [
            "", "!", "$", "$argon2id$", "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=19456,t=2,p=1$$", "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
            "$2b$", "$2b$31$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "$2b$10$éééééééééééééééééééééééééé",
            PASSWORD,
        ] {
            let hash = PasswordHash::from_stored(stored);
            let changes = Changes { hashed_password: Some(hash), ..Changes::default() };
            app.auth.update_user(user.id, changes).await.unwrap();
            for password in [PASSWORD, "", stored] {
                app.try_login("a@x.org", password).await.is_problem(401, "invalid_credentials");
            }
        }
    }

    /// PW-01: a password from before the rule still logs in.
    async fn a_short_old_password_still_logs_in(app: TestApp) {
        let user = app.register("a@x.org").await;
        let old = PasswordHash::from_stored(bcrypt::hash("8letters", 4).unwrap());
        let changes = Changes { hashed_password: Some(old), ..Changes::default() };
        app.auth.update_user(user.id, changes).await.unwrap();
        app.try_login("a@x.org", "8letters").await.is(200);
    }
}

/// PW-09, PW-10: what bcrypt would cut or confuse, never matches.
#[tokio::test]
async fn bcrypt_never_matches_a_prefix() {
    let hasher = PasswordHasher::new(PasswordAlgorithm::default(), HashLimits::default()).unwrap();
    let matches = async |password: String, stored: &str| {
        let stored = Some(PasswordHash::from_stored(stored));
        hasher.verify(fastauth::Password::new(password), stored).await.unwrap()
            != fastauth::credential::Verified::No
    };
    let full = bcrypt::hash("a".repeat(72), 4).unwrap();
    assert!(matches("a".repeat(72), &full).await);
    assert!(!matches("a".repeat(73), &full).await);
    assert!(!matches("a".repeat(71), &full).await);
    for (password, other) in [("p\0A", "p\0B"), ("x", "x\0x"), ("p", "p\0")] {
        for stored in [bcrypt::hash(password, 4).unwrap(), bcrypt::hash(other, 4).unwrap()] {
            assert!(
                !(matches(password.to_owned(), &stored).await && matches(other.to_owned(), &stored).await)
            );
        }
    }
    let argon = hasher.hash("p\0A".into()).await.unwrap();
    assert!(matches("p\0A".to_owned(), argon.expose()).await);
    assert!(!matches("p\0B".to_owned(), argon.expose()).await);
}

/// bcrypt as the chosen algorithm: more than 72 bytes are refused, not cut.
#[tokio::test]
async fn bcrypt_refuses_what_it_would_cut() {
    let mut options = options();
    options.config.password_algorithm = PasswordAlgorithm::Bcrypt { cost: 10 };
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    let register = |email: &str, length: usize| {
        app.post("/auth/register", json!({"email": email, "password": "a".repeat(length)}))
    };
    register("a@x.org", 73).await.is_refused_field("password", "too_long");
    register("a@x.org", 72).await.is(201);
    app.try_login("a@x.org", &"a".repeat(72)).await.is(200);
    app.try_login("a@x.org", &"a".repeat(73)).await.is_problem(401, "invalid_credentials");
}

/// PW-07: what is stored is Argon2id of at least OWASP's cost, with a salt of its own each time.
#[tokio::test]
async fn the_default_is_argon2id_with_a_fresh_salt() {
    let hasher = PasswordHasher::new(PasswordAlgorithm::default(), HashLimits::default()).unwrap();
    let (one, two) =
        (hasher.hash(PASSWORD.into()).await.unwrap(), hasher.hash(PASSWORD.into()).await.unwrap());
    assert_ne!(one.expose(), two.expose());
    let parts: Vec<&str> = one.expose().split('$').collect();
    assert_eq!(parts[1..4], ["argon2id", "v=19", "m=19456,t=2,p=1"]);
    assert_eq!((parts[4].len(), parts[5].len()), (22, 43), "16 bytes of salt, 32 of tag");
}

/// LG-02: one hash is computed on every path, so that time tells nothing; with bcrypt, too, and passwords
/// that are none of its.
#[tokio::test]
async fn one_hash_is_computed_whoever_asks() {
    let argon2id = PasswordAlgorithm::default();
    for (algorithm, stored) in [
        (argon2id, None),
        (argon2id, Some(bcrypt::hash("another", 4).unwrap())),
        (PasswordAlgorithm::Bcrypt { cost: 10 }, None),
        (PasswordAlgorithm::Bcrypt { cost: 10 }, Some(argon2id_hash(PASSWORD).await)),
    ] {
        let mut options = options();
        options.config.password_algorithm = algorithm;
        one_hash_is_computed(TestApp::start_with(Kind::Sqlite, options).await, stored).await;
    }
}

async fn argon2id_hash(password: &str) -> String {
    let hasher = PasswordHasher::new(PasswordAlgorithm::default(), HashLimits::default()).unwrap();
    hasher.hash(password.into()).await.unwrap().expose().to_owned()
}

async fn one_hash_is_computed(app: TestApp, stored: Option<String>) {
    let known = app.register("known@x.org").await;
    if let Some(stored) = stored {
        let stored = PasswordHash::from_stored(stored);
        let changes = Changes { hashed_password: Some(stored), ..Changes::default() };
        app.auth.update_user(known.id, changes).await.unwrap();
    }
    let inactive = app.register("inactive@x.org").await;
    app.set_active(&inactive, false).await;
    let without = app.register("without@x.org").await;
    let unusable = Changes { hashed_password: Some(PasswordHash::unusable()), ..Changes::default() };
    app.auth.update_user(without.id, unusable).await.unwrap();
    let long = "a".repeat(100);
    let garbage = app.register("garbage@x.org").await;
    let costly = app.register("costly@x.org").await;
    for (user, stored) in [
        (&garbage, "garbage"),
        (&costly, "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"),
    ] {
        let changes =
            Changes { hashed_password: Some(PasswordHash::from_stored(stored)), ..Changes::default() };
        app.auth.update_user(user.id, changes).await.unwrap();
    }
    app.register("good@x.org").await;
    for (login, password) in [
        ("good@x.org", PASSWORD),
        ("garbage@x.org", PASSWORD),
        ("costly@x.org", PASSWORD),
        ("known@x.org", "another long password"),
        ("known@x.org", &long),
        ("unknown@x.org", PASSWORD),
        ("unknown@x.org", &long),
        ("inactive@x.org", PASSWORD),
        ("without@x.org", PASSWORD),
        ("nobody", PASSWORD),
    ] {
        let before = app.auth.hasher().computed();
        app.try_login(login, password).await;
        assert_eq!(app.auth.hasher().computed() - before, 1, "{login}");
    }
}

/// LG-10: only the verified, where the configuration says so; and only once the password is right.
#[tokio::test]
async fn verification_can_be_required() {
    let mut options = options();
    options.config.require_verified = true;
    let app = TestApp::start_with(Kind::Sqlite, options).await;
    let user = app.register("a@x.org").await;
    app.try_login("a@x.org", "another long password").await.is_problem(401, "invalid_credentials");
    app.try_login("a@x.org", PASSWORD).await.is_problem(403, "not_verified");
    app.auth.update_user(user.id, Changes { is_verified: Some(true), ..Changes::default() }).await.unwrap();
    let tokens = app.login("a@x.org").await;
    app.get("/users/me", &tokens.access).await.is(200);
    app.auth.update_user(user.id, Changes { is_verified: Some(false), ..Changes::default() }).await.unwrap();
    app.get("/users/me", &tokens.access).await.is_problem(403, "not_verified");
    app.refresh(&tokens.refresh).await.is_problem(403, "not_verified");
    assert_eq!(app.auth.create_token(&user).await.unwrap_err().code(), "not_verified");
}
