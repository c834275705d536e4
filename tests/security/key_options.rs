//! Keys that do not start.

use demo::models::User;
use fastauth::{Database, FastAuth, FastAuthConfig, JwtAlgorithm, Secret};
use tokio::process::Command;

use crate::pem;
use crate::support::app::SECRET;
use crate::support::database::TestDatabase;
use crate::support::demo::{Process, demo};
use crate::support::signer::{SIGNERS, other_secret, secret};
use crate::support::{Answer, Kind};

async fn refusal(config: FastAuthConfig) -> Option<String> {
    let database = Database::connect("sqlite::memory:").await.unwrap();
    FastAuth::<User>::builder(database).config(config).build().await.err().map(|error| error.to_string())
}

fn with(algorithm: JwtAlgorithm, private: &str) -> FastAuthConfig {
    let mut config = FastAuthConfig::new(secret());
    config.jwt_algorithm = algorithm;
    config.jwt_private_key = Some(Secret::new(private));
    config
}

#[track_caller]
fn says(refused: Option<String>, option: &str, words: &str) {
    let refused = refused.unwrap_or_else(|| panic!("it starts: {words}"));
    assert_eq!(refused.matches("\n  ").count(), 1, "{refused}");
    assert!(refused.contains(&format!("`{option}` ")) && refused.contains(words), "{refused}");
    assert!(!refused.contains("MII") && !refused.contains("-----"), "no key is told: {refused}");
}

/// Another character in the middle of this line.
fn damaged(pem: &str, line: usize) -> String {
    let start: usize = pem.split_inclusive('\n').take(line).map(str::len).sum();
    let place = start + 9;
    let other = if &pem[place..=place] == "A" { "B" } else { "A" };
    format!("{}{other}{}", &pem[..place], &pem[place + 1..])
}

/// JW-03: a private key is read at start, and is what its algorithm signs with.
#[tokio::test]
async fn a_private_key_is_what_the_algorithm_wants() {
    use JwtAlgorithm::{EdDsa, Es256, Ps256, Rs256};
    let broken = damaged(pem!("p256_a"), 3);
    let cut = &pem!("rsa_a")[..900];
    let two = [pem!("p256_a"), pem!("p256_b")].concat();
    let other_number = damaged(pem!("rsa_a"), 4);
    for (algorithm, private, words) in [
        (Rs256, "", "is not PEM"),
        (Rs256, "hunter2", "is not PEM"),
        (Rs256, cut, "is not PEM"),
        (Es256, &*broken, "is no"),
        (Rs256, &*other_number, "is no"),
        (Es256, &*two, "more than one block"),
        (Rs256, pem!("rsa_1024"), "is no RSA key of 2048 to 8192 bits"),
        (Ps256, pem!("rsa_1024"), "is no RSA key of 2048 to 8192 bits"),
        (Rs256, pem!("p256_a"), "is no RSA key of 2048 to 8192 bits"),
        (Ps256, pem!("ed25519_a"), "is no RSA key of 2048 to 8192 bits"),
        (Es256, pem!("rsa_a"), "is no key of the curve P-256"),
        (Es256, pem!("p384"), "is no key of the curve P-256"),
        (Es256, pem!("ed25519_a"), "is no key of the curve P-256"),
        (EdDsa, pem!("p256_a"), "is no Ed25519 key"),
        (EdDsa, pem!("rsa_a.pkcs1"), "is no Ed25519 key"),
        (Es256, pem!("p256_a.pub"), "is a public key"),
        (Rs256, pem!("rsa_b.pkcs1.pub"), "is a public key"),
        (Es256, pem!("p256_b.certificate"), "is a public key"),
        (Es256, pem!("p256_a.sec1"), "openssl pkcs8 -topk8"),
        (Es256, pem!("p256_a.encrypted"), "is encrypted"),
    ] {
        says(refusal(with(algorithm, private)).await, "jwt_private_key", words);
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key.pem");
        std::fs::write(&path, private).unwrap();
        let mut config = with(algorithm, private);
        (config.jwt_private_key, config.jwt_private_key_file) = (None, Some(path));
        says(refusal(config).await, "jwt_private_key_file", words);
    }
    let mut config = FastAuthConfig::new(SECRET);
    config.jwt_algorithm = Rs256;
    config.jwt_private_key = Some(Secret::new(pem!("rsa_a.pkcs1")));
    assert_eq!(refusal(config).await, None, "PKCS #1 is read");
}

/// JW-03: so is a public one, from an option and from a file, and never a short one.
#[tokio::test]
async fn a_public_key_is_checked_as_a_private_one_is() {
    let off_the_curve = damaged(pem!("p256_b.pub"), 2);
    let broken = format!("{}{}", pem!("p256_b.pub"), &pem!("rsa_b.pub")[..300]);
    for (public, words) in [
        ("", "is not PEM"),
        ("hunter2", "is not PEM"),
        (&*broken, "is not PEM"),
        (&*off_the_curve, "is no"),
        (pem!("rsa_1024.pub"), "is no RSA key of 2048 to 8192 bits"),
        (pem!("p384.pub"), "is no key of the curve P-256"),
        (pem!("p256_b"), "is a private key"),
        (pem!("rsa_a.pkcs1"), "is a private key"),
        (pem!("p256_a.sec1"), "is a private key"),
        (pem!("p256_b.certificate"), "is a certificate"),
        (pem!("p256_a.pub"), "that of the private key"),
    ] {
        let mut config = with(JwtAlgorithm::Es256, pem!("p256_a"));
        config.jwt_public_keys = vec![pem!("ed25519_b.pub").to_owned(), public.to_owned()];
        let refused = refusal(config).await;
        says(refused, "jwt_public_keys", words);

        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key.pub.pem");
        std::fs::write(&path, public).unwrap();
        let mut config = with(JwtAlgorithm::Es256, pem!("p256_a"));
        config.jwt_public_key_files = vec![path];
        let refused = refusal(config).await.unwrap();
        assert!(refused.contains("`jwt_public_key_files` ") && refused.contains(words), "{refused}");
    }
    let mut config = with(JwtAlgorithm::Es256, pem!("p256_a"));
    config.jwt_public_keys = vec![pem!("p256_b.pub").to_owned(), pem!("p256_b.pub").to_owned()];
    says(refusal(config).await, "jwt_public_keys", "have one twice");
}

/// An option that contradicts another is told, and so is a file that is not there.
#[tokio::test]
async fn keys_do_not_contradict_each_other() {
    for signer in SIGNERS.into_iter().filter(|signer| signer.pair.is_some()) {
        let (private, public) = signer.pair.unwrap();
        let mut none = with(signer.configured, private);
        none.jwt_private_key = None;
        says(refusal(none).await, "jwt_private_key", "is missing");
        let mut both = with(signer.configured, private);
        both.jwt_private_key_file = Some("/dev/null".into());
        says(refusal(both).await, "jwt_private_key_file", "one of them");
        let mut absent = with(signer.configured, private);
        (absent.jwt_private_key, absent.jwt_private_key_file) = (None, Some("/no/such/hunter2".into()));
        let refused = refusal(absent).await;
        assert!(!refused.as_deref().unwrap().contains("hunter2"), "{refused:?}");
        says(refused, "jwt_private_key_file", "cannot be read");
        let mut absent = with(signer.configured, private);
        absent.jwt_public_key_files = vec!["/no/such/file".into()];
        says(refusal(absent).await, "jwt_public_key_files", "cannot be read");
        for hmac in [JwtAlgorithm::Hs256, JwtAlgorithm::Hs384, JwtAlgorithm::Hs512] {
            let mut config = with(hmac, private);
            config.jwt_private_key_file = Some("/dev/null".into());
            config.jwt_public_keys = vec![public.to_owned()];
            config.jwt_public_key_files = vec!["/dev/null".into()];
            let refused = refusal(config).await.unwrap();
            for option in
                ["jwt_private_key", "jwt_private_key_file", "jwt_public_keys", "jwt_public_key_files"]
            {
                assert!(refused.contains(&format!("`{option}` is there")), "all at once: {refused}");
            }
        }
    }
    let mut client = FastAuthConfig::new(SECRET);
    client.jwt_client_id = Some(String::new());
    says(refusal(client).await, "jwt_client_id", "is empty");
}

/// JW-02: a former secret opens as much as the one in force.
#[tokio::test]
async fn a_weak_former_secret_does_not_start() {
    for (former, words) in [
        ("", "fewer than 32 bytes"),
        ("short", "fewer than 32 bytes"),
        (&"a".repeat(64), "has a placeholder"),
        ("changeme-changeme-changeme-changeme", "has a placeholder"),
        (SECRET, "the one of `secret`"),
    ] {
        let mut config = FastAuthConfig::new(SECRET);
        config.previous_secrets = vec![Secret::new(other_secret()), Secret::new(former)];
        let refused = refusal(config).await.unwrap();
        assert!(refused.contains("`previous_secrets` ") && refused.contains(words), "{refused}");
        assert!(former.is_empty() || !refused.contains(former), "and its value is not told");
    }
    let mut twice = FastAuthConfig::new(SECRET);
    twice.previous_secrets = vec![Secret::new(other_secret()), Secret::new(other_secret())];
    says(refusal(twice).await, "previous_secrets", "has one twice");
    let mut short = FastAuthConfig::new(secret());
    short.jwt_algorithm = JwtAlgorithm::Hs512;
    short.previous_secrets = vec![Secret::new(SECRET)];
    says(refusal(short).await, "previous_secrets", "fewer than 64 bytes");
    // Whatever signs access tokens: refresh tokens are the secret's.
    let mut beside = with(JwtAlgorithm::Es256, pem!("p256_a"));
    beside.previous_secrets = vec![Secret::new("short")];
    says(refusal(beside).await, "previous_secrets", "fewer than 32 bytes");
}

/// What is wrong with the keys is told together with everything else.
#[tokio::test]
async fn keys_are_told_with_all_the_rest() {
    let mut config = FastAuthConfig::new("short");
    config.jwt_algorithm = JwtAlgorithm::Es256;
    config.jwt_public_keys = vec!["hunter2".to_owned(), pem!("rsa_1024.pub").to_owned()];
    config.jwt_public_key_files = vec!["/no/such/file".into()];
    config.previous_secrets = vec![Secret::new("short")];
    config.password_min_length = 1;
    let refused = refusal(config).await.unwrap();
    for words in [
        "`secret` has",
        "`previous_secrets` has",
        "`jwt_private_key` is missing",
        "`jwt_public_keys` (its key 1)",
        "`jwt_public_keys` (its key 2)",
        "`jwt_public_key_files` (its key 1)",
        "`password_min_length`",
    ] {
        assert!(refused.contains(words), "{words}: {refused}");
    }
}

/// SC-01: no private key and no former secret is shown.
#[test]
fn no_key_is_shown() {
    let mut config = with(JwtAlgorithm::Es256, pem!("p256_a"));
    config.previous_secrets = vec![Secret::new(other_secret())];
    let body = pem!("p256_a").lines().nth(1).unwrap();
    for shown in [config.to_toml(), format!("{config:?}")] {
        assert!(
            !shown.contains(body) && !shown.contains("PRIVATE") && !shown.contains(&other_secret()),
            "{shown}"
        );
    }
    assert!(config.to_toml().contains("jwt_private_key = \"redacted\"\n"));
    assert!(config.to_toml().contains("previous_secrets = [\"redacted\"]\n"));
    let again: FastAuthConfig = toml::from_str(&config.to_toml()).unwrap();
    assert_eq!(again.to_toml(), config.to_toml());
    assert!(toml::from_str::<FastAuthConfig>("jwt_private_key = ''").unwrap().jwt_private_key.is_none());
}

/// JW-03: the environment and a file name keys as code does, and the demo starts with them, or does not.
#[tokio::test]
async fn keys_come_from_the_environment_and_from_files() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let config: FastAuthConfig = toml::from_str(&format!(
        "secret = {SECRET:?}\njwt_algorithm = 'EdDSA'\njwt_private_key_file = {:?}\njwt_public_keys = [{:?}]\n\
         jwt_public_key_files = {:?}\nprevious_secrets = ['{}', '{}']\njwt_client_id = 'shop'\n",
        file("ed.pem", pem!("ed25519_a")),
        pem!("ed25519_b.pub"),
        format!("{},{}", file("p256.pem", pem!("p256_a.pub")), file("rsa.pem", pem!("rsa_a.pub"))),
        other_secret(),
        secret(),
    ))
    .unwrap();
    assert_eq!(config.previous_secrets.len(), 2);
    assert_eq!(config.jwt_client_id.as_deref(), Some("shop"));
    let database = Database::connect("sqlite::memory:").await.unwrap();
    let auth = FastAuth::<User>::builder(database).config(config).build().await.unwrap();
    assert_eq!(auth.jwks().unwrap().keys.len(), 4);

    for (variables, words) in [
        (&[("FASTAUTH_JWT_ALGORITHM", "ES256")][..], "`jwt_private_key` is missing"),
        (
            &[("FASTAUTH_JWT_ALGORITHM", "ES256"), ("FASTAUTH_JWT_PRIVATE_KEY", pem!("rsa_a"))],
            "`jwt_private_key` is no key of the curve P-256",
        ),
        (&[("FASTAUTH_PREVIOUS_SECRETS", "short,shorter")], "`previous_secrets` has"),
        (&[("FASTAUTH_JWT_PRIVATE_KEY_FILE", "/no/such/file")], "`jwt_private_key_file` is there"),
    ] {
        let mut demo = Command::new(demo().await);
        demo.env("DATABASE_URL", "sqlite::memory:").env("FASTAUTH_SECRET", SECRET);
        let output = demo.envs(variables.iter().copied()).output().await.unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && told.contains(words), "{told}");
    }
    let database = TestDatabase::create(Kind::Sqlite).await;
    let variables = [
        ("FASTAUTH_JWT_ALGORITHM", "es256"),
        ("FASTAUTH_JWT_PRIVATE_KEY_FILE", &*file("key.pem", pem!("p256_a"))),
        ("FASTAUTH_JWT_PUBLIC_KEYS", pem!("p256_b.pub")),
        ("FASTAUTH_PREVIOUS_SECRETS", &*format!("{},{}", other_secret(), secret())),
        ("FASTAUTH_JWT_CLIENT_ID", "shop"),
    ];
    let process = Process::start_with(&database, &variables).await;
    let published = reqwest::get(format!("{}/.well-known/jwks.json", process.base)).await.unwrap();
    assert_eq!(Answer::read(published).await.json()["keys"].as_array().unwrap().len(), 2);
}
