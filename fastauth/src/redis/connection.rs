//! One connection that all requests share, made anew where it broke.

use std::fmt;
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, FromRedisValue, Pipeline, ScriptInvocation, TlsCertificates};

/// A Redis or a Valkey, of version 6.2 or later. Cheap to clone; its commands share one connection.
///
/// ```no_run
/// # async fn example() -> Result<(), fastauth::redis::RedisError> {
/// use fastauth::redis::Redis;
/// let redis = Redis::connect("rediss://:password@redis.example:6379/0").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Redis {
    connection: ConnectionManager,
    timeout: Duration,
}

/// How a [`Redis`] is connected to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RedisOptions {
    /// How long a command may take, and a new connection as well, before the request is answered 503. 2 seconds.
    pub timeout: Duration,
    /// The authority that signed the server's certificate, as PEM, where it is none of the machine's own. None.
    pub root_certificate: Option<Vec<u8>>,
}

impl Default for RedisOptions {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(2), root_certificate: None }
    }
}

/// Why Redis gave no answer. The text is for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedisError {
    /// It could not be reached, or refused the command.
    #[error("Redis gave no answer: {0}")]
    Unavailable(String),
    /// It did not answer in time.
    #[error("Redis did not answer within {0:?}")]
    Timeout(Duration),
}

impl From<redis::RedisError> for RedisError {
    fn from(error: redis::RedisError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl Redis {
    /// Connects to `redis://[[user]:password@]host[:port][/database]`, or by TLS to `rediss://…`.
    ///
    /// # Errors
    /// [`RedisError`] where the URL is none, or nobody answers there.
    pub async fn connect(url: &str) -> Result<Self, RedisError> {
        Self::connect_with(url, RedisOptions::default()).await
    }

    /// The same, with options.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub async fn connect_with(url: &str, options: RedisOptions) -> Result<Self, RedisError> {
        // The process-wide choice that `rustls` asks for. Where the application made one before, that one stands.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let certificates = TlsCertificates { client_tls: None, root_cert: options.root_certificate };
        let client = match url.starts_with("rediss:") {
            true => Client::build_with_tls(url, certificates)?,
            false => Client::open(url)?,
        };
        // No patience while it is made anew: the request that meets a broken connection is answered, and the
        // next one tries again.
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(options.timeout))
            .set_response_timeout(Some(options.timeout));
        let connecting = ConnectionManager::new_with_config(client, config);
        let connection = within(options.timeout, connecting).await?;
        let redis = Self { connection, timeout: options.timeout };
        redis.warn_of_eviction().await?;
        Ok(redis)
    }

    /// Runs a command.
    pub(super) async fn run<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        let mut connection = self.connection.clone();
        within(self.timeout, command.query_async(&mut connection)).await
    }

    /// Runs commands, all of them or none.
    pub(super) async fn run_all<T: FromRedisValue>(&self, commands: &Pipeline) -> Result<T, RedisError> {
        let mut connection = self.connection.clone();
        within(self.timeout, commands.query_async(&mut connection)).await
    }

    /// Runs a script, as one step of the server's.
    pub(super) async fn invoke<T: FromRedisValue>(
        &self,
        invocation: &ScriptInvocation<'_>,
    ) -> Result<T, RedisError> {
        let mut connection = self.connection.clone();
        within(self.timeout, invocation.invoke_async(&mut connection)).await
    }

    /// A server that forgets keys when its memory is full forgets limits and tokens with them.
    async fn warn_of_eviction(&self) -> Result<(), RedisError> {
        let memory: String = self.run(redis::cmd("INFO").arg("memory")).await?;
        let policy = memory.lines().find_map(|line| line.strip_prefix("maxmemory_policy:"));
        if let Some(policy) = policy.filter(|policy| *policy != "noeviction") {
            tracing::warn!(
                policy,
                "Redis may forget tokens and limits when its memory is full: set `maxmemory-policy noeviction`"
            );
        }
        Ok(())
    }
}

async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = redis::RedisResult<T>>,
) -> Result<T, RedisError> {
    Ok(tokio::time::timeout(limit, answer).await.map_err(|_| RedisError::Timeout(limit))??)
}

/// Without the URL, which holds a password.
impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis").finish_non_exhaustive()
    }
}
