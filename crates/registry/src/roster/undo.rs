//! Taking a batch back: the inverse rows, staged behind a gate of their own.

use std::collections::HashMap;

use zhibu_access::org::{self, Org, OrgId};
use zhibu_kernel::{Day, Fault, Read, bind, sql};

use super::BLOCK;
use super::batch::Batch;
use super::gate::{self, Step};
use crate::person::{Person, PersonId, periods_of};

/// People of one step: what takes them back, and who stays because somebody edited them since.
pub(super) struct Inverse {
    pub(super) steps: Vec<Step>,
    pub(super) kept: Vec<PersonId>,
    /// The last line that was looked at; none when there is no more.
    pub(super) last: Option<i64>,
}

/// What takes back the next people of a batch, from after a line on.
pub(super) async fn next(read: &mut Read, batch: &Batch, after: i64) -> Result<Inverse, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT line_no, person_id, outcome FROM registry_batch_line WHERE batch_id = $1 AND line_no > $2 \
                 AND outcome IN ('new', 'changed') AND person_id IS NOT NULL ORDER BY line_no LIMIT $3"
            ),
            batch.id,
            after,
            i64::try_from(BLOCK).unwrap_or(1),
        ))
        .await?;
    let mut people: Vec<PersonId> = Vec::with_capacity(rows.len());
    let mut last = None;
    for row in &rows {
        people.push(row.get("person_id")?);
        last = Some(row.get("line_no")?);
    }
    let now = periods_of(read, &people).await?;
    let done: HashMap<PersonId, Step> = gate::steps_of(read, batch.id.0, &people)
        .await?
        .into_iter()
        .map(|step| (step.person, step))
        .collect();
    let restored: Vec<OrgId> = done.values().flat_map(|step| step.before.iter().map(|row| row.org)).collect();
    let orgs: HashMap<OrgId, Org> =
        org::by_ids(read, restored).await?.into_iter().map(|org| (org.id, org)).collect();
    let (mut steps, mut kept) = (Vec::new(), Vec::new());
    for person in people {
        let rows = now.get(&person).map_or(&[][..], Vec::as_slice);
        let is_untouched = match done.get(&person) {
            Some(step) => step.is_untouched(rows),
            None => matches!(rows, [row] if row.version == 1),
        };
        if !is_untouched {
            kept.push(person);
            continue;
        }
        let before = done.get(&person).map_or(&[][..], |step| &step.before);
        steps.push(Step {
            person,
            before: rows.to_vec(),
            after: before.iter().map(|row| placed(row, &orgs)).collect(),
        });
    }
    Ok(Inverse { steps, kept, last })
}

/// A row as it was, at the place where its branch lies today.
fn placed(row: &Person, orgs: &HashMap<OrgId, Org>) -> Person {
    let mut row = row.clone();
    if row.valid_to == Day::OPEN
        && let Some(org) = orgs.get(&row.org)
    {
        row.path.clone_from(&org.path);
        row.area = org.area;
    }
    row
}
