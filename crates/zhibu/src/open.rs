//! Opening a house: keys, database, migrations, words.

use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::TimeZone;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::migrate::{self, Step};
use zhibu_kernel::seal::{Agreement, KeyFileError, Keyring, Mismatch, Suite};
use zhibu_kernel::{Actor, Clock, Db, Fault, Read, Tx, setting};
use zhibu_web::texts::{BadCatalogue, CATALOGUES, Catalogue};
use zhibu_web::{House, Installation, Room, T, Texts, key};

use crate::rooms::rooms;
use crate::told::{Tell, Told};

/// The setting under which the database remembers the keys that it is sealed with.
const FINGERPRINT: &str = "kernel.keys";

/// Why a house does not open. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// The key file cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The key file is missing, but the database is sealed with one.
    #[error("there is no key file {}, but the database is sealed", .0.display())]
    KeyGone(PathBuf),
    /// The key file does not go with the database.
    #[error("{}: {}", .0.display(), .1)]
    OtherKey(PathBuf, Mismatch),
    /// The folder of the data cannot be made or written.
    #[error("{} cannot be written: {}", .0.display(), .1)]
    Folder(PathBuf, std::io::Error),
    /// The database cannot be reached or brought up to date.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The words are broken: a fault of the build.
    #[error(transparent)]
    Words(#[from] BadCatalogue),
}

impl Tell for NotOpened {
    fn told(&self) -> Told {
        let with = |key, path: &Path| Told::new(key).arg("path", path.display().to_string());
        match self {
            Self::KeyFile(error) => match error {
                KeyFileError::Missing(path) => with(key!("key-missing"), path),
                KeyFileError::Exists(path) => with(key!("key-exists"), path),
                KeyFileError::Exposed { path, .. } => with(key!("key-exposed"), path),
                KeyFileError::Foreign(path) => with(key!("key-foreign"), path),
                KeyFileError::Version { path, version } => {
                    with(key!("key-version"), path).arg("version", version)
                }
                KeyFileError::Damaged { path, line } => with(key!("key-damaged"), path).arg("line", *line),
                KeyFileError::Io { path, source } => {
                    with(key!("key-io"), path).arg("why", source.to_string())
                }
            },
            Self::KeyGone(path) => with(key!("key-gone"), path),
            Self::OtherKey(path, Mismatch::Other { .. }) => with(key!("key-other"), path),
            Self::OtherKey(path, Mismatch::Lacks { .. }) => with(key!("key-lacks"), path),
            Self::Folder(path, error) => with(key!("folder-unwritable"), path).arg("why", error.to_string()),
            Self::Fault(fault) => Told::new(key!("database-fault")).arg("why", fault.to_string()),
            Self::Words(error) => Told::new(key!("words-fault")).arg("why", error.to_string()),
        }
    }
}

/// All words of the house.
///
/// # Errors
/// When a catalogue is broken or two define one key.
pub fn words(rooms: &[Room]) -> Result<Arc<Texts>, BadCatalogue> {
    let catalogues: Vec<Catalogue> =
        CATALOGUES.iter().chain(rooms.iter().flat_map(|room| room.texts)).copied().collect();
    Texts::new(&catalogues)
}

/// An open database, and whether its keys were made just now.
pub struct Opened {
    /// The database, up to date.
    pub db: Db,
    /// The keys are new: the operator is to be handed the recovery sheet.
    pub has_new_keys: bool,
}

/// Opens a database with its key file; makes both where there is neither.
///
/// # Errors
/// When the keys do not go with the database, or either cannot be opened.
pub async fn open(database: &str, key_file: &Path, zone: TimeZone) -> Result<Opened, NotOpened> {
    let (keys, is_new) = match Keyring::load(key_file) {
        Ok(keys) => (keys, false),
        Err(KeyFileError::Missing(_)) => (Keyring::generate(Suite::Aes), true),
        Err(error) => return Err(error.into()),
    };
    let db = Db::open(database, Clock::system(zone), Arc::new(keys)).await?;
    // Compared before anything is written. A database without tables answers with a fault: it
    // remembers nothing yet.
    if let Some(known) = remembered(&db).await.ok().flatten() {
        let check = |mismatch| NotOpened::OtherKey(key_file.to_owned(), mismatch);
        match known.parse() {
            Ok(_) if is_new => return Err(NotOpened::KeyGone(key_file.to_owned())),
            Ok(known) => {
                if db.keys().agrees_with(&known).map_err(check)? == Agreement::Ahead {
                    remember(&db).await?;
                }
            }
            Err(_) => return Err(Fault::Column("the remembered keys are no fingerprint").into()),
        }
        migrate::run(&db, steps()).await?;
        return Ok(Opened { db, has_new_keys: false });
    }
    migrate::run(&db, steps()).await?;
    if is_new {
        db.keys().save(key_file)?;
    }
    remember(&db).await?;
    Ok(Opened { db, has_new_keys: is_new })
}

/// Every migration of the house.
fn steps() -> Vec<Step> {
    migrate::STEPS.iter().chain(rooms().iter().flat_map(|room| room.steps)).copied().collect()
}

/// The fingerprint of the keys with which the database is sealed.
///
/// # Errors
/// A fault of the database: it cannot be reached, or has no tables yet.
pub async fn remembered(db: &Db) -> Result<Option<String>, Fault> {
    db.read(&Actor::system("keys"), &(), async |read: &mut Read, (): &()| {
        setting::get(read, FINGERPRINT).await
    })
    .await
}

async fn remember(db: &Db) -> Result<(), Fault> {
    let fingerprint = db.keys().fingerprint().to_string();
    db.change(&Actor::system("keys"), &fingerprint, async |tx: &mut Tx, fingerprint: &String| {
        setting::set(tx, FINGERPRINT, fingerprint).await?;
        tx.audit(&Entry::did("kernel.keys.remember")).await
    })
    .await
}

/// The house over an open database.
///
/// # Errors
/// When a catalogue is broken.
pub fn house(db: Db, installation: Installation) -> Result<House, BadCatalogue> {
    let rooms = rooms();
    let texts = words(&rooms)?;
    Ok(crate::wiring::services(House::new(db, texts, installation, rooms)))
}

/// Makes the folder in which a file is to lie, for its owner only.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder_of(file: &Path) -> Result<(), NotOpened> {
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => return Ok(()),
    };
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| NotOpened::Folder(folder.to_owned(), error))
}

/// Where the recovery sheet lies until somebody has printed and deleted it.
#[must_use]
pub fn recovery_sheet_of(key_file: &Path) -> PathBuf {
    key_file.with_file_name("recovery.txt")
}

/// Writes the recovery sheet beside the key file, for its owner's eyes only.
///
/// # Errors
/// When it cannot be written.
pub fn write_recovery_sheet(db: &Db, key_file: &Path, t: &T) -> Result<PathBuf, NotOpened> {
    let path = recovery_sheet_of(key_file);
    let sheet = db.keys().recovery_sheet();
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| {
            writeln!(file, "{}\n", t.get("recovery-head"))?;
            file.write_all(sheet.text().as_bytes())?;
            file.sync_all()
        })
        .map_err(|error| NotOpened::Folder(path.clone(), error))?;
    Ok(path)
}
