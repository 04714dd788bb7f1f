//! Between a person and the columns of a row.

use zhibu_kernel::seal::{Context, HashKind};
use zhibu_kernel::search::person_keys;
use zhibu_kernel::{Fault, Read, Row, Value, db::ToValue};

use super::counted::{Counted, Dimension, missing};
use super::{Facts, Person, PersonId};

/// The columns that [`person`] reads, of a table called `p`.
#[macro_export]
#[doc(hidden)]
macro_rules! person_columns {
    () => {
        "p.area_id, p.id, p.person_id, p.valid_from, p.valid_to, p.recorded_at, p.version, p.org_id, p.path, p.stage, \
         p.membership_status, p.ending, p.entry, p.name, p.sex, p.born_on, p.ethnic_group, p.education, p.degree, \
         p.job_code, p.new_stratum, p.native_place, p.applied_on, p.joined_on, p.converted_on, p.probation_ends_on, \
         p.is_floating, p.floating_since, p.outflow_place, p.outflow_reason, p.lost_since, p.citizen_id, p.mobile, \
         p.landline, p.address, p.notes"
    };
}
pub use person_columns as columns;

/// The sealed columns of a person, each bound to the person so that it stays true when a period
/// is split.
const TABLE: &str = "registry_person";

/// Citizen ids, as a kind of keyed hash.
pub const CITIZEN_ID: HashKind = HashKind::new("citizen_id");
/// Mobile numbers, as a kind of keyed hash.
pub const MOBILE: HashKind = HashKind::new("mobile");

/// How many columns a row has.
pub(super) const WIDTH: usize = 54;

/// Reads a row that selected [`columns`].
pub(crate) fn person(read: &Read, row: &Row) -> Result<Person, Fault> {
    let id: PersonId = row.get("person_id")?;
    let notes = open(read, id, "notes", row)?;
    let facts = Facts {
        name: row.get("name")?,
        sex: row.get("sex")?,
        born_on: row.get("born_on")?,
        ethnic_group: row.get("ethnic_group")?,
        education: row.get("education")?,
        degree: row.get("degree")?,
        job_code: row.get("job_code")?,
        new_stratum: row.get("new_stratum")?,
        native_place: row.get("native_place")?,
        stage: row.get("stage")?,
        membership_status: row.get("membership_status")?,
        ending: row.get("ending")?,
        entry: row.get("entry")?,
        applied_on: row.get("applied_on")?,
        joined_on: row.get("joined_on")?,
        converted_on: row.get("converted_on")?,
        probation_ends_on: row.get("probation_ends_on")?,
        is_floating: row.get("is_floating")?,
        floating_since: row.get("floating_since")?,
        outflow_place: row.get("outflow_place")?,
        outflow_reason: row.get("outflow_reason")?,
        lost_since: row.get("lost_since")?,
        citizen_id: open(read, id, "citizen_id", row)?,
        mobile: open(read, id, "mobile", row)?,
        landline: open(read, id, "landline", row)?,
        address: open(read, id, "address", row)?,
        notes: notes.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default(),
    };
    Ok(Person {
        id,
        period: row.get("id")?,
        area: row.get("area_id")?,
        org: row.get("org_id")?,
        path: row.get("path")?,
        valid_from: row.get("valid_from")?,
        valid_to: row.get("valid_to")?,
        recorded_at: row.get("recorded_at")?,
        version: row.get("version")?,
        facts,
    })
}

fn open(read: &Read, person: PersonId, column: &'static str, row: &Row) -> Result<Option<String>, Fault> {
    let Some(sealed) = row.get::<Option<Vec<u8>>>(column)? else {
        return Ok(None);
    };
    let clear = read.keys().open(place(&person, column), &sealed)?;
    let text = std::str::from_utf8(&clear).map_err(|_| Fault::Column("a sealed text is not UTF-8"))?;
    Ok(Some(text.to_owned()))
}

fn place<'a>(person: &'a PersonId, column: &'static str) -> Context<'a> {
    Context { table: TABLE, column, row: person.0.as_bytes() }
}

/// The values of a row in the order of the INSERT in `write.rs`.
pub(super) fn values(
    read: &Read,
    person: &Person,
    since: Option<uuid::Uuid>,
) -> Result<[Value; WIDTH], Fault> {
    let facts = &person.facts;
    let keys = person_keys(&facts.name);
    let counted = Counted::of(facts);
    let seal = |column: &'static str, text: Option<&str>| {
        text.map(|text| read.keys().seal(place(&person.id, column), text.as_bytes()))
    };
    let tail = |kind: HashKind, number: Option<&str>| {
        let digits = number.and_then(tail_digits)?;
        Some(read.keys().tail_hash(kind, person.area.as_bytes(), digits.as_bytes()).current)
    };
    let notes = if facts.notes.is_empty() { None } else { Some(serde_json::to_string(&facts.notes)?) };
    let count = |dimension| counted.value(dimension).map(str::to_owned);
    Ok([
        person.area.to_value(),
        person.period.to_value(),
        person.id.to_value(),
        person.valid_from.to_value(),
        person.valid_to.to_value(),
        person.recorded_at.to_value(),
        since.to_value(),
        Value::Id(None),
        person.version.to_value(),
        person.org.to_value(),
        person.path.as_str().to_value(),
        facts.stage.as_str().to_value(),
        facts.membership_status.as_str().to_value(),
        facts.ending.as_deref().to_value(),
        facts.entry.as_str().to_value(),
        facts.name.as_str().to_value(),
        keys.sort.to_value(),
        keys.initials.to_value(),
        given_name(&facts.name).to_value(),
        facts.sex.to_value(),
        facts.born_on.to_value(),
        facts.ethnic_group.as_deref().to_value(),
        facts.education.as_deref().to_value(),
        facts.degree.as_deref().to_value(),
        facts.job_code.as_deref().to_value(),
        facts.new_stratum.as_deref().to_value(),
        facts.native_place.as_deref().to_value(),
        facts.applied_on.to_value(),
        facts.joined_on.to_value(),
        facts.converted_on.to_value(),
        facts.probation_ends_on.to_value(),
        facts.is_floating.to_value(),
        facts.floating_since.to_value(),
        facts.outflow_place.as_deref().to_value(),
        facts.outflow_reason.as_deref().to_value(),
        facts.lost_since.to_value(),
        seal("citizen_id", facts.citizen_id.as_deref()).to_value(),
        tail(CITIZEN_ID, facts.citizen_id.as_deref()).to_value(),
        seal("mobile", facts.mobile.as_deref()).to_value(),
        tail(MOBILE, facts.mobile.as_deref()).to_value(),
        seal("landline", facts.landline.as_deref()).to_value(),
        seal("address", facts.address.as_deref()).to_value(),
        seal("notes", notes.as_deref()).to_value(),
        missing(facts).to_value(),
        count(Dimension::Stage).to_value(),
        count(Dimension::Birth).to_value(),
        count(Dimension::Ethnic).to_value(),
        count(Dimension::Education).to_value(),
        count(Dimension::Job).to_value(),
        count(Dimension::Joined).to_value(),
        count(Dimension::Status).to_value(),
        count(Dimension::Floating).to_value(),
        count(Dimension::Lost).to_value(),
        count(Dimension::Missing).to_value(),
    ])
}

/// The last four digits of a number, as people remember them; `None` when it is shorter.
#[must_use]
pub fn tail_digits(number: &str) -> Option<String> {
    let digits: Vec<char> = number.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    (digits.len() >= 4).then(|| digits[digits.len() - 4..].iter().collect::<String>().to_uppercase())
}

/// The name without its first character: what people type who do not recall the surname.
fn given_name(name: &str) -> &str {
    name.char_indices().nth(1).map_or("", |(at, _)| &name[at..])
}
