//! `zhibu export roster`: the roster of an organisation, in the official columns.

use std::fs::File;
use std::io::{self, BufWriter};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use zhibu_access::org::{self, OrgId};
use zhibu_kernel::{Actor, Db, Read};
use zhibu_registry::roster::cli::Failed;
use zhibu_registry::roster::export::{NotWritten, export};
use zhibu_web::sheet::Format;
use zhibu_web::{T, key};

use super::{Stop, data};
use crate::told::{Tell, Told, refused};

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
enum NotExported {
    /// The name says no format.
    #[error("{} ends neither in .xlsx nor in .csv", .0.display())]
    Ending(PathBuf),
    /// A file of that name is there.
    #[error("{} exists", .0.display())]
    Exists(PathBuf),
    /// The file cannot be written.
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, io::Error),
    /// The roster cannot be written.
    #[error(transparent)]
    Roster(#[from] NotWritten),
}

impl Tell for NotExported {
    fn told(&self) -> Told {
        let with = |key, path: &Path| Told::new(key).arg("path", path.display().to_string());
        match self {
            Self::Ending(path) => with(key!("export-ending"), path),
            Self::Exists(path) => with(key!("export-exists"), path),
            Self::File(path, error) => with(key!("folder-unwritable"), path).arg("why", error.to_string()),
            Self::Roster(NotWritten::Denied(denied)) => refused(denied),
            Self::Roster(NotWritten::Sheet(error)) => {
                Told::new(key!("export-failed")).arg("why", error.to_string())
            }
        }
    }
}

pub(super) fn command(t: &T) -> Command {
    let help = |key: &str| t.get(key).into_owned();
    let out = Arg::new("out").long("out").value_name("FILE").required(true);
    let roster = Command::new("roster")
        .about(help(key!("cli-export-roster")))
        .arg(data::org(t))
        .arg(out.value_parser(value_parser!(PathBuf)).help(help(key!("cli-export-out"))))
        .args(data::args(t));
    Command::new("export").about(help(key!("cli-export"))).subcommand_required(true).subcommand(roster)
}

pub(super) async fn run(given: &ArgMatches, t: &T) -> Result<(), Stop> {
    let Some(("roster", given)) = given.subcommand() else { return Ok(()) };
    let code = given.get_one::<String>("org").map(String::as_str).unwrap_or_default();
    let path = given.get_one::<PathBuf>("out").cloned().unwrap_or_default();
    let format = format(&path)?;
    let db = data::open(given).await?;
    let written = match org_of(&db, code).await {
        Ok(org) => write(&db, org, format, &path).await.map_err(Stop::from),
        Err(failed) => Err(failed.into()),
    };
    db.close().await;
    let said = t.with("export-done").arg("n", written?).arg("path", path.display().to_string());
    eprintln!("{said}");
    Ok(())
}

fn format(path: &Path) -> Result<Format, NotExported> {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    match ending.as_deref().and_then(|ending| ending.to_str()) {
        Some("xlsx") => Ok(Format::Xlsx),
        Some("csv") => Ok(Format::Csv),
        _ => Err(NotExported::Ending(path.to_owned())),
    }
}

fn actor() -> Actor {
    Actor::system("registry.roster.cli")
}

async fn org_of(db: &Db, code: &str) -> Result<OrgId, Failed> {
    let found = db
        .read(&actor(), code, async |read: &mut Read, code: &str| org::id_of_code(read, code).await)
        .await?;
    found.ok_or_else(|| Failed::NoSuchOrg(code.to_owned()))
}

/// Writes the file, for its owner's eyes only; what could not be finished is taken away again.
async fn write(db: &Db, org: OrgId, format: Format, path: &Path) -> Result<i64, NotExported> {
    let failed = |error| NotExported::File(path.to_owned(), error);
    let file = File::options().write(true).create_new(true).mode(0o600).open(path).map_err(|error| {
        match error.kind() {
            io::ErrorKind::AlreadyExists => NotExported::Exists(path.to_owned()),
            _ => failed(error),
        }
    })?;
    let written = match export(db, &actor(), org, format, BufWriter::new(file)).await {
        Ok(exported) => finish(exported.out).map(|()| exported.count).map_err(failed),
        Err(error) => Err(error.into()),
    };
    if written.is_err() {
        std::fs::remove_file(path).map_err(failed)?;
    }
    written
}

fn finish(out: BufWriter<File>) -> io::Result<()> {
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}
