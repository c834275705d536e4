//! What holds for every input, not only for those that somebody thought of.

use demo::models::{User, UserCreate};
use fastauth::credential::{PasswordAlgorithm, PasswordHasher, Verified, canonical_email};
use fastauth::token::TokenError;
use fastauth::{Clock, Database, FastAuth, Password, PasswordHash};
use proptest::prelude::*;
use proptest::sample::Index;
use tokio::runtime::Runtime;

use crate::support::app::PASSWORD;
use crate::support::options;

/// A service without a network around it.
async fn service() -> FastAuth<User> {
    let database = Database::connect("sqlite::memory:").await.unwrap();
    let builder = FastAuth::<User>::builder(database).config(options().config).clock(Clock::system());
    let auth = builder.build().await.unwrap();
    auth.create_tables().await.unwrap();
    auth
}

async fn register(auth: &FastAuth<User>, email: String, password: &str) -> User {
    let create = UserCreate { email, username: None, password: password.into(), display_name: None };
    auth.register(create).await.unwrap()
}

/// As proptest's own macro, with fewer cases: some of these compute a hash each.
fn runner(cases: u32) -> proptest::test_runner::TestRunner {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) };
    proptest::test_runner::TestRunner::new(config)
}

/// What becomes of a token on its way.
#[derive(Debug, Clone)]
enum Damage {
    Replace(Index, char),
    Insert(Index, char),
    Cut(Index),
    Remove(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let character =
        || prop_oneof!["[A-Za-z0-9_.=+/ -]".prop_map(|text| text.chars().next().unwrap()), any::<char>()];
    prop_oneof![
        (any::<Index>(), character()).prop_map(|(at, with)| Damage::Replace(at, with)),
        (any::<Index>(), character()).prop_map(|(at, with)| Damage::Insert(at, with)),
        any::<Index>().prop_map(Damage::Cut),
        any::<Index>().prop_map(Damage::Remove),
    ]
}

impl Damage {
    fn done_to(&self, token: &str) -> String {
        let mut characters: Vec<char> = token.chars().collect();
        let length = characters.len();
        match self {
            Self::Replace(at, with) => characters[at.index(length)] = *with,
            Self::Insert(at, with) => characters.insert(at.index(length + 1), *with),
            Self::Cut(at) => characters.truncate(at.index(length)),
            Self::Remove(at) => drop(characters.remove(at.index(length))),
        }
        characters.into_iter().collect()
    }
}

/// JW-09: a token with any one character of it changed is none; nor is any other text.
#[test]
fn a_damaged_token_is_refused() {
    let runtime = Runtime::new().unwrap();
    let auth = runtime.block_on(service());
    let user = runtime.block_on(register(&auth, "a@x.org".to_owned(), PASSWORD));
    let tokens = runtime.block_on(auth.create_token(&user)).unwrap();
    let refused = |text: &str| {
        let strategy = auth.strategy();
        let access = runtime.block_on(strategy.read_access(text)).map(drop);
        let expired = runtime.block_on(strategy.read_expired_access(text)).map(drop);
        let refresh = runtime.block_on(strategy.read_refresh(text)).map(drop);
        [access, expired, refresh].iter().all(|read| matches!(read, Err(TokenError::Refused(_))))
    };
    let damaged = |(damage, of_refresh): (Damage, bool)| {
        let token = if of_refresh { tokens.refresh_token.as_ref().unwrap() } else { &tokens.access_token };
        let damaged = damage.done_to(token);
        prop_assert!(damaged == *token || refused(&damaged), "{damaged}");
        Ok(())
    };
    runner(4_000).run(&(damage(), any::<bool>()), damaged).unwrap();
    let other = |text: String| {
        prop_assert!(refused(&text), "{text}");
        Ok(())
    };
    runner(2_000)
        .run(&prop_oneof![any::<String>(), "[A-Za-z0-9_-]*[.][A-Za-z0-9_-]*[.][A-Za-z0-9_-]*"], other)
        .unwrap();
}

/// RG-02: the one spelling of an address is its own.
#[test]
fn an_address_has_one_spelling() {
    let address = prop_oneof![
        any::<String>(),
        r"\PC{1,20}@\PC{1,20}[.]\PC{1,8}",
        "[A-Za-z0-9.+_-]{1,12}@[A-Za-z0-9äöüßıſK.-]{1,12}[.][A-Za-z]{2,4}",
    ];
    let spelled = |text: String| {
        if let Ok(canonical) = canonical_email(&text) {
            prop_assert_eq!(canonical_email(&canonical), Ok(canonical.clone()));
            prop_assert!(canonical.is_ascii() && canonical == canonical.to_ascii_lowercase());
            prop_assert_eq!(canonical.matches('@').count(), 1);
        }
        Ok(())
    };
    runner(5_000).run(&address, spelled).unwrap();
}

/// PW-03, PW-04: whatever is long enough is a password, and nothing but itself comes in by it.
#[test]
fn every_long_password_is_one() {
    let runtime = Runtime::new().unwrap();
    let auth = runtime.block_on(service());
    let accepted = |(password, damage): (String, Damage)| {
        runtime.block_on(async {
            let user = register(&auth, format!("u{}@x.org", uuid::Uuid::now_v7().simple()), &password).await;
            prop_assert!(auth.password_login(&user.email, Password::new(password.clone())).await.is_ok());
            let other = damage.done_to(&password);
            let entered = auth.password_login(&user.email, Password::new(other.clone())).await;
            prop_assert!(other == password || entered.is_err(), "{other:?} for {password:?}");
            Ok(())
        })
    };
    runner(24).run(&(r"(?s).{15,80}", damage()), accepted).unwrap();
}

/// PW-12: any text in the column of the hashes matches nothing, and breaks nothing.
#[test]
fn any_stored_text_can_be_verified() {
    let runtime = Runtime::new().unwrap();
    let hasher = PasswordHasher::new(PasswordAlgorithm::default(), options().config.hash_limits).unwrap();
    let stored = prop_oneof![
        any::<String>(),
        r"[$](argon2id|argon2i|argon2d|2a|2b|2y|1|6)[$]\PC{0,80}",
        r"[$]argon2id[$]v=19[$]m=[0-9]{1,10},t=[0-9]{1,4},p=[0-9]{1,4}[$][A-Za-z0-9+/]{0,40}[$][A-Za-z0-9+/]{0,60}",
        r"[$]2[aby][$][0-9]{2}[$]\PC{53}",
    ];
    let matches_nothing = |(password, stored): (String, String)| {
        let stored = PasswordHash::from_stored(stored);
        let verified = runtime.block_on(hasher.verify(Password::new(password), Some(stored)));
        prop_assert_eq!(verified, Ok(Verified::No));
        Ok(())
    };
    runner(64).run(&(any::<String>(), stored), matches_nothing).unwrap();
}
