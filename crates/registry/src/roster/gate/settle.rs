//! Clearing up behind a gate, step by step: it settles once open, or is taken down while closed.

use uuid::Uuid;
use zhibu_kernel::{Day, Deed, Fault, Source, Tx, bind, sql};

use super::open_step;
use crate::person::{Author, CITIZEN_ID, MOBILE, Person, PersonId, write_history};

/// How one step of settling or withdrawing ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::roster) enum Left {
    /// There is more to do.
    More,
    /// Nothing of the gate is left.
    Nothing,
}

/// One step of settling an open gate: old rows become history, staged rows ordinary ones; at
/// the end the gate is gone. Its figures were added to the rest before.
pub(in crate::roster) async fn settle(
    tx: &mut Tx,
    gate: Uuid,
    on: Day,
    account: Option<Uuid>,
) -> Result<Left, Fault> {
    if to_history(tx, gate, on, account).await? || to_ordinary(tx, gate).await? {
        return Ok(Left::More);
    }
    take_down(tx, gate).await?;
    Ok(Left::Nothing)
}

async fn take_down(tx: &mut Tx, gate: Uuid) -> Result<(), Fault> {
    tx.execute(bind!(sql!("DELETE FROM registry_gate WHERE batch_id = $1"), gate)).await?;
    Ok(())
}

/// People whose old rows become history in one step.
const PEOPLE: i64 = 100;

async fn to_history(tx: &mut Tx, gate: Uuid, on: Day, account: Option<Uuid>) -> Result<bool, Fault> {
    let rows = tx
        .rows(bind!(
            sql!(
                "SELECT person_id, body FROM registry_batch_before WHERE gate_id = $1 AND is_settled = 0 \
                 ORDER BY person_id LIMIT $2"
            ),
            gate,
            PEOPLE,
        ))
        .await?;
    let deed = Deed::now(tx.now(), tx.today()).on(on).by(Source::Import);
    for row in &rows {
        let person: PersonId = row.get("person_id")?;
        let step = open_step(tx, gate, person, &row.get::<Vec<u8>>("body")?)?;
        if let (Some(old), Some(new)) = (held_on(&step.before, on), held_on(&step.after, on)) {
            let author = Author { account, batch: Some(gate) };
            write_history(tx, old, new, &deed, author).await?;
            forget_changed(tx, old, new).await?;
        } else {
            forget_person(tx, person).await?;
        }
        tx.execute(bind!(
            sql!("DELETE FROM registry_person WHERE person_id = $1 AND until_batch = $2"),
            person,
            gate
        ))
        .await?;
        tx.execute(bind!(
            sql!("UPDATE registry_batch_before SET is_settled = 1 WHERE gate_id = $1 AND person_id = $2"),
            gate,
            person
        ))
        .await?;
    }
    Ok(!rows.is_empty())
}

fn held_on(rows: &[Person], day: Day) -> Option<&Person> {
    let on = rows.iter().rev().find(|row| row.valid_from <= day);
    on.or(rows.first())
}

/// Numbers that a person no longer has leave the directories; the place follows the area.
async fn forget_changed(tx: &mut Tx, old: &Person, new: &Person) -> Result<(), Fault> {
    if let Some(number) = &old.facts.citizen_id
        && new.facts.citizen_id.as_ref() != Some(number)
    {
        let hash = tx.keys().hash(CITIZEN_ID, number.as_bytes()).current;
        tx.execute(bind!(
            sql!("DELETE FROM registry_citizen WHERE hash = $1 AND person_id = $2"),
            hash,
            old.id
        ))
        .await?;
    }
    if let Some(number) = &old.facts.mobile
        && new.facts.mobile.as_ref() != Some(number)
    {
        let hash = tx.keys().hash(MOBILE, number.as_bytes()).current;
        tx.execute(bind!(
            sql!("DELETE FROM registry_mobile WHERE hash = $1 AND person_id = $2"),
            hash,
            old.id
        ))
        .await?;
    }
    if old.area != new.area {
        for statement in [
            sql!("UPDATE registry_place SET area_id = $2 WHERE person_id = $1"),
            sql!("UPDATE registry_citizen SET area_id = $2 WHERE person_id = $1"),
        ] {
            tx.execute(bind!(statement, new.id, new.area)).await?;
        }
    }
    Ok(())
}

/// Somebody whose entry was taken back is in no directory any more.
async fn forget_person(tx: &mut Tx, person: PersonId) -> Result<(), Fault> {
    for statement in [
        sql!("DELETE FROM registry_citizen WHERE person_id = $1"),
        sql!("DELETE FROM registry_mobile WHERE person_id = $1"),
        sql!("DELETE FROM registry_place WHERE person_id = $1"),
    ] {
        tx.execute(bind!(statement, person)).await?;
    }
    Ok(())
}

/// Rows that become ordinary in one step.
const ROWS: i64 = 500;

async fn to_ordinary(tx: &mut Tx, gate: Uuid) -> Result<bool, Fault> {
    let people = tx
        .execute(bind!(
            sql!(
                "UPDATE registry_person SET since_batch = NULL WHERE (area_id, id) IN \
                 (SELECT area_id, id FROM registry_person WHERE since_batch = $1 LIMIT $2)"
            ),
            gate,
            ROWS,
        ))
        .await?;
    if people > 0 {
        return Ok(true);
    }
    let citizens = tx
        .execute(bind!(
            sql!(
                "UPDATE registry_citizen SET batch_id = NULL WHERE hash IN \
                 (SELECT hash FROM registry_citizen WHERE batch_id = $1 LIMIT $2)"
            ),
            gate,
            ROWS,
        ))
        .await?;
    let mobiles = tx
        .execute(bind!(
            sql!(
                "UPDATE registry_mobile SET batch_id = NULL WHERE (hash, person_id) IN \
                 (SELECT hash, person_id FROM registry_mobile WHERE batch_id = $1 LIMIT $2)"
            ),
            gate,
            ROWS,
        ))
        .await?;
    Ok(citizens + mobiles > 0)
}

/// One step of taking a closed gate down with everything behind it.
pub(in crate::roster) async fn withdraw(tx: &mut Tx, gate: Uuid) -> Result<Left, Fault> {
    let staged = tx
        .rows(bind!(
            sql!("SELECT id, person_id FROM registry_person WHERE since_batch = $1 LIMIT $2"),
            gate,
            ROWS,
        ))
        .await?;
    for row in &staged {
        let (id, person): (Uuid, PersonId) = (row.get("id")?, row.get("person_id")?);
        tx.execute(bind!(sql!("DELETE FROM registry_person WHERE person_id = $2 AND id = $1"), id, person))
            .await?;
        tx.execute(bind!(
            sql!(
                "DELETE FROM registry_place WHERE person_id = $1 AND NOT EXISTS \
                 (SELECT 1 FROM registry_person p WHERE p.person_id = $1)"
            ),
            person
        ))
        .await?;
    }
    if !staged.is_empty() {
        return Ok(Left::More);
    }
    for statement in [
        sql!("UPDATE registry_person SET until_batch = NULL WHERE until_batch = $1"),
        sql!("DELETE FROM registry_citizen WHERE batch_id = $1"),
        sql!("DELETE FROM registry_mobile WHERE batch_id = $1"),
        sql!("DELETE FROM registry_batch_before WHERE gate_id = $1"),
    ] {
        tx.execute(bind!(statement, gate)).await?;
    }
    take_down(tx, gate).await?;
    Ok(Left::Nothing)
}
