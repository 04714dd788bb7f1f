//! The command line's import of an organisation sheet: the same acts, with a report for scripts.

use std::path::{Path, PathBuf};

use serde::Serialize;
use zhibu_kernel::{Actor, Day, Db, Deed, Fault, Read, Source, Tx};
use zhibu_web::leaf::Turn;

use super::batch::{self, BatchId, Counts};
use super::judge::{Judged, Outcome};
use super::refused::Refused;
use super::{apply, read, take};
use crate::org::{self, Approval, Decision};
use crate::permit::Denied;
use crate::role::ManageOrg;

const PART: &str = "access.org.cli";

/// The most faults in a report.
const MOST_FAULTS: i64 = 1_000;

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The batch, for a later undo.
    pub batch: BatchId,
    /// The day from which renamings and moves hold.
    pub as_of: String,
    /// Whether the tree was changed.
    pub applied: bool,
    /// How many rows became what.
    pub counts: Counts,
    /// Rows to be mended, the first thousand.
    pub faults: Vec<Judged>,
}

/// Why an import from the command line ended.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// No organisation bears the code.
    #[error("no organisation bears the code {0}")]
    NoSuchOrg(String),
    /// The file cannot be read.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// No organisation sheet is recognised in the file.
    #[error("no organisation sheet is recognised in {0}")]
    NoSheet(PathBuf),
    /// As on the pages.
    #[error(transparent)]
    Refused(#[from] Refused),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault.into())
    }
}

/// Imports a sheet into an organisation; without `wants_apply` nothing is written but the batch.
///
/// # Errors
/// [`Failed`] as its variants say.
pub async fn import(
    db: &Db,
    path: &Path,
    org_code: &str,
    as_of: Option<Day>,
    wants_apply: bool,
) -> Result<Report, Failed> {
    let actor = Actor::system(PART);
    let bytes = std::fs::read(path).map_err(|error| Failed::File { path: path.to_owned(), error })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let sheet = read(&name, bytes).await?.ok_or_else(|| Failed::NoSheet(path.to_owned()))?;
    let top = db
        .read(&actor, org_code, async |read: &mut Read, code: &str| org::id_of_code(read, code).await)
        .await?
        .ok_or_else(|| Failed::NoSuchOrg(org_code.to_owned()))?;
    let id = db
        .change(&actor, &(top, sheet), async |tx: &mut Tx, (top, sheet): &(org::OrgId, super::Sheet)| {
            let opened = org::open_by_system::<ManageOrg>(tx, *top, PART).await?;
            take(tx, &opened, sheet).await
        })
        .await?;
    let day = as_of.unwrap_or(db.clock().now().day_in(db.clock().zone()));
    let mut report = db.read(&actor, &(id, day), report).await.map_err(Refused::from)?;
    report.applied = wants_apply && report.counts.takes() > 0;
    if report.applied {
        db.change(&actor, &(id, day), async |tx: &mut Tx, (id, day): &(BatchId, Day)| {
            let opened = batch::open_by_system(tx, *id, PART).await?;
            let deed = Deed::now(tx.now(), tx.today()).on(*day).by(Source::Import);
            apply(tx, &opened, &Decision { approval: Approval::default(), deed }).await
        })
        .await?;
    }
    Ok(report)
}

async fn report(read: &mut Read, (id, day): &(BatchId, Day)) -> Result<Report, Denied> {
    let (batch, _) = batch::open_by_system(read, *id, PART).await?;
    let faults = batch::lines(read, *id, Outcome::Faulty, &Turn::First, MOST_FAULTS).await?;
    Ok(Report {
        batch: *id,
        as_of: day.to_string(),
        applied: false,
        counts: batch.counts,
        faults: faults.rows.into_iter().map(|(_, line)| line).collect(),
    })
}
