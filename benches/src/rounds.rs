//! Sides measured in turns, and the table of what came out.

use std::fs;

use crate::Fallible;
use crate::dataset::Dataset;
use crate::load::{Connection, Load, Plan, drive, get};
use crate::server::{Server, Side};

/// A route that both sides serve.
pub(crate) struct Comparison {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
    pub(crate) goal: f64,
}

/// One side, in each round.
struct Column {
    name: &'static str,
    server: Server,
    rates: Vec<f64>,
    /// CPU time of the server for each request, in microseconds.
    costs: Vec<f64>,
}

/// Measures a route, and prints the table.
pub(crate) async fn compare(of: &Comparison, dataset: &Dataset, plan: Plan, rounds: u32) -> Fallible<()> {
    let sides =
        [("by hand", Side::Baseline), ("by hand, again", Side::Baseline), ("fastauth", Side::Subject)];
    let mut columns = Vec::new();
    for (name, side) in sides {
        let server = Server::start(side, dataset.url()).await?;
        columns.push(Column { name, server, rates: Vec::new(), costs: Vec::new() });
    }
    let requests: Vec<_> = dataset.tokens.iter().map(|token| get(of.path, token)).collect();
    agree(of, dataset, &columns).await?;
    for column in &columns {
        drive(column.server.address, &requests, plan).await?;
    }
    let load = load_average()?;
    for round in 0..rounds as usize {
        // Whoever comes first in a round comes last in the next.
        columns.rotate_left(usize::from(round > 0));
        for column in &mut columns {
            column.measure(&requests, plan).await?;
        }
    }
    columns.sort_by_key(|column| sides.iter().position(|(name, _)| *name == column.name));
    println!("{}, {}", of.name, dataset.describe());
    println!(
        "{rounds} rounds of {:?}, {} connections, load {load} to {}",
        plan.duration,
        plan.connections,
        load_average()?
    );
    print(&columns, of.goal);
    Ok(())
}

impl Column {
    async fn measure(&mut self, requests: &[Vec<u8>], plan: Plan) -> Fallible<()> {
        let before = self.server.cpu()?;
        let load: Load = drive(self.server.address, requests, plan).await?;
        let cost = (self.server.cpu()? - before).as_secs_f64() * 1e6 / load.latencies.len() as f64;
        self.rates.push(load.rate());
        self.costs.push(cost);
        Ok(())
    }
}

/// Faster by deciding something else is not faster: before anything is measured, every server must
/// turn away whom it should.
async fn agree(of: &Comparison, dataset: &Dataset, columns: &[Column]) -> Fallible<()> {
    for column in columns {
        let mut connection = Connection::open(column.server.address).await?;
        for (who, token, statuses) in &dataset.probes {
            let expected = if of.path == "/token" { statuses.by_token } else { statuses.by_user };
            let status = connection.send(&get(of.path, token)).await?;
            if status != expected {
                return Err(format!("{}: {who} got {status}, not {expected}", column.name).into());
            }
        }
    }
    Ok(())
}

fn print(columns: &[Column], goal: f64) {
    println!("{:16}{:>10}{:>8}{:>14}{:>12}{:>8}", "", "requests/s", "ratio", "min..max", "cpu us", "ratio");
    let Some(baseline) = columns.first() else { return };
    for column in columns {
        let (rates, costs) = (ratios(&column.rates, &baseline.rates), ratios(&column.costs, &baseline.costs));
        println!(
            "{:16}{:>10.0}{:>8.3}{:>14}{:>12.1}{:>8.3}",
            column.name,
            median(&column.rates),
            median(&rates),
            range(&rates),
            median(&column.costs),
            median(&costs),
        );
    }
    println!("goal: {goal:.2} of the requests by hand\n");
}

/// Round by round.
pub(crate) fn ratios(subject: &[f64], baseline: &[f64]) -> Vec<f64> {
    subject.iter().zip(baseline).map(|(subject, baseline)| subject / baseline).collect()
}

pub(crate) fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    let upper = values.get(values.len() / 2).copied().unwrap_or(f64::NAN);
    let lower = values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN);
    f64::midpoint(lower, upper)
}

pub(crate) fn range(values: &[f64]) -> String {
    let min = values.iter().copied().fold(f64::INFINITY, f64::min);
    let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("{min:.2}..{max:.2}")
}

/// Of the last minute: what else the machine was doing.
pub(crate) fn load_average() -> Fallible<String> {
    let averages = fs::read_to_string("/proc/loadavg")?;
    Ok(averages.split(' ').next().unwrap_or_default().to_owned())
}
