//! The command line's import: the same acts, one after the other, with a report for scripts.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use zhibu_access::org::{self, OrgId};
use zhibu_access::permit::Denied;
use zhibu_access::role::ImportRoster;
use zhibu_kernel::{Actor, Day, Db, Fault, Read, Tx};
use zhibu_web::leaf::Turn;

use super::ask;
use super::batch::{self, Batch, BatchId, Counts, Refused, State};
use super::preview::{self, Line, Outcome, Which};
use super::{BLOCK, Worker, upload};

/// How far an import has come: the state, rows done, rows in all, which is 0 before it is known.
pub type Progress<'a> = &'a (dyn Fn(State, u64, u64) + Sync);

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The batch, for a later undo.
    pub batch: BatchId,
    /// The day of which the roster speaks.
    pub as_of: String,
    /// Whether people were written.
    pub applied: bool,
    /// How many rows became what.
    pub counts: Counts,
    /// Rows to be mended or decided, the first thousand; numbers and addresses are masked.
    pub faults: Vec<Line>,
    /// Sheets without a recognisable table.
    pub unrecognised: Vec<(String, String)>,
}

/// The most faults in a report.
const MOST_FAULTS: i64 = 1_000;

/// Why an import from the command line ended.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// No organisation bears the code.
    #[error("no organisation bears the code {0}")]
    NoSuchOrg(String),
    /// A file cannot be read.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// As on the pages.
    #[error(transparent)]
    Refused(#[from] Refused),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

/// Imports files into an organisation; without `apply` nothing is written but the batch.
///
/// # Errors
/// [`Failed`] as its variants say.
pub async fn import(
    db: &Db,
    files: &[PathBuf],
    org_code: &str,
    as_of: Option<Day>,
    apply: bool,
    progress: Progress<'_>,
) -> Result<Report, Failed> {
    let actor = Actor::system("registry.roster.cli");
    let opened = db
        .read(&actor, org_code, async |read: &mut Read, code: &str| {
            let id: Option<OrgId> = org::id_of_code(read, code).await?;
            let id = id.ok_or(Denied::Missing)?;
            org::open_by_system::<ImportRoster>(read, id, "registry.roster.cli").await
        })
        .await;
    let opened = match opened {
        Err(Denied::Missing) => return Err(Failed::NoSuchOrg(org_code.into())),
        other => other.map_err(Refused::from)?,
    };
    let mut coming = upload::begin(db, &actor, opened).await?;
    for path in files {
        put(db, &mut coming, path).await?;
    }
    let id = upload::finish(db, coming).await?;
    run(db, id, progress).await?;
    let today = db.clock().now().day_in(db.clock().zone());
    let as_of = as_of.or(said_day(&find(db, &actor, id).await?)).unwrap_or(today);
    db.change(&actor, &(id, as_of), async |tx: &mut Tx, (id, as_of): &(BatchId, Day)| {
        let opened = batch::open_by_system(tx, *id).await?;
        ask::ask_check(tx, opened, *as_of, &[]).await
    })
    .await?;
    run(db, id, progress).await?;
    let checked = find(db, &actor, id).await?;
    let applied = apply && checked.takes() > 0;
    if applied {
        db.change(&actor, &id, async |tx: &mut Tx, id: &BatchId| {
            let opened = batch::open_by_system(tx, *id).await?;
            ask::ask_apply(tx, opened).await
        })
        .await?;
        run(db, id, progress).await?;
    }
    report(db, &actor, id, as_of, applied).await
}

async fn find(db: &Db, actor: &Actor, id: BatchId) -> Result<Batch, Fault> {
    db.read(actor, &id, async |read: &mut Read, id: &BatchId| batch::find(read, *id).await)
        .await?
        .ok_or_else(|| Fault::Invariant("the batch is gone".into()))
}

async fn put(db: &Db, coming: &mut upload::Upload, path: &Path) -> Result<(), Failed> {
    let failed = |error| Failed::File { path: path.to_owned(), error };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut file = std::fs::File::open(path).map_err(failed)?;
    coming.file(db, &name).await?;
    let mut bytes = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut bytes).map_err(failed)?;
        if read == 0 {
            return Ok(());
        }
        upload::put_piece(db, coming, &bytes[..read]).await?;
    }
}

/// Works on a batch until a person is asked; a server that works on it too is let do it.
async fn run(db: &Db, id: BatchId, progress: Progress<'_>) -> Result<(), Fault> {
    let actor = Actor::system("registry.roster.cli");
    loop {
        let batch = find(db, &actor, id).await?;
        tell(progress, &batch);
        if !batch.state.works() {
            return Ok(());
        }
        match Worker::claim(db).await? {
            Some(mut worker) => {
                while worker.step().await? {
                    let batch = find(db, &actor, id).await?;
                    tell(progress, &batch);
                }
            }
            None => zhibu_kernel::clock::pause(std::time::Duration::from_millis(200)).await,
        }
    }
}

fn tell(progress: Progress<'_>, batch: &Batch) {
    let all: u64 = batch.layout.tables.iter().map(|table| u64::from(table.rows)).sum();
    let done = u64::try_from(batch.next_block).unwrap_or(0) * BLOCK as u64;
    progress(batch.state, done.min(all), all);
}

/// The day that a title names.
#[must_use]
pub fn said_day(batch: &Batch) -> Option<Day> {
    let titles = batch.layout.tables.iter().flat_map(|table| &table.titles);
    titles.into_iter().find_map(|(_, title)| {
        title
            .split(|c: char| !(c.is_ascii_digit() || "年月日-/.".contains(c)))
            .filter(|word| word.chars().count() >= 8)
            .find_map(|word| zhibu_rules::day::parse(word).ok()?.day())
            .map(Day::from)
    })
}

async fn report(db: &Db, actor: &Actor, id: BatchId, as_of: Day, applied: bool) -> Result<Report, Failed> {
    let batch = find(db, actor, id).await?;
    let faults = db
        .read(actor, &batch, async |read: &mut Read, batch: &Batch| {
            let mut lines = Vec::new();
            for outcome in [Outcome::Faulty, Outcome::Doubtful] {
                let which = Which::Outcome(outcome);
                let found = preview::lines(read, batch, &which, &Turn::First, MOST_FAULTS).await?;
                lines.extend(found.rows.into_iter().map(Line::masked));
            }
            Ok::<_, Fault>(lines)
        })
        .await?;
    let unrecognised = batch.layout.unrecognised.iter();
    Ok(Report {
        batch: id,
        as_of: as_of.to_string(),
        applied,
        counts: batch.counts,
        faults,
        unrecognised: unrecognised.map(|sheet| (sheet.file.clone(), sheet.sheet.clone())).collect(),
    })
}
