//! The audit log: nothing important happens unseen (decision 6).
//!
//! An entry says who did or saw what, under which role, for whom, on whom, when it happened and
//! when it was recorded. It names fields, never their values: values live sealed in histories.
//! Entries are only ever added; a job puts them into a Merkle tree whose signed heads can be
//! kept elsewhere.

use uuid::Uuid;

use crate::actor::Who;
use crate::bind;
use crate::clock::Day;
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
        Self {
            look: true,
            ..Self::did(act)
        }
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
    let detail = if entry.detail.is_null() {
        None
    } else {
        Some(entry.detail.to_string())
    };
    let (now, today) = (tx.now(), tx.today());
    tx.execute(bind!(
        sql!(
            "INSERT INTO kernel_audit (area_id, id, recorded_at, act, is_look, subject_kind, subject_id, org_id, \
             account_id, grant_id, principal_id, part, happened_on, source, basis, reason, detail) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        ),
        entry.area,
        crate::id::fresh(),
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
