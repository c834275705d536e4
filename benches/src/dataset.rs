//! The users, their sessions and tokens: made through fastauth.

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use fastauth::prelude::*;
use futures_util::{StreamExt, TryStreamExt, stream};
use tempfile::TempDir;
use url::Url;

use crate::Fallible;
use crate::subject::{self, Role, User};

const USERS: usize = 10_000;

/// What every user typed.
pub(crate) const PASSWORD: &str = "four words, by heart";

/// A database with users in it, and a token for each.
pub(crate) struct Dataset {
    url: String,
    place: Place,
    /// Of users whom the guard lets pass: by role, by a permission of the role, by one of their own.
    pub(crate) tokens: Vec<String>,
    /// Of others, and what each must be answered.
    pub(crate) probes: Vec<(&'static str, String, Statuses)>,
}

/// The status that a token gets from either route.
pub(crate) struct Statuses {
    pub(crate) by_token: u16,
    pub(crate) by_user: u16,
}

/// Where the database is, and so what must go in the end.
pub(crate) enum Place {
    Given,
    File(#[expect(dead_code, reason = "removed when dropped")] TempDir),
    Server { server: String, name: String },
}

impl Dataset {
    /// Makes the tables, 10,000 users and a session for each.
    pub(crate) async fn make(database: Option<&str>, server: Option<&str>) -> Fallible<Self> {
        let (url, place) = Place::make(database, server, "users").await?;
        let mut dataset = Self { url, place, tokens: Vec::new(), probes: Vec::new() };
        dataset.fill().await?;
        Ok(dataset)
    }

    async fn fill(&mut self) -> Fallible<()> {
        let auth = subject::auth(&self.url).await?;
        auth.create_tables().await?;
        auth.grant_to_role("Reporter", &["report:read"]).await?;
        let stranger = auth.register(subject::UserCreate {
            email: email(0),
            username: None,
            password: PASSWORD.into(),
            display_name: None,
        });
        let stranger = stranger.await?;
        let (admin, reporter) = (role(&auth, "Admin").await?, role(&auth, "Reporter").await?);
        // Hashing 10,000 passwords takes minutes: they share one.
        let users = (1..=USERS).map(|number| {
            let role_id = [Some(admin), Some(reporter), None].into_iter().cycle().nth(number).flatten();
            let (id, email, username) = (Uuid::now_v7(), email(number), Some(format!("user{number}")));
            User { id, email, username, role_id, is_verified: true, ..stranger.clone() }
        });
        self.tokens =
            stream::iter(users).map(|user| admit(&auth, user)).buffer_unordered(8).try_collect().await?;
        self.probe(&auth, &stranger).await?;
        if !self.is_sqlite() {
            // Otherwise the server does so when it thinks best: in the middle of a round.
            AsyncPgConnection::establish(&self.url).await?.batch_execute("VACUUM ANALYZE").await?;
        }
        Ok(())
    }

    async fn probe(&mut self, auth: &FastAuth<User>, stranger: &User) -> Fallible<()> {
        let pass = self
            .tokens
            .iter()
            .take(3)
            .map(|token| ("a user who may", token.clone(), Statuses { by_token: 200, by_user: 200 }));
        let mut probes: Vec<_> = pass.collect();
        let token = auth.create_token(stranger).await?.access_token;
        probes.push(("a user who may not", token.clone(), Statuses { by_token: 200, by_user: 403 }));
        let mut forged = token;
        forged.truncate(forged.len() - 2);
        probes.push(("a forger", forged, Statuses { by_token: 401, by_user: 401 }));
        let ended = auth.create_token(stranger).await?.access_token;
        auth.logout(&ended).await?;
        probes.push(("a user who logged out", ended, Statuses { by_token: 200, by_user: 401 }));
        self.probes = probes;
        Ok(())
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    pub(crate) fn describe(&self) -> String {
        format!("{} users in {}", USERS, if self.is_sqlite() { "SQLite" } else { "PostgreSQL" })
    }

    /// Of the requests by hand: what the whole guard must reach. By hand, SQLite is asked through
    /// diesel-async's wrapper, which leaves the async threads more often than it has to.
    pub(crate) fn goal(&self) -> f64 {
        if self.is_sqlite() { 1.0 } else { 0.92 }
    }

    /// Leaves nothing behind.
    pub(crate) async fn remove(self) -> Fallible<()> {
        self.place.remove().await
    }
}

impl Place {
    /// The given database, a new one on a server, or a new file.
    pub(crate) async fn make(
        database: Option<&str>,
        server: Option<&str>,
        what: &str,
    ) -> Fallible<(String, Self)> {
        Ok(match (database, server) {
            (Some(database), _) => (database.to_owned(), Self::Given),
            (None, Some(server)) => database_on(server, what).await?,
            (None, None) => {
                let directory = TempDir::new()?;
                (format!("sqlite://{}/{what}.db", directory.path().display()), Self::File(directory))
            }
        })
    }

    /// Leaves nothing behind.
    pub(crate) async fn remove(self) -> Fallible<()> {
        if let Self::Server { server, name } = self {
            let mut connection = AsyncPgConnection::establish(&server).await?;
            connection.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
        }
        Ok(())
    }
}

/// Anybody's address.
pub(crate) fn email(number: usize) -> String {
    format!("user{number}@example.com")
}

async fn database_on(server: &str, what: &str) -> Fallible<(String, Place)> {
    let name = format!("fastauth_benches_{what}_{}", std::process::id());
    let mut connection = AsyncPgConnection::establish(server).await?;
    connection.batch_execute(&format!("CREATE DATABASE {name}")).await?;
    let mut url = Url::parse(server)?;
    url.set_path(&name);
    Ok((url.into(), Place::Server { server: server.to_owned(), name }))
}

async fn role(auth: &FastAuth<User>, codename: &str) -> Fallible<i32> {
    let role: Option<Role> = auth.roles().find_by_codename(codename).await?;
    Ok(role.ok_or("a role is missing")?.id)
}

/// Stores a user, opens a session, and returns its access token.
async fn admit(auth: &FastAuth<User>, user: User) -> Fallible<String> {
    let user = auth.store().insert_user(user, Vec::new()).await?;
    if user.role_id.is_none() {
        auth.grant_to_user(user.id, &["report:read"]).await?;
    }
    Ok(auth.create_token(&user).await?.access_token)
}
