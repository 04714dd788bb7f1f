//! Keyed hashes: finding a sealed value without opening any.
//!
//! Only who holds the key can compute one, so a stolen database does not answer "is this citizen
//! id in it?", although ids are few enough to be tried one by one.
use super::Keyring;

/// A keyed hash, 128 bits: what an index column holds. Two of 10^10 values collide by chance with
/// a probability below 10^-18.
pub type KeyedHash = [u8; 16];

/// What kind of value is hashed. Equal texts of two kinds have unrelated hashes, so that nobody
/// learns by comparing columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashKind(&'static str);

impl HashKind {
    /// A kind by its name. The name is part of every hash: it never changes.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }
}

/// The hashes of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hashes {
    /// The one to store.
    pub current: KeyedHash,
    /// While the hash key is being replaced: the one that rows not yet done have.
    pub before: Option<KeyedHash>,
}

impl Hashes {
    /// The ones a lookup compares with: one, two while the hash key is being replaced.
    pub fn all(&self) -> impl Iterator<Item = KeyedHash> {
        std::iter::once(self.current).chain(self.before)
    }
}

impl Keyring {
    /// The hashes of a whole value. The caller has brought it into its one normal form.
    pub fn hash(&self, kind: HashKind, value: &[u8]) -> Hashes {
        self.hashes(&[b"whole", &length(kind), kind.0.as_bytes(), value])
    }

    /// The hashes of the last characters of a value, for a search by tail. They differ from area
    /// to area: ten thousand tails are few, and equal ones must not connect people of two areas.
    pub fn tail_hash(&self, kind: HashKind, area: &[u8; 16], tail: &[u8]) -> Hashes {
        self.hashes(&[b"tail", &length(kind), kind.0.as_bytes(), area, tail])
    }

    fn hashes(&self, parts: &[&[u8]]) -> Hashes {
        let hash = |key: &super::keyring::HashingKey| {
            let whole = key.suite.algorithms().hash(&key.key, parts);
            *whole.first_chunk().expect("a hash has 32 bytes")
        };
        let (current, before) = self.hashing_keys();
        Hashes { current: hash(current), before: before.map(hash) }
    }
}

fn length(kind: HashKind) -> [u8; 8] {
    (kind.0.len() as u64).to_be_bytes()
}
