//! Sealed fields: personal data is kept encrypted and found again by keyed hash.
//!
//! A [`Keyring`] holds the master keys, from a [key file](Keyring::load) outside the database.
//! [`Keyring::seal`] encrypts one value for one field of one row, [`Keyring::open`] reads it
//! back; [`Keyring::hash`] and [`Keyring::tail_hash`] make what a lookup compares. The
//! [recovery sheet](Keyring::recovery_sheet) is the keyring on paper.
//!
//! # A sealed value
//!
//! | bytes | what |
//! |---|---|
//! | 1 | version of this format, 1 |
//! | 2 | id of the master key, big-endian |
//! | 1 | suite: 1 AES-256-GCM and SHA-256, 2 SM4-GCM and SM3 |
//! | 12 | nonce, random |
//! | n | ciphertext, as long as the plaintext |
//! | 16 | tag |
//!
//! The first four bytes, table, column and row are authenticated with it: a value moved to another
//! row, another column or under another key does not open.
//!
//! # How often a key may be used
//!
//! A random 96-bit nonce is good for 2^32 values under one key (NIST SP 800-38D section 8.3), which
//! a nation's fields and file chunks would reach. So no two fields share a key: each is sealed
//! under a key derived (HKDF) from the master key, table, column and row, and the bound holds for
//! the rewritings of one field. Ten thousand million fields rewritten a thousand times each repeat
//! a nonce under one key with a chance below 10^-13. [`Keyring::sealed`] counts the values sealed
//! by this process, for the metrics.
//!
//! # Rotation
//!
//! Every step makes a new keyring to be written with [`Keyring::change`]; nothing is unreadable in
//! between. Where several servers share a database, each gets the new file before the next step.
//!
//! 1. [`Keyring::with_new_key`]: the key is there, nothing uses it yet.
//! 2. [`Keyring::sealing_with`]: new values use it. A job seals anew, in chunks, every value of
//!    which [`Keyring::needs_rotation`] is true; it can be stopped and started at any point.
//! 3. [`Keyring::hashing_with`]: keyed hashes change on their own, since a lookup must know the key
//!    before it sees a row. From now on [`Hashes`] has two: `current` is stored, and a lookup asks
//!    for [`Hashes::all`]. A unique key does not see that an old and a new hash are of one value,
//!    so an insert looks up both first. A job opens each value and stores its new hash, and
//!    [`Keyring::hashing_finished`] ends it.
//! 4. [`Keyring::signing_with`]: the old log key's last head and the new one's first are published
//!    together.
//! 5. [`Keyring::without`] forgets the old key, when no sealed value names it any more. Backups made
//!    before need the old file or its recovery sheet.
//!
//! Deliberately absent: which fields are sealed (each table says), where files lie, how long
//! anything is kept.
mod file;
mod hash;
mod keyring;
mod recovery;
mod suite;

use std::sync::atomic::Ordering;

use zeroize::Zeroizing;

pub use file::KeyFileError;
pub use hash::{HashKind, Hashes, KeyedHash};
pub use keyring::{Agreement, Fingerprint, KeyId, Keyring, Mismatch, NoFingerprint, RotationError};
pub use recovery::{LineFault, RecoveryError, RecoverySheet};
pub use suite::{Suite, UnknownSuite};

use suite::{NONCE, TAG};

const VERSION: u8 = 1;
const HEADER: usize = 4;

/// Where a sealed value belongs. It opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context<'a> {
    pub table: &'a str,
    pub column: &'a str,
    /// The row's id.
    pub row: &'a [u8; 16],
}

impl Context<'_> {
    /// Bytes that no other context has: each name is preceded by its length.
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.table.len() + self.column.len() + 32);
        for name in [self.table, self.column] {
            bytes.extend_from_slice(&(name.len() as u64).to_be_bytes());
            bytes.extend_from_slice(name.as_bytes());
        }
        bytes.extend_from_slice(self.row);
        bytes
    }
}

/// Why a sealed value does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It does not have the form of a sealed value, or one of a later release.
    #[error("this is no sealed value that this release knows")]
    Unknown,
    /// The key file lacks the key.
    #[error("the value is sealed with key {0}, which is not in the key file")]
    NoKey(KeyId),
    /// It was altered or truncated, or belongs to another field, row or installation.
    #[error("the value was altered or belongs to another field or row")]
    Broken,
}

impl Keyring {
    /// Encrypts a value for the place `context`, with the current key and suite.
    pub fn seal(&self, context: Context<'_>, plaintext: &[u8]) -> Vec<u8> {
        let current = self.sealing();
        let head = Head { key: current.key, suite: current.suite };
        let master = self.sealing_key(head).expect("the current key is in the keyring");
        let nonce = crate::random::bytes::<NONCE>();
        let place = head.place(&context);
        let algorithms = head.suite.algorithms();
        let body = algorithms.encrypt(&algorithms.derive(master, &[&place]), &nonce, &place, plaintext);
        self.sealed.fetch_add(1, Ordering::Relaxed);
        [&head.encode()[..], &nonce, &body].concat()
    }

    /// Decrypts a value that was sealed for the place `context`.
    ///
    /// # Errors
    /// When it is not a sealed value, its key is missing, or it is not what was sealed there.
    pub fn open(&self, context: Context<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (head, rest) = Head::decode(sealed)?;
        let master = self.sealing_key(head).ok_or(SealError::NoKey(head.key))?;
        let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(SealError::Broken)?;
        if body.len() < TAG {
            return Err(SealError::Broken);
        }
        let place = head.place(&context);
        let algorithms = head.suite.algorithms();
        algorithms
            .decrypt(&algorithms.derive(master, &[&place]), nonce, &place, body)
            .ok_or(SealError::Broken)
    }

    /// Whether the value should be sealed anew: another key or suite is current. Also true for
    /// what is no sealed value, so that the job that seals anew comes upon it.
    pub fn needs_rotation(&self, sealed: &[u8]) -> bool {
        let current = self.sealing();
        !matches!(Head::decode(sealed), Ok((head, _))
            if head.key == current.key && head.suite == current.suite)
    }

    /// The key a value is sealed with.
    ///
    /// # Errors
    /// When it is not a sealed value.
    pub fn key_of(sealed: &[u8]) -> Result<KeyId, SealError> {
        Head::decode(sealed).map(|(head, _)| head.key)
    }

    /// How many values this process has sealed.
    pub fn sealed(&self) -> u64 {
        self.sealed.load(Ordering::Relaxed)
    }
}

/// The first bytes of a sealed value.
#[derive(Clone, Copy)]
struct Head {
    key: KeyId,
    suite: Suite,
}

impl Head {
    fn encode(self) -> [u8; HEADER] {
        let [high, low] = self.key.0.to_be_bytes();
        [VERSION, high, low, self.suite.id()]
    }

    fn decode(sealed: &[u8]) -> Result<(Self, &[u8]), SealError> {
        let (&[version, high, low, suite], rest) =
            sealed.split_first_chunk::<HEADER>().ok_or(SealError::Unknown)?;
        if version != VERSION {
            return Err(SealError::Unknown);
        }
        let suite = Suite::by_id(suite).ok_or(SealError::Unknown)?;
        Ok((Self { key: KeyId(u16::from_be_bytes([high, low])), suite }, rest))
    }

    /// What a value with this head is bound to, and what its key is derived from.
    fn place(self, context: &Context<'_>) -> Vec<u8> {
        [&self.encode()[..], &context.encode()].concat()
    }
}
