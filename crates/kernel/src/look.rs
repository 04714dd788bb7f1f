//! Who looked: the entries of the log about one subject, for those who may read them.

use uuid::Uuid;

use crate::clock::Moment;
use crate::db::Query;
use crate::fault::Fault;
use crate::tx::Read;

/// One look at a subject.
#[derive(Clone, Debug)]
pub struct Look {
    /// The entry.
    pub id: Uuid,
    /// When.
    pub at: Moment,
    /// What was seen: `room.noun.view`.
    pub act: String,
    /// The account that looked; none for the program itself.
    pub account: Option<Uuid>,
    /// Under which organisation the subject stood then.
    pub org: Option<Uuid>,
    /// Why, in the words of the one who looked.
    pub reason: Option<String>,
}

/// The looks at some subjects, the latest first, from before an entry on.
///
/// # Errors
/// A fault of the database.
pub async fn on(
    read: &mut Read,
    subjects: &[Uuid],
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Look>, Fault> {
    let mut query = Query::new(
        "SELECT id, recorded_at, act, account_id, org_id, reason FROM kernel_audit \
         WHERE is_look = 1 AND subject_id IN (",
    );
    query.list(subjects.iter().copied()).piece(")");
    if let Some(before) = before {
        query.piece(" AND id < ").value(before);
    }
    query.piece(" ORDER BY id DESC LIMIT ").value(limit);
    read.rows(query)
        .await?
        .iter()
        .map(|row| {
            Ok(Look {
                id: row.get("id")?,
                at: row.get("recorded_at")?,
                act: row.get("act")?,
                account: row.get("account_id")?,
                org: row.get("org_id")?,
                reason: row.get("reason")?,
            })
        })
        .collect()
}
