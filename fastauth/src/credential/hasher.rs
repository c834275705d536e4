//! Password hashing off the async threads, so many at a time and no more.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::argon2id::{Argon2Params, Argon2id};
use super::hash_error::HashError;
use super::hash_threads::HashThreads;
use super::{Password, PasswordHash, bcrypt, random_password};

/// Which algorithm new passwords are hashed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordAlgorithm {
    /// Argon2id: the default.
    Argon2id(Argon2Params),
    /// bcrypt, at this cost, for those who must share hashes with something older. It reads 72 bytes:
    /// longer passwords are refused.
    Bcrypt {
        /// The cost, 10 to 15: each step doubles the time.
        cost: u32,
    },
}

impl Default for PasswordAlgorithm {
    fn default() -> Self {
        Self::Argon2id(Argon2Params::default())
    }
}

/// As the option is written: `argon2id,m=19456,t=2,p=1`, `bcrypt,cost=12`.
impl fmt::Display for PasswordAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argon2id(Argon2Params { memory_kib, passes, lanes }) => {
                write!(f, "argon2id,m={memory_kib},t={passes},p={lanes}")
            }
            Self::Bcrypt { cost } => write!(f, "bcrypt,cost={cost}"),
        }
    }
}

/// As it is displayed; a cost that is not named is the default.
impl FromStr for PasswordAlgorithm {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (name, costs) = text.split_once(',').unwrap_or((text, ""));
        let mut algorithm = match name {
            "argon2id" => Self::default(),
            "bcrypt" => Self::Bcrypt { cost: bcrypt::COST },
            _ => return Err(()),
        };
        for cost in costs.split(',').filter(|cost| !cost.is_empty()) {
            let (name, value) = cost.split_once('=').ok_or(())?;
            let value = value.parse().map_err(|_| ())?;
            match (&mut algorithm, name) {
                (Self::Argon2id(params), "m") => params.memory_kib = value,
                (Self::Argon2id(params), "t") => params.passes = value,
                (Self::Argon2id(params), "p") => params.lanes = value,
                (Self::Bcrypt { cost }, "cost") => *cost = value,
                _ => return Err(()),
            }
        }
        Ok(algorithm)
    }
}

impl PasswordAlgorithm {
    /// The longest password that it hashes, in bytes, where it has such a limit.
    #[must_use]
    pub fn max_password_bytes(&self) -> Option<usize> {
        match self {
            Self::Argon2id(_) => None,
            Self::Bcrypt { .. } => Some(bcrypt::MAX_PASSWORD_BYTES),
        }
    }
}

/// How much hashing may go on at once. Each Argon2id hash takes 19 MiB and a core for 30 ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashLimits {
    /// Hashes computed at the same time. The cores less one by default, so that a flood of logins
    /// leaves one to the other requests.
    pub concurrency: usize,
    /// Requests that may wait for their turn. 256 by default; one more is answered 503.
    pub queue: usize,
    /// How long a request waits for its turn. 5 seconds by default; then it is answered 503.
    pub wait: Duration,
}

impl Default for HashLimits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { concurrency: cores.saturating_sub(1).max(1), queue: 256, wait: Duration::from_secs(5) }
    }
}

/// What came of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Verified {
    /// It is not the password.
    No,
    /// It is.
    Yes,
    /// It is, and its stored hash is weaker than one made today.
    YesButWeak,
}

/// Hashes and verifies passwords.
#[derive(Debug, Clone)]
pub struct PasswordHasher {
    schemes: Arc<Schemes>,
    threads: HashThreads,
    permits: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    wait: Duration,
    /// What a password is verified against where there is no account: as costly as a real one.
    decoy: PasswordHash,
}

#[derive(Debug)]
struct Schemes {
    wanted: PasswordAlgorithm,
    argon2id: Argon2id,
    computed: AtomicU64,
}

impl PasswordHasher {
    /// A hasher with these costs and limits. Computes one hash, for the accounts that do not exist.
    ///
    /// # Errors
    /// [`HashError::Failed`] where the algorithm refuses its parameters.
    pub fn new(wanted: PasswordAlgorithm, limits: HashLimits) -> Result<Self, HashError> {
        let argon2id = Argon2id::new(match wanted {
            PasswordAlgorithm::Argon2id(params) => params,
            PasswordAlgorithm::Bcrypt { .. } => Argon2Params::default(),
        });
        let schemes = Schemes { wanted, argon2id, computed: AtomicU64::new(0) };
        let decoy = schemes.hash(&random_password().map_err(|_| HashError::Failed)?)?;
        Ok(Self {
            schemes: Arc::new(schemes),
            threads: HashThreads::start(limits.concurrency)?,
            permits: Arc::new(Semaphore::new(limits.concurrency)),
            queue: Arc::new(Semaphore::new(limits.concurrency.saturating_add(limits.queue))),
            wait: limits.wait,
            decoy,
        })
    }

    /// How many hashes were computed so far: each costs a core 30 ms, so this is a figure to watch.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.schemes.computed.load(Ordering::Relaxed)
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// [`HashError`].
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        self.run(move |schemes| schemes.hash(&password)).await?
    }

    /// Verifies a password, at the same cost whether there is an account or not.
    ///
    /// # Errors
    /// [`HashError::Busy`], [`HashError::Failed`].
    pub async fn verify(
        &self,
        password: Password,
        stored: Option<PasswordHash>,
    ) -> Result<Verified, HashError> {
        let decoy = self.decoy.clone();
        self.run(move |schemes| {
            if let Some(verified) = stored.and_then(|stored| schemes.verify(&password, &stored)) {
                return verified;
            }
            // Any password will do, and bcrypt does not take every one.
            let _ = schemes.verify(&Password::new("decoy"), &decoy);
            Verified::No
        })
        .await
    }

    async fn run<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Schemes) -> R + Send + 'static,
    ) -> Result<R, HashError> {
        let place = self.queue.clone().try_acquire_owned().map_err(|_| HashError::Busy)?;
        let permit = tokio::time::timeout(self.wait, self.permits.clone().acquire_owned())
            .await
            .map_err(|_| HashError::Busy)?
            .map_err(|_| HashError::Failed)?;
        let schemes = self.schemes.clone();
        // The permits go with the work: a client that hangs up frees nothing before its hash is done.
        self.threads
            .run(move || {
                let _held: (OwnedSemaphorePermit, OwnedSemaphorePermit) = (place, permit);
                work(&schemes)
            })
            .await
    }
}

impl Schemes {
    fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        let password = password.expose().as_bytes();
        self.computed.fetch_add(1, Ordering::Relaxed);
        match self.wanted {
            PasswordAlgorithm::Argon2id(_) => self.argon2id.hash(password),
            PasswordAlgorithm::Bcrypt { cost } => bcrypt::hash(password, cost),
        }
        .map(PasswordHash::from_stored)
    }

    /// Nothing where no hash was computed.
    fn verify(&self, password: &Password, stored: &PasswordHash) -> Option<Verified> {
        let (password, stored) = (password.expose().as_bytes(), stored.expose());
        let (matches, weak) = if bcrypt::is_bcrypt(stored) {
            let (matches, cost) = bcrypt::verify(password, stored)?;
            let weak = match self.wanted {
                PasswordAlgorithm::Argon2id(_) => true,
                PasswordAlgorithm::Bcrypt { cost: wanted } => cost < wanted,
            };
            (matches, weak)
        } else {
            let (matches, weaker) = self.argon2id.verify(password, stored)?;
            (matches, weaker && matches!(self.wanted, PasswordAlgorithm::Argon2id(_)))
        };
        self.computed.fetch_add(1, Ordering::Relaxed);
        Some(match (matches, weak) {
            (false, _) => Verified::No,
            (true, false) => Verified::Yes,
            (true, true) => Verified::YesButWeak,
        })
    }
}
