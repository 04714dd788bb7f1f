//! What somebody asks of a batch: to check it, to apply it, to withdraw it, to take it back. The
//! worker does it.

use zhibu_access::permit::Permit;
use zhibu_access::role::ImportRoster;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Fault, Tx, bind, sql};

use super::batch::{Batch, Refused, State, set_layout, set_state};
use super::columns::Field;
use super::gate;

fn entry(act: &'static str, batch: &Batch) -> Entry {
    Entry::did(act).on("batch", batch.id.0).within(batch.spot.id.0, batch.spot.area)
}

/// What a column means, by somebody's word: table, column, and a field or nothing for notes.
pub type Mapping = (usize, usize, Option<Field>);

/// Has the rows of a batch judged, as of a day, after somebody has seen what was recognised; or
/// judged again.
///
/// # Errors
/// [`Refused`] as its variants say.
pub async fn ask_check(
    tx: &mut Tx,
    (batch, _): (Batch, Permit<ImportRoster>),
    as_of: Day,
    mappings: &[Mapping],
) -> Result<(), Refused> {
    if !matches!(batch.state, State::Read | State::Checked) {
        return Err(Refused::State(batch.state));
    }
    if as_of > tx.today() {
        return Err(Refused::AsOfInFuture);
    }
    if batch.layout.tables.is_empty() {
        return Err(Refused::NoTable);
    }
    let mut layout = batch.layout.clone();
    for (table, column, field) in mappings {
        let table = layout.tables.get_mut(*table).ok_or(Refused::NoSuchColumn)?;
        table.map(*column, field.map(Field::key));
    }
    set_layout(tx, batch.id, &layout).await?;
    tx.execute(bind!(sql!("UPDATE registry_batch SET as_of = $2 WHERE id = $1"), batch.id, as_of)).await?;
    set_state(tx, batch.id, State::Checking).await?;
    tx.audit(&entry("registry.roster.check", &batch)).await?;
    Ok(())
}

/// Has the rows that can be taken staged and shown.
///
/// # Errors
/// [`Refused`] as its variants say.
pub async fn ask_apply(tx: &mut Tx, (batch, _): (Batch, Permit<ImportRoster>)) -> Result<(), Refused> {
    if batch.state != State::Checked {
        return Err(Refused::State(batch.state));
    }
    if batch.takes() == 0 {
        return Err(Refused::NothingToTake);
    }
    gate::close(tx, batch.id.0).await?;
    set_state(tx, batch.id, State::Applying).await?;
    let counts = serde_json::to_value(batch.counts).map_err(Fault::from)?;
    tx.audit(&entry("registry.roster.apply", &batch).detail(counts)).await?;
    Ok(())
}

/// Takes staged rows away again, before they are shown.
///
/// # Errors
/// [`Refused`] as its variants say.
pub async fn ask_withdraw(tx: &mut Tx, (batch, _): (Batch, Permit<ImportRoster>)) -> Result<(), Refused> {
    if batch.state != State::Applying {
        return Err(Refused::State(batch.state));
    }
    set_state(tx, batch.id, State::Withdrawing).await?;
    tx.audit(&entry("registry.roster.withdraw", &batch)).await?;
    Ok(())
}

/// Takes a whole batch back, days later too. What somebody edited since stays and is listed.
///
/// # Errors
/// [`Refused`] as its variants say.
pub async fn ask_undo(tx: &mut Tx, (batch, _): (Batch, Permit<ImportRoster>)) -> Result<(), Refused> {
    if !matches!(batch.state, State::Settling | State::Settled) || batch.undo.is_some() {
        return Err(Refused::State(batch.state));
    }
    let gate = zhibu_kernel::id::fresh();
    tx.execute(bind!(sql!("UPDATE registry_batch SET undo_id = $2 WHERE id = $1"), batch.id, gate)).await?;
    // While the batch still settles, its worker goes on to the undo by itself.
    if batch.state == State::Settled {
        gate::close(tx, gate).await?;
        set_state(tx, batch.id, State::Undoing).await?;
    }
    tx.audit(&entry("registry.roster.undo", &batch)).await?;
    Ok(())
}
