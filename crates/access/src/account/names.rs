//! The names of accounts, for lists of who did or saw something.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Fault, Read};

/// The names on pages of some accounts.
///
/// # Errors
/// A fault of the database.
pub async fn names(
    read: &mut Read,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>, Fault> {
    let ids: BTreeSet<Uuid> = ids.into_iter().collect();
    let mut names = HashMap::with_capacity(ids.len());
    if ids.is_empty() {
        return Ok(names);
    }
    let mut query = Query::new("SELECT id, display_name FROM access_account WHERE id IN (");
    query.list(ids).piece(")");
    for row in read.rows(query).await? {
        names.insert(row.at(0)?, row.at(1)?);
    }
    Ok(names)
}
