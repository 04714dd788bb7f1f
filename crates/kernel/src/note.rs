//! Signed notes: a text with signatures by named keys, in the form of C2SP signed-note.
//!
//! ```text
//! text, one or more lines
//!
//! — name base64(key id, signature)
//! ```
//!
//! Two kinds of keys sign: a log's [`Signer`] signs the text with Ed25519 (type 0x01), a witness's
//! [`CoSigner`] signs the text and the time it saw it (C2SP tlog-cosignature, `cosignature/v1`,
//! type 0x04). A [`Verifier`] is the public half of either, written as a `vkey`:
//! `name+key id in hexadecimal+base64(type, public key)`.
use std::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The name of a key: usually the address of what it belongs to, without a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyName(String);

/// A text that cannot name a key: empty, or with a space, a control character or a plus sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} cannot be the name of a key")]
pub struct BadName(pub String);

impl FromStr for KeyName {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let forbidden = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if text.is_empty() || text.contains(forbidden) {
            return Err(BadName(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The text itself.
    Log,
    /// The text, and when it was seen.
    Witness,
}

impl KeyKind {
    fn id(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }
}

/// The key of a log.
pub struct Signer(Secret);

/// The key of a witness.
pub struct CoSigner(Secret);

struct Secret {
    name: KeyName,
    key: SigningKey,
}

impl Secret {
    fn new(name: KeyName, seed: &Zeroizing<[u8; 32]>) -> Self {
        Self { name, key: SigningKey::from_bytes(seed) }
    }

    fn verifier(&self, kind: KeyKind) -> Verifier {
        Verifier { name: self.name.clone(), kind, key: self.key.verifying_key() }
    }
}

impl Signer {
    /// A key by its name and its Ed25519 seed (RFC 8032 section 5.1.5).
    pub fn new(name: KeyName, seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(Secret::new(name, seed))
    }

    /// The public half.
    pub fn verifier(&self) -> Verifier {
        self.0.verifier(KeyKind::Log)
    }
}

impl CoSigner {
    /// A key by its name and its Ed25519 seed (RFC 8032 section 5.1.5).
    pub fn new(name: KeyName, seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(Secret::new(name, seed))
    }

    /// The public half.
    pub fn verifier(&self) -> Verifier {
        self.0.verifier(KeyKind::Witness)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier())
    }
}

impl fmt::Debug for CoSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CoSigner({})", self.verifier())
    }
}

/// A public key with its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Verifier {
    name: KeyName,
    kind: KeyKind,
    key: VerifyingKey,
}

impl Verifier {
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Kind and key, as they are hashed and written.
    fn bytes(&self) -> [u8; 33] {
        let mut bytes = [self.kind.id(); 33];
        bytes[1..].copy_from_slice(self.key.as_bytes());
        bytes
    }

    /// The first bytes of every signature by this key.
    fn id(&self) -> [u8; 4] {
        let hash =
            Sha256::new_with_prefix(&self.name.0).chain_update("\n").chain_update(self.bytes()).finalize();
        *hash.first_chunk().expect("a hash has 32 bytes")
    }

    /// What a signature in the name of this key says, if the key made it.
    fn check(&self, text: &str, signature: &[u8]) -> Option<Signed> {
        let (seen_at, message, signature) = match self.kind {
            KeyKind::Log => (None, text.to_owned(), signature),
            KeyKind::Witness => {
                let (time, signature) = signature.split_first_chunk()?;
                let time = u64::from_be_bytes(*time);
                (Some(time), cosigned(text, time), signature)
            }
        };
        let signature = Signature::from_slice(signature).ok()?;
        let checked = self.key.verify_strict(message.as_bytes(), &signature);
        let by = self.clone();
        checked.is_ok().then_some(Signed { by, seen_at })
    }
}

/// What a witness signs.
fn cosigned(text: &str, seen_at: u64) -> String {
    format!("cosignature/v1\ntime {seen_at}\n{text}")
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u32::from_be_bytes(self.id());
        write!(f, "{}+{id:08x}+{}", self.name, BASE64_STANDARD.encode(self.bytes()))
    }
}

/// A text that is no public key of a kind we know, or whose key id does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no verifier key")]
pub struct BadVerifier(pub String);

impl FromStr for Verifier {
    type Err = BadVerifier;

    fn from_str(text: &str) -> Result<Self, BadVerifier> {
        let read = || {
            let mut parts = text.splitn(3, '+');
            let name = parts.next()?.parse().ok()?;
            let id = parts.next()?;
            let bytes = BASE64_STANDARD.decode(parts.next()?).ok()?;
            let (&kind, key) = bytes.split_first()?;
            let kind = [KeyKind::Log, KeyKind::Witness].into_iter().find(|k| k.id() == kind)?;
            let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
            let verifier = Self { name, kind, key };
            (id == format!("{:08x}", u32::from_be_bytes(verifier.id()))).then_some(verifier)
        };
        read().ok_or_else(|| BadVerifier(text.to_owned()))
    }
}

/// A signature that one of the trusted keys made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub by: Verifier,
    /// When a witness saw the text, in seconds since 1970; `None` for a log.
    pub seen_at: Option<u64>,
}

/// Why a note is not to be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It does not have the form of a signed note.
    #[error("this is no signed note")]
    Form,
    /// None of the trusted keys signed it.
    #[error("none of the trusted keys signed the note")]
    Unsigned,
    /// It carries a signature in the name of this trusted key that is not by it.
    #[error("the signature of {0} is wrong: note or signature was altered")]
    Wrong(KeyName),
}

/// A text and signatures, believed only as far as [`Note::verify`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Line>,
}

/// A signature as it stands on its line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    name: KeyName,
    id: [u8; 4],
    signature: Vec<u8>,
}

/// More signatures than anyone needs; a note with more is an attack on the reader's time.
const MOST_SIGNATURES: usize = 100;
const DASH: &str = "\u{2014} ";

impl Note {
    /// An unsigned note.
    ///
    /// # Errors
    /// When the text does not end with a line feed, or has other control characters.
    pub fn new(text: String) -> Result<Self, NoteError> {
        if !text.ends_with('\n') || text.contains(|c: char| c < ' ' && c != '\n') {
            return Err(NoteError::Form);
        }
        Ok(Self { text, signatures: Vec::new() })
    }

    /// The text that is signed, with its last line feed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Signs as a log; replaces an earlier signature by the same key.
    pub fn sign(&mut self, signer: &Signer) {
        let signature = signer.0.key.sign(self.text.as_bytes()).to_bytes().to_vec();
        self.put(&signer.verifier(), signature);
    }

    /// Signs as a witness who saw the text at this moment, in seconds since 1970; replaces an
    /// earlier signature by the same key. Whether the witness may is the caller's to check.
    pub fn cosign(&mut self, witness: &CoSigner, seen_at: u64) {
        let signature = witness.0.key.sign(cosigned(&self.text, seen_at).as_bytes());
        let signature = [&seen_at.to_be_bytes()[..], &signature.to_bytes()].concat();
        self.put(&witness.verifier(), signature);
    }

    fn put(&mut self, by: &Verifier, signature: Vec<u8>) {
        let line = Line { name: by.name.clone(), id: by.id(), signature };
        self.signatures.retain(|other| (&other.name, other.id) != (&line.name, line.id));
        self.signatures.push(line);
    }

    /// The signatures by trusted keys. Those by unknown keys say nothing and are passed over.
    ///
    /// # Errors
    /// When a signature in the name of a trusted key is wrong, or there is none.
    pub fn verify(&self, trusted: &[Verifier]) -> Result<Vec<Signed>, NoteError> {
        let mut signed = Vec::new();
        for line in &self.signatures {
            let known = |key: &&Verifier| key.name == line.name && key.id() == line.id;
            let Some(by) = trusted.iter().find(known) else {
                continue;
            };
            let checked = by.check(&self.text, &line.signature);
            signed.push(checked.ok_or_else(|| NoteError::Wrong(by.name.clone()))?);
        }
        if signed.is_empty() { Err(NoteError::Unsigned) } else { Ok(signed) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for line in &self.signatures {
            let signature = [&line.id[..], &line.signature].concat();
            writeln!(f, "{DASH}{} {}", line.name, BASE64_STANDARD.encode(signature))?;
        }
        Ok(())
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        // The text may have empty lines itself: the last one parts it from the signatures.
        let end = text.rfind("\n\n").ok_or(NoteError::Form)?;
        let (text, lines) = (&text[..=end], &text[end + 2..]);
        let mut note = Self::new(text.to_owned())?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Form)?;
        for line in lines.split('\n') {
            let line = signature(line).ok_or(NoteError::Form)?;
            note.signatures.push(line);
        }
        if note.signatures.len() > MOST_SIGNATURES { Err(NoteError::Form) } else { Ok(note) }
    }
}

fn signature(line: &str) -> Option<Line> {
    let (name, bytes) = line.strip_prefix(DASH)?.split_once(' ')?;
    let bytes = BASE64_STANDARD.decode(bytes).ok()?;
    let (id, signature) = bytes.split_first_chunk()?;
    Some(Line { name: name.parse().ok()?, id: *id, signature: signature.to_vec() })
        .filter(|line| !line.signature.is_empty())
}
