//! The looks at somebody's data, as the one who was looked at reads them.

use uuid::Uuid;

use crate::bind;
use crate::clock::Moment;
use crate::db::Query;
use crate::fault::Fault;
use crate::sql;
use crate::tx::Read;

/// A look as the one who was looked at reads it.
#[derive(Clone, Debug)]
pub struct Look {
    /// The entry; a cursor of lists.
    pub id: Uuid,
    /// When.
    pub recorded_at: Moment,
    /// The word of the act.
    pub act: String,
    /// On whom or what.
    pub subject: Uuid,
    /// The account that looked; none when the program did.
    pub account: Option<Uuid>,
    /// The role grant under which it looked.
    pub grant: Option<Uuid>,
    /// For whom it looked, under a mandate.
    pub principal: Option<Uuid>,
    /// Why, in the words of the one who looked.
    pub reason: Option<String>,
    /// Particulars.
    pub detail: serde_json::Value,
}

/// The looks at any of some subjects, the latest first: up to `limit` before an entry.
///
/// # Errors
/// A fault of the database.
pub async fn looks_at(
    read: &mut Read,
    subjects: &[Uuid],
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Look>, Fault> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let before = before.unwrap_or(Uuid::max());
    // One range of the index for each subject: a list that everybody opens must not be read
    // through to its beginning.
    let mut query = Query::new("SELECT * FROM (");
    for (at, subject) in subjects.iter().enumerate() {
        query.piece(if at == 0 { "" } else { " UNION ALL " });
        query
            .piece(concat!(
                "SELECT * FROM (SELECT id, recorded_at, act, subject_id, account_id, grant_id, principal_id, reason, ",
                "detail FROM kernel_audit WHERE is_look = 1 AND subject_id = "
            ))
            .value(*subject)
            .piece(" AND id < ")
            .value(before)
            .piece(" ORDER BY id DESC LIMIT ")
            .value(limit)
            .piece(if at == 0 { ") AS first" } else { ") AS more" });
    }
    query.piece(") AS looks ORDER BY id DESC LIMIT ").value(limit);
    let rows = read.rows(query).await?;
    rows.iter()
        .map(|row| {
            let detail: Option<String> = row.get("detail")?;
            Ok(Look {
                id: row.get("id")?,
                recorded_at: row.get("recorded_at")?,
                act: row.get("act")?,
                subject: row.get("subject_id")?,
                account: row.get("account_id")?,
                grant: row.get("grant_id")?,
                principal: row.get("principal_id")?,
                reason: row.get("reason")?,
                detail: detail.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default(),
            })
        })
        .collect()
}

/// Whether an account is on record as having looked at a subject since a moment: what belongs to
/// the same look, such as a photo in a page, is then not another one.
///
/// # Errors
/// A fault of the database.
pub async fn has_looked(read: &mut Read, subject: Uuid, account: Uuid, since: Moment) -> Result<bool, Fault> {
    let found = read
        .first(bind!(
            sql!(
                "SELECT id FROM kernel_audit WHERE subject_id = $1 AND id >= $2 AND is_look = 1 AND account_id = $3 LIMIT 1"
            ),
            subject,
            super::first_id_at(since),
            account,
        ))
        .await?;
    Ok(found.is_some())
}
