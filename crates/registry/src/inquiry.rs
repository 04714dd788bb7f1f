//! An inquiry (考察, 纪检): looks on its basis are shown to the person later, never not at all.
//!
//! Whoever inquires into somebody says on which basis and until which day. What that account looks
//! at meanwhile stands in the auditor's log at once and on the person's own list when the inquiry
//! has ended (SEC-10; the longest time is our proposal). Beginning and ending are entries.

use serde_json::json;
use uuid::Uuid;
use zhibu_access::permit::Permit;
use zhibu_access::role::InquirePerson;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Day, Fault, Moment, Read, Tx, bind, sql};

use crate::person::{Person, PersonId, Refused};

zhibu_kernel::id_type!(
    /// Names one inquiry.
    pub InquiryId
);

/// The kinds: 考察 before an appointment or a decision, 纪检.
pub const KINDS: [&str; 2] = ["vetting", "discipline"];
/// The most days that an inquiry hides looks.
pub const MOST_DAYS: i64 = 180;
/// The looks that led to the inquiry belong to it: a quarter of an hour, in milliseconds.
const LED_TO_MS: i64 = 15 * 60_000;

/// An inquiry into a person.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Its id.
    pub id: InquiryId,
    /// Who inquires.
    pub account: Uuid,
    /// One of [`KINDS`].
    pub kind: String,
    /// The document on which it rests.
    pub basis: String,
    /// When it was recorded.
    pub begun_at: Moment,
    /// The day from which its looks are shown.
    pub shown_from: Day,
}

/// What somebody says who begins an inquiry.
#[derive(Clone, Debug)]
pub struct NewInquiry {
    /// One of [`KINDS`].
    pub kind: String,
    /// The document on which it rests.
    pub basis: Option<String>,
    /// The last day.
    pub until: Option<Day>,
}

/// Begins an inquiry of the account that acts.
///
/// # Errors
/// [`Refused::WithoutReason`] without a basis, [`Refused::NoEnd`] without an end or with one that
/// is over or too far away.
pub async fn begin(
    tx: &mut Tx,
    _permit: &Permit<InquirePerson>,
    person: &Person,
    new: &NewInquiry,
) -> Result<(), Refused> {
    let basis = new.basis.as_deref().ok_or(Refused::WithoutReason)?;
    let account = tx.actor().account_id().ok_or_else(|| Fault::Invariant("nobody inquires".into()))?;
    let (now, today) = (tx.now(), tx.today());
    let until = new.until.filter(|day| *day >= today && *day <= today.plus_days(MOST_DAYS));
    let until = until.ok_or(Refused::NoEnd(MOST_DAYS))?;
    let shown_from = until.plus_days(1);
    let id = InquiryId::fresh();
    let place = Context { table: "registry_inquiry", column: "basis", row: id.0.as_bytes() };
    let sealed = tx.keys().seal(place, basis.as_bytes());
    tx.execute(bind!(
        sql!(
            "INSERT INTO registry_inquiry (area_id, id, person_id, account_id, kind, basis, begun_at, shown_from) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        person.area,
        id,
        person.id,
        account,
        new.kind.as_str(),
        sealed,
        now,
        shown_from,
    ))
    .await?;
    let entry = Entry::did("registry.inquiry.begin")
        .on("person", person.id.0)
        .within(person.org.0, person.area)
        .because(basis)
        .detail(json!({ "kind": new.kind, "shown_from": shown_from.number() }));
    Ok(tx.audit(&entry).await?)
}

/// Ends the own inquiries into a person now: their looks are shown from now on.
///
/// # Errors
/// A fault of the database.
pub async fn end(tx: &mut Tx, _permit: &Permit<InquirePerson>, person: &Person) -> Result<(), Refused> {
    let (today, account) = (tx.today(), tx.actor().account_id());
    tx.execute(bind!(
        sql!(
            "UPDATE registry_inquiry SET shown_from = $3 \
             WHERE person_id = $1 AND account_id = $2 AND shown_from > $3"
        ),
        person.id,
        account,
        today,
    ))
    .await?;
    let entry =
        Entry::did("registry.inquiry.end").on("person", person.id.0).within(person.org.0, person.area);
    Ok(tx.audit(&entry).await?)
}

/// The inquiries into somebody that have not ended.
#[derive(Clone, Debug, Default)]
pub struct Running(Vec<Inquiry>);

impl Running {
    /// Those of an account.
    pub fn of(&self, account: Option<Uuid>) -> impl Iterator<Item = &Inquiry> {
        self.0.iter().filter(move |inquiry| Some(inquiry.account) == account)
    }

    /// Whether a look of an account at a moment is not yet shown.
    #[must_use]
    pub fn hides(&self, account: Option<Uuid>, at: Moment) -> bool {
        self.of(account).any(|inquiry| inquiry.begun_at.plus_ms(-LED_TO_MS) <= at)
    }
}

/// The inquiries into a person that have not ended.
///
/// # Errors
/// A fault of the database.
pub async fn running(read: &mut Read, person: PersonId) -> Result<Running, Fault> {
    let today = read.today();
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT id, account_id, kind, basis, begun_at, shown_from FROM registry_inquiry \
                 WHERE person_id = $1 AND shown_from > $2 ORDER BY begun_at"
            ),
            person,
            today,
        ))
        .await?;
    let inquiries = rows.iter().map(|row| {
        let id: InquiryId = row.get("id")?;
        let place = Context { table: "registry_inquiry", column: "basis", row: id.0.as_bytes() };
        let basis = read.keys().open(place, &row.get::<Vec<u8>>("basis")?)?;
        Ok(Inquiry {
            id,
            account: row.get("account_id")?,
            kind: row.get("kind")?,
            basis: String::from_utf8_lossy(&basis).into_owned(),
            begun_at: row.get("begun_at")?,
            shown_from: row.get("shown_from")?,
        })
    });
    Ok(Running(inquiries.collect::<Result<_, Fault>>()?))
}
