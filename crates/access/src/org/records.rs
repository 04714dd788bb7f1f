//! Since when there are records of an organisation's people.

use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Fault, Tx, bind, sql};

use super::{Org, path_end};

/// Notes that the records of an organisation and of everything below it reach back to a day;
/// where they reach back further already, that stays.
///
/// # Errors
/// A fault of the database.
pub async fn begin_records(tx: &mut Tx, org: &Org, from: Day, deed: &Deed) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!(
            "UPDATE access_org SET records_from = $3 WHERE path >= $1 AND path < $2 \
             AND (records_from IS NULL OR records_from > $3)"
        ),
        org.path.as_str(),
        path_end(&org.path),
        from,
    ))
    .await?;
    let entry = Entry::did("access.org.begin_records")
        .on("org", org.id.0)
        .within(org.id.0, org.area)
        .deed(deed)
        .detail(serde_json::json!({ "from": from.number() }));
    tx.audit(&entry).await
}
