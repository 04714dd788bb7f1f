//! The steps of a check: what became of each row is kept, sealed, and counted.

use zhibu_kernel::seal::Context;
use zhibu_kernel::{Fault, Tx, bind, sql};

use super::{next_block, width};
use crate::roster::batch::{self, BatchId, Counts, State, seal_row};
use crate::roster::judge::{Judged, Outcome};
use crate::roster::preview;

pub(super) async fn clear_check(tx: &mut Tx, id: &BatchId) -> Result<(), Fault> {
    for statement in [
        sql!("DELETE FROM registry_batch_line WHERE batch_id = $1"),
        sql!("DELETE FROM registry_batch_fault WHERE batch_id = $1"),
        sql!("DELETE FROM registry_batch_org WHERE batch_id = $1"),
        sql!(
            "UPDATE registry_batch SET n_lines = 0, n_new = 0, n_changed = 0, n_same = 0, n_doubtful = 0, \
             n_faulty = 0, n_dropped = 0, n_absent = 0 WHERE id = $1"
        ),
    ] {
        tx.execute(bind!(statement, *id)).await?;
    }
    Ok(())
}

/// Keeps what became of the rows of a block.
pub(super) async fn keep_check(tx: &mut Tx, (id, judged): &(BatchId, Vec<Judged>)) -> Result<(), Fault> {
    let (mut lines, mut faults, mut orgs) = (Vec::new(), Vec::new(), Vec::new());
    let mut counts = Counts::default();
    for judged in judged {
        // Nobody new has an id before the row is staged.
        let person = judged.person;
        let line = bind!((), *id, judged.line, judged.outcome.word(), person).1;
        lines.push(width::<4>(line)?);
        counts.add(judged.outcome);
        for (no, finding) in (0_i64..).zip(&judged.findings) {
            let row = seal_row(*id, judged.line << 8 | no);
            let place = Context { table: "registry_batch_fault", column: "body", row: &row };
            let sealed = tx.keys().seal(place, &serde_json::to_vec(finding)?);
            let word = finding.question.as_deref();
            let level = finding.level.number();
            let fault = bind!((), *id, judged.line, no, level, word, finding.kind(), sealed).1;
            faults.push(width::<7>(fault)?);
        }
        if let Some(spot) = &judged.spot {
            orgs.push(width::<3>(bind!((), *id, spot.id, 0_i64).1)?);
        }
    }
    orgs.dedup();
    tx.insert_many(
        sql!("INSERT INTO registry_batch_line (batch_id, line_no, outcome, person_id) VALUES"),
        lines,
        "",
    )
    .await?;
    tx.insert_many(
        sql!(
            "INSERT INTO registry_batch_fault (batch_id, line_no, fault_no, level, word, kind, body) VALUES"
        ),
        faults,
        "",
    )
    .await?;
    tx.insert_many(
        sql!("INSERT INTO registry_batch_org (batch_id, org_id, is_first) VALUES"),
        orgs,
        "ON CONFLICT (batch_id, org_id) DO NOTHING",
    )
    .await?;
    count(tx, *id, &counts).await?;
    next_block(tx, *id).await
}

impl Counts {
    pub(super) fn add(&mut self, outcome: Outcome) {
        self.lines += 1;
        *match outcome {
            Outcome::New => &mut self.new,
            Outcome::Changed => &mut self.changed,
            Outcome::Same => &mut self.same,
            Outcome::Doubtful => &mut self.doubtful,
            Outcome::Faulty => &mut self.faulty,
            Outcome::Dropped => &mut self.dropped,
            Outcome::Kept => &mut self.kept,
        } += 1;
    }
}

pub(super) async fn count(tx: &mut Tx, id: BatchId, counts: &Counts) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!(
            "UPDATE registry_batch SET n_lines = n_lines + $2, n_new = n_new + $3, n_changed = n_changed + $4, \
             n_same = n_same + $5, n_doubtful = n_doubtful + $6, n_faulty = n_faulty + $7, \
             n_dropped = n_dropped + $8 WHERE id = $1"
        ),
        id,
        counts.lines,
        counts.new,
        counts.changed,
        counts.same,
        counts.doubtful,
        counts.faulty,
        counts.dropped,
    ))
    .await?;
    Ok(())
}

pub(super) async fn end_check(tx: &mut Tx, id: &BatchId) -> Result<(), Fault> {
    let absent = preview::count_absent(tx, *id).await?;
    tx.execute(bind!(sql!("UPDATE registry_batch SET n_absent = $2 WHERE id = $1"), *id, absent)).await?;
    batch::set_state(tx, *id, State::Checked).await
}
