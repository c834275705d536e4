//! A router that is served.

use std::net::{SocketAddr, TcpListener};

/// Serves a router on a free port for as long as the test runs.
pub async fn serve(router: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    serve_on(listener, router);
    format!("http://{address}")
}

/// The same, on a port that was taken before the router was made.
pub fn serve_on(listener: TcpListener, router: axum::Router) {
    listener.set_nonblocking(true).unwrap();
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    tokio::spawn(async move {
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await.unwrap();
    });
}
