//! What other rooms are told when the tree changes, and where to find what is true.
//!
//! An event says only where to look: a follower reads [`seats`] when it acts and brings what it
//! finds after them. So it does not matter in which order events come, or how often.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zhibu_kernel::db::Query;
use zhibu_kernel::outbox::Event;
use zhibu_kernel::{Day, Fault, Read};

use super::OrgId;
use super::period::{self, History};

/// A subtree has other paths from a day on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrgMoved {
    /// The top of it.
    pub org: OrgId,
    /// From this day.
    pub from: Day,
    /// The paths it had, each with everything below.
    pub paths: Vec<String>,
}

/// An organisation was taken in by another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrgMerged {
    /// The one that ended.
    pub org: OrgId,
    /// The one that took it in.
    pub into: OrgId,
    /// On this day.
    pub from: Day,
    /// The paths it had, each with everything below.
    pub paths: Vec<String>,
}

/// An organisation ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrgDissolved {
    /// The one that ended.
    pub org: OrgId,
    /// Where its people go.
    pub people_to: Option<OrgId>,
    /// On this day.
    pub from: Day,
    /// The paths it had, each with everything below.
    pub paths: Vec<String>,
}

/// A follower may wait for a database that is being repaired; the tree does not wait for it.
const A_MONTH_MS: i64 = 30 * 24 * 3_600_000;

macro_rules! event {
    ($event:ty, $kind:literal) => {
        impl Event for $event {
            const KIND: &'static str = $kind;
            const KEEP_TRYING_MS: i64 = A_MONTH_MS;
        }
    };
}
event!(OrgMoved, "access.org_moved");
event!(OrgMerged, "access.org_merged");
event!(OrgDissolved, "access.org_dissolved");

/// Where those who belong to an organisation lie in a stretch of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// From this day.
    pub from: Day,
    /// Until before this day.
    pub to: Day,
    /// The organisation: after an end, the one that took its people.
    pub org: OrgId,
    /// Its path in this stretch.
    pub path: String,
    /// Its area, where the stretch has not ended; areas of the past stay as they were.
    pub area: Option<Uuid>,
}

/// The seats of several organisations, each in the order of days.
///
/// # Errors
/// A fault of the database.
pub async fn seats(
    read: &mut Read,
    orgs: impl IntoIterator<Item = OrgId>,
) -> Result<HashMap<OrgId, Vec<Seat>>, Fault> {
    let asked: BTreeSet<OrgId> = orgs.into_iter().collect();
    let (mut history, mut heirs, mut areas) = (History::new(), HashMap::new(), HashMap::new());
    let mut next = asked.clone();
    while !next.is_empty() {
        history.extend(period::history(read, next.iter().copied()).await?);
        let found = ends(read, &next, &mut areas).await?;
        next = found.values().map(|(_, heir)| *heir).filter(|heir| !history.contains_key(heir)).collect();
        heirs.extend(found);
    }
    Ok(asked.into_iter().map(|org| (org, seats_of(org, &history, &heirs, &areas))).collect())
}

/// The end and the heir of each organisation that has one; areas on the way.
async fn ends(
    read: &mut Read,
    orgs: &BTreeSet<OrgId>,
    areas: &mut HashMap<OrgId, Uuid>,
) -> Result<HashMap<OrgId, (Day, OrgId)>, Fault> {
    let ids: Vec<OrgId> = orgs.iter().copied().collect();
    let mut found = HashMap::new();
    for some in ids.chunks(500) {
        let mut query = Query::new(
            "SELECT o.id, o.area_id, s.happened_on, s.successor_id FROM access_org o \
             LEFT JOIN access_org_successor s ON s.org_id = o.id AND s.happened_on = o.ended_on WHERE o.id IN (",
        );
        query.list(some.iter().copied()).piece(")");
        for row in read.rows(query).await? {
            let id: OrgId = row.at(0)?;
            areas.insert(id, row.at(1)?);
            if let (Some(day), Some(heir)) = (row.at(2)?, row.at(3)?) {
                found.insert(id, (day, heir));
            }
        }
    }
    Ok(found)
}

fn seats_of(
    org: OrgId,
    history: &History,
    heirs: &HashMap<OrgId, (Day, OrgId)>,
    areas: &HashMap<OrgId, Uuid>,
) -> Vec<Seat> {
    let mut seats = Vec::new();
    let (mut org, mut since, mut seen) = (org, Day::FIRST, BTreeSet::new());
    // An heir may have ended too; each is visited once.
    while seen.insert(org) {
        for period in history.get(&org).into_iter().flatten() {
            let from = period.valid_from.max(since);
            if from < period.valid_to {
                seats.push(Seat {
                    from,
                    to: period.valid_to,
                    org,
                    path: period.path.clone(),
                    area: areas.get(&org).copied().filter(|_| period.valid_to == Day::OPEN),
                });
            }
        }
        match heirs.get(&org) {
            Some((day, heir)) => (org, since) = (*heir, *day),
            None => break,
        }
    }
    seats
}
