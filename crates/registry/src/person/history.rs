//! What was changed of a person, by whom, and when.

use uuid::Uuid;
use zhibu_kernel::db::Query;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Day, Fault, Moment, Read};

use super::{PersonId, ids_of};

/// One changed field.
#[derive(Clone, Debug)]
pub struct FieldChange {
    /// The entry.
    pub id: Uuid,
    /// The field.
    pub field: String,
    /// What it was.
    pub before: Option<String>,
    /// What it became.
    pub after: Option<String>,
    /// When it happened.
    pub happened_on: Day,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// By which way it came.
    pub source: String,
    /// Who recorded it; none for the program itself.
    pub account: Option<Uuid>,
}

/// The changes of a person's fields, the latest first, from before an entry on. Records merged
/// into this one are read with it.
///
/// # Errors
/// A fault of the database.
pub async fn changes(
    read: &mut Read,
    person: PersonId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<FieldChange>, Fault> {
    let ids = ids_of(read, person).await?;
    let mut query = Query::new(
        "SELECT id, field, change, happened_on, recorded_at, source, account_id \
         FROM registry_field_change WHERE person_id IN (",
    );
    query.list(ids).piece(")");
    if let Some(before) = before {
        query.piece(" AND id < ").value(before);
    }
    // Rows that a batch staged are nobody's history until it is shown.
    query
        .piece(
            " AND (batch_id IS NULL OR batch_id NOT IN (SELECT batch_id FROM registry_gate WHERE shown = 0)) \
             ORDER BY id DESC LIMIT ",
        )
        .value(limit);
    let rows = read.rows(query).await?;
    rows.iter()
        .map(|row| {
            let id: Uuid = row.get("id")?;
            let sealed: Vec<u8> = row.get("change")?;
            let place = Context { table: "registry_field_change", column: "change", row: id.as_bytes() };
            let (before, after) = serde_json::from_slice(&read.keys().open(place, &sealed)?)?;
            Ok(FieldChange {
                id,
                field: row.get("field")?,
                before,
                after,
                happened_on: row.get("happened_on")?,
                recorded_at: row.get("recorded_at")?,
                source: row.get("source")?,
                account: row.get("account_id")?,
            })
        })
        .collect()
}
