//! People follow their organisation: when the tree changes, rows are brought after it, from the
//! day of the change on.
//!
//! The event says only under which paths to look. What a row should say is read from the tree
//! when the row is looked at, so it does not matter in which order events come, or how often.
//! Whom an end led elsewhere is remembered ([`super::led`]): when it is taken back, the tree
//! leads them to where they had belonged.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;
use zhibu_access::org::{self, OrgId, path_end};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Actor, Day, Db, Fault, Read, Tx, bind, sql};

use super::led::{self, Led};
use super::seat::{lies_alike, reseat};
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
    let known = led::of(tx, ids).await?;
    // Each row with the organisation to which the person belonged before any end.
    let groups: BTreeMap<Batches, Vec<(Person, OrgId)>> =
        groups.into_iter().map(|(batches, rows)| (batches, led::with_origins(rows, &known))).collect();
    let origins = groups.values().flatten().map(|(_, origin)| *origin);
    let seats = org::seats(tx, origins.collect::<Vec<OrgId>>()).await?;
    let now = tx.now();
    let (mut count, mut leads) = (0, Vec::<Led>::new());
    for ((since, until), rows) in groups {
        let (mut before, mut after) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        let (mut gone, mut fresh) = (Vec::new(), Vec::new());
        for (row, origin) in rows {
            let seats = seats.get(&origin).map_or(&[][..], Vec::as_slice);
            let seated = reseat(&row, seats, now);
            leads.extend(led::by(&row, seats));
            if !matches!(seated.as_slice(), [one] if lies_alike(one, &row)) {
                gone.push(row.period);
                fresh.extend(seated.iter().cloned());
            }
            after.extend(seated);
            before.push(row);
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
    count += led::keep(tx, known, leads).await?;
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
