//! Whom a row means: by citizen id exactly, else by name, day of birth and branch.

use std::collections::{BTreeSet, HashMap};

use zhibu_access::org::{OrgId, Spot};
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read};
use zhibu_rules::name::matching_key;

use super::draft::Draft;
use crate::person::{CITIZEN_ID, Person, PersonId, columns, from_row, periods_of};
use crate::shown;

/// The people whom a block of rows may mean.
pub(super) struct Known {
    by_hash: HashMap<[u8; 16], PersonId>,
    by_birth: HashMap<(OrgId, Day), Vec<Person>>,
    periods: HashMap<PersonId, Vec<Person>>,
}

/// Whom a row means.
pub(super) enum Match {
    Nobody,
    /// By citizen id.
    Surely(PersonId),
    /// By name, birth and branch.
    Perhaps(PersonId),
}

/// The hash of a row's citizen id that is stored.
pub(super) fn hash(read: &Read, draft: &Draft) -> Option<[u8; 16]> {
    let id = draft.citizen_id.as_ref()?;
    Some(read.keys().hash(CITIZEN_ID, id.as_str().as_bytes()).current)
}

/// Looks a block's people up: three statements, whatever the number of rows.
pub(super) async fn look_up(read: &mut Read, drafts: &[(&Draft, Option<&Spot>)]) -> Result<Known, Fault> {
    let mut current = HashMap::new();
    for (draft, _) in drafts {
        if let Some(id) = &draft.citizen_id {
            let hashes = read.keys().hash(CITIZEN_ID, id.as_str().as_bytes());
            current.extend(hashes.all().map(|hash| (hash, hashes.current)));
        }
    }
    let mut by_hash = HashMap::new();
    if !current.is_empty() {
        let mut query = Query::new("SELECT hash, person_id FROM registry_citizen WHERE hash IN (");
        query.list(current.keys().copied()).piece(")");
        for row in read.rows(query).await? {
            let hash: [u8; 16] = row.at(0)?;
            by_hash.insert(current[&hash], row.at(1)?);
        }
    }
    let mut open = BTreeSet::new();
    for (draft, spot) in drafts {
        let is_found = hash(read, draft).is_some_and(|hash| by_hash.contains_key(&hash));
        if let (false, Some(born), Some(spot)) = (is_found, draft.born_on, spot) {
            open.insert((spot.id, born));
        }
    }
    let by_birth = candidates(read, &open).await?;
    let mut ids: Vec<PersonId> = by_hash.values().copied().collect();
    ids.extend(by_birth.values().flatten().map(|person| person.id));
    ids.sort_unstable();
    ids.dedup();
    let periods = periods_of(read, &ids).await?;
    Ok(Known { by_hash, by_birth, periods })
}

async fn candidates(
    read: &mut Read,
    open: &BTreeSet<(OrgId, Day)>,
) -> Result<HashMap<(OrgId, Day), Vec<Person>>, Fault> {
    let mut found: HashMap<(OrgId, Day), Vec<Person>> = HashMap::new();
    if open.is_empty() {
        return Ok(found);
    }
    let orgs: BTreeSet<OrgId> = open.iter().map(|(org, _)| *org).collect();
    let days: BTreeSet<Day> = open.iter().map(|(_, day)| *day).collect();
    let mut query = Query::new(concat!("SELECT ", columns!(), " FROM registry_person p WHERE p.org_id IN ("));
    query.list(orgs).piece(") AND p.born_on IN (").list(days);
    query.piece(") AND p.valid_to = ").value(Day::OPEN).piece(concat!(" AND ", shown!()));
    for row in read.rows(query).await? {
        let person = from_row(read, &row)?;
        if let Some(born) = person.facts.born_on {
            found.entry((person.org, born)).or_default().push(person);
        }
    }
    Ok(found)
}

impl Known {
    /// Whom a row means.
    pub(super) fn whom(&self, hash: Option<[u8; 16]>, draft: &Draft, spot: &Spot) -> Match {
        if let Some(id) = hash.and_then(|hash| self.by_hash.get(&hash))
            && self.periods.contains_key(id)
        {
            return Match::Surely(*id);
        }
        let (Some(born), Some(name)) = (draft.born_on, &draft.name) else {
            return Match::Nobody;
        };
        let same: Vec<&Person> = self
            .by_birth
            .get(&(spot.id, born))
            .into_iter()
            .flatten()
            .filter(|person| matching_key(&person.facts.name) == name.matching_key())
            .collect();
        match same.as_slice() {
            [] => Match::Nobody,
            // Neither the row nor the record has a number: there is nothing else to go by.
            [one] if draft.citizen_id.is_none() && one.facts.citizen_id.is_none() => Match::Surely(one.id),
            [first, ..] => Match::Perhaps(first.id),
        }
    }

    /// All periods of a person.
    pub(super) fn periods(&self, id: PersonId) -> &[Person] {
        self.periods.get(&id).map_or(&[], Vec::as_slice)
    }
}
