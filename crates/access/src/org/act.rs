//! What was done to an organisation: its history (沿革) as people tell it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Deed, Fault, Moment, Read, Row, Tx, bind, sql};

use super::period::Period;
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
    /// The line that stands for the whole deed, where this is not it.
    pub main: Option<ActId>,
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
    pub(super) main: Option<ActId>,
    pub(super) changes: Vec<Changed>,
}

impl Particulars {
    pub(super) fn of(act: &'static str) -> Self {
        Self { act, other: None, main: None, changes: Vec::new() }
    }

    pub(super) fn with(mut self, other: OrgId) -> Self {
        self.other = Some(other);
        self
    }

    /// One of several lines of one deed.
    pub(super) fn part_of(mut self, main: ActId) -> Self {
        self.main = Some(main);
        self
    }

    pub(super) fn changed(mut self, field: &str, old: Option<&str>, new: Option<&str>) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        self.changes.push((field.to_owned(), text(old), text(new)));
        self
    }
}

/// What a deed put aside, so that it can be taken back.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Back {
    /// Organisations that ended.
    pub(super) ended: Vec<Ended>,
    /// Organisations that went elsewhere: which, from which superior, from which day on.
    pub(super) moved: Vec<(OrgId, OrgId, Day)>,
    /// The organisation that was made.
    pub(super) made: Option<OrgId>,
}

/// What ended with an organisation.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ended {
    pub(super) org: OrgId,
    pub(super) on: Day,
    /// Where its people went.
    pub(super) heir: Option<OrgId>,
    /// The periods that it had from the day on.
    pub(super) rest: Vec<Period>,
    /// Roles on it with the days until which they had held.
    pub(super) roles: Vec<(Uuid, Day)>,
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
             other_id, main_id, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
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
        particulars.main,
        serde_json::to_string(&particulars.changes)?,
    ))
    .await?;
    Ok(id)
}

macro_rules! columns {
    () => {
        "id, org_id, act, happened_on, recorded_at, approved_by, basis, other_id, main_id, changes, undone_at"
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
        main: row.get("main_id")?,
        changes: serde_json::from_str(&row.get::<String>("changes")?)?,
        undone_at: row.get("undone_at")?,
    })
}

/// The lines of a history that its page shows.
pub const SHOWN: usize = 100;

/// The history of an organisation, the latest day first: up to [`SHOWN`] lines.
///
/// # Errors
/// A fault of the database.
pub async fn acts(read: &mut Read, org: OrgId) -> Result<Vec<Done>, Fault> {
    read.rows(bind!(
        sql!(
            "SELECT ",
            columns!(),
            " FROM access_org_act WHERE org_id = $1 ORDER BY happened_on DESC, id DESC LIMIT $2"
        ),
        org,
        i64::try_from(SHOWN).unwrap_or(i64::MAX),
    ))
    .await?
    .iter()
    .map(from_row)
    .collect()
}

/// How many lines one deed has.
///
/// # Errors
/// A fault of the database.
pub async fn count_together(read: &mut Read, main: ActId) -> Result<i64, Fault> {
    let count = sql!("SELECT count(*) FROM access_org_act WHERE id = $1 OR main_id = $1");
    Ok(read.value(bind!(count, main)).await?.unwrap_or(0))
}

/// The lines of one deed, in the order in which they were written, up to a number.
///
/// # Errors
/// A fault of the database.
pub async fn together(read: &mut Read, main: ActId, limit: i64) -> Result<Vec<Done>, Fault> {
    read.rows(bind!(
        sql!(
            "SELECT ",
            columns!(),
            " FROM access_org_act WHERE id = $1 OR main_id = $1 ORDER BY id LIMIT $2"
        ),
        main,
        limit,
    ))
    .await?
    .iter()
    .map(from_row)
    .collect()
}

/// What was done to some organisations and not taken back, of some kinds, the latest first, up to
/// a number.
///
/// # Errors
/// A fault of the database.
pub async fn acts_on(
    read: &mut Read,
    orgs: &[OrgId],
    kinds: &[&'static str],
    limit: i64,
) -> Result<Vec<Done>, Fault> {
    let mut found = Vec::new();
    for some in orgs.chunks(500) {
        let mut query = Query::new(concat!("SELECT ", columns!(), " FROM access_org_act WHERE org_id IN ("));
        query.list(some.iter().copied()).piece(") AND undone_at IS NULL AND act IN (");
        query.list(kinds.iter().copied()).piece(") ORDER BY id DESC LIMIT ").value(limit);
        for row in read.rows(query).await? {
            found.push(from_row(&row)?);
        }
    }
    Ok(found)
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

/// Marks the lines of a deed as taken back.
pub(super) async fn mark_undone(tx: &mut Tx, main: ActId) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(bind!(
        sql!(
            "UPDATE access_org_act SET undone_at = $2 WHERE (id = $1 OR main_id = $1) AND undone_at IS NULL"
        ),
        main,
        now,
    ))
    .await?;
    Ok(())
}

/// Makes the last line of an organisation one of a deed's.
pub(super) async fn join(tx: &mut Tx, org: OrgId, main: ActId) -> Result<(), Fault> {
    if let Some(last) = last(tx, org).await? {
        tx.execute(bind!(sql!("UPDATE access_org_act SET main_id = $2 WHERE id = $1"), last, main)).await?;
    }
    Ok(())
}

/// Keeps what a deed put aside.
pub(super) async fn keep_back(tx: &mut Tx, main: ActId, back: &Back) -> Result<(), Fault> {
    let back = serde_json::to_string(back)?;
    tx.execute(bind!(sql!("UPDATE access_org_act SET back = $2 WHERE id = $1"), main, back)).await?;
    Ok(())
}

/// What a deed put aside.
pub(super) async fn back(read: &mut Read, main: ActId) -> Result<Back, Fault> {
    let kept: Option<Option<String>> =
        read.value(bind!(sql!("SELECT back FROM access_org_act WHERE id = $1"), main)).await?;
    Ok(kept.flatten().map(|back| serde_json::from_str(&back)).transpose()?.unwrap_or_default())
}

/// The first line on an organisation that was recorded after a deed, does not belong to it and
/// is one of some acts; any act where none is named.
pub(super) async fn later(
    read: &mut Read,
    org: OrgId,
    main: ActId,
    acts: &[&'static str],
) -> Result<Option<Done>, Fault> {
    let mut query = Query::new(concat!("SELECT ", columns!(), " FROM access_org_act WHERE org_id = "));
    query.value(org).piece(" AND id > ").value(main).piece(" AND undone_at IS NULL");
    query.piece(" AND (main_id IS NULL OR main_id <> ").value(main).piece(")");
    if !acts.is_empty() {
        query.piece(" AND act IN (").list(acts.iter().copied()).piece(")");
    }
    query.piece(" ORDER BY id LIMIT 1");
    read.first(query).await?.map(|row| from_row(&row)).transpose()
}
