//! The servers: each a process of its own, started from this same program.
//!
//! In one process the sides would share the allocator's arenas, and what one side left behind there
//! would be the other's to clean up; and only of a process does the system say what it cost: CPU time for a
//! request is steadier than requests a second where other programs run on the same cores.

use std::fs;
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use clap::ValueEnum;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::{Fallible, baseline, subject};

/// What a server is made of.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// fastauth.
    Subject,
    /// The same, by hand.
    Baseline,
}

/// Serves one side until the standard input is closed: when the program that started it ends, however
/// it ends.
pub(crate) async fn serve(side: Side, database: &str) -> Fallible<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let database = database.to_owned();
    let serving = runtime.spawn(async move {
        let router = match side {
            Side::Subject => subject::router(&database).await?,
            Side::Baseline => baseline::router(&database).await?,
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        axum::serve(listener, router).await?;
        Fallible::Ok(())
    });
    let (mut input, mut nothing) = (tokio::io::stdin(), Vec::new());
    let outcome = tokio::select! {
        served = serving => served?,
        closed = input.read_to_end(&mut nothing) => closed.map(drop).map_err(Into::into),
    };
    runtime.shutdown_background();
    outcome
}

/// A running server.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    child: Child,
}

impl Server {
    pub(crate) async fn start(side: Side, database: &str) -> Fallible<Self> {
        let name = side.to_possible_value().ok_or("a side without a name")?;
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--side", name.get_name(), "--database", database])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().ok_or("no output")?;
        let line = BufReader::new(stdout).lines().next_line().await?.ok_or("a server did not start")?;
        Ok(Self { address: line.parse()?, child })
    }

    /// The CPU time that it has used: that of all its threads, also of those that ended.
    pub(crate) fn cpu(&self) -> Fallible<Duration> {
        let stat = fs::read_to_string(self.file("stat")?)?;
        // The name, in parentheses, may hold spaces. Behind it, `utime` and `stime` are the 12th and 13th.
        let (_, fields) = stat.rsplit_once(')').ok_or("no name in `stat`")?;
        let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u32>);
        let ticks: u32 = ticks.sum::<Result<_, _>>()?;
        // Linux tells user space of 100 ticks a second, whatever the kernel's own.
        Ok(Duration::from_millis(10) * ticks)
    }

    /// The memory that it holds, in MiB.
    pub(crate) fn memory(&self) -> Fallible<f64> {
        let status = fs::read_to_string(self.file("status")?)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no `VmRSS`")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1024.0)
    }

    fn file(&self, name: &str) -> Fallible<String> {
        let id = self.child.id().ok_or("a server has ended")?;
        Ok(format!("/proc/{id}/{name}"))
    }
}
