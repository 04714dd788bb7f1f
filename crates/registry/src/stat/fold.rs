//! Folding: events become deltas of every organisation above them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;
use zhibu_access::org::{self, OrgId, path_chain};
use zhibu_kernel::db::Query;
use zhibu_kernel::{Db, Fault, Tx, bind, sql};

use super::event::Delta;
use super::{DAY, DIRECT, MONTH, YEAR};

/// Events looked at in one transaction.
const EVENTS: i64 = 200;
/// Sums written in one transaction, about: it holds the writer of SQLite for some 20 ms.
const SUMS: usize = 3_000;

/// Organisation, grain, period, measure.
pub(super) type Place = (OrgId, i64, i64, String);

/// Sums by batch and place; the nil batch is none. Ordered, so that two servers lock alike.
type Sums = BTreeMap<(Uuid, Place), i64>;

/// An event that waits.
struct Waiting {
    area: Uuid,
    id: Uuid,
    batch: Uuid,
    path: String,
    deltas: Vec<Delta>,
}

/// Folds some of the events that wait, the oldest first; answers how many.
///
/// An event is deleted by the change that adds it up, so that a crash or a second server folds
/// nothing twice.
///
/// # Errors
/// A fault of the database; nothing is folded then.
pub async fn fold(db: &Db) -> Result<usize, Fault> {
    db.housekeeping("registry.fold", &(), async move |tx: &mut Tx, (): &()| {
        let events = waiting(tx).await?;
        let paths: BTreeSet<&str> = events.iter().flat_map(|event| path_chain(&event.path)).collect();
        let orgs = org::ids_of_paths(tx, paths.into_iter()).await?;
        let mut sums = Sums::new();
        let mut folded: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for event in &events {
            if sums.len() >= SUMS {
                break;
            }
            add_up(&mut sums, event, &orgs);
            folded.entry(event.area).or_default().push(event.id);
        }
        write(tx, sums).await?;
        for (area, ids) in &folded {
            let mut query = Query::new("DELETE FROM registry_stat_event WHERE area_id = ");
            query.value(*area).piece(" AND id IN (").list(ids.iter().copied()).piece(")");
            tx.execute(query).await?;
        }
        Ok::<_, Fault>(folded.values().map(Vec::len).sum())
    })
    .await
}

async fn waiting(tx: &mut Tx) -> Result<Vec<Waiting>, Fault> {
    let rows = tx
        .rows(bind!(
            sql!("SELECT area_id, id, batch_id, path, deltas FROM registry_stat_event ORDER BY id LIMIT $1"),
            EVENTS,
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Waiting {
                area: row.get("area_id")?,
                id: row.get("id")?,
                batch: row.get::<Option<Uuid>>("batch_id")?.unwrap_or_default(),
                path: row.get("path")?,
                deltas: serde_json::from_str(&row.get::<String>("deltas")?)?,
            })
        })
        .collect()
}

fn add_up(sums: &mut Sums, event: &Waiting, orgs: &HashMap<String, OrgId>) {
    for path in path_chain(&event.path) {
        let Some(org) = orgs.get(path) else {
            continue;
        };
        for (day, measure, n) in &event.deltas {
            for (grain, period) in grains(day.number(), path == event.path) {
                let place = (*org, grain, period, measure.clone());
                *sums.entry((event.batch, place)).or_default() += n;
            }
        }
    }
}

/// Under which grains a day's delta is kept, at the organisation itself or above it.
pub(super) fn grains(day: i64, is_direct: bool) -> impl Iterator<Item = (i64, i64)> {
    let direct = is_direct.then_some((DIRECT, day));
    let above = [(DAY, day), (MONTH, day / 100), (YEAR, day / 10_000)];
    direct.into_iter().chain(above.into_iter().filter(move |_| !is_direct))
}

async fn write(tx: &mut Tx, sums: Sums) -> Result<(), Fault> {
    let (mut base, mut batches) = (Vec::new(), Vec::new());
    for ((batch, place), n) in sums.into_iter().filter(|(_, n)| *n != 0) {
        if batch.is_nil() {
            base.push((place, n));
        } else {
            let (org, grain, period, measure) = place;
            let values = bind!((), batch, org, grain, period, measure, n).1;
            batches.push(
                <[_; 6]>::try_from(values)
                    .map_err(|_| Fault::Invariant("a batch's sum has six columns".into()))?,
            );
        }
    }
    add(tx, base).await?;
    tx.insert_many(
        sql!("INSERT INTO registry_stat_batch (batch_id, org_id, grain, period, measure, n) VALUES"),
        batches,
        "ON CONFLICT (batch_id, org_id, grain, period, measure) \
         DO UPDATE SET n = registry_stat_batch.n + excluded.n",
    )
    .await
}

/// Adds to the folded deltas.
pub(super) async fn add(tx: &mut Tx, sums: Vec<(Place, i64)>) -> Result<(), Fault> {
    let mut rows = Vec::with_capacity(sums.len());
    for ((org, grain, period, measure), n) in sums {
        let values = bind!((), org, grain, period, measure, n).1;
        rows.push(<[_; 5]>::try_from(values).map_err(|_| Fault::Invariant("a sum has five columns".into()))?);
    }
    tx.insert_many(
        sql!("INSERT INTO registry_stat (org_id, grain, period, measure, n) VALUES"),
        rows,
        "ON CONFLICT (org_id, grain, period, measure) DO UPDATE SET n = registry_stat.n + excluded.n",
    )
    .await
}

/// Folds until nothing is left: the job, and before a recount.
///
/// # Errors
/// A fault of the database.
pub async fn fold_all(db: &Db) -> Result<(), Fault> {
    while fold(db).await? > 0 {}
    Ok(())
}
