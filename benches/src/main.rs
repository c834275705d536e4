//! What a guard costs, against what a careful person would write by hand: `cargo run --release -p benches -- --help`.
//!
//! On PostgreSQL: `./test servers -- sh -c 'cargo run --release -p benches -- user --server "$TEST_POSTGRES_URL"'`.
//!
//! Each comparison runs the hand-written side twice: the ratio of the two copies is the noise, and a
//! ratio that is no further from 1 says nothing.

mod baseline;
mod crowd;
mod dataset;
mod flood;
mod load;
mod rounds;
mod server;
mod silence;
mod statement;
mod subject;

use std::time::Duration;

use clap::{Parser, ValueEnum};

use dataset::Dataset;
use load::Plan;
use rounds::{Comparison, compare};
use server::Side;

/// Whatever went wrong ends the run.
type Fallible<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
#[command(about = "Measures the guards of fastauth against the same work written by hand")]
struct Arguments {
    /// What to measure.
    #[arg(value_enum)]
    bench: Bench,
    /// How many rounds; each runs every side once. One more, not counted, warms up.
    #[arg(long, default_value_t = 60)]
    rounds: u32,
    /// How long each side runs in a round. Many short rounds are better than a few long ones: what
    /// else the machine does is then the same for all sides of a round.
    #[arg(long, default_value_t = 0.5)]
    seconds: f64,
    /// An empty database to use: `sqlite://…` or `postgres://…`. A new SQLite file, if none is given.
    #[arg(long)]
    database: Option<String>,
    /// A PostgreSQL server to make a database on, which is dropped in the end.
    #[arg(long, conflicts_with = "database")]
    server: Option<String>,
    /// Which side to serve: for the processes that a run starts.
    #[arg(long, hide = true)]
    side: Option<Side>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Bench {
    /// `#[require_token]` against a JWT extractor.
    Token,
    /// `#[require_user(roles = …, permissions = …)]` against a JWT extractor and one typed statement.
    User,
    /// A guarded route at rest and while 32 clients log in.
    Flood,
    /// `POST /auth/forgot-password`, for those who have an account and those who have none.
    Silence,
    /// A guarded route and logins beside a million sessions that are over.
    Crowd,
    /// All of them.
    All,
    #[value(hide = true)]
    Serve,
}

// The clients need one thread: the other cores are the server's.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Fallible<()> {
    let arguments = Arguments::parse();
    if let (Some(side), Some(database)) = (arguments.side, &arguments.database) {
        return server::serve(side, database).await;
    }
    if arguments.bench == Bench::Crowd {
        let duration = Duration::from_secs_f64(arguments.seconds);
        return crowd::measure(arguments.server.as_deref(), arguments.rounds, duration).await;
    }
    let dataset = Dataset::make(arguments.database.as_deref(), arguments.server.as_deref()).await?;
    let measured = measure(&arguments, &dataset).await;
    dataset.remove().await?;
    measured
}

async fn measure(arguments: &Arguments, dataset: &Dataset) -> Fallible<()> {
    let wanted = |bench| arguments.bench == bench || arguments.bench == Bench::All;
    let plan = Plan { connections: 32, duration: Duration::from_secs_f64(arguments.seconds) };
    let token = Comparison { name: "token", path: "/token", goal: 0.95 };
    let user = Comparison { name: "user", path: "/report", goal: dataset.goal() };
    for comparison in [(Bench::Token, token), (Bench::User, user)] {
        if wanted(comparison.0) {
            compare(&comparison.1, dataset, plan, arguments.rounds).await?;
        }
    }
    if wanted(Bench::Flood) {
        flood::measure(dataset, plan.duration, arguments.rounds).await?;
    }
    if wanted(Bench::Silence) {
        silence::measure(dataset, arguments.rounds).await?;
    }
    Ok(())
}
