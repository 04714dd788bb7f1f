//! Entering many people at once, each with a past: sample data, and what another system hands over.

use uuid::Uuid;
use zhibu_access::org::Spot;
use zhibu_kernel::{Day, Deed, Fault, Tx, bind, sql};

use super::fields::{Author, write_history};
use super::row::{CITIZEN_ID, MOBILE};
use super::seat::seated;
use super::write::insert;
use super::{Facts, PeriodId, Person, PersonId};
use crate::stat;

/// What was true of a person from a day until the next stretch begins.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// The first day.
    pub from: Day,
    /// The branch.
    pub spot: Spot,
    /// What is known.
    pub facts: Facts,
}

/// Enters new people, each with its stretches in the order of their days; the last one holds
/// until further notice. Every field that differs between two stretches is kept in the history.
/// Answers the people's ids in the order given; a person without stretches gets none.
///
/// # Errors
/// A fault of the database; a duplicate of a citizen id is one that [`Fault::is_duplicate`].
pub async fn enter_many(tx: &mut Tx, lives: &[Vec<Stretch>], deed: &Deed) -> Result<Vec<PersonId>, Fault> {
    let now = tx.now();
    let people: Vec<Vec<Person>> =
        lives.iter().filter(|life| !life.is_empty()).map(|life| periods(life, now)).collect();
    let current: Vec<&Person> = people.iter().filter_map(|rows| rows.last()).collect();
    remember_places(tx, &current).await?;
    remember_citizens(tx, &current).await?;
    remember_mobiles(tx, &current).await?;
    for pair in people.iter().flat_map(|rows| rows.windows(2)) {
        if let [before, after] = pair {
            let deed = deed.clone().on(after.valid_from);
            write_history(tx, before, after, &deed, Author::default()).await?;
        }
    }
    let ids = current.iter().map(|person| person.id).collect();
    let rows = seated(tx, people.into_iter().flatten().collect()).await?;
    insert(tx, &rows, None).await?;
    stat::emit(tx, &[], &rows, None).await?;
    Ok(ids)
}

fn periods(life: &[Stretch], recorded_at: zhibu_kernel::Moment) -> Vec<Person> {
    let id = PersonId::fresh();
    let ends = life.iter().skip(1).map(|next| next.from).chain([Day::OPEN]);
    life.iter()
        .zip(ends)
        .map(|(stretch, valid_to)| Person {
            id,
            period: PeriodId::fresh(),
            area: stretch.spot.area,
            org: stretch.spot.id,
            path: stretch.spot.path.clone(),
            valid_from: stretch.from,
            valid_to,
            recorded_at,
            version: 1,
            facts: stretch.facts.clone(),
        })
        .collect()
}

async fn remember_places(tx: &mut Tx, people: &[&Person]) -> Result<(), Fault> {
    let rows =
        people.iter().map(|person| array(bind!((), person.id, person.area).1)).collect::<Result<_, _>>()?;
    tx.insert_many::<2>(sql!("INSERT INTO registry_place (person_id, area_id) VALUES"), rows, "").await
}

async fn remember_citizens(tx: &mut Tx, people: &[&Person]) -> Result<(), Fault> {
    let mut rows = Vec::with_capacity(people.len());
    for person in people {
        if let Some(number) = &person.facts.citizen_id {
            let hash = tx.keys().hash(CITIZEN_ID, number.as_bytes()).current;
            rows.push(array(bind!((), hash, person.id, person.area, None::<Uuid>).1)?);
        }
    }
    tx.insert_many::<4>(
        sql!("INSERT INTO registry_citizen (hash, person_id, area_id, batch_id) VALUES"),
        rows,
        "",
    )
    .await
}

async fn remember_mobiles(tx: &mut Tx, people: &[&Person]) -> Result<(), Fault> {
    let mut rows = Vec::with_capacity(people.len());
    for person in people {
        if let Some(number) = &person.facts.mobile {
            let hash = tx.keys().hash(MOBILE, number.as_bytes()).current;
            rows.push(array(bind!((), hash, person.id, None::<Uuid>).1)?);
        }
    }
    tx.insert_many::<3>(sql!("INSERT INTO registry_mobile (hash, person_id, batch_id) VALUES"), rows, "")
        .await
}

fn array<const N: usize>(values: Vec<zhibu_kernel::Value>) -> Result<[zhibu_kernel::Value; N], Fault> {
    values.try_into().map_err(|_| Fault::Invariant(format!("a row has {N} columns")))
}
