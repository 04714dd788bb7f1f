//! Opening a gate, and the steps that clear up behind it or take it down.

use uuid::Uuid;
use zhibu_access::org::{self, OrgId, path_chain};
use zhibu_access::permit::Permit;
use zhibu_access::role::ImportRoster;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Fault, Tx, bind, sql};

use super::{PART, next_block, width};
use crate::roster::batch::{self, Batch, BatchId, State};
use crate::roster::gate::{self, Left};

/// The one small change by which a batch becomes visible.
pub(super) async fn show(tx: &mut Tx, id: &BatchId) -> Result<(), Fault> {
    let now = tx.now();
    gate::open(tx, id.0).await?;
    tx.execute(bind!(sql!("UPDATE registry_batch SET shown_at = $2 WHERE id = $1"), *id, now)).await?;
    batch::set_state(tx, *id, State::Settling).await?;
    tx.audit(&Entry::did("registry.roster.show").on("batch", id.0)).await
}

/// And by which it is visible no longer.
pub(super) async fn hide(tx: &mut Tx, id: &BatchId) -> Result<(), Fault> {
    let batch = batch::find(tx, *id).await?;
    let gate = batch.and_then(|batch| batch.undo).unwrap_or_default();
    gate::open(tx, gate).await?;
    batch::set_state(tx, *id, State::UndoSettling).await?;
    tx.audit(&Entry::did("registry.roster.hide").on("batch", id.0)).await
}

/// From when on there are records of the branches that a batch names, and of those above them.
pub(super) async fn set_records(tx: &mut Tx, batch: &Batch) -> Result<(), Fault> {
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

pub(super) async fn settle_step(tx: &mut Tx, (batch, gate): &(Batch, Uuid)) -> Result<(), Fault> {
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
pub(super) async fn withdraw_step(tx: &mut Tx, batch: &Batch) -> Result<(), Fault> {
    match gate::withdraw(tx, batch.id.0).await? {
        Left::More => next_block(tx, batch.id).await,
        Left::Nothing => batch::set_state(tx, batch.id, State::Checking).await,
    }
}
