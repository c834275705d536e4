//! What clients send and see of a model's own fields, whatever they send.

use std::cell::RefCell;
use std::collections::BTreeSet;

use fastauth::prelude::*;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use time::format_description::well_known::Rfc3339;
use tokio::runtime::Handle;

use super::{KINDS, auth};
use crate::support::Answer;
use crate::support::app::{PASSWORD, serve};

#[derive(Clone, Debug, AuthUser)]
#[auth_user(table = "members")]
pub struct Member {
    pub id: i64,
    pub email: String,
    pub hashed_password: PasswordHash,
    pub is_active: bool,
    pub is_verified: bool,
    #[auth(create, read, update)]
    pub title: String,
    #[auth(read, update)]
    pub note: Option<String>,
    #[auth(read, update)]
    pub points: i64,
    #[auth(read, update)]
    pub subscribed: bool,
    #[auth(read, update)]
    pub born: Option<OffsetDateTime>,
    /// Written by its owner, and shown to nobody.
    #[auth(update)]
    pub pin: Option<String>,
    #[auth(create)]
    pub referrer: Option<String>,
    /// The application's, and no client's.
    pub remark: Option<String>,
}

const SHOWN: [&str; 9] =
    ["id", "email", "is_active", "is_verified", "title", "note", "points", "subscribed", "born"];

/// Texts that no answer may hold.
const UNREADABLE: [&str; 4] = ["pin-5d1f", "referrer-8a0c", "remark-77e2", "$argon2id$"];

/// One body of an update, of members that it may have.
fn update() -> impl Strategy<Value = Map<String, Value>> {
    // PostgreSQL has no NUL in a text, and says so with a 422.
    let text = || r"[^\x00]{0,40}".prop_map(Value::String);
    let optional = |strategy: BoxedStrategy<Value>| prop_oneof![4 => strategy, 1 => Just(Value::Null)];
    // To the microsecond, which every database keeps; years that each can hold.
    let moment = (-30_000_000_000i64..200_000_000_000, 0..1_000_000i64).prop_map(|(seconds, micros)| {
        let moment =
            OffsetDateTime::from_unix_timestamp(seconds).unwrap() + time::Duration::microseconds(micros);
        json!(moment.format(&Rfc3339).unwrap())
    });
    let members: [(&str, BoxedStrategy<Value>); 6] = [
        ("title", text().boxed()),
        ("note", optional(text().boxed()).boxed()),
        ("points", any::<i64>().prop_map(Value::from).boxed()),
        ("subscribed", any::<bool>().prop_map(Value::from).boxed()),
        ("born", optional(moment.boxed()).boxed()),
        ("pin", r"pin-5d1f[^\x00]{0,20}".prop_map(Value::String).boxed()),
    ];
    let members: Vec<_> = members
        .into_iter()
        .map(|(name, value)| {
            prop::option::of(value).prop_map(move |value| value.map(|value| (name.to_owned(), value)))
        })
        .collect();
    members.prop_map(|members| members.into_iter().flatten().collect())
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) })
}

/// What goes in by an update comes out by a read, and by nothing but what is sent is anything changed; what nobody
/// may read is in no answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_in_comes_out_and_nothing_else() {
    for kind in KINDS {
        let (auth, database) = auth::<Member>(kind).await;
        let base = serve(auth.routes().with_state(auth.clone())).await;
        let http = reqwest::Client::new();
        let new = json!({
            "email": "a@x.org", "password": PASSWORD, "title": "first", "referrer": "referrer-8a0c",
        });
        let registered = http.post(format!("{base}/auth/register")).json(&new).send().await.unwrap();
        let known = Answer::read(registered).await.is(201).json();
        let user = auth.get_user_by_email("a@x.org").await.unwrap();
        let remark = "UPDATE members SET remark = 'remark-77e2'";
        database.execute(remark).await;
        let token = auth.create_token(&user).await.unwrap().access_token;
        let handle = Handle::current();
        let run = move || {
            let known = RefCell::new(known);
            runner(150).run(&update(), |update| {
                let (changed, read) = handle.block_on(async {
                    let me = format!("{base}/users/me");
                    let changed = http.patch(&me).bearer_auth(&token).json(&update).send().await.unwrap();
                    let read = http.get(&me).bearer_auth(&token).send().await.unwrap();
                    (Answer::read(changed).await, Answer::read(read).await)
                });
                prop_assert_eq!((changed.status, read.status), (200, 200), "{:?}", changed);
                let text = String::from_utf8(read.bytes.clone()).unwrap();
                prop_assert!(UNREADABLE.iter().all(|hidden| !text.contains(hidden)), "{text}");
                let (changed, read) = (changed.json(), read.json());
                prop_assert_eq!(&changed, &read);
                let members: BTreeSet<&str> = read.as_object().unwrap().keys().map(String::as_str).collect();
                prop_assert_eq!(members, BTreeSet::from(SHOWN));
                // Before anything is compared: what fails is tried again, smaller, on the row as it is then.
                let before = known.replace(read.clone());
                for name in SHOWN {
                    prop_assert_eq!(
                        &read[name],
                        update.get(name).unwrap_or(&before[name]),
                        "{} of {:?}",
                        name,
                        kind
                    );
                }
                Ok(())
            })
        };
        tokio::task::spawn_blocking(run).await.unwrap().unwrap();
        let stored = auth.get_user(user.id).await.unwrap();
        assert_eq!(stored.remark.as_deref(), Some("remark-77e2"));
        assert_eq!(stored.referrer.as_deref(), Some("referrer-8a0c"));
    }
}
