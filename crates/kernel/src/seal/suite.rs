//! The algorithms, behind one trait.
//!
//! A suite is what one line in the key file names: a cipher and a hash that go together. A
//! certified module (GB/T 39786-2021 asks for one) would be a further implementation of
//! [`Algorithms`]; nothing else in the house knows an algorithm by name.
use std::{fmt, marker::PhantomData, str::FromStr};

use aes_gcm::{
    Aes256Gcm, AesGcm,
    aead::{AeadCore, AeadInOut, KeyInit, consts::U12},
};
use hkdf::Hkdf;
use hmac::{EagerHash, Hmac, Mac};
use sha2::Sha256;
use sm3::Sm3;
use sm4::Sm4;
use zeroize::Zeroizing;

/// 256 secret bits. A cipher with a shorter key takes the first of them.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// A GCM nonce, 96 bits (NIST SP 800-38D section 8.2).
pub(super) const NONCE: usize = 12;
/// A GCM tag, 128 bits.
pub(super) const TAG: usize = 16;

/// Which algorithms new sealed values and new keyed hashes use. Values of either suite stay
/// readable whichever is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Suite {
    /// AES-256-GCM (NIST SP 800-38D), HMAC and HKDF over SHA-256.
    Aes,
    /// SM4-GCM (GB/T 32907-2016), HMAC and HKDF over SM3 (GB/T 32905-2016).
    Sm,
}

/// A text that names no suite.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no suite of algorithms: \"aes\" or \"sm\"")]
pub struct UnknownSuite(pub String);

impl Suite {
    pub(super) const ALL: [Self; 2] = [Self::Aes, Self::Sm];

    /// The byte that names it in a sealed value and on the recovery sheet.
    pub(super) fn id(self) -> u8 {
        match self {
            Self::Aes => 1,
            Self::Sm => 2,
        }
    }

    pub(super) fn by_id(id: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.id() == id)
    }

    pub(super) fn algorithms(self) -> &'static dyn Algorithms {
        match self {
            Self::Aes => &Pair::<Aes256Gcm, Sha256>(PhantomData),
            Self::Sm => &Pair::<AesGcm<Sm4, U12>, Sm3>(PhantomData),
        }
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Aes => "aes",
            Self::Sm => "sm",
        })
    }
}

impl FromStr for Suite {
    type Err = UnknownSuite;

    fn from_str(text: &str) -> Result<Self, UnknownSuite> {
        Self::ALL
            .into_iter()
            .find(|suite| suite.to_string() == text)
            .ok_or_else(|| UnknownSuite(text.to_owned()))
    }
}

/// What a suite can do.
pub(super) trait Algorithms: Sync {
    /// Ciphertext and tag. `bound` is authenticated, not kept.
    fn encrypt(&self, key: &Key, nonce: &[u8; NONCE], bound: &[u8], plain: &[u8]) -> Vec<u8>;

    /// The plaintext, unless ciphertext, tag, nonce, key or `bound` are not those of `encrypt`.
    fn decrypt(
        &self,
        key: &Key,
        nonce: &[u8; NONCE],
        bound: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>>;

    /// A key for one purpose: HKDF-Expand (RFC 5869 section 2.3). The extract step is left out,
    /// as section 3.3 allows, because every key here is uniformly random already.
    fn derive(&self, key: &Key, purpose: &[&[u8]]) -> Key;

    /// A keyed hash of the parts, joined.
    fn hash(&self, key: &Key, parts: &[&[u8]]) -> [u8; 32];
}

struct Pair<C, H>(PhantomData<fn() -> (C, H)>);

impl<C, H> Algorithms for Pair<C, H>
where
    C: AeadInOut + AeadCore<NonceSize = U12> + KeyInit,
    H: EagerHash,
{
    fn encrypt(&self, key: &Key, nonce: &[u8; NONCE], bound: &[u8], plain: &[u8]) -> Vec<u8> {
        // With room for the tag, so that growing leaves no copy of the plaintext behind.
        let mut buffer = Vec::with_capacity(plain.len() + TAG);
        buffer.extend_from_slice(plain);
        cipher::<C>(key)
            .encrypt_in_place(&(*nonce).into(), bound, &mut buffer)
            .expect("a field or file chunk is far below GCM's limit of 64 GiB");
        buffer
    }

    fn decrypt(
        &self,
        key: &Key,
        nonce: &[u8; NONCE],
        bound: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let mut buffer = Zeroizing::new(sealed.to_vec());
        cipher::<C>(key).decrypt_in_place(&(*nonce).into(), bound, &mut *buffer).ok()?;
        Some(buffer)
    }

    fn derive(&self, key: &Key, purpose: &[&[u8]]) -> Key {
        let mut derived = Key::default();
        Hkdf::<H>::from_prk(key.as_slice())
            .expect("a key is as long as the hash")
            .expand_multi_info(purpose, derived.as_mut_slice())
            .expect("one block is within HKDF's 255");
        derived
    }

    fn hash(&self, key: &Key, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = <Hmac<H> as KeyInit>::new_from_slice(key.as_slice()).expect("HMAC takes every length");
        for part in parts {
            Mac::update(&mut mac, part);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(&mac.finalize().into_bytes());
        hash
    }
}

fn cipher<C: KeyInit>(key: &Key) -> C {
    C::new_from_slice(&key[..C::key_size()]).expect("no cipher's key is longer than ours")
}
