//! The worker: takes a batch that waits and brings it, step by step, to where a person decides.
//!
//! A step is a transaction of at most 200 rows, so that nobody who writes meanwhile waits long.
//! What is done stands in rows: a worker that is gone is followed by another, on any server, as
//! soon as its hold on the batch has run out.

use std::collections::HashMap;

use tokio::sync::Mutex;
use uuid::Uuid;
use zhibu_access::org::{self, OrgId, path_chain};
use zhibu_access::permit::Permit;
use zhibu_access::role::ImportRoster;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Query;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Actor, Day, Db, Fault, Moment, Read, Tx, bind, sql};
use zhibu_web::sheet::{Reader, Row};

use super::batch::{self, Batch, BatchId, Counts, State, seal_row};
use super::gate::{self, Left, Step};
use super::judge::{Judged, Outcome, Plan};
use super::reading;
use super::undo;
use crate::person::{PersonId, periods_of};
use crate::stat;

const PART: &str = "registry.roster";

/// How long a worker holds a batch without a sign of life: milliseconds.
const HOLD_MS: i64 = 60_000;

/// Until when a worker holds its batch after a step.
pub(super) fn held_until(now: Moment) -> Moment {
    now.plus_ms(HOLD_MS)
}

/// Works on everything that waits.
///
/// # Errors
/// A fault of the database; the batch is taken up again later.
pub async fn work(db: &Db) -> Result<(), Fault> {
    while let Some(mut worker) = Worker::claim(db).await? {
        while worker.step().await? {}
    }
    Ok(())
}

/// Holds one batch and works on it.
pub struct Worker {
    db: Db,
    actor: Actor,
    id: BatchId,
    plan: Option<Plan>,
    seen: HashMap<[u8; 16], i64>,
}

impl Worker {
    /// Takes the batch that has waited longest. Of those that write people, one after the other.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn claim(db: &Db) -> Result<Option<Self>, Fault> {
        let id = db.housekeeping(PART, &(), claim).await?;
        Ok(id.map(|id| Self {
            db: db.clone(),
            actor: Actor::system(PART),
            id,
            plan: None,
            seen: HashMap::new(),
        }))
    }

    /// The batch that it holds.
    #[must_use]
    pub fn batch(&self) -> BatchId {
        self.id
    }

    async fn read_batch(&self) -> Result<Batch, Fault> {
        self.db
            .read(&self.actor, &self.id, async |read: &mut Read, id: &BatchId| batch::find(read, *id).await)
            .await?
            .ok_or_else(|| Fault::Invariant("a batch that is worked on is gone".into()))
    }

    /// Does one step; false when a person is asked next, or nothing is left to do.
    ///
    /// # Errors
    /// A fault of the database: the step is not done.
    pub async fn step(&mut self) -> Result<bool, Fault> {
        let batch = self.read_batch().await?;
        match batch.state {
            State::Reading => reading::read_all(&self.db, self.id, Reader::default()).await?,
            State::Checking => self.check(batch).await?,
            State::Applying => self.apply(batch).await?,
            State::Settling | State::UndoSettling => self.settle(batch).await?,
            State::Withdrawing => self.withdraw(batch).await?,
            State::Undoing => self.undo(batch).await?,
            _ => return Ok(false),
        }
        Ok(self.read_batch().await?.state.works())
    }

    async fn judge_next(&mut self, batch: Batch) -> Result<Option<Vec<Judged>>, Fault> {
        let no = batch.next_block;
        let id = self.id;
        let plan = match self.plan.take() {
            Some(plan) => plan,
            None => {
                self.db
                    .read(&self.actor, &batch, async |read: &mut Read, batch: &Batch| {
                        Plan::load(read, batch.clone()).await
                    })
                    .await?
            }
        };
        let rows = self
            .db
            .read(&self.actor, &(id, no), async |read: &mut Read, (id, no): &(BatchId, i64)| {
                reading::block(read, *id, *no).await
            })
            .await?;
        let given = (Mutex::new(plan), rows.unwrap_or_default());
        let judged = self.db.read(&self.actor, &given, judge_block).await?;
        let (plan, rows) = given;
        let judged = (!rows.is_empty()).then_some(judged);
        self.plan = Some(plan.into_inner());
        Ok(judged)
    }

    async fn check(&mut self, batch: Batch) -> Result<(), Fault> {
        if batch.next_block == 0 {
            self.plan = None;
            self.seen.clear();
            self.db.housekeeping(PART, &self.id, clear_check).await?;
        } else if self.plan.is_none() {
            // Another worker began; which rows are double is only known from the first row on.
            let restart =
                async move |tx: &mut Tx, id: &BatchId| batch::set_state(tx, *id, State::Checking).await;
            return self.db.housekeeping(PART, &self.id, restart).await;
        }
        match self.judge_next(batch).await? {
            Some(mut judged) => {
                for judged in &mut judged {
                    self.find_double(judged);
                }
                let given = (self.id, judged);
                self.db.housekeeping(PART, &given, keep_check).await
            }
            None => {
                self.plan = None;
                self.seen = HashMap::new();
                self.db.housekeeping(PART, &self.id, end_check).await
            }
        }
    }

    /// A person who stands in the files twice counts the first time.
    fn find_double(&mut self, judged: &mut Judged) {
        let keys = [judged.hash, judged.person.map(|person| *person.0.as_bytes())];
        let first = keys.iter().flatten().filter_map(|key| self.seen.get(key)).min().copied();
        for key in keys.iter().flatten() {
            self.seen.entry(*key).or_insert(judged.line);
        }
        if let Some(first) = first {
            judged.is_double_of(first);
        }
    }

    async fn apply(&mut self, batch: Batch) -> Result<(), Fault> {
        let Some(judged) = self.judge_next(batch).await? else {
            stat::fold_all(&self.db).await?;
            self.plan = None;
            return self.db.change(&self.actor, &self.id, show).await;
        };
        let given = (self.id, judged);
        let staged = self.db.housekeeping(PART, &given, stage_block).await;
        match staged {
            // Somebody entered one of these people meanwhile: the block is judged again.
            Err(fault) if fault.is_duplicate() => {
                self.plan = None;
                Ok(())
            }
            other => other,
        }
    }

    async fn settle(&mut self, batch: Batch) -> Result<(), Fault> {
        let is_undo = batch.state == State::UndoSettling;
        let gate = batch.undo.filter(|_| is_undo).unwrap_or(batch.id.0);
        stat::settle(&self.db, gate).await?;
        if batch.next_block == 0 {
            self.db.housekeeping(PART, &batch, set_records).await?;
        }
        self.db.housekeeping(PART, &(batch, gate), settle_step).await
    }

    async fn withdraw(&mut self, batch: Batch) -> Result<(), Fault> {
        stat::withdraw(&self.db, batch.id.0).await?;
        self.db.housekeeping(PART, &batch, withdraw_step).await
    }

    async fn undo(&mut self, batch: Batch) -> Result<(), Fault> {
        // Line numbers begin at 0, so what was looked at last is kept as the one after it.
        let after = batch.next_block - 1;
        let given = (batch, after);
        let is_more = self.db.housekeeping(PART, &given, undo_step).await?;
        if !is_more {
            stat::fold_all(&self.db).await?;
            self.db.change(&self.actor, &self.id, hide).await?;
        }
        Ok(())
    }
}

async fn judge_block(
    read: &mut Read,
    (plan, rows): &(Mutex<Plan>, Vec<(i64, Row)>),
) -> Result<Vec<Judged>, Fault> {
    plan.lock().await.judge(read, rows).await
}

async fn claim(tx: &mut Tx, (): &()) -> Result<Option<BatchId>, Fault> {
    let (now, until) = (tx.now(), held_until(tx.now()));
    let rows = tx
        .rows(sql!(
            "SELECT id, state, held_until FROM registry_batch WHERE state IN ('reading', 'checking', 'applying', \
             'settling', 'withdrawing', 'undoing', 'undo_settling') ORDER BY changed_at, id"
        ))
        .await?;
    let mut someone_writes = false;
    for row in rows {
        let id: BatchId = row.get("id")?;
        let writes = !matches!(row.get::<String>("state")?.as_str(), "reading" | "checking");
        if writes && std::mem::replace(&mut someone_writes, true) {
            continue;
        }
        if row.get::<Moment>("held_until")? > now {
            continue;
        }
        tx.execute(bind!(sql!("UPDATE registry_batch SET held_until = $2 WHERE id = $1"), id, until)).await?;
        return Ok(Some(id));
    }
    Ok(None)
}

/// One block further.
async fn go_on(tx: &mut Tx, id: BatchId, next: i64) -> Result<(), Fault> {
    let until = held_until(tx.now());
    tx.execute(bind!(
        sql!("UPDATE registry_batch SET next_block = $2, held_until = $3 WHERE id = $1"),
        id,
        next,
        until
    ))
    .await?;
    Ok(())
}

async fn next_block(tx: &mut Tx, id: BatchId) -> Result<(), Fault> {
    let until = held_until(tx.now());
    tx.execute(bind!(
        sql!("UPDATE registry_batch SET next_block = next_block + 1, held_until = $2 WHERE id = $1"),
        id,
        until
    ))
    .await?;
    Ok(())
}

async fn clear_check(tx: &mut Tx, id: &BatchId) -> Result<(), Fault> {
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
async fn keep_check(tx: &mut Tx, (id, judged): &(BatchId, Vec<Judged>)) -> Result<(), Fault> {
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
            let fault = bind!((), *id, judged.line, no, level, word, sealed).1;
            faults.push(width::<6>(fault)?);
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
        sql!("INSERT INTO registry_batch_fault (batch_id, line_no, fault_no, level, word, body) VALUES"),
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

fn width<const N: usize>(values: Vec<zhibu_kernel::Value>) -> Result<[zhibu_kernel::Value; N], Fault> {
    values.try_into().map_err(|_| Fault::Invariant("a row has another width".into()))
}

impl Counts {
    fn add(&mut self, outcome: Outcome) {
        self.lines += 1;
        *match outcome {
            Outcome::New => &mut self.new,
            Outcome::Changed => &mut self.changed,
            Outcome::Same => &mut self.same,
            Outcome::Doubtful => &mut self.doubtful,
            Outcome::Faulty => &mut self.faulty,
            Outcome::Dropped => &mut self.dropped,
        } += 1;
    }
}

async fn count(tx: &mut Tx, id: BatchId, counts: &Counts) -> Result<(), Fault> {
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

async fn end_check(tx: &mut Tx, id: &BatchId) -> Result<(), Fault> {
    let absent = super::preview::count_absent(tx, *id).await?;
    tx.execute(bind!(sql!("UPDATE registry_batch SET n_absent = $2 WHERE id = $1"), *id, absent)).await?;
    batch::set_state(tx, *id, State::Checked).await
}

/// Stages the rows of a block that were taken at the check and still can be.
async fn stage_block(tx: &mut Tx, (id, judged): &(BatchId, Vec<Judged>)) -> Result<(), Fault> {
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

/// The one small change by which a batch becomes visible.
async fn show(tx: &mut Tx, id: &BatchId) -> Result<(), Fault> {
    let now = tx.now();
    gate::open(tx, id.0).await?;
    tx.execute(bind!(sql!("UPDATE registry_batch SET shown_at = $2 WHERE id = $1"), *id, now)).await?;
    batch::set_state(tx, *id, State::Settling).await?;
    tx.audit(&Entry::did("registry.roster.show").on("batch", id.0)).await
}

/// And by which it is visible no longer.
async fn hide(tx: &mut Tx, id: &BatchId) -> Result<(), Fault> {
    let batch = batch::find(tx, *id).await?;
    let gate = batch.and_then(|batch| batch.undo).unwrap_or_default();
    gate::open(tx, gate).await?;
    batch::set_state(tx, *id, State::UndoSettling).await?;
    tx.audit(&Entry::did("registry.roster.hide").on("batch", id.0)).await
}

/// From when on there are records of the branches that a batch names, and of those above them.
async fn set_records(tx: &mut Tx, batch: &Batch) -> Result<(), Fault> {
    let permit = Permit::<ImportRoster>::by_system(tx.actor(), PART)
        .map_err(|_| Fault::Invariant("the worker is the program itself".into()))?;
    let rows = tx
        .rows(bind!(sql!("SELECT org_id, is_first FROM registry_batch_org WHERE batch_id = $1"), batch.id))
        .await?;
    let mut ids: Vec<OrgId> = Vec::with_capacity(rows.len());
    let mut first = Vec::new();
    for row in &rows {
        ids.push(row.get("org_id")?);
        if row.get::<bool>("is_first")? {
            first.push(row.get::<OrgId>("org_id")?);
        }
    }
    if batch.state == State::UndoSettling {
        return org::forget_records_from(tx, &permit, &first).await;
    }
    let branches = org::by_ids(tx, ids.iter().copied()).await?;
    let least = batch.spot.path.len();
    let mut above: Vec<&str> =
        branches.iter().flat_map(|org| path_chain(&org.path)).filter(|path| path.len() >= least).collect();
    above.sort_unstable();
    above.dedup();
    for above in above.chunks(200) {
        let chain = org::ids_of_paths(tx, above.iter().copied()).await?;
        ids.extend(chain.into_values());
    }
    ids.sort_unstable();
    ids.dedup();
    let first = org::set_records_from(tx, &permit, &ids, batch.as_of.unwrap_or(Day::OPEN)).await?;
    let mut rows = Vec::with_capacity(first.len());
    for id in first {
        rows.push(width::<3>(bind!((), batch.id, id, 1_i64).1)?);
    }
    tx.insert_many(
        sql!("INSERT INTO registry_batch_org (batch_id, org_id, is_first) VALUES"),
        rows,
        "ON CONFLICT (batch_id, org_id) DO UPDATE SET is_first = 1",
    )
    .await
}

async fn settle_step(tx: &mut Tx, (batch, gate): &(Batch, Uuid)) -> Result<(), Fault> {
    let on = batch.as_of.unwrap_or(tx.today());
    if gate::settle(tx, *gate, on, batch.account).await? == Left::More {
        return next_block(tx, batch.id).await;
    }
    match (batch.state, batch.undo) {
        (State::UndoSettling, _) => batch::set_state(tx, batch.id, State::Undone).await,
        (_, Some(undo)) => {
            gate::close(tx, undo).await?;
            batch::set_state(tx, batch.id, State::Undoing).await
        }
        (_, None) => batch::set_state(tx, batch.id, State::Settled).await,
    }
}

/// After a withdrawal the rows are judged again: nobody new has an id any more.
async fn withdraw_step(tx: &mut Tx, batch: &Batch) -> Result<(), Fault> {
    match gate::withdraw(tx, batch.id.0).await? {
        Left::More => next_block(tx, batch.id).await,
        Left::Nothing => batch::set_state(tx, batch.id, State::Checking).await,
    }
}

async fn undo_step(tx: &mut Tx, (batch, after): &(Batch, i64)) -> Result<bool, Fault> {
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
