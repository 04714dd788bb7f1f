//! Reading the log, newest first. Reading it is itself an entry: that is the caller's to write.

use uuid::Uuid;

use super::first_id_at;
use super::record::{Record, columns};
use crate::bind;
use crate::clock::Moment;
use crate::db::Query;
use crate::fault::Fault;
use crate::sql;
use crate::tx::Read;

/// Which entries of the log; each condition that is set narrows it.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Recorded at this moment or later.
    pub from: Option<Moment>,
    /// Recorded before this moment.
    pub until: Option<Moment>,
    /// The beginning of the act: `access.`, `registry.person.edit`.
    pub act: Option<String>,
    /// Who did it.
    pub account: Option<Uuid>,
    /// The organisation concerned.
    pub org: Option<Uuid>,
    /// On whom or what.
    pub subject: Option<Uuid>,
    /// Looks only, or acts only.
    pub looks: Option<bool>,
}

/// A page of the log, newest first, from before an entry on.
///
/// # Errors
/// A fault of the database.
pub async fn page(
    read: &mut Read,
    filter: &Filter,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Record>, Fault> {
    let mut query = Query::new(concat!("SELECT ", columns!(), " FROM kernel_audit a WHERE "));
    // Ids tell the moment, so both ends of the time are ends of one index.
    query.piece("a.id >= ").value(first_id_at(filter.from.unwrap_or(Moment(0))));
    let end = [before, filter.until.map(first_id_at)];
    if let Some(end) = end.into_iter().flatten().min() {
        query.piece(" AND a.id < ").value(end);
    }
    if let Some(act) = &filter.act {
        query.piece(" AND a.act >= ").value(act);
        query.piece(" AND a.act < ").value(crate::search::prefix_end(act));
    }
    if let Some(account) = filter.account {
        query.piece(" AND a.account_id = ").value(account);
    }
    if let Some(org) = filter.org {
        query.piece(" AND a.org_id = ").value(org);
    }
    if let Some(subject) = filter.subject {
        query.piece(" AND a.subject_id = ").value(subject);
    }
    if let Some(looks) = filter.looks {
        query.piece(" AND a.is_look = ").value(looks);
    }
    query.piece(" ORDER BY a.id DESC LIMIT ").value(limit);
    read.rows(query).await?.iter().map(Record::from_row).collect()
}

/// One entry.
///
/// # Errors
/// A fault of the database.
pub async fn one(read: &mut Read, id: Uuid) -> Result<Option<Record>, Fault> {
    let query = bind!(sql!("SELECT ", columns!(), " FROM kernel_audit a WHERE a.id = $1"), id);
    let row = read.first(query).await?;
    row.map(|row| Record::from_row(&row)).transpose()
}

/// When an act was last done on a subject.
///
/// # Errors
/// A fault of the database.
pub async fn latest(read: &mut Read, subject: Uuid, act: &'static str) -> Result<Option<Moment>, Fault> {
    read.value(bind!(
        sql!(
            "SELECT recorded_at FROM kernel_audit WHERE subject_id = $1 AND act = $2 ORDER BY id DESC LIMIT 1"
        ),
        subject,
        act,
    ))
    .await
}

/// Somebody or something whose data an account saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The kind of noun; empty for a list that names only its organisation.
    pub kind: String,
    /// Which one; of a list, the organisation.
    pub id: Uuid,
    /// How often.
    pub times: i64,
    /// The first time.
    pub first: Moment,
    /// The last time.
    pub last: Moment,
}

/// Whose data an account saw between two moments (个人信息保护法, art. 57): one line for each
/// subject, in the order of ids, from after a subject on.
///
/// # Errors
/// A fault of the database.
pub async fn subjects_seen(
    read: &mut Read,
    account: Uuid,
    (from, until): (Moment, Moment),
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Subject>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT COALESCE(subject_id, org_id) AS id, COALESCE(subject_kind, '') AS kind, \
                 CAST(count(*) AS BIGINT) AS n, min(recorded_at) AS first, max(recorded_at) AS last \
                 FROM kernel_audit WHERE account_id = $1 AND id >= $2 AND id < $3 AND is_look = 1 \
                 AND COALESCE(subject_id, org_id) > $4 \
                 GROUP BY COALESCE(subject_id, org_id), COALESCE(subject_kind, '') ORDER BY 1, 2 LIMIT $5"
            ),
            account,
            first_id_at(from),
            first_id_at(until),
            after.unwrap_or(Uuid::nil()),
            limit,
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Subject {
                kind: row.get("kind")?,
                id: row.get("id")?,
                times: row.get("n")?,
                first: row.get("first")?,
                last: row.get("last")?,
            })
        })
        .collect()
}
