//! A Redis of a test's own, which it may kill.

use std::process::Stdio;

use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use super::server;

/// A Redis on a port of its own, for as long as it is not dropped.
pub struct OwnRedis {
    pub url: String,
    port: u16,
    arguments: Vec<String>,
    child: Child,
}

impl OwnRedis {
    /// With these arguments.
    pub async fn start(arguments: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let child = spawn(port, &arguments).await;
        Self { url: format!("redis://127.0.0.1:{port}/0"), port, arguments, child }
    }

    /// As `kill -9` does.
    pub async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// Again, on the same port, with nothing in it.
    pub async fn restart(&mut self) {
        self.child = spawn(self.port, &self.arguments).await;
    }
}

async fn spawn(port: u16, arguments: &[String]) -> Child {
    let mut command = Command::new(server("TEST_REDIS_SERVER"));
    command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"]);
    let child = command.args(arguments).stdout(Stdio::null()).kill_on_drop(true).spawn().unwrap();
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        tokio::task::yield_now().await;
    }
    child
}
