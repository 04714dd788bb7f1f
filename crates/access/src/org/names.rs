//! The names of organisations that a page shows beside something else.

use std::collections::{BTreeSet, HashMap};

use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read};

use super::OrgId;

/// The names that organisations bore on a day. They are no secret: every permit that shows a
/// row shows the name of its organisation.
///
/// # Errors
/// A fault of the database.
pub async fn names_on(
    read: &mut Read,
    ids: impl IntoIterator<Item = OrgId>,
    on: Day,
) -> Result<HashMap<OrgId, String>, Fault> {
    let ids: BTreeSet<OrgId> = ids.into_iter().collect();
    let mut names = HashMap::with_capacity(ids.len());
    if ids.is_empty() {
        return Ok(names);
    }
    let mut query = Query::new("SELECT org_id, name FROM access_org_period WHERE org_id IN (");
    query.list(ids);
    query.piece(") AND valid_from <= ").value(on);
    query.piece(" AND valid_to > ").value(on);
    for row in read.rows(query).await? {
        names.insert(row.at(0)?, row.at(1)?);
    }
    Ok(names)
}
