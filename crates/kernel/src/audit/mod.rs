//! The audit log: nothing important happens unseen (decision 6).
//!
//! An entry says who did or saw what, under which role, for whom, on whom, when it happened and
//! when it was recorded. It names fields, never their values: values live sealed in histories.
//! Entries are only ever added; a job puts them into a Merkle tree whose signed heads can be
//! kept elsewhere.
//!
//! In reading order: [`Entry`] is what an act writes; [`Record`] is the row, with the bytes that
//! are hashed; [`page`] and its neighbours read the log; [`seal()`] puts entries into the tree and
//! signs its head; [`inclusion`] and [`consistency`] prove; [`verify()`] finds what was altered.

mod log;
mod look;
mod proof;
mod record;
mod seal;
mod verify;

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

pub use self::log::{Filter, Subject, latest, one, page, subjects_seen};
pub use self::look::{Look, has_looked, looks_at};
pub use self::proof::{Inclusion, consistency, inclusion};
pub use self::record::Record;
pub use self::seal::{Head, LATE_MS, head, job, seal};
pub use self::verify::{Far, Finding, Report, verify, verify_while};

use crate::actor::Who;
use crate::bind;
use crate::clock::{Day, Moment};
use crate::deed::Deed;
use crate::fault::Fault;
use crate::sql;
use crate::tx::Tx;

/// The area of what belongs to no area: accounts, settings, keys.
pub const NO_AREA: Uuid = Uuid::nil();

/// One entry of the log, as an act writes it.
#[derive(Clone, Debug)]
pub struct Entry {
    act: &'static str,
    look: bool,
    area: Uuid,
    subject: Option<(&'static str, Uuid)>,
    org: Option<Uuid>,
    happened_on: Option<Day>,
    source: &'static str,
    basis: Option<String>,
    reason: Option<String>,
    detail: serde_json::Value,
}

impl Entry {
    /// Something was done. The word is `room.noun.act`, as in `registry.person.edit`.
    #[must_use]
    pub fn did(act: &'static str) -> Self {
        Self {
            act,
            look: false,
            area: NO_AREA,
            subject: None,
            org: None,
            happened_on: None,
            source: "web",
            basis: None,
            reason: None,
            detail: serde_json::Value::Null,
        }
    }

    /// Somebody saw personal data. The word is `room.noun.view`, as in `registry.person.page`.
    #[must_use]
    pub fn looked(act: &'static str) -> Self {
        Self { look: true, ..Self::did(act) }
    }

    /// On whom or what: the kind of noun and its id.
    #[must_use]
    pub fn on(mut self, kind: &'static str, id: Uuid) -> Self {
        self.subject = Some((kind, id));
        self
    }

    /// The organisation concerned, with its area.
    #[must_use]
    pub fn within(mut self, org: Uuid, area: Uuid) -> Self {
        self.org = Some(org);
        self.area = area;
        self
    }

    /// With the two dates, the way and the basis of a deed.
    #[must_use]
    pub fn deed(mut self, deed: &Deed) -> Self {
        self.happened_on = Some(deed.happened_on);
        self.source = deed.source.word();
        self.basis.clone_from(&deed.basis);
        self
    }

    /// Why somebody looked, in their own words.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Particulars: names of fields, counts, old and new organisation. Never personal data.
    #[must_use]
    pub fn detail(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}

/// Adds an entry within a change.
pub(crate) async fn append(tx: &mut Tx, entry: &Entry) -> Result<(), Fault> {
    let actor = tx.actor().clone();
    let part = match actor.who {
        Who::System(part) => Some(part),
        Who::Nobody | Who::Account(_) => None,
    };
    let detail = if entry.detail.is_null() { None } else { Some(entry.detail.to_string()) };
    let (now, today) = (tx.now(), tx.today());
    tx.execute(bind!(
        sql!(
            "INSERT INTO kernel_audit (area_id, id, recorded_at, act, is_look, subject_kind, subject_id, org_id, \
             account_id, grant_id, principal_id, part, happened_on, source, basis, reason, detail) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        ),
        entry.area,
        id_at(now),
        now,
        entry.act,
        entry.look,
        entry.subject.map(|(kind, _)| kind),
        entry.subject.map(|(_, id)| id),
        entry.org,
        actor.account_id(),
        actor.grant,
        actor.principal,
        part,
        entry.happened_on.unwrap_or(today),
        entry.source,
        entry.basis.as_deref(),
        entry.reason.as_deref(),
        detail,
    ))
    .await?;
    Ok(())
}

/// Where this process counts its entries from.
static COUNT: LazyLock<AtomicU64> =
    LazyLock::new(|| AtomicU64::new(u64::from_be_bytes(crate::random::bytes())));

/// The id of an entry recorded at a moment: a UUID of version 7 whose milliseconds are that moment,
/// so that the log in the order of ids is the log in the order of time, and a moment that was
/// altered contradicts its id. Within a millisecond a counter keeps the order of one process
/// (RFC 9562, section 6.2, method 1); 40 random bits keep servers apart.
fn id_at(moment: Moment) -> Uuid {
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let [.., c4, c3, c2, c1, c0] = count.to_be_bytes();
    let [r0, r1, r2, r3, r4] = crate::random::bytes();
    // Version and variant cover the first four bits of byte 0 and the first two of byte 2.
    let counted = [c4 & 0x0f, c3, c2 & 0x3f, c1, c0, r0, r1, r2, r3, r4];
    uuid::Builder::from_unix_timestamp_millis(first_ms(moment), &counted).into_uuid()
}

/// The smallest id that an entry recorded at a moment can have.
fn first_id_at(moment: Moment) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(first_ms(moment), &[0; 10]).into_uuid()
}

fn first_ms(moment: Moment) -> u64 {
    u64::try_from(moment.0).unwrap_or(0)
}

/// The moment in an entry's id.
fn moment_of(id: Uuid) -> Moment {
    let [a, b, c, d, e, f, ..] = *id.as_bytes();
    Moment(i64::from_be_bytes([0, 0, a, b, c, d, e, f]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_tell_the_moment_and_keep_the_order() {
        let now = Moment(1_795_415_460_000);
        let ids: Vec<Uuid> = (0..1_000).map(|_| id_at(now)).collect();
        assert!(ids.iter().all(|id| moment_of(*id) == now && id.get_version_num() == 7));
        assert!(ids.iter().all(|id| *id >= first_id_at(now) && *id < first_id_at(now.plus_ms(1))));
        let turns = ids.windows(2).filter(|pair| pair[0] > pair[1]).count();
        assert!(turns <= 1, "the counter turns over at most once");
    }
}
