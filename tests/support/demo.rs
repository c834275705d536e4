//! The demo as a process.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

use super::app::{PASSWORD, SECRET};
use super::database::TestDatabase;

/// The demo's binary, as its source is now: it is built beside this one, and with the same features, so that only it is.
pub async fn demo() -> &'static Path {
    static DEMO: OnceCell<PathBuf> = OnceCell::const_new();
    DEMO.get_or_init(async || {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--workspace", "--all-features", "--bins", "--tests"])
            .status()
            .await
            .unwrap();
        assert!(built.success(), "the demo does not build");
        let test = std::env::current_exe().unwrap();
        test.parent().unwrap().parent().unwrap().join("demo")
    })
    .await
}

const LIMITS: [&str; 9] = [
    "FASTAUTH_LIMIT_LOGIN_PER_ACCOUNT",
    "FASTAUTH_LIMIT_LOGIN_PER_ADDRESS",
    "FASTAUTH_LIMIT_REGISTER_PER_ADDRESS",
    "FASTAUTH_LIMIT_MAIL_PER_ACCOUNT",
    "FASTAUTH_LIMIT_MAIL_PER_ADDRESS",
    "FASTAUTH_LIMIT_TOKEN_PER_ADDRESS",
    "FASTAUTH_LIMIT_REFRESH_PER_SESSION",
    "FASTAUTH_LIMIT_REFRESH_PER_ADDRESS",
    "FASTAUTH_LIMIT_OAUTH_PER_ADDRESS",
];

/// The demo while it runs.
pub struct Process {
    pub child: Child,
    pub base: String,
    /// What it printed before it listened.
    pub printed: Vec<String>,
}

impl Process {
    pub async fn start(database: &TestDatabase) -> Self {
        Self::start_with(database, &[]).await
    }

    /// Without limits, where the variables name none: everything comes from one address. And with patience: many hashes take their
    /// time on a machine that does something else, too.
    pub async fn start_with(database: &TestDatabase, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(demo().await);
        command.envs(LIMITS.map(|limit| (limit, "off"))).env("FASTAUTH_HASH_WAIT", "60");
        command.env("DATABASE_URL", &database.url).env("FASTAUTH_SECRET", SECRET);
        command.env("DEMO_ADMIN_PASSWORD", PASSWORD).envs(variables.iter().copied());
        Self::spawn(&mut command).await
    }

    /// On a free port, until it listens.
    pub async fn spawn(command: &mut Command) -> Self {
        command.env("LISTEN", "127.0.0.1:0").stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut printed = Vec::new();
        let base = loop {
            let line = lines.next_line().await.unwrap().expect("the demo ended before it listened");
            if let Some(base) = line.strip_prefix("listening on ") {
                break base.to_owned();
            }
            printed.push(line);
        };
        Self { child, base, printed }
    }

    /// The most memory that it has had, in KiB.
    #[cfg(target_os = "linux")]
    pub fn peak_memory_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse().unwrap()
    }
}
