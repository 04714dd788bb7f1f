//! The contact note (联系记录): that somebody was reached or not, and who is due.
//!
//! Floating members are contacted at least once a year, those abroad every half-year
//! (党员教育管理工作条例 2019, art. 32 and 34); the lost are looked for until they are found
//! (art. 24); who has no working number comes before a number is needed.

use std::collections::BTreeMap;

use zhibu_access::org::OrgId;
use zhibu_access::permit::{Denied, Permit, Scope};
use zhibu_access::role::{ListPeople, NoteContact};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Query;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Day, Deed, Fault, Read, Tx, bind, sql};
use zhibu_rules::calendar::{add_months, add_years};

use crate::person::{Person, PersonId, Refused, human};
use crate::shown;

zhibu_kernel::id_type!(
    /// Names one contact note.
    pub ContactId
);

/// By which means somebody was contacted.
pub const MEANS: [&str; 5] = ["phone", "visit", "message", "letter", "other"];
/// What came of it.
pub const OUTCOMES: [&str; 3] = ["reached", "not_reached", "wrong_number"];

/// A contact note.
#[derive(Clone, Debug)]
pub struct Contact {
    /// When it happened.
    pub happened_on: Day,
    /// By which means.
    pub means: String,
    /// What came of it.
    pub outcome: String,
    /// One line about it.
    pub line: Option<String>,
}

/// Notes that a person was contacted on the day of the deed.
///
/// # Errors
/// [`Refused::InFuture`]; a fault of the database.
pub async fn note(
    tx: &mut Tx,
    _permit: &Permit<NoteContact>,
    person: &Person,
    contact: &Contact,
    deed: &Deed,
) -> Result<ContactId, Refused> {
    if deed.happened_on > tx.today() {
        return Err(Refused::InFuture("day"));
    }
    let id = ContactId::fresh();
    let account = tx.actor().account_id();
    let line = contact.line.as_ref().map(|line| tx.keys().seal(place(&id), line.as_bytes()));
    tx.execute(bind!(
        sql!(
            "INSERT INTO registry_contact (area_id, id, person_id, happened_on, recorded_at, means, outcome, line, \
             account_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        person.area,
        id,
        person.id,
        deed.happened_on,
        deed.recorded_at,
        contact.means.as_str(),
        contact.outcome.as_str(),
        line,
        account,
    ))
    .await?;
    tx.audit(
        &Entry::did("registry.contact.note")
            .on("person", person.id.0)
            .within(person.org.0, person.area)
            .deed(deed)
            .detail(serde_json::json!({ "means": contact.means, "outcome": contact.outcome })),
    )
    .await?;
    Ok(id)
}

fn place(id: &ContactId) -> Context<'_> {
    Context { table: "registry_contact", column: "line", row: id.0.as_bytes() }
}

/// The last contacts of a person, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn of(read: &mut Read, person: PersonId, limit: i64) -> Result<Vec<Contact>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT id, happened_on, means, outcome, line FROM registry_contact WHERE person_id IN ",
                human!(),
                " ORDER BY happened_on DESC, id DESC LIMIT $2"
            ),
            person,
            limit,
        ))
        .await?;
    rows.iter()
        .map(|row| {
            let id: ContactId = row.get("id")?;
            let line = row
                .get::<Option<Vec<u8>>>("line")?
                .map(|sealed| read.keys().open(place(&id), &sealed))
                .transpose()?
                .map(|clear| String::from_utf8_lossy(&clear).into_owned());
            Ok(Contact {
                happened_on: row.get("happened_on")?,
                means: row.get("means")?,
                outcome: row.get("outcome")?,
                line,
            })
        })
        .collect()
}

/// Why somebody is due to be contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Out of contact: to be looked for.
    Lost,
    /// Abroad, and not reached for half a year.
    Abroad,
    /// Floating, and not reached for a year.
    Floating,
    /// No number, or one that does not work.
    NoNumber,
}

/// Somebody who is due to be contacted.
#[derive(Clone, Debug)]
pub struct Due {
    /// The person.
    pub person: PersonId,
    /// The branch.
    pub org: OrgId,
    /// The name.
    pub name: String,
    /// Why.
    pub why: Why,
    /// Where they went.
    pub outflow_place: Option<String>,
    /// Lost since.
    pub lost_since: Option<Day>,
    /// The day they were last reached.
    pub reached_on: Option<Day>,
}

/// The members of a subtree who are due to be contacted today, in the order of branches; each
/// once, with the gravest reason.
///
/// # Errors
/// A fault of the database.
pub async fn due(read: &mut Read, scope: &Scope<ListPeople>, limit: i64) -> Result<Vec<Due>, Denied> {
    let mut query = Query::new("SELECT *");
    all_due(&mut query, scope, read.today());
    query.piece(" ORDER BY path, person_id LIMIT ").value(limit);
    let mut found: BTreeMap<(String, PersonId), Due> = BTreeMap::new();
    for row in read.rows(query).await? {
        let reason: Option<String> = row.get("outflow_reason")?;
        let why = match row.get::<String>("why")?.as_str() {
            "lost" => Why::Lost,
            "floating" if reason.as_deref() == Some("5") => Why::Abroad,
            "floating" => Why::Floating,
            _ => Why::NoNumber,
        };
        let due = Due {
            person: row.get("person_id")?,
            org: row.get("org_id")?,
            name: row.get("name")?,
            why,
            outflow_place: row.get("outflow_place")?,
            lost_since: row.get("lost_since")?,
            reached_on: row.get("reached_on")?,
        };
        let place = (row.get::<String>("path")?, due.person);
        let known = found.get(&place).map(|known| known.why);
        if known.is_none_or(|known| due.why < known) {
            found.insert(place, due);
        }
    }
    Ok(found.into_values().collect())
}

/// How many people [`due`] has without a limit.
///
/// # Errors
/// A fault of the database.
pub async fn due_count(read: &mut Read, scope: &Scope<ListPeople>) -> Result<i64, Fault> {
    let mut query = Query::new("SELECT count(DISTINCT person_id)");
    all_due(&mut query, scope, read.today());
    Ok(read.value(query).await?.unwrap_or(0))
}

/// A line for each person and reason.
fn all_due(query: &mut Query, scope: &Scope<ListPeople>, today: Day) {
    let year = Day::from(add_years(today.date(), -1));
    let half = Day::from(add_months(today.date(), -6));
    query.piece(" FROM (");
    part(query, scope, today, "'lost'", "p.c_lost = 'yes'");
    query.piece(" UNION ALL ");
    part(query, scope, today, "'floating'", "p.c_floating = 'yes'");
    query.piece(" UNION ALL ");
    // Bit 128 of what is missing: neither mobile nor landline.
    part(query, scope, today, "'no_number'", "p.c_missing = 'yes' AND (p.missing / 128) % 2 = 1");
    query.piece(" UNION ALL ");
    part(
        query,
        scope,
        today,
        "'no_number'",
        "p.c_status IS NOT NULL AND p.person_id IN (SELECT w.person_id FROM registry_contact w \
         WHERE w.outcome = 'wrong_number' AND NOT EXISTS (SELECT 1 FROM registry_contact l \
         WHERE l.person_id = w.person_id AND (l.happened_on > w.happened_on \
         OR (l.happened_on = w.happened_on AND l.id > w.id))))",
    );
    query.piece(
        ") AS due WHERE why <> 'floating' OR reached_on IS NULL \
         OR reached_on < CASE WHEN outflow_reason = '5' THEN ",
    );
    query.value(half).piece(" ELSE ").value(year);
    query.piece(" END");
}

fn part(
    query: &mut Query,
    scope: &Scope<ListPeople>,
    today: Day,
    why: &'static str,
    condition: &'static str,
) {
    query
        .piece(
            "SELECT p.person_id, p.org_id, p.path, p.name, p.outflow_place, p.outflow_reason, p.lost_since, ",
        )
        .piece(why)
        .piece(
            " AS why, (SELECT max(c.happened_on) FROM registry_contact c WHERE c.person_id = p.person_id \
             AND c.outcome = 'reached') AS reached_on FROM registry_person p WHERE ",
        )
        .piece(condition)
        .piece(" AND p.path >= ")
        .value(scope.from())
        .piece(" AND p.path < ")
        .value(scope.to());
    query.piece(" AND p.valid_from <= ").value(today).piece(" AND p.valid_to > ").value(today);
    query.piece(concat!(" AND ", shown!()));
}
