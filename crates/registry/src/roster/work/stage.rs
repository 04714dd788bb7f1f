//! The steps that stage rows behind a gate: those of a batch, and those that take it back.

use std::collections::HashMap;

use zhibu_kernel::db::Query;
use zhibu_kernel::{Fault, Tx, bind, sql};

use super::check::count;
use super::{go_on, next_block, width};
use crate::person::{Person, PersonId, periods_of, seated};
use crate::roster::batch::{Batch, BatchId, Counts};
use crate::roster::gate::{self, Step};
use crate::roster::judge::{Judged, Outcome};
use crate::roster::undo;

/// Stages the rows of a block that were taken at the check and still can be.
pub(super) async fn stage_block(tx: &mut Tx, (id, judged): &(BatchId, Vec<Judged>)) -> Result<(), Fault> {
    let mut query = Query::new("SELECT line_no, outcome FROM registry_batch_line WHERE batch_id = ");
    query.value(*id).piece(" AND line_no IN (");
    query.list(judged.iter().map(|judged| judged.line)).piece(") AND outcome IN ('new', 'changed')");
    let mut taken: HashMap<i64, String> = HashMap::new();
    if !judged.is_empty() {
        for row in tx.rows(query).await? {
            taken.insert(row.at(0)?, row.at(1)?);
        }
    }
    let people: Vec<PersonId> = judged.iter().filter_map(|judged| judged.person).collect();
    let now = periods_of(tx, &people).await?;
    let (mut steps, mut lines): (Vec<Step>, Vec<_>) = (Vec::new(), Vec::new());
    let mut counts = Counts::default();
    for judged in judged {
        let Some(was) = taken.get(&judged.line) else {
            continue;
        };
        // Judged a moment ago, outside of this change: nobody may have edited the person since.
        let step = judged.step.as_ref().filter(|step| {
            let before = Step { after: step.before.clone(), ..(*step).clone() };
            before.is_untouched(now.get(&step.person).map_or(&[], Vec::as_slice))
        });
        let outcome = match (step, judged.outcome) {
            (Some(_), outcome) => outcome,
            (None, Outcome::Same) => Outcome::Same,
            (None, _) => Outcome::Dropped,
        };
        if outcome.word() != was {
            counts.add(outcome);
            *if was == "new" { &mut counts.new } else { &mut counts.changed } -= 1;
        }
        let person = step.map(|step| step.person).or(judged.person);
        lines.push(width::<4>(bind!((), *id, judged.line, outcome.word(), person).1)?);
        steps.extend(step.cloned());
    }
    counts.lines = 0;
    seat(tx, &mut steps).await?;
    gate::stage(tx, id.0, &steps).await?;
    tx.insert_many(
        sql!("INSERT INTO registry_batch_line (batch_id, line_no, outcome, person_id) VALUES"),
        lines,
        "ON CONFLICT (batch_id, line_no) DO UPDATE SET outcome = excluded.outcome, person_id = excluded.person_id",
    )
    .await?;
    count(tx, *id, &counts).await?;
    next_block(tx, *id).await
}

/// What comes lies where its organisation lay on those days: the roster's day may be one on which
/// the branch stood elsewhere in the tree.
async fn seat(tx: &mut Tx, steps: &mut [Step]) -> Result<(), Fault> {
    let come = steps.iter().flat_map(Step::come).cloned().collect();
    let mut seats: HashMap<PersonId, Vec<Person>> = HashMap::new();
    for row in seated(tx, come).await? {
        seats.entry(row.id).or_default().push(row);
    }
    for step in steps {
        let Some(rows) = seats.remove(&step.person) else {
            continue;
        };
        step.after.retain(|row| step.before.iter().any(|old| old.period == row.period));
        step.after.extend(rows);
        step.after.sort_by_key(|row| row.valid_from);
    }
    Ok(())
}

pub(super) async fn undo_step(tx: &mut Tx, (batch, after): &(Batch, i64)) -> Result<bool, Fault> {
    let gate = batch.undo.ok_or_else(|| Fault::Invariant("an undo has no gate".into()))?;
    let inverse = undo::next(tx, batch, *after).await?;
    let Some(last) = inverse.last else {
        return Ok(false);
    };
    gate::stage(tx, gate, &inverse.steps).await?;
    if !inverse.kept.is_empty() {
        let kept = i64::try_from(inverse.kept.len()).unwrap_or(i64::MAX);
        tx.execute(bind!(
            sql!("UPDATE registry_batch SET n_kept = n_kept + $2 WHERE id = $1"),
            batch.id,
            kept
        ))
        .await?;
        let mut query = Query::new("UPDATE registry_batch_line SET outcome = 'kept' WHERE batch_id = ");
        query.value(batch.id).piece(" AND person_id IN (");
        query.list(inverse.kept).piece(")");
        tx.execute(query).await?;
    }
    go_on(tx, batch.id, last + 1).await?;
    Ok(true)
}
