//! A batch: one organisation sheet, as it was read and judged, and what it did.

use serde::Serialize;
use uuid::Uuid;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Query;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Day, Fault, Moment, Read, Row, Tx, bind, sql};
use zhibu_web::leaf::{Leaf, Turn};

use super::MOST_ACTS;
use super::judge::{Judged, Outcome};
use super::take::Sheet;
use crate::org::act::ActId;
use crate::org::{self, Decision, Org, OrgId};
use crate::permit::{Denied, Permit, may};
use crate::role::ManageOrg;

zhibu_kernel::id_type!(
    /// Names one batch.
    pub BatchId
);

/// How far a batch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Judged: nothing is written.
    Checked,
    /// Done.
    Applied,
    /// Taken back.
    Undone,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Applied => "applied",
            Self::Undone => "undone",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Checked, Self::Applied, Self::Undone].into_iter().find(|state| state.word() == word)
    }
}

/// How many rows became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// New organisations.
    pub new: i64,
    /// Organisations of which something changes.
    pub changed: i64,
    /// Those that stay as they are.
    pub same: i64,
    /// Rows to be mended.
    pub faulty: i64,
}

impl Counts {
    pub(super) fn of(lines: &[Judged]) -> Self {
        let mut counts = Self::default();
        for line in lines {
            *match line.outcome {
                Outcome::New => &mut counts.new,
                Outcome::Changed => &mut counts.changed,
                Outcome::Same => &mut counts.same,
                Outcome::Faulty => &mut counts.faulty,
            } += 1;
        }
        counts
    }

    /// Rows that are taken when it is applied.
    #[must_use]
    pub fn takes(&self) -> i64 {
        self.new + self.changed
    }

    /// All rows.
    #[must_use]
    pub fn all(&self) -> i64 {
        self.takes() + self.same + self.faulty
    }
}

/// A batch.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// The importing organisation: nothing outside of its subtree is touched.
    pub org: OrgId,
    /// Its area.
    pub area: Uuid,
    /// How far it has come.
    pub state: State,
    /// The file.
    pub file: String,
    /// Who handed it in.
    pub account: Option<Uuid>,
    /// When.
    pub created_at: Moment,
    /// The day of its acts, once it is applied.
    pub happened_on: Option<Day>,
    /// Rows.
    pub counts: Counts,
}

macro_rules! columns {
    () => {
        "id, org_id, area_id, state, file_name, account_id, created_at, happened_on, n_new, n_changed, n_same, \
         n_faulty"
    };
}

fn from_row(row: &Row) -> Result<Batch, Fault> {
    let state: String = row.get("state")?;
    Ok(Batch {
        id: row.get("id")?,
        org: row.get("org_id")?,
        area: row.get("area_id")?,
        state: State::from_word(&state).ok_or(Fault::Column("a batch is in an unknown state"))?,
        file: row.get("file_name")?,
        account: row.get("account_id")?,
        created_at: row.get("created_at")?,
        happened_on: row.get("happened_on")?,
        counts: Counts {
            new: row.get("n_new")?,
            changed: row.get("n_changed")?,
            same: row.get("n_same")?,
            faulty: row.get("n_faulty")?,
        },
    })
}

async fn find(read: &mut Read, id: BatchId) -> Result<Option<Batch>, Fault> {
    read.first(bind!(sql!("SELECT ", columns!(), " FROM access_import WHERE id = $1"), id))
        .await?
        .map(|row| from_row(&row))
        .transpose()
}

/// A batch of an organisation with leave to work on it.
///
/// # Errors
/// [`Denied::Missing`] when there is none, or none that the actor may know of.
pub async fn open(read: &mut Read, org: OrgId, id: BatchId) -> Result<(Batch, Permit<ManageOrg>), Denied> {
    may::<ManageOrg>(read.actor())?;
    let (_, permit) = org::open::<ManageOrg>(read, org).await?;
    let batch = find(read, id).await?.filter(|batch| batch.org == org).ok_or(Denied::Missing)?;
    Ok((batch, permit))
}

/// A batch for the program itself: the command line.
///
/// # Errors
/// [`Denied::Missing`] when there is none or a person asks.
pub async fn open_by_system(
    read: &mut Read,
    id: BatchId,
    reason: &'static str,
) -> Result<(Batch, Permit<ManageOrg>), Denied> {
    let permit = Permit::by_system(read.actor(), reason)?;
    let batch = find(read, id).await?.ok_or(Denied::Missing)?;
    Ok((batch, permit))
}

/// The batches of an organisation, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn latest(
    read: &mut Read,
    _: &Permit<ManageOrg>,
    org: OrgId,
    turn: &Turn<BatchId>,
    limit: i64,
) -> Result<Leaf<Batch>, Fault> {
    let mut query = Query::new(concat!("SELECT ", columns!(), " FROM access_import WHERE org_id = "));
    query.value(org);
    turn.narrow_back(&mut query, "id", limit);
    let rows = read.rows(query).await?;
    Ok(Leaf::of(turn, rows.iter().map(from_row).collect::<Result<_, _>>()?, limit))
}

/// A page of the rows of a batch with an outcome, each with its number.
///
/// # Errors
/// A fault of the database.
pub async fn lines(
    read: &mut Read,
    id: BatchId,
    outcome: Outcome,
    turn: &Turn<i64>,
    limit: i64,
) -> Result<Leaf<(i64, Judged)>, Fault> {
    let mut query = Query::new("SELECT line_no, body FROM access_import_line WHERE batch_id = ");
    query.value(id).piece(" AND outcome = ").value(outcome.word());
    turn.narrow(&mut query, "line_no", limit);
    let rows = read.rows(query).await?;
    Ok(Leaf::of(turn, rows.iter().map(line).collect::<Result<_, _>>()?, limit))
}

fn line(row: &Row) -> Result<(i64, Judged), Fault> {
    Ok((row.at(0)?, serde_json::from_str(&row.at::<String>(1)?)?))
}

/// All rows of a batch, in the order of the sheet.
pub(super) async fn all_lines(read: &mut Read, id: BatchId) -> Result<Vec<Judged>, Fault> {
    let rows = read
        .rows(bind!(
            sql!("SELECT line_no, body FROM access_import_line WHERE batch_id = $1 ORDER BY line_no"),
            id
        ))
        .await?;
    rows.iter().map(|row| Ok(line(row)?.1)).collect()
}

fn place(row: &[u8; 16]) -> Context<'_> {
    Context { table: "access_import", column: "file", row }
}

/// Keeps a sheet with what became of its rows.
pub(super) async fn add(tx: &mut Tx, top: &Org, sheet: &Sheet, lines: &[Judged]) -> Result<BatchId, Fault> {
    let (id, now, account, counts) = (BatchId::fresh(), tx.now(), tx.actor().account_id(), Counts::of(lines));
    let sealed = tx.keys().seal(place(id.0.as_bytes()), &sheet.bytes);
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_import (id, area_id, org_id, state, file_name, file, headings, account_id, created_at, \
             n_new, n_changed, n_same, n_faulty) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        ),
        id,
        top.area,
        top.id,
        State::Checked.word(),
        sheet.name.as_str(),
        sealed,
        serde_json::to_string(&sheet.headings)?,
        account,
        now,
        counts.new,
        counts.changed,
        counts.same,
        counts.faulty,
    ))
    .await?;
    let mut rows = Vec::with_capacity(lines.len());
    for (no, line) in (0_i64..).zip(lines) {
        let values = bind!((), id, no, line.outcome.word(), serde_json::to_string(line)?).1;
        rows.push(values.try_into().map_err(|_| Fault::Invariant("a row has another width".into()))?);
    }
    tx.insert_many::<4>(
        sql!("INSERT INTO access_import_line (batch_id, line_no, outcome, body) VALUES"),
        rows,
        "",
    )
    .await?;
    let detail = serde_json::to_value(counts)?;
    tx.audit(
        &Entry::did("access.org.import_check")
            .on("org_import", id.0)
            .within(top.id.0, top.area)
            .detail(detail),
    )
    .await?;
    Ok(id)
}

/// The bytes of the file and the heading rows of its sheets.
///
/// # Errors
/// A fault of the database.
pub async fn file(read: &mut Read, batch: &Batch) -> Result<(Vec<u8>, Vec<(String, u32)>), Fault> {
    let row = read
        .first(bind!(sql!("SELECT file, headings FROM access_import WHERE id = $1"), batch.id))
        .await?
        .ok_or_else(|| Fault::Invariant("a batch is gone".into()))?;
    let sealed: Vec<u8> = row.get("file")?;
    let clear = read.keys().open(place(batch.id.0.as_bytes()), &sealed)?;
    Ok((clear.to_vec(), serde_json::from_str(&row.get::<String>("headings")?)?))
}

/// Notes that a batch was applied, and what it did.
pub(super) async fn applied(
    tx: &mut Tx,
    id: BatchId,
    decision: &Decision,
    acts: &[(OrgId, ActId)],
) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!("UPDATE access_import SET state = $2, happened_on = $3, approved_by = $4, basis = $5 WHERE id = $1"),
        id,
        State::Applied.word(),
        decision.deed.happened_on,
        decision.approval.approved_by.as_deref(),
        decision.approval.basis.as_deref(),
    ))
    .await?;
    let mut rows = Vec::with_capacity(acts.len().min(MOST_ACTS));
    for (no, (org, act)) in (0_i64..).zip(acts) {
        let values = bind!((), id, no, *org, *act).1;
        rows.push(values.try_into().map_err(|_| Fault::Invariant("a row has another width".into()))?);
    }
    tx.insert_many::<4>(
        sql!("INSERT INTO access_import_act (batch_id, act_no, org_id, act_id) VALUES"),
        rows,
        "",
    )
    .await
}

/// What a batch did, in its order.
pub(super) async fn acts(read: &mut Read, id: BatchId) -> Result<Vec<(OrgId, ActId)>, Fault> {
    let rows = read
        .rows(bind!(
            sql!("SELECT org_id, act_id FROM access_import_act WHERE batch_id = $1 ORDER BY act_no"),
            id
        ))
        .await?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

/// Notes that a batch was taken back.
pub(super) async fn undone(tx: &mut Tx, id: BatchId) -> Result<(), Fault> {
    let state = State::Undone.word();
    tx.execute(bind!(sql!("UPDATE access_import SET state = $2 WHERE id = $1"), id, state)).await?;
    Ok(())
}
