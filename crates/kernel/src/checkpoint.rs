//! Checkpoints: the signed heads of a log, in the form of C2SP tlog-checkpoint.
//!
//! ```text
//! origin
//! size
//! base64(root)
//! further lines, if any
//!
//! — origin base64(key id, signature)
//! ```
//!
//! A checkpoint says: "this log has `size` entries, and over them stands this root". Whoever keeps
//! one can later ask for a [consistency proof](crate::merkle::consistency) from it to any newer one;
//! witnesses add their signatures to it (see [`crate::note`]). It proves nothing to those who hold
//! no earlier one: heads must leave the house.
use std::str::FromStr;

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::{
    merkle::Hash,
    note::{Note, Signer},
};

/// The head of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: a name that no other log has.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over them (RFC 6962).
    pub root: Hash,
    /// Further lines, which the form leaves open.
    pub extensions: Vec<String>,
}

/// A text that does not have the form of a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no checkpoint of a log")]
pub struct BadCheckpoint;

impl Checkpoint {
    /// The head of a log without further lines.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self { origin: origin.into(), size, root, extensions: Vec::new() }
    }

    /// This head as a note with the log's signature.
    ///
    /// # Errors
    /// When the origin or a further line is empty or has a line feed or control character.
    pub fn signed(&self, signer: &Signer) -> Result<Note, BadCheckpoint> {
        let text = self.text();
        // What cannot be read back is never signed.
        if text.parse().as_ref() != Ok(self) {
            return Err(BadCheckpoint);
        }
        let mut note = Note::new(text).map_err(|_| BadCheckpoint)?;
        note.sign(signer);
        Ok(note)
    }

    /// The text that is signed.
    fn text(&self) -> String {
        let root = BASE64_STANDARD.encode(self.root);
        let head = [self.origin.clone(), self.size.to_string(), root];
        head.iter()
            .chain(&self.extensions)
            .map(|line| {
                format!(
                    "{line}
"
                )
            })
            .collect()
    }
}

/// Reads the text of a note. It says nothing of signatures: [`Note::verify`] comes first.
impl FromStr for Checkpoint {
    type Err = BadCheckpoint;

    fn from_str(text: &str) -> Result<Self, BadCheckpoint> {
        let mut lines = text.strip_suffix('\n').ok_or(BadCheckpoint)?.split('\n');
        let mut line = || lines.next().filter(|line| !line.is_empty()).ok_or(BadCheckpoint);
        let origin = line()?.to_owned();
        let digits = line()?;
        let size = digits.parse::<u64>().map_err(|_| BadCheckpoint)?;
        let root = BASE64_STANDARD.decode(line()?).map_err(|_| BadCheckpoint)?;
        let root = root.try_into().map_err(|_| BadCheckpoint)?;
        let extensions: Vec<_> = lines.map(str::to_owned).collect();
        // One text per checkpoint: no leading zeros, no plus sign.
        if digits != size.to_string() || extensions.iter().any(String::is_empty) {
            return Err(BadCheckpoint);
        }
        Ok(Self { origin, size, root, extensions })
    }
}
