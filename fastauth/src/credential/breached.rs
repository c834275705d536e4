//! Passwords that are known from breaches, offline.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use super::policy::{PasswordCandidate, PasswordPolicy, PasswordRefused, PolicyError, PolicyFuture};

/// Refuses passwords that are in a file: sorted lines that begin with a SHA-1 in hexadecimal, as "Have I
/// Been Pwned" gives them out (`HASH:COUNT`). It is searched where it lies; nothing leaves the machine.
#[derive(Debug, Clone)]
pub struct BreachedPasswords {
    file: PathBuf,
}

impl BreachedPasswords {
    /// The passwords of this file.
    ///
    /// # Errors
    /// Where it cannot be read, or its first line begins with no SHA-1.
    pub fn open(file: impl AsRef<Path>) -> std::io::Result<Self> {
        let mut first = String::new();
        BufReader::new(File::open(&file)?).read_line(&mut first)?;
        let is_hash = first.as_bytes().get(..40).is_some_and(|hash| hash.iter().all(u8::is_ascii_hexdigit));
        if !is_hash {
            return Err(std::io::Error::other("its lines do not begin with a SHA-1 in hexadecimal"));
        }
        Ok(Self { file: file.as_ref().to_owned() })
    }
}

impl PasswordPolicy for BreachedPasswords {
    fn check<'a>(&'a self, candidate: PasswordCandidate<'a>) -> PolicyFuture<'a> {
        let password = candidate.password.expose().as_bytes();
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, password);
        let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        let file = self.file.clone();
        Box::pin(async move {
            let unavailable = |error: &dyn std::fmt::Display| PolicyError::Unavailable(error.to_string());
            let searched = tokio::task::spawn_blocking(move || holds(&file, &hash)).await;
            match searched.map_err(|error| unavailable(&error))?.map_err(|error| unavailable(&error))? {
                false => Ok(()),
                true => Err(PolicyError::Refused(PasswordRefused::Refused {
                    code: "breached",
                    message: "is known from a breach of another service".to_owned(),
                })),
            }
        })
    }
}

/// Whether a line of a sorted file begins with this hash: halving what is left of it, by bytes.
fn holds(file: &Path, hash: &str) -> std::io::Result<bool> {
    let mut reader = BufReader::with_capacity(256, File::open(file)?);
    let (mut low, mut high) = (0, reader.seek(SeekFrom::End(0))?);
    while low < high {
        let middle = low + (high - low) / 2;
        reader.seek(SeekFrom::Start(middle))?;
        let mut line = Vec::new();
        // Into the middle of a line: the next one is whole. The first byte of the file begins one.
        let skipped = if middle == 0 { 0 } else { reader.read_until(b'\n', &mut line)? };
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        let begins = line.get(..40).unwrap_or_default().to_ascii_uppercase();
        if read == 0 || begins.as_slice() > hash.as_bytes() {
            high = middle;
        } else if begins.as_slice() == hash.as_bytes() {
            return Ok(true);
        } else {
            low = middle + u64::try_from(skipped.max(1)).unwrap_or(u64::MAX);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_nothing_else() {
        let directory = std::env::temp_dir().join(format!("fastauth-breached-{}", uuid::Uuid::now_v7()));
        let hashes: Vec<String> = (0..257_u32).map(|number| format!("{:040X}", number * 7 + 5)).collect();
        for count in [1, 2, 3, 100, 257] {
            let lines: String = hashes[..count]
                .iter()
                .enumerate()
                .map(|(at, hash)| format!("{hash}:{}\r\n", at * at))
                .collect();
            std::fs::write(&directory, lines).unwrap();
            for (at, hash) in hashes.iter().enumerate() {
                assert_eq!(holds(&directory, hash).unwrap(), at < count, "{hash} of {count}");
            }
            for number in [0_u32, 4, 6, 11, 257 * 7 + 6] {
                assert!(!holds(&directory, &format!("{number:040X}")).unwrap());
            }
        }
        std::fs::remove_file(&directory).unwrap();
    }
}
