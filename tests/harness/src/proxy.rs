//! A wire that can be cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
    /// How many connections lead to the server.
    whole: Arc<AtomicUsize>,
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
        let whole = Arc::new(AtomicUsize::new(0));
        let counted = whole.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(lead(client, target.clone(), state.clone(), counted.clone()));
            }
        });
        let login = if login.is_empty() { String::new() } else { format!("{login}@") };
        // MySQL's client takes the server's socket otherwise, where it finds itself on one machine with it.
        let by_wire = if scheme == "mysql" { "?prefer_socket=false" } else { "" };
        (Self { wire, whole }, format!("{scheme}://{login}127.0.0.1:{port}/{path}{by_wire}"))
    }

    /// From now on, for every connection.
    pub async fn set(&self, wire: Wire) {
        self.wire.send_replace(wire);
        while wire != Wire::Whole && self.whole.load(Ordering::SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
    }
}

async fn lead(
    mut client: TcpStream,
    target: Arc<str>,
    mut wire: watch::Receiver<Wire>,
    whole: Arc<AtomicUsize>,
) {
    if *wire.borrow_and_update() == Wire::Whole {
        let mut server = TcpStream::connect(&*target).await.unwrap();
        whole.fetch_add(1, Ordering::SeqCst);
        let ended = tokio::select! {
            _ = copy_bidirectional(&mut client, &mut server) => true,
            changed = wire.changed() => changed.is_err(),
        };
        whole.fetch_sub(1, Ordering::SeqCst);
        if ended {
            return;
        }
    }
    // Held, but not read, until the wire is whole again or cut: what was sent before is lost.
    let _ = wire.wait_for(|wire| *wire != Wire::Silent).await;
}
