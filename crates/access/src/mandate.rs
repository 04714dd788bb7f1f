//! The mandate (委托): a member lets a helper's account act for them, from a day until before
//! another (ACC-06).
//!
//! What a helper may do is less than what the member may: see the record and propose corrections
//! ([`crate::permit::Permit::own`] holds the list). Whether a mandate still holds is looked up on
//! every request, so that one that is revoked ends at once.

use uuid::Uuid;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Day, Deed, Fault, Moment, Read, Row, Tx, bind, sql};

use crate::account::AccountId;
use crate::permit::Permit;
use crate::role::Action;

zhibu_kernel::id_type!(
    /// Names one mandate.
    pub MandateId
);

/// Leave of a helper to act for a principal.
#[derive(Clone, Debug)]
pub struct Mandate {
    /// Its id.
    pub id: MandateId,
    /// The area of the principal.
    pub area: Uuid,
    /// The person for whom the helper acts.
    pub principal: Uuid,
    /// Their name when the mandate was given.
    pub principal_name: String,
    /// The helper's account.
    pub helper: AccountId,
    /// The helper's name on pages.
    pub helper_name: String,
    /// From this day.
    pub valid_from: Day,
    /// Until before this day.
    pub valid_to: Day,
    /// How it was given: `web` by the member, `paper` or `voice` recorded by the branch.
    pub source: String,
    /// What shows that it was given, when the branch recorded it: the paper, its day, a witness.
    pub evidence: Option<String>,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Moment>,
}

impl Mandate {
    /// Whether the helper may act on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.revoked_at.is_none() && self.valid_from <= day && day < self.valid_to
    }

    fn from_row(read: &Read, row: &Row) -> Result<Self, Fault> {
        let id: MandateId = row.get("id")?;
        let evidence = match row.get::<Option<Vec<u8>>>("evidence")? {
            Some(sealed) => {
                let clear = read.keys().open(place(&id), &sealed)?;
                Some(String::from_utf8_lossy(&clear).into_owned())
            }
            None => None,
        };
        Ok(Self {
            id,
            area: row.get("area_id")?,
            principal: row.get("principal_id")?,
            principal_name: row.get("principal_name")?,
            helper: row.get("helper_id")?,
            helper_name: row.get("display_name")?,
            valid_from: row.get("valid_from")?,
            valid_to: row.get("valid_to")?,
            source: row.get("source")?,
            evidence,
            recorded_at: row.get("recorded_at")?,
            revoked_at: row.get("revoked_at")?,
        })
    }
}

macro_rules! columns {
    () => {
        "m.id, m.area_id, m.principal_id, m.principal_name, m.helper_id, a.display_name, m.valid_from, m.valid_to, \
         m.source, m.evidence, m.recorded_at, m.revoked_at FROM access_mandate m \
         JOIN access_account a ON a.id = m.helper_id "
    };
}

fn place(id: &MandateId) -> Context<'_> {
    Context { table: "access_mandate", column: "evidence", row: id.0.as_bytes() }
}

/// What is said when a mandate is given.
#[derive(Clone, Debug)]
pub struct NewMandate {
    /// The area of the principal.
    pub area: Uuid,
    /// For whom.
    pub principal: Uuid,
    /// Their name.
    pub principal_name: String,
    /// Who helps.
    pub helper: AccountId,
    /// Until before this day.
    pub until: Day,
    /// What shows that it was given, when somebody else than the member recorded it.
    pub evidence: Option<String>,
}

/// Gives a mandate from the day of the deed on. The caller's permit is one for the principal's
/// record: the member's own, or the branch's.
///
/// # Errors
/// A fault of the database.
pub async fn give<A: Action>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    new: &NewMandate,
    deed: &Deed,
) -> Result<MandateId, Fault> {
    let id = MandateId::fresh();
    let evidence = new.evidence.as_ref().map(|text| tx.keys().seal(place(&id), text.as_bytes()));
    let by = tx.actor().account_id();
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_mandate (id, area_id, principal_id, principal_name, helper_id, valid_from, valid_to, \
             source, evidence, given_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        id,
        new.area,
        new.principal,
        new.principal_name.as_str(),
        new.helper,
        deed.happened_on,
        new.until,
        deed.source.word(),
        evidence,
        by,
        deed.recorded_at,
    ))
    .await?;
    let entry =
        Entry::did("access.mandate.give").on("person", new.principal).deed(deed).detail(serde_json::json!({
            "mandate": id.to_string(), "helper": new.helper.to_string(), "until": new.until.number(),
        }));
    tx.audit(&entry).await?;
    Ok(id)
}

/// Revokes a mandate of a principal at once; false when there is none that could be revoked.
///
/// # Errors
/// A fault of the database.
pub async fn revoke<A: Action>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    principal: Uuid,
    mandate: MandateId,
) -> Result<bool, Fault> {
    let (now, by) = (tx.now(), tx.actor().account_id());
    let touched = tx
        .execute(bind!(
            sql!(
                "UPDATE access_mandate SET revoked_at = $3, revoked_by = $4 \
                 WHERE id = $1 AND principal_id = $2 AND revoked_at IS NULL"
            ),
            mandate,
            principal,
            now,
            by,
        ))
        .await?;
    let entry = Entry::did("access.mandate.revoke")
        .on("person", principal)
        .detail(serde_json::json!({ "mandate": mandate.to_string() }));
    tx.audit(&entry).await?;
    Ok(touched > 0)
}

/// All mandates that a principal ever gave, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn of_principal<A: Action>(
    read: &mut Read,
    _permit: &Permit<A>,
    principal: Uuid,
) -> Result<Vec<Mandate>, Fault> {
    let rows = read
        .rows(bind!(
            sql!("SELECT ", columns!(), "WHERE m.principal_id = $1 ORDER BY m.id DESC LIMIT 200"),
            principal
        ))
        .await?;
    rows.iter().map(|row| Mandate::from_row(read, row)).collect()
}

/// The mandates under which the actor's account may act today.
///
/// # Errors
/// A fault of the database.
pub async fn of_helper(read: &mut Read) -> Result<Vec<Mandate>, Fault> {
    let (account, today) = (read.actor().account_id(), read.today());
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT ",
                columns!(),
                "WHERE m.helper_id = $1 AND m.valid_from <= $2 AND m.valid_to > $2 AND m.revoked_at IS NULL \
                 ORDER BY m.id LIMIT 200"
            ),
            account,
            today
        ))
        .await?;
    rows.iter().map(|row| Mandate::from_row(read, row)).collect()
}

/// The mandate that a session acts under, if it holds today and was given to its account.
pub(crate) async fn of_session(
    read: &mut Read,
    mandate: Option<MandateId>,
    account: AccountId,
) -> Result<Option<Mandate>, Fault> {
    let Some(mandate) = mandate else {
        return Ok(None);
    };
    let today = read.today();
    let row = read
        .first(bind!(
            sql!(
                "SELECT ",
                columns!(),
                "WHERE m.id = $1 AND m.helper_id = $2 AND m.valid_from <= $3 AND m.valid_to > $3 \
                 AND m.revoked_at IS NULL"
            ),
            mandate,
            account,
            today,
        ))
        .await?;
    row.map(|row| Mandate::from_row(read, &row)).transpose()
}
