//! Folding: events become deltas of every organisation above them.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use zhibu_access::org::{self, OrgId, path_chain};
use zhibu_kernel::{Db, Fault, Tx, bind, sql};

use super::event::Delta;
use super::{DAY, MONTH, YEAR};

/// Events folded in one transaction: it holds the writer of SQLite for a few milliseconds.
const BATCH: i64 = 200;

/// Folds up to a batch of events; answers how many.
///
/// # Errors
/// A fault of the database; nothing is folded then.
pub async fn fold(db: &Db) -> Result<usize, Fault> {
    db.housekeeping("registry.fold", &(), async move |tx: &mut Tx, (): &()| {
        let events = tx
            .rows(bind!(
                sql!("SELECT area_id, id, batch_id, path, deltas FROM registry_stat_event ORDER BY id LIMIT $1"),
                BATCH,
            ))
            .await?;
        let mut by_path: BTreeMap<(Uuid, String), Vec<Delta>> = BTreeMap::new();
        for event in &events {
            let batch = event.get::<Option<Uuid>>("batch_id")?.unwrap_or_default();
            let deltas: Vec<Delta> = serde_json::from_str(&event.get::<String>("deltas")?)?;
            by_path.entry((batch, event.get("path")?)).or_default().extend(deltas);
        }
        let paths: BTreeSet<&str> = by_path.keys().flat_map(|(_, path)| path_chain(path)).collect();
        let orgs = org::ids_of_paths(tx, paths.into_iter()).await?;
        let mut sums: BTreeMap<(OrgId, Uuid, i64, i64, String), i64> = BTreeMap::new();
        for ((batch, path), deltas) in &by_path {
            for org in path_chain(path).filter_map(|path| orgs.get(path)) {
                for (day, measure, n) in deltas {
                    let day = day.number();
                    for (grain, period) in [(DAY, day), (MONTH, day / 100), (YEAR, day / 10_000)] {
                        *sums.entry((*org, *batch, grain, period, measure.clone())).or_default() += n;
                    }
                }
            }
        }
        add(tx, sums).await?;
        for event in &events {
            let (area, id): (Uuid, Uuid) = (event.get("area_id")?, event.get("id")?);
            tx.execute(bind!(sql!("DELETE FROM registry_stat_event WHERE area_id = $1 AND id = $2"), area, id)).await?;
        }
        Ok::<_, Fault>(events.len())
    })
    .await
}

async fn add(
    tx: &mut Tx,
    sums: BTreeMap<(OrgId, Uuid, i64, i64, String), i64>,
) -> Result<(), Fault> {
    let mut rows = Vec::with_capacity(sums.len());
    for ((org, batch, grain, period, measure), n) in sums.into_iter().filter(|(_, n)| *n != 0) {
        let values = bind!((), org, batch, grain, period, measure, n).1;
        rows.push(
            <[_; 6]>::try_from(values)
                .map_err(|_| Fault::Invariant("a sum has six columns".into()))?,
        );
    }
    tx.insert_many(
        sql!("INSERT INTO registry_stat (org_id, batch_id, grain, period, measure, n) VALUES"),
        rows,
        "ON CONFLICT (org_id, batch_id, grain, period, measure) DO UPDATE SET n = registry_stat.n + excluded.n",
    )
    .await
}

/// Folds until nothing is left: after a large import, and before a recount.
///
/// # Errors
/// A fault of the database.
pub async fn fold_all(db: &Db) -> Result<(), Fault> {
    while fold(db).await? > 0 {}
    Ok(())
}
