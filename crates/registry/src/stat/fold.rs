//! Folding: events become deltas of every organisation above them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;
use zhibu_access::org::{self, OrgId, path_chain};
use zhibu_kernel::db::Query;
use zhibu_kernel::{Db, Fault, Tx, Value, bind, sql};

use super::event::Delta;
use super::figures::Figures;
use super::{DAY, DIRECT, MONTH, YEAR};

/// How much is folded in one transaction.
#[derive(Clone, Copy)]
struct Portion {
    /// Events looked at.
    events: i64,
    /// Sums written, about.
    sums: usize,
}

/// While others work: it holds the writer of SQLite for some 20 ms.
const SMALL: Portion = Portion { events: 100, sums: 3_000 };
/// While nobody waits. What many events add to the same superiors is written once.
const LARGE: Portion = Portion { events: 1_000, sums: 100_000 };

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
    deltas: String,
}

/// Folds some of the events that wait, the oldest first; answers how many.
///
/// An event is deleted by the change that adds it up, so that a crash or a second server folds
/// nothing twice.
///
/// # Errors
/// A fault of the database; nothing is folded then.
pub async fn fold(db: &Db) -> Result<usize, Fault> {
    fold_some(db, SMALL).await
}

/// Folds until nothing is left, in large portions: for a house in which nobody works yet.
///
/// # Errors
/// As [`fold`].
pub async fn fold_quietly(db: &Db) -> Result<(), Fault> {
    while fold_some(db, LARGE).await? > 0 {}
    Ok(())
}

async fn fold_some(db: &Db, portion: Portion) -> Result<usize, Fault> {
    db.housekeeping("registry.fold", &portion, async move |tx: &mut Tx, portion: &Portion| {
        let events = waiting(tx, portion.events).await?;
        let paths: BTreeSet<&str> = events.iter().flat_map(|event| path_chain(&event.path)).collect();
        let orgs = org::ids_of_paths(tx, paths.into_iter()).await?;
        let mut sums = Sums::new();
        let mut folded: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for event in &events {
            if sums.len() >= portion.sums {
                break;
            }
            add_up(&mut sums, event, &orgs)?;
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

async fn waiting(tx: &mut Tx, limit: i64) -> Result<Vec<Waiting>, Fault> {
    let rows = tx
        .rows(bind!(
            sql!("SELECT area_id, id, batch_id, path, deltas FROM registry_stat_event ORDER BY id LIMIT $1"),
            limit,
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Waiting {
                area: row.get("area_id")?,
                id: row.get("id")?,
                batch: row.get::<Option<Uuid>>("batch_id")?.unwrap_or_default(),
                path: row.get("path")?,
                deltas: row.get("deltas")?,
            })
        })
        .collect()
}

fn add_up(sums: &mut Sums, event: &Waiting, orgs: &HashMap<String, OrgId>) -> Result<(), Fault> {
    let deltas: Vec<Delta> = serde_json::from_str(&event.deltas)?;
    for path in path_chain(&event.path) {
        let Some(org) = orgs.get(path) else {
            continue;
        };
        for (day, measure, n) in &deltas {
            for (grain, period) in grains(day.number(), path == event.path) {
                let place = (*org, grain, period, measure.clone());
                *sums.entry((event.batch, place)).or_default() += n;
            }
        }
    }
    Ok(())
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
            batches.push(width::<6>(bind!((), batch, org, grain, period, measure, n).1)?);
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

/// Adds to the folded deltas, and to the sums of everything so far.
pub(super) async fn add(tx: &mut Tx, sums: Vec<(Place, i64)>) -> Result<(), Fault> {
    let mut rows = Vec::with_capacity(sums.len());
    let mut so_far: BTreeMap<OrgId, Vec<(String, i64)>> = BTreeMap::new();
    for ((org, grain, period, measure), n) in sums {
        // Each delta stands under one of these two grains, once.
        if matches!(grain, YEAR | DIRECT) {
            so_far.entry(org).or_default().push((measure.clone(), n));
        }
        rows.push(width::<5>(bind!((), org, grain, period, measure, n).1)?);
    }
    tx.insert_many(
        sql!("INSERT INTO registry_stat (org_id, grain, period, measure, n) VALUES"),
        rows,
        "ON CONFLICT (org_id, grain, period, measure) DO UPDATE SET n = registry_stat.n + excluded.n",
    )
    .await?;
    add_so_far(tx, so_far).await
}

async fn add_so_far(tx: &mut Tx, more: BTreeMap<OrgId, Vec<(String, i64)>>) -> Result<(), Fault> {
    let mut known: HashMap<OrgId, Figures> = HashMap::with_capacity(more.len());
    let orgs: Vec<OrgId> = more.keys().copied().collect();
    for some in orgs.chunks(200) {
        let mut query = Query::new("SELECT org_id, sums FROM registry_stat_sum WHERE org_id IN (");
        query.list(some.iter().copied()).piece(")");
        for row in tx.rows(query).await? {
            known.entry(row.at(0)?).or_default().add_stored(&row.at::<String>(1)?, 1)?;
        }
    }
    let mut rows = Vec::with_capacity(more.len());
    for (org, deltas) in more {
        let mut figures = known.remove(&org).unwrap_or_default();
        for (measure, n) in deltas {
            figures.add(&measure, n);
        }
        let heads = ["stage:full", "stage:probationary", "floating:yes"].map(|head| figures.measure(head));
        rows.push(width::<5>(bind!((), org, heads[0], heads[1], heads[2], figures.stored()).1)?);
    }
    tx.insert_many(
        sql!("INSERT INTO registry_stat_sum (org_id, n_full, n_probationary, n_floating, sums) VALUES"),
        rows,
        "ON CONFLICT (org_id) DO UPDATE SET n_full = excluded.n_full, n_probationary = excluded.n_probationary, \
         n_floating = excluded.n_floating, sums = excluded.sums",
    )
    .await
}

fn width<const N: usize>(values: Vec<Value>) -> Result<[Value; N], Fault> {
    values.try_into().map_err(|_| Fault::Invariant("a sum has another width".into()))
}

/// Folds until nothing is left: the job, and before a recount.
///
/// # Errors
/// A fault of the database.
pub async fn fold_all(db: &Db) -> Result<(), Fault> {
    while fold(db).await? > 0 {}
    Ok(())
}
