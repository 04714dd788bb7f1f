//! What a change of people makes of the figures.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;
use zhibu_access::org::{self, OrgId, path_chain};
use zhibu_kernel::{Day, Fault, Tx, bind, sql};

use super::flow::{Came, Flow, Step, Went, levels, steps};
use crate::person::Person;
use crate::person::counted::Counted;

/// A delta: on a day, of a measure, by how much.
pub(crate) type Delta = (Day, String, i64);

/// Deltas by area and path.
pub(crate) type Deltas = BTreeMap<(Uuid, String), BTreeMap<(Day, String), i64>>;

/// The most deltas in one event: folding one never holds the writer of SQLite for long.
const WIDEST: usize = 200;

/// What the periods of people before and after a change add and take away. `orgs` names the
/// organisations of the paths between which members moved.
#[must_use]
pub(crate) fn deltas(before: &[Person], after: &[Person], orgs: &HashMap<String, OrgId>) -> Deltas {
    let mut sums = Deltas::new();
    let mut add = |area: Uuid, path: &str, day: Day, measure: String, n: i64| {
        let place = sums.entry((area, path.to_owned())).or_default();
        *place.entry((day, measure)).or_default() += n;
    };
    for (rows, sign) in [(before, -1), (after, 1)] {
        for row in rows {
            for measure in Counted::of(&row.facts).measures() {
                add(row.area, &row.path, row.valid_from, measure.clone(), sign);
                if row.valid_to < Day::OPEN {
                    add(row.area, &row.path, row.valid_to, measure, -sign);
                }
            }
        }
        for step in steps(rows) {
            match step {
                Step::Over(flow, row, day) => {
                    add(row.area, &row.path, day, flow.to_string(), sign);
                }
                Step::Moved(from, to) => {
                    let day = to.valid_from;
                    for (path, n) in levels(&from.path, &to.path, orgs) {
                        let out = Flow::Went(Went::MovedOut).to_string();
                        add(from.area, path, day, out, sign * n);
                    }
                    for (path, n) in levels(&to.path, &from.path, orgs) {
                        let into = Flow::Came(Came::MovedIn).to_string();
                        add(to.area, path, day, into, sign * n);
                    }
                }
            }
        }
    }
    for place in sums.values_mut() {
        place.retain(|_, n| *n != 0);
    }
    sums.retain(|_, place| !place.is_empty());
    sums
}

/// Appends the events of a change; `batch` is the import that staged it.
///
/// `before` and `after` hold every period of the people concerned, or for each of them at least
/// the changed ones with their neighbours: coming and going lies between two periods.
pub(crate) async fn emit(
    tx: &mut Tx,
    before: &[Person],
    after: &[Person],
    batch: Option<Uuid>,
) -> Result<(), Fault> {
    let mut paths = BTreeSet::new();
    for rows in [before, after] {
        for step in steps(rows) {
            if let Step::Moved(from, to) = step {
                paths.extend(path_chain(&from.path).chain(path_chain(&to.path)));
            }
        }
    }
    let orgs =
        if paths.is_empty() { HashMap::new() } else { org::ids_of_paths(tx, paths.into_iter()).await? };
    append(tx, deltas(before, after, &orgs), batch).await
}

/// Appends the events of some paths.
async fn append(tx: &mut Tx, sums: Deltas, batch: Option<Uuid>) -> Result<(), Fault> {
    let mut rows = Vec::with_capacity(sums.len());
    for ((area, path), place) in sums {
        let deltas: Vec<Delta> = place.into_iter().map(|((day, measure), n)| (day, measure, n)).collect();
        for some in deltas.chunks(WIDEST) {
            let values = bind!(
                (),
                area,
                zhibu_kernel::id::fresh(),
                batch,
                path.as_str(),
                serde_json::to_string(some)?
            )
            .1;
            rows.push(
                <[_; 5]>::try_from(values)
                    .map_err(|_| Fault::Invariant("an event has five columns".into()))?,
            );
        }
    }
    tx.insert_many(
        sql!("INSERT INTO registry_stat_event (area_id, id, batch_id, path, deltas) VALUES"),
        rows,
        "",
    )
    .await
}
