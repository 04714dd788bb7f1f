//! People follow their organisation: when the tree changes, rows are brought after it, from the
//! day of the change on.
//!
//! The event says only under which paths to look. What a row should say is read from the tree
//! when the row is looked at, so it does not matter in which order events come, or how often.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;
use zhibu_access::org::{self, OrgId, Seat, path_end};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Actor, Day, Db, Fault, Moment, Read, Tx, bind, sql};

use super::write::insert;
use super::{PeriodId, Person, PersonId, columns, row};
use crate::stat;

/// People brought after the tree in one transaction: it holds the writer of SQLite.
const CHUNK: i64 = 200;

/// Where the next chunk begins.
#[derive(Clone, Debug)]
struct Place {
    path: String,
    person: PersonId,
}

/// Brings the people under some paths after the tree, from a day on.
///
/// # Errors
/// A fault of the database; what was brought before it stays, and the rest is found again.
pub async fn follow(db: &Db, from: Day, paths: &[String]) -> Result<(), Fault> {
    for path in paths {
        let mut place = Some(Place { path: path.clone(), person: PersonId(Uuid::nil()) });
        while let Some(after) = place {
            place = chunk(db, from, path, after).await?;
        }
    }
    Ok(())
}

/// One chunk; answers where the next one begins, nothing at the end.
async fn chunk(db: &Db, from: Day, path: &str, after: Place) -> Result<Option<Place>, Fault> {
    let given = (from, path.to_owned(), after);
    db.change(
        &Actor::system("registry.follow"),
        &given,
        async move |tx: &mut Tx, (from, path, after): &(Day, String, Place)| {
            let people = people(tx, *from, path, after).await?;
            let ids: Vec<PersonId> = people.iter().map(|place| place.person).collect();
            if !ids.is_empty() {
                bring(tx, &ids).await?;
            }
            let whole = i64::try_from(people.len()).is_ok_and(|n| n == CHUNK);
            Ok::<_, Fault>(people.into_iter().next_back().filter(|_| whole))
        },
    )
    .await
}

async fn people(read: &mut Read, from: Day, path: &str, after: &Place) -> Result<Vec<Place>, Fault> {
    read.rows(bind!(
        sql!(
            "SELECT DISTINCT p.path, p.person_id FROM registry_person p \
             WHERE (p.path, p.person_id) > ($1, $2) AND p.path < $3 AND p.valid_to > $4 \
             ORDER BY p.path, p.person_id LIMIT $5"
        ),
        after.path.as_str(),
        after.person,
        path_end(path),
        from,
        CHUNK,
    ))
    .await?
    .iter()
    .map(|row| Ok(Place { path: row.at(0)?, person: row.at(1)? }))
    .collect()
}

/// Rows belong together that the same batches show and hide: figures keep them apart too.
type Batches = (Option<Uuid>, Option<Uuid>);

/// Brings every row of some people after the tree.
async fn bring(tx: &mut Tx, ids: &[PersonId]) -> Result<(), Fault> {
    let groups = rows(tx, ids).await?;
    let orgs = groups.values().flatten().map(|row| row.org);
    let seats = org::seats(tx, orgs.collect::<Vec<OrgId>>()).await?;
    let now = tx.now();
    let mut count = 0;
    for ((since, until), before) in groups {
        let mut after = Vec::with_capacity(before.len());
        let (mut gone, mut fresh) = (Vec::new(), Vec::new());
        for row in &before {
            let seated = reseat(row, seats.get(&row.org).map_or(&[], Vec::as_slice), now);
            if !matches!(seated.as_slice(), [one] if lies_alike(one, row)) {
                gone.push(row.period);
                fresh.extend(seated.iter().cloned());
            }
            after.extend(seated);
        }
        if gone.is_empty() {
            continue;
        }
        count += gone.len();
        replace(tx, &gone, &fresh, (since, until)).await?;
        keep_places(tx, &fresh).await?;
        stat::emit(tx, &before, &after, since).await?;
        if until.is_some() {
            // The batch that replaces these rows takes away what they count now.
            stat::emit(tx, &after, &before, until).await?;
        }
    }
    if count > 0 {
        let entry = Entry::did("registry.person.follow")
            .because("the organisation was moved, merged or dissolved")
            .detail(serde_json::json!({ "rows": count }));
        tx.audit(&entry).await?;
    }
    Ok(())
}

async fn rows(read: &mut Read, ids: &[PersonId]) -> Result<BTreeMap<Batches, Vec<Person>>, Fault> {
    let mut query = Query::new(concat!(
        "SELECT ",
        columns!(),
        ", p.since_batch, p.until_batch FROM registry_person p WHERE p.person_id IN ("
    ));
    query.list(ids.iter().copied()).piece(") ORDER BY p.person_id, p.valid_from");
    let mut groups: BTreeMap<Batches, Vec<Person>> = BTreeMap::new();
    for found in read.rows(query).await? {
        let batches = (found.get("since_batch")?, found.get("until_batch")?);
        groups.entry(batches).or_default().push(row::person(read, &found)?);
    }
    Ok(groups)
}

/// The row in as many pieces as its days have seats. Days without a seat, before the
/// organisation's records begin, stay as they are.
fn reseat(row: &Person, seats: &[Seat], now: Moment) -> Vec<Person> {
    let mut pieces: Vec<Person> = Vec::new();
    let mut day = row.valid_from;
    let mut add = |from: Day, to: Day, seat: Option<&Seat>| {
        if from >= to {
            return;
        }
        let mut piece = row.clone();
        (piece.valid_from, piece.valid_to) = (from, to);
        if let Some(seat) = seat {
            piece.org = seat.org;
            piece.path.clone_from(&seat.path);
            piece.area = seat.area.unwrap_or(row.area);
        }
        match pieces.last_mut() {
            Some(last) if last.org == piece.org && last.path == piece.path && last.area == piece.area => {
                last.valid_to = to;
            }
            _ => pieces.push(piece),
        }
    };
    for seat in seats {
        let (from, to) = (seat.from.max(day), seat.to.min(row.valid_to));
        if from < to {
            add(day, from, None);
            add(from, to, Some(seat));
            day = to;
        }
    }
    add(day, row.valid_to, None);
    if pieces.len() == 1 && pieces.iter().all(|piece| lies_alike(piece, row)) {
        return pieces;
    }
    for (at, piece) in pieces.iter_mut().enumerate() {
        if at > 0 {
            piece.period = PeriodId::fresh();
        }
        piece.recorded_at = now;
        piece.version += 1;
    }
    pieces
}

fn lies_alike(one: &Person, other: &Person) -> bool {
    one.org == other.org
        && one.path == other.path
        && one.area == other.area
        && one.valid_from == other.valid_from
        && one.valid_to == other.valid_to
}

async fn replace(
    tx: &mut Tx,
    gone: &[PeriodId],
    fresh: &[Person],
    (since, until): Batches,
) -> Result<(), Fault> {
    let mut query = Query::new("DELETE FROM registry_person WHERE id IN (");
    query.list(gone.iter().copied()).piece(")");
    tx.execute(query).await?;
    insert(tx, fresh, since).await?;
    if let Some(until) = until {
        let mut query = Query::new("UPDATE registry_person SET until_batch = ");
        query.value(until).piece(" WHERE id IN (");
        query.list(fresh.iter().map(|row| row.period)).piece(")");
        tx.execute(query).await?;
    }
    Ok(())
}

/// The directories lead to the area in which a person's row of today lies.
async fn keep_places(tx: &mut Tx, fresh: &[Person]) -> Result<(), Fault> {
    let today = tx.today();
    let mut by_area: HashMap<Uuid, Vec<PersonId>> = HashMap::new();
    for row in fresh {
        if row.valid_from <= today && today < row.valid_to {
            by_area.entry(row.area).or_default().push(row.id);
        }
    }
    for (area, people) in by_area {
        for update in ["UPDATE registry_place SET area_id = ", "UPDATE registry_citizen SET area_id = "] {
            let mut query = Query::new(update);
            query.value(area).piece(" WHERE area_id <> ").value(area);
            query.piece(" AND person_id IN (").list(people.iter().copied()).piece(")");
            tx.execute(query).await?;
        }
    }
    Ok(())
}
