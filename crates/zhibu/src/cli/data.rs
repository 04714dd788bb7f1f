//! Where a command's data lie: a folder laid out as the demo's, or what the settings say.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, value_parser};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::tz::TimeZone;
use zhibu_kernel::Db;
use zhibu_kernel::seal::KeyFileError;
use zhibu_web::{T, key};

use super::{Stop, config};
use crate::open::{self, NotOpened, Opened};
use crate::server::log;
use crate::settings::{LogFormat, Settings};

const ZONE: &str = "Asia/Shanghai";

/// Where the database and its keys lie.
pub(super) struct Place {
    database: String,
    /// The file of the database; none for a server's.
    file: Option<PathBuf>,
    key_file: PathBuf,
    zone: TimeZone,
}

impl Place {
    /// A folder laid out as the demo's.
    pub(super) fn folder(folder: &Path) -> Self {
        let file = folder.join("zhibu.sqlite");
        Self {
            database: format!("sqlite:{}", file.display()),
            file: Some(file),
            key_file: folder.join("zhibu.key"),
            zone: TimeZone::get(ZONE).unwrap_or(TimeZone::UTC),
        }
    }

    /// Where the settings say.
    pub(super) fn of_settings(settings: &Settings) -> Self {
        Self {
            database: settings.database.clone(),
            file: settings.database_file(),
            key_file: settings.key_file.clone(),
            zone: settings.time_zone.clone(),
        }
    }

    /// Where the arguments of [`args`] say.
    pub(super) fn given(given: &ArgMatches) -> Result<Self, Stop> {
        match given.get_one::<PathBuf>("data") {
            Some(folder) => Ok(Self::folder(folder)),
            None => Ok(Self::of_settings(&config::read(given)?)),
        }
    }

    /// Opens database and keys; makes them where there is neither.
    pub(super) async fn make(&self) -> Result<Opened, NotOpened> {
        open::make_folder_of(&self.key_file)?;
        if let Some(file) = &self.file {
            open::make_folder_of(file)?;
        }
        open::open(&self.database, &self.key_file, self.zone.clone()).await
    }

    /// Writes the recovery sheet of keys that were made just now, and says where it lies as long
    /// as nobody has taken it away.
    pub(super) fn hand_over_keys(&self, opened: &Opened, t: &T) -> Result<Option<PathBuf>, NotOpened> {
        if opened.has_new_keys {
            open::write_recovery_sheet(&opened.db, &self.key_file, t)?;
        }
        let sheet = self.recovery_sheet();
        if !sheet.exists() {
            return Ok(None);
        }
        eprintln!("{}", t.with("recovery-sheet").arg("path", sheet.display().to_string()));
        Ok(Some(sheet))
    }

    /// The file of the database, if it is one.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    pub(super) fn recovery_sheet(&self) -> PathBuf {
        open::recovery_sheet_of(&self.key_file)
    }
}

/// The arguments that say where the data lie.
pub(super) fn args(t: &T) -> [Arg; 2] {
    let data = Arg::new("data").long("data").value_name("DIR").value_parser(value_parser!(PathBuf));
    [data.help(t.get("cli-data-at").into_owned()), config::file(t)]
}

/// Opens the data that a command works on. They are never made: a folder named wrongly would
/// look like an installation without anybody in it.
pub(super) async fn open(given: &ArgMatches) -> Result<Db, Stop> {
    log::begin("warn,sqlx=error", LogFormat::Text);
    let place = Place::given(given)?;
    if !place.key_file.exists() {
        return Err(NotOpened::KeyFile(KeyFileError::Missing(place.key_file)).into());
    }
    Ok(place.make().await?.db)
}

/// A bar on standard error for what takes a while; it is not drawn where nobody looks.
pub(super) fn bar() -> ProgressBar {
    let bar = ProgressBar::new(1);
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:32} {human_pos}/{human_len}") {
        bar.set_style(style);
    }
    bar
}

/// The argument that names an organisation.
pub(super) fn org(t: &T) -> Arg {
    Arg::new("org").long("org").value_name("CODE").required(true).help(t.get(key!("cli-org")).into_owned())
}
