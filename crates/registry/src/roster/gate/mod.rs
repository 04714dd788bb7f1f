//! The gate: rows are staged behind it, then it opens in one small change, then they settle.
//!
//! `since_batch` and `until_batch` of a person's rows name a gate. While it is closed the staged
//! rows are not seen and the rows they replace are; once open, the other way round. Whoever edits
//! a person in between goes first: [`let_go`] takes the staged rows of that person away.

mod settle;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zhibu_kernel::db::Query;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Fault, Read, Tx, Value, bind, sql};

pub(super) use self::settle::{Left, settle, withdraw};
use crate::person::{CITIZEN_ID, MOBILE, Person, PersonId, insert};
use crate::stat;

/// What a gate does to one person: all their periods before and after.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) person: PersonId,
    pub(super) before: Vec<Person>,
    pub(super) after: Vec<Person>,
}

impl Step {
    /// The rows that go.
    fn gone(&self) -> impl Iterator<Item = &Person> {
        not_in(&self.before, &self.after)
    }

    /// The rows that come.
    pub(super) fn come(&self) -> impl Iterator<Item = &Person> {
        not_in(&self.after, &self.before)
    }

    /// Whether the person's rows are still those that this step left.
    pub(super) fn is_untouched(&self, now: &[Person]) -> bool {
        let mark = |row: &Person| (row.period, row.version);
        let left: HashSet<_> = self.after.iter().map(mark).collect();
        left == now.iter().map(mark).collect()
    }
}

fn not_in<'a>(these: &'a [Person], those: &'a [Person]) -> impl Iterator<Item = &'a Person> {
    these.iter().filter(move |row| !those.iter().any(|other| other.period == row.period))
}

/// Puts up a closed gate.
pub(super) async fn close(tx: &mut Tx, gate: Uuid) -> Result<(), Fault> {
    tx.execute(bind!(sql!("INSERT INTO registry_gate (batch_id, shown) VALUES ($1, 0)"), gate)).await?;
    Ok(())
}

/// Opens it: everything behind it is shown at once.
pub(super) async fn open(tx: &mut Tx, gate: Uuid) -> Result<(), Fault> {
    tx.execute(bind!(sql!("UPDATE registry_gate SET shown = 1 WHERE batch_id = $1"), gate)).await?;
    Ok(())
}

fn seal_context<'a>(row: &'a [u8; 16]) -> Context<'a> {
    Context { table: "registry_batch_before", column: "body", row }
}

/// A gate and a person, as one row id.
fn seal_row(gate: Uuid, person: PersonId) -> [u8; 16] {
    let mut row = *gate.as_bytes();
    for (byte, other) in row.iter_mut().zip(person.0.as_bytes()) {
        *byte ^= other;
    }
    row
}

fn row<const N: usize>(values: Vec<Value>) -> Result<[Value; N], Fault> {
    values.try_into().map_err(|_| Fault::Invariant("a row has another width".into()))
}

/// Stages what a gate does to some people.
pub(super) async fn stage(tx: &mut Tx, gate: Uuid, steps: &[Step]) -> Result<(), Fault> {
    let fresh: Vec<&Step> = steps.iter().filter(|step| step.before.is_empty()).collect();
    let mut places = Vec::with_capacity(fresh.len());
    for step in &fresh {
        places.push(row(bind!((), step.person, step.after[0].area).1)?);
    }
    tx.insert_many::<2>(sql!("INSERT INTO registry_place (person_id, area_id) VALUES"), places, "").await?;
    let come: Vec<Person> = steps.iter().flat_map(Step::come).cloned().collect();
    insert(tx, &come, Some(gate)).await?;
    mark_gone(tx, gate, steps).await?;
    remember(tx, gate, steps).await?;
    keep_before(tx, gate, steps).await?;
    let before: Vec<Person> = steps.iter().flat_map(|step| step.before.clone()).collect();
    let after: Vec<Person> = steps.iter().flat_map(|step| step.after.clone()).collect();
    stat::emit(tx, &before, &after, Some(gate)).await
}

async fn mark_gone(tx: &mut Tx, gate: Uuid, steps: &[Step]) -> Result<(), Fault> {
    let gone: Vec<&Person> = steps.iter().flat_map(Step::gone).collect();
    for gone in gone.chunks(200) {
        let mut query = Query::new("UPDATE registry_person SET until_batch = ");
        query.value(gate).piece(" WHERE person_id IN (");
        query.list(gone.iter().map(|row| row.id));
        query.piece(") AND id IN (");
        query.list(gone.iter().map(|row| row.period)).piece(")");
        tx.execute(query).await?;
    }
    Ok(())
}

/// Puts the hashes of new numbers into the directories, under the gate.
async fn remember(tx: &mut Tx, gate: Uuid, steps: &[Step]) -> Result<(), Fault> {
    let (mut citizens, mut mobiles) = (Vec::new(), Vec::new());
    for step in steps {
        let Some(last) = step.after.last() else {
            continue;
        };
        let old = step.before.last().map(|row| &row.facts);
        let new = &last.facts;
        if let Some(number) = &new.citizen_id
            && old.and_then(|old| old.citizen_id.as_ref()) != Some(number)
        {
            let hash = tx.keys().hash(CITIZEN_ID, number.as_bytes()).current;
            citizens.push(row(bind!((), hash, step.person, last.area, gate).1)?);
        }
        if let Some(number) = &new.mobile
            && old.and_then(|old| old.mobile.as_ref()) != Some(number)
        {
            let hash = tx.keys().hash(MOBILE, number.as_bytes()).current;
            mobiles.push(row(bind!((), hash, step.person, gate).1)?);
        }
    }
    tx.insert_many::<4>(
        sql!("INSERT INTO registry_citizen (hash, person_id, area_id, batch_id) VALUES"),
        citizens,
        "",
    )
    .await?;
    tx.insert_many::<3>(
        sql!("INSERT INTO registry_mobile (hash, person_id, batch_id) VALUES"),
        mobiles,
        "ON CONFLICT (hash, person_id) DO NOTHING",
    )
    .await
}

/// Keeps how people were, for history and undo. Of somebody new there is nothing to keep.
async fn keep_before(tx: &mut Tx, gate: Uuid, steps: &[Step]) -> Result<(), Fault> {
    let mut rows = Vec::new();
    for step in steps.iter().filter(|step| !step.before.is_empty()) {
        let id = seal_row(gate, step.person);
        let sealed = tx.keys().seal(seal_context(&id), &serde_json::to_vec(step)?);
        rows.push(row(bind!((), gate, step.person, 0_i64, sealed).1)?);
    }
    tx.insert_many::<4>(
        sql!("INSERT INTO registry_batch_before (gate_id, person_id, is_settled, body) VALUES"),
        rows,
        "",
    )
    .await
}

fn open_step(read: &Read, gate: Uuid, person: PersonId, sealed: &[u8]) -> Result<Step, Fault> {
    let id = seal_row(gate, person);
    let clear = read.keys().open(seal_context(&id), sealed)?;
    Ok(serde_json::from_slice(&clear)?)
}

/// What a gate did to some people, of those it did not enter.
pub(super) async fn steps_of(read: &mut Read, gate: Uuid, people: &[PersonId]) -> Result<Vec<Step>, Fault> {
    let mut steps = Vec::new();
    for people in people.chunks(200) {
        let mut query = Query::new("SELECT person_id, body FROM registry_batch_before WHERE gate_id = ");
        query.value(gate).piece(" AND person_id IN (");
        query.list(people.iter().copied()).piece(")");
        for row in read.rows(query).await? {
            let body: Vec<u8> = row.at(1)?;
            steps.push(open_step(read, gate, row.at(0)?, &body)?);
        }
    }
    Ok(steps)
}

/// Takes what closed gates have staged of a person away, because somebody edits that person now.
///
/// # Errors
/// A fault of the database.
pub async fn let_go(tx: &mut Tx, person: PersonId) -> Result<(), Fault> {
    let gates = tx
        .rows(bind!(
            sql!(
                "SELECT b.gate_id, b.body FROM registry_batch_before b JOIN registry_gate g \
                 ON g.batch_id = b.gate_id AND g.shown = 0 WHERE b.person_id = $1"
            ),
            person
        ))
        .await?;
    for found in &gates {
        let gate: Uuid = found.get("gate_id")?;
        let step = open_step(tx, gate, person, &found.get::<Vec<u8>>("body")?)?;
        stat::emit(tx, &step.after, &step.before, Some(gate)).await?;
        for statement in [
            sql!("DELETE FROM registry_person WHERE person_id = $2 AND since_batch = $1"),
            sql!("UPDATE registry_person SET until_batch = NULL WHERE person_id = $2 AND until_batch = $1"),
            sql!("DELETE FROM registry_citizen WHERE person_id = $2 AND batch_id = $1"),
            sql!("DELETE FROM registry_mobile WHERE person_id = $2 AND batch_id = $1"),
            sql!("DELETE FROM registry_batch_before WHERE gate_id = $1 AND person_id = $2"),
            sql!("UPDATE registry_batch_line SET outcome = 'dropped' WHERE batch_id = $1 AND person_id = $2"),
            sql!(
                "UPDATE registry_batch SET n_dropped = n_dropped + 1, n_changed = n_changed - 1 WHERE id = $1"
            ),
            sql!(
                "UPDATE registry_batch_line SET outcome = 'kept' WHERE person_id = $2 AND batch_id IN \
                 (SELECT id FROM registry_batch WHERE undo_id = $1)"
            ),
            sql!("UPDATE registry_batch SET n_kept = n_kept + 1 WHERE undo_id = $1"),
        ] {
            let query = match statement.sql.contains("$2") {
                true => bind!(statement, gate, person),
                false => bind!(statement, gate),
            };
            tx.execute(query).await?;
        }
    }
    Ok(())
}
