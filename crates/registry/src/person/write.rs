//! Writing a person: new rows, split periods, and what figures make of it.

use uuid::Uuid;
use zhibu_access::org::{Org, Spot};
use zhibu_kernel::{Day, Deed, Fault, Tx, bind, sql};

use super::fields::{Author, write_history};
use super::row::{CITIZEN_ID, MOBILE, WIDTH, values};
use super::seat::seated;
use super::{Facts, PeriodId, Person, PersonId, periods};
use crate::stat;

/// What becomes of a person from a day on.
#[derive(Clone, Debug)]
pub struct Change {
    /// What is known from then on. Fields that hold for a whole life (name, sex, birth, ethnic
    /// group, citizen id, the dates of joining) are mended in earlier periods too.
    pub facts: Facts,
    /// The branch from then on.
    pub spot: Spot,
    /// The day from which it holds.
    pub from: Day,
}

/// Enters a new person into a branch from a day on.
///
/// # Errors
/// A fault of the database; a duplicate of the citizen id is one that [`Fault::is_duplicate`].
pub async fn enter(
    tx: &mut Tx,
    org: &Org,
    facts: Facts,
    from: Day,
    batch: Option<Uuid>,
) -> Result<Person, Fault> {
    let entered = Person {
        id: PersonId::fresh(),
        period: PeriodId::fresh(),
        area: org.area,
        org: org.id,
        path: org.path.clone(),
        valid_from: from,
        valid_to: Day::OPEN,
        recorded_at: tx.now(),
        version: 1,
        facts,
    };
    let rows = seated(tx, vec![entered]).await?;
    let person = rows.last().cloned().ok_or_else(|| Fault::Invariant("a person has no period".into()))?;
    tx.execute(bind!(
        sql!("INSERT INTO registry_place (person_id, area_id) VALUES ($1, $2)"),
        person.id,
        person.area,
    ))
    .await?;
    insert(tx, &rows, batch).await?;
    remember_numbers(tx, &person, batch).await?;
    stat::emit(tx, &[], &rows, batch).await?;
    Ok(person)
}

/// Changes a person from a day on: periods are split where something changes, every changed
/// field is kept in the history, and figures follow.
///
/// # Errors
/// A fault of the database.
pub async fn put(tx: &mut Tx, person: &Person, change: &Change, deed: &Deed) -> Result<Person, Fault> {
    crate::roster::let_go(tx, person.id).await?;
    let before = periods(tx, person.id).await?;
    let mut after = apply(&before, change, tx.now());
    if before.iter().any(|row| row.org != change.spot.id && row.valid_to > change.from) {
        after = seated(tx, after).await?;
    }
    settle(tx, &before, &after).await?;
    let current = after
        .iter()
        .find(|row| row.valid_from <= change.from && change.from < row.valid_to)
        .or(after.last())
        .cloned()
        .ok_or_else(|| Fault::Invariant("a person has no period".into()))?;
    let author = Author::acting(tx);
    write_history(tx, person, &current, deed, author).await?;
    Ok(current)
}

/// Makes the rows of one person what they are to be: rows, numbers, place and figures.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn settle(tx: &mut Tx, before: &[Person], after: &[Person]) -> Result<(), Fault> {
    for gone in before.iter().filter(|row| !after.iter().any(|kept| kept.period == row.period)) {
        remove(tx, gone).await?;
    }
    let changed: Vec<Person> = after
        .iter()
        .filter(|row| before.iter().all(|old| old.period != row.period || !same(old, row)))
        .cloned()
        .collect();
    for row in &changed {
        remove(tx, row).await?;
    }
    insert(tx, &changed, None).await?;
    let numbers = |person: &Person| (person.facts.citizen_id.clone(), person.facts.mobile.clone());
    let (was, is) = (before.last(), after.last());
    if was.map(numbers) != is.map(numbers) {
        if let Some(was) = was {
            forget_numbers(tx, was.id).await?;
        }
        if let Some(is) = is {
            remember_numbers(tx, is, None).await?;
        }
    }
    if let Some(is) = is
        && was.is_some_and(|was| was.area != is.area)
    {
        move_place(tx, is).await?;
    }
    stat::emit(tx, before, after, None).await
}

/// The periods of a person after a change.
pub(crate) fn apply(before: &[Person], change: &Change, now: zhibu_kernel::Moment) -> Vec<Person> {
    let old = before.iter().rev().find(|row| row.valid_from <= change.from).or(before.first());
    let Some(old) = old.cloned() else {
        return Vec::new();
    };
    let mut after: Vec<Person> = Vec::new();
    for row in before {
        let mut head = row.clone();
        mend_life(&mut head.facts, &change.facts);
        if row.valid_to <= change.from {
            after.push(head);
            continue;
        }
        let mut tail = head.clone();
        follow(&mut tail, &old, change);
        if row.valid_from < change.from && !same(&head, &tail) && must_split(&head, &tail) {
            head.valid_to = change.from;
            tail.period = PeriodId::fresh();
            tail.valid_from = change.from;
            after.push(head);
        }
        after.push(tail);
    }
    for row in &mut after {
        if before.iter().all(|old| old.period != row.period || !same(old, row)) {
            row.recorded_at = now;
            row.version += 1;
        }
    }
    after
}

/// Fields that were always so: a correction holds for every period.
pub(crate) fn mend_life(facts: &mut Facts, new: &Facts) {
    facts.name.clone_from(&new.name);
    facts.sex = new.sex;
    facts.born_on = new.born_on;
    facts.ethnic_group.clone_from(&new.ethnic_group);
    facts.native_place.clone_from(&new.native_place);
    facts.citizen_id.clone_from(&new.citizen_id);
    facts.applied_on = new.applied_on;
    facts.joined_on = new.joined_on;
    facts.converted_on = new.converted_on;
}

/// Fields that change in a life: from the day on, and in later periods for as long as they had
/// stayed as they were.
fn follow(row: &mut Person, old: &Person, change: &Change) {
    macro_rules! follow {
        ($($field:ident),+) => {$(
            if row.facts.$field == old.facts.$field {
                row.facts.$field.clone_from(&change.facts.$field);
            }
        )+};
    }
    follow!(
        education,
        degree,
        job_code,
        new_stratum,
        stage,
        membership_status,
        ending,
        entry,
        probation_ends_on,
        is_floating,
        floating_since,
        outflow_place,
        outflow_reason,
        lost_since,
        mobile,
        landline,
        address,
        notes
    );
    if row.org == old.org && change.spot.id != old.org {
        row.org = change.spot.id;
        row.area = change.spot.area;
        row.path.clone_from(&change.spot.path);
    }
}

/// Whether a period must be split: what is counted or where it lies changes. Numbers and the
/// address are changed in place; their history is kept by field.
fn must_split(head: &Person, tail: &Person) -> bool {
    use super::counted::Counted;
    head.org != tail.org || head.path != tail.path || Counted::of(&head.facts) != Counted::of(&tail.facts)
}

/// Whether two rows say the same.
pub(crate) fn same(one: &Person, other: &Person) -> bool {
    one.facts == other.facts
        && one.org == other.org
        && one.path == other.path
        && one.valid_from == other.valid_from
        && one.valid_to == other.valid_to
}

async fn remove(tx: &mut Tx, row: &Person) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!("DELETE FROM registry_person WHERE id = $1 AND person_id = $2"),
        row.period,
        row.id
    ))
    .await?;
    Ok(())
}

/// Inserts rows as they are; `batch` is the import that staged them.
pub(crate) async fn insert(tx: &mut Tx, rows: &[Person], batch: Option<Uuid>) -> Result<(), Fault> {
    let rows: Vec<[zhibu_kernel::Value; WIDTH]> =
        rows.iter().map(|row| values(tx, row, batch)).collect::<Result<_, _>>()?;
    tx.insert_many(
        sql!(
            "INSERT INTO registry_person (area_id, id, person_id, valid_from, valid_to, recorded_at, since_batch, \
             until_batch, version, org_id, path, stage, membership_status, ending, entry, name, sort_key, initials, \
             given_name, sex, born_on, ethnic_group, education, degree, job_code, new_stratum, native_place, \
             applied_on, joined_on, converted_on, probation_ends_on, is_floating, floating_since, outflow_place, \
             outflow_reason, lost_since, citizen_id, citizen_tail, mobile, mobile_tail, landline, address, notes, \
             missing, c_stage, c_birth, c_ethnic, c_education, c_job, c_joined, c_status, c_floating, c_lost, \
             c_missing) VALUES"
        ),
        rows,
        "",
    )
    .await
}

/// Puts the keyed hashes of the numbers into the directories.
pub(crate) async fn remember_numbers(tx: &mut Tx, person: &Person, batch: Option<Uuid>) -> Result<(), Fault> {
    if let Some(number) = &person.facts.citizen_id {
        let hash = tx.keys().hash(CITIZEN_ID, number.as_bytes()).current;
        tx.execute(bind!(
            sql!("INSERT INTO registry_citizen (hash, person_id, area_id, batch_id) VALUES ($1, $2, $3, $4)"),
            hash,
            person.id,
            person.area,
            batch,
        ))
        .await?;
    }
    if let Some(number) = &person.facts.mobile {
        let hash = tx.keys().hash(MOBILE, number.as_bytes()).current;
        tx.execute(bind!(
            sql!("INSERT INTO registry_mobile (hash, person_id, batch_id) VALUES ($1, $2, $3)"),
            hash,
            person.id,
            batch,
        ))
        .await?;
    }
    Ok(())
}

async fn forget_numbers(tx: &mut Tx, person: PersonId) -> Result<(), Fault> {
    tx.execute(bind!(sql!("DELETE FROM registry_citizen WHERE person_id = $1"), person)).await?;
    tx.execute(bind!(sql!("DELETE FROM registry_mobile WHERE person_id = $1"), person)).await?;
    Ok(())
}

/// A move into another area: the old rows stay where they happened, the directory leads to the
/// new ones.
async fn move_place(tx: &mut Tx, current: &Person) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!("UPDATE registry_place SET area_id = $2 WHERE person_id = $1"),
        current.id,
        current.area,
    ))
    .await?;
    tx.execute(bind!(
        sql!("UPDATE registry_citizen SET area_id = $2 WHERE person_id = $1"),
        current.id,
        current.area,
    ))
    .await?;
    Ok(())
}
