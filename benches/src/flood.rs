//! A guarded route while everybody logs in.

use std::cell::Cell;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;

use crate::Fallible;
use crate::dataset::{Dataset, PASSWORD, email};
use crate::load::{Connection, Plan, drive, get, post};
use crate::rounds::{load_average, median, range, ratios};
use crate::server::{Server, Side};

const LOGINS_IN_FLIGHT: usize = 32;

/// The route at rest, at rest again, and in the flood; in each round.
struct Phase {
    name: &'static str,
    flooded: bool,
    p50: Vec<f64>,
    p99: Vec<f64>,
    memory: Vec<f64>,
    logins: Vec<f64>,
}

/// Measures the latency of a guarded route by 4 connections, and prints the table.
pub(crate) async fn measure(dataset: &Dataset, duration: Duration, rounds: u32) -> Fallible<()> {
    let server = Server::start(Side::Subject, dataset.url()).await?;
    let requests: Vec<_> = dataset.tokens.iter().map(|token| get("/report", token)).collect();
    let plan = Plan { connections: 4, duration };
    drive(server.address, &requests, plan).await?;
    let names = ["at rest", "at rest, again", "in the flood"];
    let mut phases: Vec<_> = names.map(Phase::new).into();
    let load = load_average()?;
    for round in 0..rounds as usize {
        phases.rotate_left(usize::from(round > 0));
        for phase in &mut phases {
            phase.measure(&server, &requests, plan).await?;
        }
    }
    phases.sort_by_key(|phase| names.iter().position(|name| *name == phase.name));
    println!("flood, {}", dataset.describe());
    println!(
        "{rounds} rounds of {duration:?}, {} connections, {LOGINS_IN_FLIGHT} logins in flight, load {load} to {}",
        plan.connections,
        load_average()?
    );
    print(&phases);
    Ok(())
}

impl Phase {
    fn new(name: &'static str) -> Self {
        let flooded = name == "in the flood";
        Self { name, flooded, p50: Vec::new(), p99: Vec::new(), memory: Vec::new(), logins: Vec::new() }
    }

    async fn measure(&mut self, server: &Server, requests: &[Vec<u8>], plan: Plan) -> Fallible<()> {
        let over = Cell::new(false);
        let light = async {
            if self.flooded {
                // Until as many wait for their hash as ever will.
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            let load = drive(server.address, requests, plan).await;
            let memory = server.memory();
            over.set(true);
            Fallible::Ok((load?, memory?))
        };
        let clients = if self.flooded { LOGINS_IN_FLIGHT } else { 0 };
        let start = Instant::now();
        let flood = async {
            let logins =
                try_join_all((1..=clients).map(|number| log_in(server.address, number, &over))).await?;
            Fallible::Ok(logins.into_iter().sum::<usize>() as f64 / start.elapsed().as_secs_f64())
        };
        let ((mut load, memory), logins) = tokio::try_join!(light, flood)?;
        self.p50.push(load.percentile(0.5));
        self.p99.push(load.percentile(0.99));
        self.memory.push(memory);
        self.logins.push(logins);
        Ok(())
    }
}

/// Logs in, with the right password, again and again; says how often.
async fn log_in(server: SocketAddr, number: usize, over: &Cell<bool>) -> Fallible<usize> {
    let json = format!(r#"{{"username":"{}","password":"{PASSWORD}"}}"#, email(number));
    let request = post("/auth/token/login", &json);
    let mut connection = Connection::open(server).await?;
    let mut logins = 0;
    while !over.get() {
        match connection.send(&request).await? {
            200 => logins += 1,
            status => return Err(format!("a login was answered with {status}").into()),
        }
    }
    Ok(logins)
}

fn print(phases: &[Phase]) {
    println!(
        "{:16}{:>8}{:>10}{:>8}{:>14}{:>10}{:>10}",
        "", "p50 us", "p99 us", "ratio", "min..max", "logins/s", "RSS MiB"
    );
    let Some(rest) = phases.first() else { return };
    for phase in phases {
        let p99 = ratios(&phase.p99, &rest.p99);
        println!(
            "{:16}{:>8.0}{:>10.0}{:>8.2}{:>14}{:>10.1}{:>10.1}",
            phase.name,
            median(&phase.p50),
            median(&phase.p99),
            median(&p99),
            range(&p99),
            median(&phase.logins),
            median(&phase.memory),
        );
    }
    println!("goal: at most 2 times the p99 at rest\n");
}
