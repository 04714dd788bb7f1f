//! The key file: a keyring on disk, outside the database, for its owner's eyes only.
//!
//! ```text
//! zhibu keyring, version 1
//! key 1 (32 bytes in base64)
//! seal 1 aes
//! hash 1 aes
//! sign 1
//! check (8 bytes of SHA-256 in hexadecimal over the lines above)
//! ```
//!
//! Empty lines and lines that begin with `#` say nothing and are not checked.
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    KeyId, Keyring, Suite,
    keyring::{Parts, Use},
    suite::Key,
};

const TITLE: &str = "zhibu keyring, version ";
const VERSION: &str = "1";
const REMARK: &str = "# With this file and the database, everything can be read: keep them apart.";
/// Room for some ten thousand keys; a longer file is something else.
const LONGEST: u64 = 1 << 20;

/// Why a key file cannot be used, with what the operator must be told.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is none: restore it from its copy or from the recovery sheet.
    #[error("there is no key file {}", .0.display())]
    Missing(PathBuf),
    /// A new keyring never replaces one.
    #[error("there is a key file {} already", .0.display())]
    Exists(PathBuf),
    /// Others than its owner may read or write it; `mode` are its permission bits.
    #[error("the key file {} is open to others (mode {mode:o}, must be 600)", .path.display())]
    Exposed { path: PathBuf, mode: u32 },
    /// It is something else than a key file.
    #[error("{} is no key file", .0.display())]
    Foreign(PathBuf),
    /// A later release wrote it.
    #[error("the key file {} has version {version}, which this release does not know", .path.display())]
    Version { path: PathBuf, version: String },
    /// It is altered or cut, which shows in this line, counted from 1: restore the file from its
    /// copy or from the recovery sheet.
    #[error("the key file {} is damaged, as line {line} shows", .path.display())]
    Damaged { path: PathBuf, line: usize },
    /// The disk or the folder's permissions refuse.
    #[error("the key file {} cannot be read or written", .path.display())]
    Io { path: PathBuf, source: io::Error },
}

impl Keyring {
    /// Makes a new keyring and its key file, which only its owner may read.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn create(path: &Path, suite: Suite) -> Result<Self, KeyFileError> {
        let keyring = Self::generate(suite);
        keyring.save(path)?;
        Ok(keyring)
    }

    /// Reads a keyring from its key file.
    ///
    /// # Errors
    /// When the file is missing, open to others, foreign or damaged.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let text = read(path)?;
        parse(&text).map(Self::assemble).map_err(|fault| match fault {
            Fault::Foreign => KeyFileError::Foreign(path.to_owned()),
            Fault::Version(version) => KeyFileError::Version { path: path.to_owned(), version },
            Fault::Line(line) => KeyFileError::Damaged { path: path.to_owned(), line },
        })
    }

    /// Writes this keyring to a file that does not exist yet: whole and durable, or not at all.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), KeyFileError> {
        // A link, unlike a renaming, never replaces what is there.
        self.write(path, |scratch| fs::hard_link(scratch, path)).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.to_owned()),
            _ => KeyFileError::Io { path: path.to_owned(), source },
        })
    }

    /// Replaces the keyring in a key file by what `step` makes of it, and returns that. Two at
    /// once take turns, so that neither loses the other's key.
    ///
    /// # Errors
    /// When the file cannot be read or written, or `step` refuses.
    pub fn change<E: From<KeyFileError>>(
        path: &Path,
        step: impl FnOnce(&Self) -> Result<Self, E>,
    ) -> Result<Self, E> {
        let io = |source| KeyFileError::Io { path: path.to_owned(), source };
        // The folder is locked, not the file: the file is another one after each change.
        let folder = File::open(folder_of(path)).map_err(io)?;
        folder.lock().map_err(io)?;
        let changed = step(&Self::load(path)?)?;
        changed.write(path, |scratch| fs::rename(scratch, path)).map_err(io)?;
        Ok(changed)
    }

    /// Writes a scratch file beside `path`, hands it to `place`, and leaves none behind.
    fn write(&self, path: &Path, place: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
        let mut scratch_name = name.to_owned();
        scratch_name.push(format!(".{:016x}", u64::from_be_bytes(crate::random::bytes())));
        let scratch = path.with_file_name(scratch_name);

        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&scratch)?;
        let placed = file
            .write_all(render(self.parts()).as_bytes())
            .and_then(|()| file.sync_all())
            .and_then(|()| place(&scratch));
        // After a renaming it is gone already; after a fault the fault is what matters.
        let _ = fs::remove_file(&scratch);
        placed?;
        File::open(folder_of(path))?.sync_all()
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn read(path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let io = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => KeyFileError::Missing(path.to_owned()),
        _ => KeyFileError::Io { path: path.to_owned(), source },
    };
    let file = File::open(path).map_err(io)?;
    let about = file.metadata().map_err(io)?;
    if !about.is_file() || about.len() > LONGEST {
        return Err(KeyFileError::Foreign(path.to_owned()));
    }
    let mode = about.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Exposed { path: path.to_owned(), mode });
    }
    // With room for all of it, so that growing leaves no copy behind.
    let mut text = Zeroizing::new(String::with_capacity(about.len() as usize + 1));
    match file.take(LONGEST).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(fault) if fault.kind() == io::ErrorKind::InvalidData => {
            Err(KeyFileError::Foreign(path.to_owned()))
        }
        Err(fault) => Err(io(fault)),
    }
}

fn render(parts: &Parts) -> Zeroizing<String> {
    let mut lines = vec![Zeroizing::new(format!("{TITLE}{VERSION}"))];
    for (id, key) in &parts.masters {
        let secret = Zeroizing::new(BASE64_STANDARD.encode(key.as_slice()));
        lines.push(Zeroizing::new(format!("key {id} {}", *secret)));
    }
    let mut uses = vec![("seal", parts.seal), ("hash", parts.hash)];
    uses.extend(parts.hash_before.map(|before| ("hash-before", before)));
    for (what, Use { key, suite }) in uses {
        lines.push(Zeroizing::new(format!("{what} {key} {suite}")));
    }
    lines.push(Zeroizing::new(format!("sign {}", parts.sign)));

    let mut sum = Sum::default();
    let length = lines.iter().map(|line| line.len() + 1).sum::<usize>() + REMARK.len() + 32;
    let mut text = Zeroizing::new(String::with_capacity(length));
    for (at, line) in lines.iter().enumerate() {
        sum.add(line);
        text.push_str(line);
        text.push('\n');
        if at == 0 {
            text.push_str(REMARK);
            text.push('\n');
        }
    }
    text.push_str(&format!(
        "check {}
",
        sum.text()
    ));
    text
}

enum Fault {
    Foreign,
    Version(String),
    Line(usize),
}

fn parse(text: &str) -> Result<Parts, Fault> {
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (_, title) = lines.next().ok_or(Fault::Foreign)?;
    let version = title.strip_prefix(TITLE).ok_or(Fault::Foreign)?;
    if version != VERSION {
        return Err(Fault::Version(version.to_owned()));
    }
    let mut draft = Draft::default();
    let mut sum = Sum::default();
    sum.add(title);
    let mut last = 1;
    while let Some((number, line)) = lines.next() {
        last = number;
        if let Some(check) = line.strip_prefix("check ") {
            let parts = draft.finish().filter(|_| check == sum.text()).ok_or(Fault::Line(number))?;
            return match lines.next() {
                None => Ok(parts),
                Some((number, _)) => Err(Fault::Line(number)),
            };
        }
        draft.take(line).ok_or(Fault::Line(number))?;
        sum.add(line);
    }
    Err(Fault::Line(last + 1))
}

/// The lines of a key file read so far.
#[derive(Default)]
struct Draft {
    masters: BTreeMap<KeyId, Key>,
    uses: BTreeMap<String, Use>,
    sign: Option<KeyId>,
}

impl Draft {
    /// Takes a line in; `None` when it is wrong or says something twice.
    fn take(&mut self, line: &str) -> Option<()> {
        let mut words = line.split_ascii_whitespace();
        let what = words.next()?;
        let id = words.next()?.parse().ok().filter(|&id| id > 0).map(KeyId)?;
        let detail = words.next();
        let unsaid = match (what, detail) {
            ("key", Some(secret)) => {
                let bytes = Zeroizing::new(BASE64_STANDARD.decode(secret).ok()?);
                let key = Zeroizing::new(bytes.as_slice().try_into().ok()?);
                self.masters.insert(id, key).is_none()
            }
            ("seal" | "hash" | "hash-before", Some(suite)) => {
                let using = Use { key: id, suite: suite.parse().ok()? };
                self.uses.insert(what.to_owned(), using).is_none()
            }
            ("sign", None) => self.sign.replace(id).is_none(),
            _ => false,
        };
        (unsaid && words.next().is_none()).then_some(())
    }

    fn finish(self) -> Option<Parts> {
        let parts = Parts {
            masters: self.masters,
            seal: *self.uses.get("seal")?,
            hash: *self.uses.get("hash")?,
            hash_before: self.uses.get("hash-before").copied(),
            sign: self.sign?,
        };
        parts.whole().then_some(parts)
    }
}

/// The sum that finds accidental damage.
#[derive(Default)]
struct Sum(Sha256);

impl Sum {
    fn add(&mut self, line: &str) {
        self.0.update(line);
        self.0.update("\n");
    }

    fn text(&self) -> String {
        let hash = self.0.clone().finalize();
        let sum = u64::from_be_bytes(*hash.first_chunk().expect("a hash has 32 bytes"));
        format!("{sum:016x}")
    }
}
