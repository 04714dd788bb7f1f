//! The worker: takes a batch that waits and brings it, step by step, to where a person decides.
//!
//! A step is a transaction of at most 200 rows, so that nobody who writes meanwhile waits long.
//! What is done stands in rows: a worker that is gone is followed by another, on any server, as
//! soon as its hold on the batch has run out.

mod check;
mod show;
mod stage;

use std::collections::HashMap;

use tokio::sync::Mutex;
use zhibu_kernel::{Actor, Db, Fault, Moment, Read, Tx, Value, bind, sql};
use zhibu_web::sheet::{Reader, Row};

use self::check::{clear_check, end_check, keep_check};
use self::show::{hide, set_records, settle_step, show, withdraw_step};
use self::stage::{stage_block, undo_step};
use super::batch::{self, Batch, BatchId, State};
use super::judge::{Judged, Plan};
use super::reading;
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

fn width<const N: usize>(values: Vec<Value>) -> Result<[Value; N], Fault> {
    values.try_into().map_err(|_| Fault::Invariant("a row has another width".into()))
}
