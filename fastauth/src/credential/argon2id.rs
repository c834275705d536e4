//! Argon2id (RFC 9106), with the memory of one hash reused by the next.

use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use phc::{Output, ParamsString, PasswordHash as Phc, Salt};
use zeroize::Zeroize;

use super::hash_error::HashError;
use super::random_bytes;

/// The cost of an Argon2id hash.
///
/// The default, 19 MiB and two passes, is the least that OWASP's Password Storage Cheat Sheet and
/// ASVS 5.0 appendix C accept at parallelism 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon2Params {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Argon2Params {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

impl Argon2Params {
    /// Whether the cost is at least what OWASP accepts for its number of passes.
    #[must_use]
    pub fn is_strong_enough(&self) -> bool {
        let least_memory = match self.passes {
            0 => return false,
            1 => 47_104,
            2 => 19_456,
            _ => 12_288,
        };
        self.memory_kib >= least_memory && self.lanes >= 1 && self.is_bearable()
    }

    /// Whether a hash of this cost may be computed at all: a stored hash is data, and could name a cost
    /// that no machine can pay. At most 256 MiB, 10 passes, 16 lanes.
    fn is_bearable(&self) -> bool {
        self.memory_kib <= 262_144 && self.passes <= 10 && self.lanes <= 16
    }

    /// Whether a hash of `self` is weaker in any way than one of `wanted`, and stronger in none.
    fn is_weaker_than(&self, wanted: &Self) -> bool {
        self != wanted
            && self.memory_kib <= wanted.memory_kib
            && self.passes <= wanted.passes
            && self.lanes <= wanted.lanes
    }
}

/// Hashes, in memory that it keeps: 19 MiB of fresh pages cost more than a tenth of a hash.
#[derive(Debug)]
pub(super) struct Argon2id {
    params: Argon2Params,
    spare: Mutex<Vec<Vec<Block>>>,
}

impl Argon2id {
    pub(super) fn new(params: Argon2Params) -> Self {
        Self { params, spare: Mutex::new(Vec::new()) }
    }

    pub(super) fn hash(&self, password: &[u8]) -> Result<String, HashError> {
        let salt = Salt::new(&random_bytes::<16>().map_err(|_| HashError::Failed)?)
            .map_err(|_| HashError::Failed)?;
        let tag = self.tag(password, salt.as_ref(), &self.params, 32)?;
        let params = ParamsString::try_from(params(&self.params, 32)?).map_err(|_| HashError::Failed)?;
        Ok(Phc {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params,
            salt: Some(salt),
            hash: Some(Output::new(&tag).map_err(|_| HashError::Failed)?),
        }
        .to_string())
    }

    /// Whether `password` is the one behind `stored`, and whether `stored` is weaker than it should be.
    pub(super) fn verify(&self, password: &[u8], stored: &str) -> Option<(bool, bool)> {
        let stored = Phc::new(stored).ok()?;
        let params = Params::try_from(&stored).ok()?;
        let cost =
            Argon2Params { memory_kib: params.m_cost(), passes: params.t_cost(), lanes: params.p_cost() };
        if stored.algorithm != Algorithm::Argon2id.ident() || !cost.is_bearable() {
            return None;
        }
        if stored.version.is_some_and(|version| version != Version::V0x13 as u32) {
            return None;
        }
        let (salt, expected) = (stored.salt?, stored.hash?);
        let tag = self.tag(password, salt.as_ref(), &cost, expected.len()).ok()?;
        // `Output` compares in constant time.
        let matches = Output::new(&tag).is_ok_and(|tag| tag == expected);
        Some((matches, cost.is_weaker_than(&self.params)))
    }

    fn tag(
        &self,
        password: &[u8],
        salt: &[u8],
        cost: &Argon2Params,
        bytes: usize,
    ) -> Result<Vec<u8>, HashError> {
        let params = params(cost, bytes)?;
        let mut memory = self.borrow(params.block_count());
        let mut tag = vec![0; bytes];
        let outcome = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(password, salt, &mut tag, &mut memory);
        self.give_back(memory);
        outcome.map(|()| tag).map_err(|_| HashError::Failed)
    }

    fn borrow(&self, blocks: usize) -> Vec<Block> {
        let mut memory = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        memory.resize(blocks, Block::default());
        memory
    }

    /// Keeps the memory for the next hash, without what this one left in it.
    fn give_back(&self, mut memory: Vec<Block>) {
        for block in &mut memory {
            block.zeroize();
        }
        // A stored hash of a higher cost than ours shall not cost memory for good.
        if memory.len() <= self.params.memory_kib as usize {
            self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        }
    }
}

fn params(cost: &Argon2Params, tag_bytes: usize) -> Result<Params, HashError> {
    Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(tag_bytes)).map_err(|_| HashError::Failed)
}
