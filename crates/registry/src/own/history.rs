//! Every change of a field of one's own record, opened for the person it is about.

use zhibu_access::permit::Permit;
use zhibu_access::role::ExportOwn;
use zhibu_kernel::db::Query;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Day, Fault, Moment, Read};

use crate::person::{Person, PersonId, ids_of, periods};

/// A changed field.
#[derive(Clone, Debug)]
pub struct FieldChange {
    /// The field's word.
    pub field: String,
    /// What stood there.
    pub old: Option<String>,
    /// What stands there since.
    pub new: Option<String>,
    /// The day from which it holds.
    pub happened_on: Day,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// How it came.
    pub source: String,
}

/// The periods of a record, the earliest first.
///
/// # Errors
/// A fault of the database.
pub async fn all_periods(
    read: &mut Read,
    _permit: &Permit<ExportOwn>,
    person: PersonId,
) -> Result<Vec<Person>, Fault> {
    periods(read, person).await
}

/// All changes of fields, the earliest first, those of records merged into this one among them.
///
/// # Errors
/// A fault of the database.
pub async fn field_changes(
    read: &mut Read,
    _permit: &Permit<ExportOwn>,
    person: PersonId,
) -> Result<Vec<FieldChange>, Fault> {
    let ids = ids_of(read, person).await?;
    let mut query = Query::new(
        "SELECT h.id, h.field, h.change, h.happened_on, h.recorded_at, h.source \
         FROM registry_field_change h WHERE h.person_id IN (",
    );
    query.list(ids).piece(
        ") AND (h.batch_id IS NULL OR h.batch_id NOT IN (SELECT batch_id FROM registry_gate WHERE shown = 0)) \
         ORDER BY h.id",
    );
    let rows = read.rows(query).await?;
    rows.iter()
        .map(|row| {
            let id: uuid::Uuid = row.get("id")?;
            let place = Context { table: "registry_field_change", column: "change", row: id.as_bytes() };
            let clear = read.keys().open(place, &row.get::<Vec<u8>>("change")?)?;
            let (old, new) = serde_json::from_slice(&clear)?;
            Ok(FieldChange {
                field: row.get("field")?,
                old,
                new,
                happened_on: row.get("happened_on")?,
                recorded_at: row.get("recorded_at")?,
                source: row.get("source")?,
            })
        })
        .collect()
}
