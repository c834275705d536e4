//! A wire that can be cut.

use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What becomes of what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// It arrives.
    Whole,
    /// Connections are closed, and new ones at once.
    Cut,
    /// Nothing arrives any more, and nobody is told.
    Silent,
}

/// A port that leads to a server for as long as the wire is whole.
pub struct Proxy {
    wire: watch::Sender<Wire>,
    port: u16,
}

impl Proxy {
    /// In front of the server that a URL names, and the URL that leads through it.
    pub async fn before(url: &str) -> (Self, String) {
        let (scheme, rest) = url.split_once("://").unwrap();
        let (authority, path) = rest.split_once('/').unwrap();
        let (login, place) =
            authority.rsplit_once('@').map_or(("", authority), |(login, place)| (login, place));
        let target: Arc<str> = place.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (wire, state) = watch::channel(Wire::Whole);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(lead(client, target.clone(), state.clone()));
            }
        });
        let login = if login.is_empty() { String::new() } else { format!("{login}@") };
        (Self { wire, port }, format!("{scheme}://{login}127.0.0.1:{port}/{path}"))
    }

    /// From now on.
    pub fn set(&self, wire: Wire) {
        self.wire.send_replace(wire);
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }
}

async fn lead(mut client: TcpStream, target: Arc<str>, mut wire: watch::Receiver<Wire>) {
    if *wire.borrow_and_update() == Wire::Whole {
        let mut server = TcpStream::connect(&*target).await.unwrap();
        tokio::select! {
            _ = copy_bidirectional(&mut client, &mut server) => return,
            changed = wire.changed() => changed.unwrap_or_default(),
        }
    }
    // Held, but not read, until the wire is whole again or cut: what was sent before is lost.
    let _ = wire.wait_for(|wire| *wire != Wire::Silent).await;
}
