//! Rosters out, exactly in the official columns: they come in again unchanged.
//!
//! An export is one entry in the log, with its organisation and how many people were in it. What
//! a member sees of looks at them are the entries on the member and those of kind look within
//! the organisations that were above them at that moment, so that this one entry is shown to
//! each of them.

use std::collections::{HashMap, HashSet};
use std::io::Write;

use uuid::Uuid;
use zhibu_access::org::{self, Org, OrgId};
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::ExportRoster;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Actor, Day, Db, Fault, Read};
use zhibu_rules::codes::{self, MembershipStatus, Stage, Table, YesNo};
use zhibu_web::listing::Filled;
use zhibu_web::sheet::{Column, ColumnKind, Format, Head, SheetError, SheetWriter, Value};

use super::columns::{Field, OFFICIAL};
use crate::person::{Person, columns, from_row};
use crate::shown;

/// The name of the form.
const FORM: &str = "党员基本信息汇总表";

/// People read at once.
const PAGE: i64 = 500;

/// Why a roster is not written.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// No leave, or a fault of the database.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The file could not be written.
    #[error(transparent)]
    Sheet(#[from] SheetError),
}

impl From<Fault> for NotWritten {
    fn from(fault: Fault) -> Self {
        Self::Denied(fault.into())
    }
}

/// A roster that was written.
pub struct Exported<W> {
    /// Where it was written.
    pub out: W,
    /// What it is called, without an ending.
    pub name: String,
    /// How many people are in it.
    pub count: i64,
}

/// Writes the members of an organisation and everything below it, as of today. Memory does not
/// grow with them.
///
/// # Errors
/// [`NotWritten`] as its variants say.
pub async fn export<W: Write + Send>(
    db: &Db,
    actor: &Actor,
    org: OrgId,
    format: Format,
    out: W,
) -> Result<Exported<W>, NotWritten> {
    let (top, count, is_ambiguous) = db
        .look(actor, &org, async |read: &mut Read, org: &OrgId| {
            let top = open_for_export(read, *org).await?;
            let count = count(read, &top).await?;
            let ambiguous = is_ambiguous(read, &top).await?;
            let entry = Entry::looked("registry.roster.export")
                .within(top.id.0, top.area)
                .detail(serde_json::json!({ "count": count }));
            Ok::<_, Denied>(((top, count, ambiguous), vec![entry]))
        })
        .await?;
    let mut fields: Vec<Field> = Field::ALL[..OFFICIAL].to_vec();
    if is_ambiguous {
        fields.insert(3, Field::BranchCode);
    }
    let head = Head {
        sheet: FORM.into(),
        titles: vec![format!("{}{FORM}", top.name)],
        columns: fields.iter().map(|field| column(*field)).collect(),
    };
    let mut writer = SheetWriter::new(format, &head, out)?;
    let mut names: HashMap<OrgId, (String, String)> = HashMap::new();
    let mut after = (top.path.clone(), Uuid::nil());
    let mut number = 0;
    loop {
        let given = (top.path.clone(), after.clone());
        let people = db.read(actor, &given, page).await?;
        let Some(last) = people.last() else { break };
        after = (last.path.clone(), last.id.0);
        name_branches(db, actor, &people, &mut names).await?;
        for person in &people {
            number += 1;
            let cells: Vec<Filled> =
                fields.iter().map(|field| cell(*field, person, number, &names)).collect();
            let values: Vec<Value<'_>> = cells.iter().map(Filled::value).collect();
            writer.row(&values)?;
        }
    }
    let footer = format!("合计：{number} 人");
    let name = format!("{}{FORM}", top.name);
    Ok(Exported { out: writer.finish(Some(&footer))?, name, count })
}

async fn open_for_export(read: &mut Read, org: OrgId) -> Result<Org, Denied> {
    if read.actor().account_id().is_some() {
        return Ok(org::open::<ExportRoster>(read, org).await?.0);
    }
    let opened: (Org, Permit<ExportRoster>) =
        org::open_by_system(read, org, "registry.roster.export").await?;
    Ok(opened.0)
}

fn members(query: &mut Query, top: &str, today: Day) {
    query
        .piece(" FROM registry_person p WHERE p.stage IN ('full', 'probationary') AND p.ending IS NULL AND p.path >= ")
        .value(top)
        .piece(" AND p.path < ")
        .value(org::path_end(top))
        .piece(" AND p.valid_from <= ")
        .value(today)
        .piece(" AND p.valid_to > ")
        .value(today)
        .piece(concat!(" AND ", shown!()));
}

async fn count(read: &mut Read, top: &Org) -> Result<i64, Fault> {
    let today = read.today();
    let mut query = Query::new("SELECT CAST(count(*) AS BIGINT)");
    members(&mut query, &top.path, today);
    Ok(read.value(query).await?.unwrap_or(0))
}

/// Whether two branches with members bear one name.
async fn is_ambiguous(read: &mut Read, top: &Org) -> Result<bool, Fault> {
    let today = read.today();
    let mut query = Query::new("SELECT DISTINCT p.org_id");
    members(&mut query, &top.path, today);
    let mut ids = Vec::new();
    for row in read.rows(query).await? {
        ids.push(row.at::<OrgId>(0)?);
    }
    let orgs = org::by_ids(read, ids).await?;
    let mut names = HashSet::new();
    Ok(!orgs.iter().all(|org| names.insert(org.name.as_str())))
}

async fn page(
    read: &mut Read,
    (top, (path, person)): &(String, (String, Uuid)),
) -> Result<Vec<Person>, Fault> {
    let today = read.today();
    let mut query = Query::new(concat!("SELECT ", columns!()));
    members(&mut query, top, today);
    query
        .piece(" AND (p.path, p.person_id) > (")
        .value(path.as_str())
        .piece(", ")
        .value(*person)
        .piece(") ORDER BY p.path, p.person_id LIMIT ")
        .value(PAGE);
    let rows = read.rows(query).await?;
    rows.iter().map(|row| from_row(read, row)).collect()
}

async fn name_branches(
    db: &Db,
    actor: &Actor,
    people: &[Person],
    names: &mut HashMap<OrgId, (String, String)>,
) -> Result<(), Fault> {
    let new: HashSet<OrgId> =
        people.iter().map(|person| person.org).filter(|org| !names.contains_key(org)).collect();
    let orgs = db
        .read(actor, &new, async |read: &mut Read, new: &HashSet<OrgId>| {
            org::by_ids(read, new.iter().copied()).await
        })
        .await?;
    for org in orgs {
        names.insert(org.id, (org.name, org.code.unwrap_or_default()));
    }
    Ok(())
}

fn column(field: Field) -> Column {
    let (width, kind) = match field {
        Field::Number => (6, ColumnKind::Number),
        Field::BornOn | Field::JoinedOn | Field::ConvertedOn | Field::LostSince => (12, ColumnKind::Day),
        Field::CitizenId => (20, ColumnKind::Text),
        Field::Branch | Field::Address => (28, ColumnKind::Text),
        Field::Education | Field::Job | Field::BranchCode => (18, ColumnKind::Text),
        _ => (12, ColumnKind::Text),
    };
    Column { heading: field.heading().into(), width, kind }
}

/// Code and label where the table has codes, else the label; what the table lacks, as it came.
fn coded(table: &'static Table, key: Option<&str>) -> Filled {
    let Some(key) = key else { return Filled::Empty };
    Filled::Text(match table.find(key) {
        Some(entry) => match entry.code {
            Some(code) => format!("{code} {}", entry.zh),
            None => entry.zh.to_owned(),
        },
        None => key.to_owned(),
    })
}

fn yes_no(is: bool) -> Filled {
    let word = if is { YesNo::Yes } else { YesNo::No };
    word.entry().zh.into()
}

fn cell(field: Field, person: &Person, number: i32, names: &HashMap<OrgId, (String, String)>) -> Filled {
    let facts = &person.facts;
    match field {
        Field::Number => i64::from(number).into(),
        Field::Name => facts.name.as_str().into(),
        Field::Branch => names.get(&person.org).map(|(name, _)| name.as_str()).into(),
        Field::BranchCode => names.get(&person.org).map(|(_, code)| code.as_str()).into(),
        Field::CitizenId => facts.citizen_id.as_deref().into(),
        Field::Sex => {
            let sex = codes::Sex::table()
                .entries
                .iter()
                .find(|entry| entry.code == Some(facts.sex.to_string().as_str()));
            sex.map(|entry| entry.zh).into()
        }
        Field::EthnicGroup => coded(&codes::ETHNIC_GROUP, facts.ethnic_group.as_deref()),
        Field::BornOn => facts.born_on.into(),
        Field::Education => coded(&codes::EDUCATION, facts.education.as_deref()),
        Field::Stage => Stage::from_key(&facts.stage).map(|stage| stage.entry().zh).into(),
        Field::JoinedOn => facts.joined_on.into(),
        Field::ConvertedOn => facts.converted_on.into(),
        Field::Job => coded(&codes::JOB, facts.job_code.as_deref()),
        Field::Mobile => facts.mobile.as_deref().into(),
        Field::Landline => facts.landline.as_deref().into(),
        Field::Address => facts.address.as_deref().into(),
        Field::Status => {
            MembershipStatus::from_key(&facts.membership_status).map(|status| status.entry().zh).into()
        }
        Field::IsLost => yes_no(facts.lost_since.is_some()),
        Field::LostSince => facts.lost_since.into(),
        Field::IsFloating => yes_no(facts.is_floating),
        Field::OutflowPlace => facts.outflow_place.as_deref().into(),
        Field::Degree
        | Field::NewStratum
        | Field::NativePlace
        | Field::AppliedOn
        | Field::FloatingSince
        | Field::OutflowReason => Filled::Empty,
    }
}
