//! The demo as a process: what it acknowledged is there after `kill -9`.

use std::process::Stdio;

use futures_util::future::join_all;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::support::app::{PASSWORD, SECRET};
use crate::support::database::TestDatabase;
use crate::support::demo::demo;
use crate::support::{Answer, Kind};

struct Process {
    child: Child,
    base: String,
}

impl Process {
    async fn start(database: &TestDatabase) -> Self {
        let mut child = Command::new(demo().await)
            .env("DATABASE_URL", &database.url)
            .env("FASTAUTH_SECRET", SECRET)
            .env("LISTEN", "127.0.0.1:0")
            .env("DEMO_ADMIN_PASSWORD", PASSWORD)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let base = loop {
            let line = lines.next_line().await.unwrap().expect("the demo ended before it listened");
            if let Some(base) = line.strip_prefix("listening on ") {
                break base.to_owned();
            }
        };
        Self { child, base }
    }
}

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
    let attempts = (0..40).map(|number| {
        tokio::spawn(register(http.clone(), process.base.clone(), format!("user{number}@x.org")))
    });
    let attempts: Vec<_> = attempts.collect();
    let admin = json!({"username": "admin@example.com", "password": PASSWORD});
    let answer = http.post(format!("{}/auth/token/login", process.base)).json(&admin).send().await.unwrap();
    let pair = Answer::read(answer).await.is(200).json();
    process.child.kill().await.unwrap();
    let acknowledged: Vec<String> = join_all(attempts).await.into_iter().filter_map(Result::unwrap).collect();

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
