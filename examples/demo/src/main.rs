//! A service with everything that the library's routers serve, and a route for each kind of guard.

use std::io::Write;
use std::net::SocketAddr;

use fastauth::prelude::*;
use tokio::signal::unix::{SignalKind, signal};

use demo::admin::Admin;
use demo::models::User;
use demo::routes::{App, Articles};
use demo::settings::setting;
use demo::{admin, routes, settings};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(setting("RUST_LOG", "info"))
        .with_writer(std::io::stderr)
        .init();

    let database_url = setting("DATABASE_URL", "sqlite://demo.db");
    let database = Database::connect(&database_url).await?;
    let auth = FastAuth::<User>::builder(database).config(settings::config(&database_url)?).build().await?;
    auth.create_tables().await?;
    let admin = admin::ensure(&auth).await?;

    let listener = tokio::net::TcpListener::bind(setting("LISTEN", "127.0.0.1:8000")).await?;
    announce(listener.local_addr()?, &admin);

    let app = routes::router(&auth).with_state(App { auth, articles: Articles::default() });
    let mut terminate = signal(SignalKind::terminate())?;
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            terminate.recv().await;
        })
        .await?;
    Ok(())
}

/// What whoever started it wants to know. Nobody has to listen.
fn announce(address: SocketAddr, admin: &Admin) {
    let mut lines = format!("admin {}\n", admin.email);
    if let Some(password) = &admin.new_password {
        lines.push_str(&format!("admin password {}\n", password.expose()));
    }
    lines.push_str(&format!("listening on http://{address}\n"));
    let _ = std::io::stdout().write_all(lines.as_bytes());
}
