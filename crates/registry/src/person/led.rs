//! Whom the end of an organisation led elsewhere: merged, dissolved, or never there because a split
//! was taken back.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use zhibu_access::org::{OrgId, Seat};
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read, Tx, bind, sql};

use super::{Person, PersonId};

/// Somebody was led from an organisation to its heir on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Led {
    person: PersonId,
    on: Day,
    from: OrgId,
    to: OrgId,
    area: Uuid,
}

/// Who of some people was led where.
pub(super) async fn of(read: &mut Read, people: &[PersonId]) -> Result<BTreeSet<Led>, Fault> {
    let mut query = Query::new(
        "SELECT person_id, happened_on, org_id, heir_id, area_id FROM registry_led WHERE person_id IN (",
    );
    query.list(people.iter().copied()).piece(")");
    let rows = read.rows(query).await?;
    rows.iter()
        .map(|row| {
            Ok(Led { person: row.at(0)?, on: row.at(1)?, from: row.at(2)?, to: row.at(3)?, area: row.at(4)? })
        })
        .collect()
}

/// Each row with the organisation to which its person belonged before ends led them to where the
/// row lies: back along the line of ends, for as long as the person stayed in it. Who has moved
/// away and come again by a deed belongs where they came.
pub(super) fn with_origins(rows: Vec<Person>, known: &BTreeSet<Led>) -> Vec<(Person, OrgId)> {
    let mut by_person: BTreeMap<PersonId, Vec<(Day, Day, OrgId)>> = BTreeMap::new();
    for row in &rows {
        by_person.entry(row.id).or_default().push((row.valid_from, row.valid_to, row.org));
    }
    rows.into_iter()
        .map(|row| {
            let lives = by_person.get(&row.id).map_or(&[][..], Vec::as_slice);
            let origin = origin(&row, lives, known);
            (row, origin)
        })
        .collect()
}

fn origin(row: &Person, lives: &[(Day, Day, OrgId)], known: &BTreeSet<Led>) -> OrgId {
    let (mut org, mut line) = (row.org, BTreeSet::from([row.org]));
    let stayed = |line: &BTreeSet<OrgId>, since: Day| {
        lives
            .iter()
            .filter(|(from, to, _)| *to > since && *from <= row.valid_from)
            .all(|(_, _, org)| line.contains(org))
    };
    while let Some(led) = known.iter().rev().find(|led| {
        led.person == row.id && led.to == org && led.on <= row.valid_from && stayed(&line, led.on)
    }) {
        if !line.insert(led.from) {
            break;
        }
        org = led.from;
    }
    org
}

/// Where seats lead somebody on the days of a row: each change of the organisation.
pub(super) fn by(row: &Person, seats: &[Seat]) -> Vec<Led> {
    seats
        .windows(2)
        .filter_map(|pair| match pair {
            [before, after] if before.org != after.org && after.from < row.valid_to => {
                Some(Led { person: row.id, on: after.from, from: before.org, to: after.org, area: row.area })
            }
            _ => None,
        })
        .collect()
}

/// Keeps who was led where in place of what was known; answers how many lines changed.
pub(super) async fn keep(tx: &mut Tx, known: BTreeSet<Led>, leads: Vec<Led>) -> Result<usize, Fault> {
    let key = |led: &Led| (led.person, led.on, led.from, led.to);
    let wanted: BTreeMap<_, Led> = leads.into_iter().map(|led| (key(&led), led)).collect();
    let mut changed = 0;
    for gone in known.iter().filter(|led| !wanted.contains_key(&key(led))) {
        tx.execute(bind!(
            sql!("DELETE FROM registry_led WHERE person_id = $1 AND org_id = $2 AND happened_on = $3"),
            gone.person,
            gone.from,
            gone.on,
        ))
        .await?;
        changed += 1;
    }
    let known: BTreeSet<_> = known.iter().map(key).collect();
    let mut rows = Vec::new();
    for (key, led) in wanted {
        if !known.contains(&key) {
            let values = bind!((), led.area, led.person, led.from, led.to, led.on).1;
            rows.push(values.try_into().map_err(|_| Fault::Invariant("a line has five columns".into()))?);
        }
    }
    if rows.is_empty() {
        return Ok(changed);
    }
    changed += rows.len();
    tx.insert_many::<5>(
        sql!("INSERT INTO registry_led (area_id, person_id, org_id, heir_id, happened_on) VALUES"),
        rows,
        "",
    )
    .await?;
    Ok(changed)
}
