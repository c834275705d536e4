//! Whether the time of an answer tells who has an account: `POST /auth/forgot-password`, for addresses that somebody
//! has and for addresses that nobody has, in turns.

use std::time::{Duration, Instant};

use crate::Fallible;
use crate::dataset::{Dataset, email};
use crate::load::{Connection, post};
use crate::rounds::{load_average, median};
use crate::server::{Server, Side};

/// Turns in a round: three addresses of each kind.
const TURNS_IN_A_ROUND: usize = 112;

/// The three kinds in turns, each behind each as often: behind one that is known, work may still be under way.
const TURNS: [usize; 9] = [0, 0, 1, 0, 2, 1, 1, 2, 2];

/// So that it is done, mostly, and never too much of it waits.
const PAUSE: Duration = Duration::from_millis(2);

/// Measures the answers, and prints their medians. The unknown addresses are two kinds: what these two differ by is
/// the noise.
pub(crate) async fn measure(dataset: &Dataset, rounds: u32) -> Fallible<()> {
    let server = Server::start(Side::Subject, dataset.url()).await?;
    let mut connection = Connection::open(server.address).await?;
    let names = ["known", "unknown", "unknown, again"];
    let mut medians: [Vec<f64>; 3] = Default::default();
    let load = load_average()?;
    for round in 0..=rounds as usize {
        let mut latencies: [Vec<f64>; 3] = Default::default();
        for number in 0..TURNS_IN_A_ROUND {
            for kind in TURNS {
                let address = match kind {
                    0 => email(number % 1000 + 1),
                    kind => format!("nobody{kind}-{round}-{number}@example.com"),
                };
                let request = post("/auth/forgot-password", &format!(r#"{{"email":"{address}"}}"#));
                tokio::time::sleep(PAUSE).await;
                let sent = Instant::now();
                let status = connection.send(&request).await?;
                if let Some(latencies) = latencies.get_mut(kind) {
                    latencies.push(sent.elapsed().as_secs_f64() * 1e6);
                }
                if status != 202 {
                    return Err(format!("answered with {status}").into());
                }
            }
        }
        // The first warms up.
        if round > 0 {
            for (medians, latencies) in medians.iter_mut().zip(&latencies) {
                medians.push(median(latencies));
            }
        }
    }
    println!("silence, {}", dataset.describe());
    println!(
        "{rounds} rounds of {} requests a kind, load {load} to {}",
        3 * TURNS_IN_A_ROUND,
        load_average()?
    );
    for (name, medians) in names.iter().zip(&medians) {
        println!("{name:16}{:>8.1} us", median(medians));
    }
    let differences = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f64>>();
    let [known, unknown, again] = &medians;
    let spread = |differences: &[f64]| {
        median(&differences.iter().map(|difference| difference.abs()).collect::<Vec<f64>>())
    };
    let (told, noise) = (differences(known, unknown), differences(again, unknown));
    println!("known less unknown: {:+.1} us in the median of rounds", median(&told));
    println!(
        "in one round: known and unknown {:.1} us apart, the two unknown {:.1} us\n",
        spread(&told),
        spread(&noise)
    );
    Ok(())
}
