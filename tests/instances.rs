//! Several instances of one service: they share the database and a Redis, and nothing else.

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use harness::Client;
use serde_json::{Value, json};

use crate::support::app::{PASSWORD, Tokens};
use crate::support::database::TestDatabase;
use crate::support::demo::Process;
use crate::support::{Answer, Kind};

const STRATEGIES: [&str; 3] = ["jwt", "database", "redis"];

/// One client does what many do.
const WITHOUT_LIMITS: [&str; 5] = [
    "FASTAUTH_LIMIT_LOGIN_PER_ACCOUNT",
    "FASTAUTH_LIMIT_LOGIN_PER_ADDRESS",
    "FASTAUTH_LIMIT_REGISTER_PER_ADDRESS",
    "FASTAUTH_LIMIT_REFRESH_PER_SESSION",
    "FASTAUTH_LIMIT_REFRESH_PER_ADDRESS",
];

/// Two of them.
struct Instances {
    database: TestDatabase,
    strategy: &'static str,
    processes: [Process; 2],
}

impl Instances {
    async fn start(strategy: &'static str) -> Self {
        let database = TestDatabase::create(Kind::Postgres).await;
        // One after the other: the first makes the tables and the administrator.
        let processes = [start(&database, strategy).await, start(&database, strategy).await];
        Self { database, strategy, processes }
    }

    fn clients(&self) -> [Client; 2] {
        [0, 1].map(|at| Client::new(self.processes[at].base.clone()))
    }
}

async fn start(database: &TestDatabase, strategy: &str) -> Process {
    let redis = harness::server("TEST_REDIS_URL");
    let mut variables = vec![("DEMO_TOKEN_STRATEGY", strategy), ("REDIS_URL", &redis)];
    // It takes a while to kill one and to look what it has left.
    variables.push(("FASTAUTH_REFRESH_LEEWAY", "60"));
    variables.extend(WITHOUT_LIMITS.map(|name| (name, "off")));
    Process::start_with(database, &variables).await
}

async fn login(client: &Client, email: &str) -> Tokens {
    let body = json!({"username": email, "password": PASSWORD});
    Tokens::read(&client.post("/auth/token/login", body).await.is(200))
}

/// What one instance is told, the other knows: at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_on_every_instance() {
    for strategy in STRATEGIES {
        let instances = Instances::start(strategy).await;
        let [here, there] = instances.clients();
        let tokens = login(&here, "admin@example.com").await;
        for path in ["/demo/user", "/demo/token", "/demo/admin"] {
            there.get(path, &tokens.access).await.is(200);
        }
        let next = Tokens::read(&there.refresh(&tokens.refresh).await.is(200));
        here.get("/demo/user", &next.access).await.is(200);
        there.post_with_token("/auth/token/logout", &next.access).await.is(204);
        here.get("/demo/user", &next.access).await.is_problem(401, "invalid_token");
        here.refresh(&next.refresh).await.is_problem(401, "invalid_token");
        if strategy != "jwt" {
            here.get("/demo/token", &next.access).await.is_problem(401, "invalid_token");
        }
    }
}

/// SS-04, SS-06: and of many refreshes at once on both, all have one answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_is_one_on_all_instances() {
    for strategy in STRATEGIES {
        let instances = Instances::start(strategy).await;
        let [here, there] = instances.clients();
        let mut tokens = login(&here, "admin@example.com").await;
        for round in 0..3 {
            let both = (0..50).map(|number| if number % 2 == 0 { &here } else { &there });
            let answers = join_all(both.map(|client| refresh_in_the_end(client, &tokens.refresh))).await;
            let answers: Vec<Value> = answers.into_iter().map(|answer| answer.is(200).json()).collect();
            assert!(answers.iter().all(|answer| *answer == answers[0]), "{strategy}, {round}: {answers:#?}");
            let text = |member: &str| answers[0][member].as_str().unwrap().to_owned();
            tokens = Tokens { access: text("access_token"), refresh: text("refresh_token") };
            here.get("/demo/user", &tokens.access).await.is(200);
            there.get("/demo/user", &tokens.access).await.is(200);
        }
    }
}

/// Asked again for as long as the service has too much to do: within the leeway the answer is the same.
async fn refresh_in_the_end(client: &Client, token: &str) -> Answer {
    loop {
        let answer = client.refresh(token).await;
        if answer.status != 503 {
            return answer;
        }
    }
}

/// What somebody was told is done, if they were told.
async fn register(client: Client, number: usize) -> Option<String> {
    let email = format!("user{number}@x.org");
    let body = json!({"email": email, "password": PASSWORD});
    let sent = client.http.post(client.url("/auth/register")).json(&body).send().await.ok()?;
    (sent.status() == 201).then_some(email)
}

/// The newest tokens that a client was given, for as long as its instance answers.
async fn refresh_for_long(client: Client, mut tokens: Tokens) -> Tokens {
    loop {
        let body = json!({"refresh_token": tokens.refresh});
        let Ok(sent) = client.http.post(client.url("/auth/token/refresh")).json(&body).send().await else {
            return tokens;
        };
        if sent.status() != 200 {
            return tokens;
        }
        let Ok(pair) = sent.json::<Value>().await else { return tokens };
        let text = |member: &str| pair[member].as_str().unwrap().to_owned();
        tokens = Tokens { access: text("access_token"), refresh: text("refresh_token") };
    }
}

/// Either may be killed at work: the other serves on, and what either acknowledged is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_may_die() {
    for strategy in STRATEGIES {
        let mut instances = Instances::start(strategy).await;
        let (mut acknowledged, mut number) = (Vec::new(), 0);
        for victim in [0, 1] {
            let clients = instances.clients();
            let (dying, living) = (clients[victim].clone(), clients[1 - victim].clone());
            let tokens = login(&dying, "admin@example.com").await;
            let kept = login(&living, "admin@example.com").await;
            let refreshes = tokio::spawn(refresh_for_long(dying.clone(), tokens));
            let attempts = (0..24).map(|_| {
                number += 1;
                register(if number % 3 == 0 { living.clone() } else { dying.clone() }, number)
            });
            let mut attempts: FuturesUnordered<_> = attempts.collect();
            let mut done = Vec::new();
            while done.len() < 4 {
                done.extend(attempts.next().await.unwrap());
            }
            instances.processes[victim].child.kill().await.unwrap();
            // The other does not notice.
            for _ in 0..10 {
                living.get("/demo/user", &kept.access).await.is(200);
            }
            done.extend(attempts.collect::<Vec<_>>().await.into_iter().flatten());
            acknowledged.append(&mut done);
            let newest = refreshes.await.unwrap();
            // The last that it was told of is good; whatever was under way when it died is done, or is not.
            let next = Tokens::read(&living.refresh(&newest.refresh).await.is(200));
            living.get("/demo/user", &next.access).await.is(200);
            instances.processes[victim] = start(&instances.database, instances.strategy).await;
            let [one, other] = instances.clients();
            for client in [one, other] {
                client.get("/demo/user", &next.access).await.is(200);
            }
        }
        let [here, there] = instances.clients();
        for (at, email) in acknowledged.iter().enumerate() {
            login(if at % 2 == 0 { &here } else { &there }, email).await;
        }
    }
}

/// Half of what is asked for at once, of both, under one name: one account.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_taken_once_on_all_instances() {
    let instances = Instances::start("jwt").await;
    let [here, there] = instances.clients();
    let body = json!({"email": "a@x.org", "password": PASSWORD});
    let both = (0..16).map(|number| if number % 2 == 0 { &here } else { &there });
    let answers: Vec<Answer> = join_all(both.map(|client| client.post("/auth/register", body.clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    answers
        .iter()
        .filter(|answer| answer.status != 201)
        .for_each(|answer| answer.is_problem(409, "email_taken"));
}
