//! What a million sessions that are over, and a hundred thousand that are not, cost everybody else: a guarded request
//! beside one on a database with ten, and logins while what has expired is removed.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection as _};

use crate::Fallible;
use crate::dataset::{PASSWORD, Place, email};
use crate::load::{Connection, Load, Plan, drive, get, post};
use crate::rounds::{load_average, median, range, ratios};
use crate::server::{Server, Side};
use crate::subject::{self, User};

/// Who asks.
const USERS: usize = 10;

/// Who has sessions, too: 50 each, and 500 that are over.
const CROWD: usize = 2_000;

/// Makes both databases, measures, and prints.
pub(crate) async fn measure(server: Option<&str>, rounds: u32, duration: Duration) -> Fallible<()> {
    let (few, many) = (Place::make(None, server, "few").await?, Place::make(None, server, "many").await?);
    let few_requests = fill(&few.0).await?;
    let many_requests = fill(&many.0).await?;
    crowd(&many.0).await?;
    let kind = if server.is_some() { "PostgreSQL" } else { "SQLite" };
    println!("crowd, {} sessions and {} expired ones in {kind}", CROWD * 50, CROWD * 500);
    guards(&few, &few_requests, &many, &many_requests, rounds, duration).await?;
    logins(&many.0).await?;
    few.1.remove().await?;
    many.1.remove().await
}

/// Ten users with a session each: the requests of each.
async fn fill(url: &str) -> Fallible<Vec<Vec<u8>>> {
    let auth = subject::auth(url).await?;
    auth.create_tables().await?;
    auth.grant_to_role("Reporter", &["report:read"]).await?;
    let mut requests = Vec::new();
    for number in 0..USERS {
        let create = subject::UserCreate {
            email: email(number),
            username: None,
            password: PASSWORD.into(),
            display_name: None,
        };
        let user: User = auth.register(create).await?;
        auth.assign_role_to_user(Some("Reporter"), user.id).await?;
        requests.push(get("/report", &auth.create_token(&user).await?.access_token));
    }
    Ok(requests)
}

/// Everybody else, and their sessions.
async fn crowd(url: &str) -> Fallible<()> {
    let users = "INSERT INTO users (id, email, hashed_password, is_active, is_verified)";
    let sessions = "INSERT INTO fastauth_user_sessions (id, user_id, created_at, last_used_at, expires_at, refresh_counter)";
    if let Some(path) = url.strip_prefix("sqlite://") {
        let mut connection = <diesel::SqliteConnection as diesel::Connection>::establish(path)?;
        let numbers = |last: usize| {
            format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})")
        };
        let (now, day) = ("unixepoch() * 1000000", "86400000000");
        connection.batch_execute(&format!(
            "PRAGMA busy_timeout = 60000; BEGIN; \
             {users} {} SELECT randomblob(16), 'crowd' || i || '@example.com', '!', TRUE, TRUE FROM n; \
             {sessions} {} SELECT randomblob(16), u.id, {now}, {now}, {now} + 20 * {day}, 0 \
             FROM users u, n WHERE u.email LIKE 'crowd%'; \
             {sessions} {} SELECT randomblob(16), u.id, 0, 0, {now} - i * {day}, 0 \
             FROM users u, n WHERE u.email LIKE 'crowd%'; COMMIT; ANALYZE;",
            numbers(CROWD),
            numbers(50),
            numbers(500),
        ))?;
        return Ok(());
    }
    let mut connection = AsyncPgConnection::establish(url).await?;
    connection
        .batch_execute(&format!(
            "{users} SELECT gen_random_uuid(), 'crowd' || i || '@example.com', '!', TRUE, TRUE \
             FROM generate_series(1, {CROWD}) i; \
             {sessions} SELECT gen_random_uuid(), u.id, now(), now(), now() + interval '20 days', 0 \
             FROM users u, generate_series(1, 50) WHERE u.email LIKE 'crowd%'; \
             {sessions} SELECT gen_random_uuid(), u.id, 'epoch', 'epoch', now() - i * interval '1 day', 0 \
             FROM users u, generate_series(1, 500) i WHERE u.email LIKE 'crowd%'"
        ))
        .await?;
    // Otherwise the server does so when it thinks best: in the middle of a round.
    connection.batch_execute("VACUUM ANALYZE").await?;
    Ok(())
}

type Made = (String, Place);

/// A guarded request on both, in turns.
async fn guards(
    few: &Made,
    few_requests: &[Vec<u8>],
    many: &Made,
    many_requests: &[Vec<u8>],
    rounds: u32,
    duration: Duration,
) -> Fallible<()> {
    let plan = Plan { connections: 4, duration };
    let mut sides = Vec::new();
    for (name, made, requests) in
        [("ten", few, few_requests), ("ten, again", few, few_requests), ("1,100,010", many, many_requests)]
    {
        let server = Server::start(Side::Subject, &made.0).await?;
        drive(server.address, requests, plan).await?;
        sides.push((name, server, requests, Vec::new()));
    }
    let load = load_average()?;
    for _ in 0..rounds {
        sides.rotate_left(1);
        for (_, server, requests, medians) in &mut sides {
            let mut load: Load = drive(server.address, requests, plan).await?;
            medians.push(load.percentile(0.5));
        }
    }
    sides.sort_by_key(|(name, ..)| *name != "ten");
    println!("{rounds} rounds of {duration:?}, load {load} to {}", load_average()?);
    println!("{:16}{:>12}{:>10}{:>14}", "", "p50 us", "ratio", "min..max");
    let Some(baseline) = sides.first().map(|(.., medians)| medians.clone()) else { return Ok(()) };
    for (name, _, _, medians) in &sides {
        let compared = ratios(medians, &baseline);
        println!("{name:16}{:>12.1}{:>10.3}{:>14}", median(medians), median(&compared), range(&compared));
    }
    Ok(())
}

/// Logins one after the other, before and while what has expired is removed.
async fn logins(url: &str) -> Fallible<()> {
    let server = Server::start(Side::Subject, url).await?;
    let mut connection = Connection::open(server.address).await?;
    let mut before = Vec::new();
    for number in 0..100 {
        before.push(login(&mut connection, number).await?);
    }
    let cleaner = subject::auth(url).await?;
    let begun = Instant::now();
    let cleaning = tokio::spawn(async move { cleaner.remove_expired().await });
    let (mut meanwhile, mut number) = (Vec::new(), 0);
    while !cleaning.is_finished() {
        meanwhile.push(login(&mut connection, number).await?);
        number += 1;
    }
    let (removed, took) = (cleaning.await??, begun.elapsed());
    println!("removed {} sessions in {took:.1?}, {} logins meanwhile", removed.sessions, meanwhile.len());
    for (name, times) in [("logins before", &before), ("logins meanwhile", &meanwhile)] {
        let worst = times.iter().copied().fold(0.0, f64::max);
        println!("{name:18} p50 {:>8.1} ms, worst {worst:>8.1} ms", median(times));
    }
    println!();
    Ok(())
}

/// How long a login takes, in milliseconds.
async fn login(connection: &mut Connection, number: usize) -> Fallible<f64> {
    let body = format!(r#"{{"username":"{}","password":"{PASSWORD}"}}"#, email(number % USERS));
    let sent = Instant::now();
    match connection.send(&post("/auth/token/login", &body)).await? {
        200 => Ok(sent.elapsed().as_secs_f64() * 1e3),
        status => Err(format!("a login was answered with {status}").into()),
    }
}
