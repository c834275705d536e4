//! A service with everything that the library's routers serve, and a route for each kind of guard.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use fastauth::prelude::*;
use fastauth::redis::RedisRateLimiter;
use tokio::signal::unix::{SignalKind, signal};

use demo::admin::Admin;
use demo::mailbox::Mailbox;
use demo::models::User;
use demo::providers::providers;
use demo::routes::{App, Articles};
use demo::settings::setting;
use demo::{admin, routes, settings};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(setting("RUST_LOG", "info"))
        .with_writer(std::io::stderr)
        .init();

    let listener = tokio::net::TcpListener::bind(setting("LISTEN", "127.0.0.1:8000")).await?;
    let address = listener.local_addr()?;
    let database_url = setting("DATABASE_URL", "sqlite://demo.db");
    let mut config = settings::config(&database_url)?;
    // Links in the clear lead to this machine only.
    let host = if address.ip().is_loopback() { address.ip().to_string() } else { "localhost".to_owned() };
    let base_url =
        config.public_base_url.get_or_insert_with(|| format!("http://{host}:{}", address.port())).clone();
    let mailbox =
        if setting("DEMO_MAILBOX", "1") == "1" { Mailbox::new(&base_url) } else { Mailbox::closed() };

    let database = Database::connect(&database_url).await?;
    let redis = settings::redis().await?;
    let mut builder = FastAuth::<User>::builder(database).config(config).hooks(mailbox.clone());
    if let Some(redis) = &redis {
        builder = builder.rate_limiter(RedisRateLimiter::new(redis));
    }
    for provider in providers()? {
        builder = builder.provider(provider);
    }
    let auth = settings::with_tokens(builder, redis.as_ref())?.build().await?;
    auth.create_tables().await?;
    let admin = admin::ensure(&auth).await?;
    announce(address, &admin);

    let cleaner = auth.clone();
    tokio::spawn(async move { cleaner.remove_expired_every(Duration::from_secs(3600)).await });

    let state = App { auth: auth.clone(), articles: Articles::default(), mailbox };
    let app = routes::router(&auth).with_state(state);
    let mut terminate = signal(SignalKind::terminate())?;
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            terminate.recv().await;
        })
        .await?;
    auth.finish_background().await;
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
