//! What was done to an organisation: its history (沿革) as people tell it.

use serde::{Deserialize, Serialize};
use zhibu_kernel::{Day, Deed, Fault, Moment, Read, Row, Tx, bind, sql};

use super::{Approval, OrgId};

zhibu_kernel::id_type!(
    /// Names one thing that was done to an organisation.
    pub ActId
);

/// What an act changed: the field, its old and its new text.
pub type Changed = (String, Option<String>, Option<String>);

/// Something that was done, as the history shows it.
#[derive(Clone, Debug)]
pub struct Done {
    /// Its id.
    pub id: ActId,
    /// To which organisation.
    pub org: OrgId,
    /// The word: create, rename, move, merge, take_in, split, split_off, dissolve.
    pub act: String,
    /// The day it happened.
    pub happened_on: Day,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// Who approved it, and the document.
    pub approval: Approval,
    /// The other organisation: the former superior, the one that took it in.
    pub other: Option<OrgId>,
    /// What it changed.
    pub changes: Vec<Changed>,
    /// Taken back at.
    pub undone_at: Option<Moment>,
}

/// What an act hands to the history.
#[derive(Serialize, Deserialize)]
pub(super) struct Particulars {
    pub(super) act: &'static str,
    pub(super) other: Option<OrgId>,
    pub(super) changes: Vec<Changed>,
}

impl Particulars {
    pub(super) fn of(act: &'static str) -> Self {
        Self { act, other: None, changes: Vec::new() }
    }

    pub(super) fn with(mut self, other: OrgId) -> Self {
        self.other = Some(other);
        self
    }

    pub(super) fn changed(mut self, field: &str, old: Option<&str>, new: Option<&str>) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        self.changes.push((field.to_owned(), text(old), text(new)));
        self
    }
}

/// Adds a line to the history of an organisation.
pub(super) async fn tell(
    tx: &mut Tx,
    org: OrgId,
    particulars: &Particulars,
    approval: &Approval,
    deed: &Deed,
) -> Result<ActId, Fault> {
    let (id, by) = (ActId::fresh(), tx.actor().account_id());
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_org_act (id, org_id, act, happened_on, recorded_at, account_id, approved_by, basis, \
             other_id, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        id,
        org,
        particulars.act,
        deed.happened_on,
        deed.recorded_at,
        by,
        approval.approved_by.as_deref(),
        approval.basis.as_deref(),
        particulars.other,
        serde_json::to_string(&particulars.changes)?,
    ))
    .await?;
    Ok(id)
}

macro_rules! columns {
    () => {
        "id, org_id, act, happened_on, recorded_at, approved_by, basis, other_id, changes, undone_at"
    };
}

fn from_row(row: &Row) -> Result<Done, Fault> {
    Ok(Done {
        id: row.get("id")?,
        org: row.get("org_id")?,
        act: row.get("act")?,
        happened_on: row.get("happened_on")?,
        recorded_at: row.get("recorded_at")?,
        approval: Approval { approved_by: row.get("approved_by")?, basis: row.get("basis")? },
        other: row.get("other_id")?,
        changes: serde_json::from_str(&row.get::<String>("changes")?)?,
        undone_at: row.get("undone_at")?,
    })
}

/// The history of an organisation, the latest day first.
///
/// # Errors
/// A fault of the database.
pub async fn acts(read: &mut Read, org: OrgId) -> Result<Vec<Done>, Fault> {
    read.rows(bind!(
        sql!(
            "SELECT ",
            columns!(),
            " FROM access_org_act WHERE org_id = $1 ORDER BY happened_on DESC, id DESC LIMIT 100"
        ),
        org,
    ))
    .await?
    .iter()
    .map(from_row)
    .collect()
}

/// One line, without leave: whoever opens its organisation may see it.
pub(super) async fn find(read: &mut Read, id: ActId) -> Result<Option<Done>, Fault> {
    read.first(bind!(sql!("SELECT ", columns!(), " FROM access_org_act WHERE id = $1"), id))
        .await?
        .map(|row| from_row(&row))
        .transpose()
}

/// The line that was recorded last and not taken back.
///
/// # Errors
/// A fault of the database.
pub async fn last(read: &mut Read, org: OrgId) -> Result<Option<ActId>, Fault> {
    read.value(bind!(
        sql!(
            "SELECT id FROM access_org_act WHERE org_id = $1 AND undone_at IS NULL ORDER BY id DESC LIMIT 1"
        ),
        org,
    ))
    .await
}

/// Marks a line as taken back.
pub(super) async fn mark_undone(tx: &mut Tx, id: ActId) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(bind!(sql!("UPDATE access_org_act SET undone_at = $2 WHERE id = $1"), id, now)).await?;
    Ok(())
}
