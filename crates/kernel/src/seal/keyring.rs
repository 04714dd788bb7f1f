//! The keyring: master keys, what each is used for, and how that changes.
use std::{collections::BTreeMap, fmt, str::FromStr, sync::atomic::AtomicU64};

use zeroize::Zeroizing;

use super::{
    Head,
    suite::{Key, Suite},
};
use crate::note::{CoSigner, KeyName, Signer, Verifier};

/// The number of a master key within its keyring, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub u16);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A key with the algorithms it is used with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Use {
    pub key: KeyId,
    pub suite: Suite,
}

/// What a keyring is made of; the key file and the recovery sheet hold exactly this.
#[derive(Clone)]
pub(super) struct Parts {
    pub masters: BTreeMap<KeyId, Key>,
    pub seal: Use,
    pub hash: Use,
    pub hash_before: Option<Use>,
    pub sign: KeyId,
}

impl Parts {
    /// Every key that something is done with is there.
    pub fn whole(&self) -> bool {
        self.used().all(|key| self.masters.contains_key(&key))
    }

    fn used(&self) -> impl Iterator<Item = KeyId> {
        [self.seal.key, self.hash.key, self.sign].into_iter().chain(self.hash_before.map(|before| before.key))
    }
}

/// The key that a column of keyed hashes is made with.
pub(super) struct HashingKey {
    pub suite: Suite,
    pub key: Key,
}

/// The master keys of an installation. Shows nothing of them when printed, and wipes them from
/// memory when dropped.
pub struct Keyring {
    parts: Parts,
    /// One key per master key and suite, from which each field's key is derived.
    sealing: Vec<(KeyId, Suite, Key)>,
    hashing: HashingKey,
    hashing_before: Option<HashingKey>,
    pub(super) sealed: AtomicU64,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({})", self.fingerprint())
    }
}

/// Why a step of a rotation is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RotationError {
    /// The keyring has no such key.
    #[error("there is no key {0}")]
    NoKey(KeyId),
    /// It is still used for new values, for keyed hashes or for signing.
    #[error("key {0} is in use")]
    InUse(KeyId),
    /// The last change of hash keys has not been finished.
    #[error("keyed hashes made with key {0} are still being replaced")]
    Unfinished(KeyId),
    /// All 65,535 numbers were given.
    #[error("the keyring has no number left for a key")]
    Full,
}

impl Keyring {
    /// A new keyring with one random key, which does everything.
    pub fn generate(suite: Suite) -> Self {
        let key = KeyId(1);
        let only = Use { key, suite };
        Self::assemble(Parts {
            masters: BTreeMap::from([(key, new_key())]),
            seal: only,
            hash: only,
            hash_before: None,
            sign: key,
        })
    }

    /// The keyring of whole parts.
    pub(super) fn assemble(parts: Parts) -> Self {
        let hashing = |using: Use| HashingKey {
            suite: using.suite,
            key: using.suite.algorithms().derive(&parts.masters[&using.key], &[b"zhibu hash"]),
        };
        let sealing = parts
            .masters
            .iter()
            .flat_map(|(&id, master)| Suite::ALL.map(|suite| (id, suite, master)))
            .map(|(id, suite, master)| (id, suite, suite.algorithms().derive(master, &[b"zhibu seal"])))
            .collect();
        Self {
            sealing,
            hashing: hashing(parts.hash),
            hashing_before: parts.hash_before.map(hashing),
            sealed: AtomicU64::new(0),
            parts,
        }
    }

    pub(super) fn parts(&self) -> &Parts {
        &self.parts
    }

    pub(super) fn sealing(&self) -> Use {
        self.parts.seal
    }

    pub(super) fn sealing_key(&self, head: Head) -> Option<&Key> {
        self.sealing
            .iter()
            .find(|(id, suite, _)| *id == head.key && *suite == head.suite)
            .map(|(_, _, key)| key)
    }

    pub(super) fn hashing_keys(&self) -> (&HashingKey, Option<&HashingKey>) {
        (&self.hashing, self.hashing_before.as_ref())
    }

    /// The key that signs the heads of this installation's log, under the log's name.
    /// It is derived from a master key, so that file and recovery sheet hold it too.
    pub fn log_signer(&self, name: KeyName) -> Signer {
        Signer::new(name, &self.signing_seed(SIGN_LOG))
    }

    /// The key that cosigns the heads of other installations' logs, as a witness of this name.
    pub fn witness_signer(&self, name: KeyName) -> CoSigner {
        CoSigner::new(name, &self.signing_seed(b"zhibu sign witness"))
    }

    /// What checks the heads of this installation's log: those signed today, and those signed
    /// before the signing key was changed.
    pub fn log_verifiers(&self, name: &KeyName) -> Vec<Verifier> {
        let seeds = self.parts.masters.values();
        seeds.map(|master| Signer::new(name.clone(), &seed(master, SIGN_LOG)).verifier()).collect()
    }

    fn signing_seed(&self, purpose: &[u8]) -> Key {
        seed(&self.parts.masters[&self.parts.sign], purpose)
    }

    /// This keyring with a new random key beside the others, which nothing uses yet.
    ///
    /// # Errors
    /// When no number is left.
    pub fn with_new_key(&self) -> Result<(Self, KeyId), RotationError> {
        let mut parts = self.parts.clone();
        let last = parts.masters.last_key_value().map_or(0, |(id, _)| id.0);
        let id = KeyId(last.checked_add(1).ok_or(RotationError::Full)?);
        parts.masters.insert(id, new_key());
        Ok((Self::assemble(parts), id))
    }

    /// This keyring, sealing new values with `key` and `suite`.
    ///
    /// # Errors
    /// When the key is not there.
    pub fn sealing_with(&self, key: KeyId, suite: Suite) -> Result<Self, RotationError> {
        self.known(key)?;
        Ok(Self::assemble(Parts { seal: Use { key, suite }, ..self.parts.clone() }))
    }

    /// This keyring, hashing with `key` and `suite`, and as before for rows not yet done.
    ///
    /// # Errors
    /// When the key is not there, or the change before this has not been finished.
    pub fn hashing_with(&self, key: KeyId, suite: Suite) -> Result<Self, RotationError> {
        self.known(key)?;
        if let Some(before) = self.parts.hash_before {
            return Err(RotationError::Unfinished(before.key));
        }
        let hash_before = Some(self.parts.hash);
        let hash = Use { key, suite };
        Ok(Self::assemble(Parts { hash, hash_before, ..self.parts.clone() }))
    }

    /// This keyring after every row has its new hash.
    pub fn hashing_finished(&self) -> Self {
        Self::assemble(Parts { hash_before: None, ..self.parts.clone() })
    }

    /// This keyring, signing with keys derived from `key`.
    ///
    /// # Errors
    /// When the key is not there.
    pub fn signing_with(&self, key: KeyId) -> Result<Self, RotationError> {
        self.known(key)?;
        Ok(Self::assemble(Parts { sign: key, ..self.parts.clone() }))
    }

    /// This keyring without `key`. What is sealed with it cannot be opened any more.
    ///
    /// # Errors
    /// When the key is not there or in use.
    pub fn without(&self, key: KeyId) -> Result<Self, RotationError> {
        self.known(key)?;
        if self.parts.used().any(|used| used == key) {
            return Err(RotationError::InUse(key));
        }
        let mut parts = self.parts.clone();
        parts.masters.remove(&key);
        Ok(Self::assemble(parts))
    }

    fn known(&self, key: KeyId) -> Result<(), RotationError> {
        if self.parts.masters.contains_key(&key) { Ok(()) } else { Err(RotationError::NoKey(key)) }
    }

    /// What the database remembers of this keyring. It tells nothing of the keys.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(
            self.parts
                .masters
                .iter()
                .map(|(&id, master)| {
                    let print = Suite::Aes.algorithms().derive(master, &[b"zhibu fingerprint"]);
                    (id, u64::from_be_bytes(*print.first_chunk().expect("a key has 32 bytes")))
                })
                .collect(),
        )
    }

    /// Compares this keyring with the fingerprint that the database remembers.
    ///
    /// # Errors
    /// When this keyring cannot open everything that the remembered one could.
    pub fn agrees_with(&self, remembered: &Fingerprint) -> Result<Agreement, Mismatch> {
        let found = self.fingerprint();
        let missing: Vec<_> = remembered
            .0
            .iter()
            .filter(|(id, print)| found.0.get(id) != Some(print))
            .map(|(&id, _)| id)
            .collect();
        match missing.len() {
            0 if found == *remembered => Ok(Agreement::Same),
            0 => Ok(Agreement::Ahead),
            all if all == remembered.0.len() => {
                Err(Mismatch::Other { remembered: remembered.clone(), found })
            }
            _ => Err(Mismatch::Lacks { missing }),
        }
    }
}

/// What a log's signing key is derived for.
const SIGN_LOG: &[u8] = b"zhibu sign log";

fn seed(master: &Key, purpose: &[u8]) -> Key {
    // Ed25519 stands on SHA-2 whatever suite the fields use.
    Suite::Aes.algorithms().derive(master, &[purpose])
}

fn new_key() -> Key {
    Zeroizing::new(crate::random::bytes())
}

/// How a keyring goes with what the database remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// The same keys.
    Same,
    /// It has further keys: a rotation began, and the database is to remember the new fingerprint.
    Ahead,
}

/// Why a keyring does not go with the database. Nothing may be written then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// It has none of the keys: the file of another installation.
    #[error("the key file is of another installation: it has {found}, the database {remembered}")]
    Other { remembered: Fingerprint, found: Fingerprint },
    /// It has some of the keys only: an older copy, or one that was rotated apart.
    #[error("the key file lacks keys that the database needs: {}", list(.missing))]
    Lacks { missing: Vec<KeyId> },
}

fn list(keys: &[KeyId]) -> String {
    keys.iter().map(KeyId::to_string).collect::<Vec<_>>().join(", ")
}

/// The keys of a keyring by number and 64 bits derived from each. As text: `1:0123456789abcdef`,
/// several with a space between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(BTreeMap<KeyId, u64>);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (id, print)) in self.0.iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            write!(f, "{gap}{id}:{print:016x}")?;
        }
        Ok(())
    }
}

/// A text that is no fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no fingerprint of a keyring")]
pub struct NoFingerprint(pub String);

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    fn from_str(text: &str) -> Result<Self, NoFingerprint> {
        let key = |word: &str| {
            let (id, print) = word.split_once(':')?;
            Some((KeyId(id.parse().ok()?), u64::from_str_radix(print, 16).ok()?))
        };
        let keys = text.split(' ').map(key).collect::<Option<_>>();
        let fingerprint = keys.map(Self).ok_or_else(|| NoFingerprint(text.to_owned()))?;
        // One text per fingerprint.
        if fingerprint.to_string() == text { Ok(fingerprint) } else { Err(NoFingerprint(text.to_owned())) }
    }
}
