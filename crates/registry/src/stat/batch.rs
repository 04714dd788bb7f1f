//! The figures of a batch: counted from the moment it is shown, then added to the rest.

use uuid::Uuid;
use zhibu_access::org::OrgId;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Actor, Db, Fault, Read, Tx, bind, sql};

use super::fold::{add, fold};

/// Sums moved in one transaction.
const SUMS: i64 = 2_000;

/// Adds the figures of a batch that is shown to the rest, in chunks; may be stopped anywhere and
/// run again. The batch's gate is closed only afterwards: until then its figures count through it.
///
/// # Errors
/// A fault of the database.
pub async fn settle(db: &Db, batch: Uuid) -> Result<(), Fault> {
    fold_batch(db, batch).await?;
    while settle_some(db, batch).await? {}
    Ok(())
}

/// Forgets the figures of a batch that was never shown, in chunks.
///
/// # Errors
/// A fault of the database.
pub async fn withdraw(db: &Db, batch: Uuid) -> Result<(), Fault> {
    fold_batch(db, batch).await?;
    loop {
        let left = db
            .housekeeping("registry.stat", &batch, async move |tx: &mut Tx, batch: &Uuid| {
                let gone = tx
                    .execute(bind!(
                        sql!(
                            "DELETE FROM registry_stat_batch WHERE batch_id = $1 AND org_id IN \
                             (SELECT org_id FROM registry_stat_batch WHERE batch_id = $1 \
                             ORDER BY org_id LIMIT 1)"
                        ),
                        *batch,
                    ))
                    .await?;
                Ok::<_, Fault>(gone > 0)
            })
            .await?;
        if !left {
            return Ok(());
        }
    }
}

/// Folds until no event of the batch waits.
async fn fold_batch(db: &Db, batch: Uuid) -> Result<(), Fault> {
    loop {
        let waits: Option<i64> = db
            .read(&Actor::system("registry.stat"), &batch, async move |read: &mut Read, batch: &Uuid| {
                read.value::<i64>(bind!(
                    sql!("SELECT CAST(1 AS BIGINT) FROM registry_stat_event WHERE batch_id = $1 LIMIT 1"),
                    *batch,
                ))
                .await
            })
            .await?;
        if waits.is_none() || fold(db).await? == 0 {
            return Ok(());
        }
    }
}

async fn settle_some(db: &Db, batch: Uuid) -> Result<bool, Fault> {
    db.housekeeping("registry.stat", &batch, async move |tx: &mut Tx, batch: &Uuid| {
        let rows = tx
            .rows(bind!(
                sql!(
                    "SELECT org_id, grain, period, measure, n FROM registry_stat_batch WHERE batch_id = $1 \
                     ORDER BY org_id, grain, period, measure LIMIT $2"
                ),
                *batch,
                SUMS,
            ))
            .await?;
        let mut sums = Vec::with_capacity(rows.len());
        for row in &rows {
            let place = (
                row.get::<OrgId>("org_id")?,
                row.get::<i64>("grain")?,
                row.get::<i64>("period")?,
                row.get::<String>("measure")?,
            );
            sums.push((place, row.get::<i64>("n")?));
        }
        let Some(((org, grain, period, measure), _)) = sums.last().cloned() else {
            return Ok::<_, Fault>(false);
        };
        add(tx, sums).await?;
        let mut done = Query::new("DELETE FROM registry_stat_batch WHERE batch_id = ");
        done.value(*batch)
            .piece(" AND (org_id, grain, period, measure) <= (")
            .value(org)
            .piece(", ")
            .value(grain)
            .piece(", ")
            .value(period)
            .piece(", ")
            .value(measure)
            .piece(")");
        tx.execute(done).await?;
        Ok(true)
    })
    .await
}
