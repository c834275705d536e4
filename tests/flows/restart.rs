//! The demo as a process: what it acknowledged is there after `kill -9`.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::json;

use crate::support::app::PASSWORD;
use crate::support::database::TestDatabase;
use crate::support::demo::Process;
use crate::support::{Answer, Kind};

async fn register(http: reqwest::Client, base: String, email: String) -> Option<String> {
    let request =
        http.post(format!("{base}/auth/register")).json(&json!({"email": email, "password": PASSWORD}));
    let response = request.send().await.ok()?;
    (response.status() == 201).then_some(email)
}

async fn story(kind: Kind) {
    let database = TestDatabase::create(kind).await;
    let mut process = Process::start(&database).await;
    let http = reqwest::Client::new();
    let admin = json!({"username": "admin@example.com", "password": PASSWORD});
    let answer = http.post(format!("{}/auth/token/login", process.base)).json(&admin).send().await.unwrap();
    let pair = Answer::read(answer).await.is(200).json();
    let attempts =
        (0..40).map(|number| register(http.clone(), process.base.clone(), format!("user{number}@x.org")));
    let mut attempts: FuturesUnordered<_> = attempts.collect();
    // In the middle of it: some are acknowledged, and most are not.
    let mut acknowledged = Vec::new();
    while acknowledged.len() < 8 {
        acknowledged.extend(attempts.next().await.unwrap());
    }
    process.child.kill().await.unwrap();
    acknowledged.extend(attempts.collect::<Vec<_>>().await.into_iter().flatten());
    assert!(acknowledged.len() < 40, "it was killed once all was done");

    let process = Process::start(&database).await;
    for email in &acknowledged {
        let login = json!({"username": email, "password": PASSWORD});
        let answer =
            http.post(format!("{}/auth/token/login", process.base)).json(&login).send().await.unwrap();
        Answer::read(answer).await.is(200);
    }
    let me =
        http.get(format!("{}/demo/admin", process.base)).bearer_auth(pair["access_token"].as_str().unwrap());
    Answer::read(me.send().await.unwrap()).await.is(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    story(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_postgres() {
    story(Kind::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_mariadb() {
    story(Kind::MariaDb).await;
}
