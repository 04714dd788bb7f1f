//! The audit log: nothing important happens unseen (decision 6).
//!
//! An entry says who did or saw what, under which role, for whom, on whom, when it happened and
//! when it was recorded. It names fields, never their values: values live sealed in histories.
//! Entries are only ever added; a job puts them into a Merkle tree whose signed heads can be
//! kept elsewhere.

use uuid::Uuid;

use crate::actor::Who;
use crate::bind;
use crate::clock::{Day, Moment};
use crate::db::Query;
use crate::deed::Deed;
use crate::fault::Fault;
use crate::sql;
use crate::tx::{Read, Tx};

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

/// A look as the one who was looked at reads it.
#[derive(Clone, Debug)]
pub struct Look {
    /// The entry; a cursor of lists.
    pub id: Uuid,
    /// When.
    pub recorded_at: Moment,
    /// The word of the act.
    pub act: String,
    /// On whom or what.
    pub subject: Uuid,
    /// The account that looked; none when the program did.
    pub account: Option<Uuid>,
    /// The role grant under which it looked.
    pub grant: Option<Uuid>,
    /// For whom it looked, under a mandate.
    pub principal: Option<Uuid>,
    /// Why, in the words of the one who looked.
    pub reason: Option<String>,
    /// Particulars.
    pub detail: serde_json::Value,
}

impl Look {
    /// Whether the person is not yet to be told: a look on a recorded basis of investigation
    /// carries the moment `hidden_until`, milliseconds in UTC, in its detail (SEC-10). The
    /// auditor's log has it at once.
    #[must_use]
    pub fn is_hidden(&self, now: Moment) -> bool {
        self.detail["hidden_until"]
            .as_i64()
            .is_some_and(|until| now.0 < until)
    }
}

/// The looks at any of some subjects, the latest first: up to `limit` before an entry.
///
/// # Errors
/// A fault of the database.
pub async fn looks_at(
    read: &mut Read,
    subjects: &[Uuid],
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Look>, Fault> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let before = before.unwrap_or(Uuid::max());
    // One range of the index for each subject: a list that everybody opens must not be read
    // through to its beginning.
    let mut query = Query::new("SELECT * FROM (");
    for (at, subject) in subjects.iter().enumerate() {
        query.piece(if at == 0 { "" } else { " UNION ALL " });
        query
            .piece(concat!(
                "SELECT * FROM (SELECT id, recorded_at, act, subject_id, account_id, grant_id, principal_id, reason, ",
                "detail FROM kernel_audit WHERE is_look = 1 AND subject_id = "
            ))
            .value(*subject)
            .piece(" AND id < ")
            .value(before)
            .piece(" ORDER BY id DESC LIMIT ")
            .value(limit)
            .piece(if at == 0 { ") AS first" } else { ") AS more" });
    }
    query
        .piece(") AS looks ORDER BY id DESC LIMIT ")
        .value(limit);
    let rows = read.rows(query).await?;
    rows.iter()
        .map(|row| {
            let detail: Option<String> = row.get("detail")?;
            Ok(Look {
                id: row.get("id")?,
                recorded_at: row.get("recorded_at")?,
                act: row.get("act")?,
                subject: row.get("subject_id")?,
                account: row.get("account_id")?,
                grant: row.get("grant_id")?,
                principal: row.get("principal_id")?,
                reason: row.get("reason")?,
                detail: detail
                    .map(|text| serde_json::from_str(&text))
                    .transpose()?
                    .unwrap_or_default(),
            })
        })
        .collect()
}
