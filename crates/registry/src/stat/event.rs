//! What a change of people makes of the figures.

use std::collections::BTreeMap;

use uuid::Uuid;
use zhibu_kernel::{Day, Fault, Tx, bind, sql};

use crate::person::Person;
use crate::person::counted::Counted;

/// A delta: on a day, of a measure, by how much.
pub(crate) type Delta = (Day, String, i64);

/// Deltas by area and path.
pub(crate) type Deltas = BTreeMap<(Uuid, String), BTreeMap<(Day, String), i64>>;

/// What the periods of one person before and after a change add and take away.
#[must_use]
pub(crate) fn deltas(before: &[Person], after: &[Person]) -> Deltas {
    let mut sums = Deltas::new();
    for (rows, sign) in [(before, -1), (after, 1)] {
        for row in rows {
            let place = sums.entry((row.area, row.path.clone())).or_default();
            for measure in Counted::of(&row.facts).measures() {
                *place.entry((row.valid_from, measure.clone())).or_default() += sign;
                if row.valid_to < Day::OPEN {
                    *place.entry((row.valid_to, measure)).or_default() -= sign;
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
pub(crate) async fn emit(
    tx: &mut Tx,
    before: &[Person],
    after: &[Person],
    batch: Option<Uuid>,
) -> Result<(), Fault> {
    append(tx, deltas(before, after), batch).await
}

/// Appends one event per path.
pub(crate) async fn append(tx: &mut Tx, sums: Deltas, batch: Option<Uuid>) -> Result<(), Fault> {
    let mut rows = Vec::with_capacity(sums.len());
    for ((area, path), place) in sums {
        let deltas: Vec<Delta> = place
            .into_iter()
            .map(|((day, measure), n)| (day, measure, n))
            .collect();
        let values = bind!(
            (),
            area,
            zhibu_kernel::id::fresh(),
            batch,
            path,
            serde_json::to_string(&deltas)?
        )
        .1;
        rows.push(
            <[_; 5]>::try_from(values)
                .map_err(|_| Fault::Invariant("an event has five columns".into()))?,
        );
    }
    tx.insert_many(
        sql!("INSERT INTO registry_stat_event (area_id, id, batch_id, path, deltas) VALUES"),
        rows,
        "",
    )
    .await
}
