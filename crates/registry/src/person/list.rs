//! Lists of people: the people behind a figure, page by page, as of any day.

use std::str::FromStr;

use uuid::Uuid;
use zhibu_access::org::{self, OrgId, path_end};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::ListPeople;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read, Row};

use super::PersonId;
use super::counted::Dimension;
use crate::shown;

/// The people who are counted under some values of a dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The dimension.
    pub dimension: Dimension,
    /// The values; a person is in the list with any of them.
    pub values: Vec<String>,
}

impl Figure {
    /// All members: full and probationary.
    #[must_use]
    pub fn members() -> Self {
        Self { dimension: Dimension::Stage, values: vec!["full".into(), "probationary".into()] }
    }
}

/// `education:21,22` in addresses.
impl FromStr for Figure {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (word, values) = text.split_once(':').ok_or("a figure is written dimension:value,value")?;
        let dimension = Dimension::from_word(word).ok_or("there is no such dimension")?;
        let values: Vec<String> = values.split(',').map(str::to_owned).collect();
        if values.len() > 200 {
            return Err("a figure has at most 200 values");
        }
        Ok(Self { dimension, values })
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.dimension.word(), self.values.join(","))
    }
}

/// A place in a list: after which path and person the next page begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The path.
    pub path: String,
    /// The person.
    pub person: Uuid,
}

/// A person in a list: nothing that is sealed.
#[derive(Clone, Debug)]
pub struct Line {
    /// The person.
    pub id: PersonId,
    /// The branch on that day.
    pub org: OrgId,
    /// Its path on that day.
    pub path: String,
    /// The name.
    pub name: String,
    /// The stage.
    pub stage: String,
    /// Sex by GB/T 2261.1.
    pub sex: i64,
    /// Day of birth.
    pub born_on: Option<Day>,
    /// Education.
    pub education: Option<String>,
    /// Job.
    pub job_code: Option<String>,
    /// Day of joining.
    pub joined_on: Option<Day>,
    /// The day probation ends.
    pub probation_ends_on: Option<Day>,
    /// Away from the branch.
    pub is_floating: bool,
    /// Lost since.
    pub lost_since: Option<Day>,
    /// Bits of what is missing.
    pub missing: i64,
}

impl Line {
    fn from_row(row: &Row) -> Result<Self, Fault> {
        Ok(Self {
            id: row.get("person_id")?,
            org: row.get("org_id")?,
            path: row.get("path")?,
            name: row.get("name")?,
            stage: row.get("stage")?,
            sex: row.get("sex")?,
            born_on: row.get("born_on")?,
            education: row.get("education")?,
            job_code: row.get("job_code")?,
            joined_on: row.get("joined_on")?,
            probation_ends_on: row.get("probation_ends_on")?,
            is_floating: row.get("is_floating")?,
            lost_since: row.get("lost_since")?,
            missing: row.get("missing")?,
        })
    }

    /// The place after this line.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { path: self.path.clone(), person: self.id.0 }
    }
}

/// A page of the people of a subtree who are counted under a figure on a day, in the order of
/// branches and within them of their entry; up to `limit` after a place.
///
/// # Errors
/// A fault of the database.
pub async fn page(
    read: &mut Read,
    scope: &Scope<ListPeople>,
    figure: &Figure,
    on: Day,
    after: &Place,
    limit: i64,
) -> Result<Vec<Line>, Denied> {
    // Every path that the organisation has had, as for figures: people who have not followed a
    // move yet still bear the old one, and a path is never another organisation's.
    let paths = org::paths_of(read, scope.org).await?;
    let mut ranges: Vec<(&String, &str)> = Vec::new();
    for path in &paths {
        ranges.extend(figure.values.iter().map(|value| (path, value.as_str())));
    }
    if ranges.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new("SELECT * FROM (");
    for (at, (path, value)) in ranges.into_iter().enumerate() {
        let (from, person) = if after.path >= *path {
            (after.path.as_str(), after.person)
        } else {
            (path.as_str(), Uuid::nil())
        };
        query.piece(if at == 0 { "" } else { " UNION ALL " });
        query.piece(concat!(
            "SELECT * FROM (SELECT p.person_id, p.org_id, p.path, p.name, p.stage, p.sex, p.born_on, p.education, ",
            "p.job_code, p.joined_on, p.probation_ends_on, p.is_floating, p.lost_since, p.missing ",
            "FROM registry_person p WHERE p."
        ));
        query.piece(figure.dimension.column()).piece(" = ").value(value);
        query.piece(" AND (p.path, p.person_id) > (").value(from).piece(", ").value(person);
        query.piece(") AND p.path < ").value(path_end(path));
        query.piece(" AND p.valid_from <= ").value(on).piece(" AND p.valid_to > ").value(on);
        query.piece(concat!(" AND ", shown!(), " ORDER BY p.path, p.person_id LIMIT ")).value(limit);
        query.piece(if at == 0 { ") AS first" } else { ") AS more" });
    }
    query.piece(") AS people ORDER BY path, person_id LIMIT ").value(limit);
    let rows = read.rows(query).await?;
    Ok(rows.iter().map(Line::from_row).collect::<Result<_, Fault>>()?)
}

/// The probationary members of a subtree whose probation ends until a day, the earliest first.
///
/// # Errors
/// A fault of the database.
pub async fn probation_ends(
    read: &mut Read,
    scope: &Scope<ListPeople>,
    until: Day,
    limit: i64,
) -> Result<Vec<Line>, Denied> {
    let mut query = Query::new(concat!(
        "SELECT p.person_id, p.org_id, p.path, p.name, p.stage, p.sex, p.born_on, p.education, p.job_code, ",
        "p.joined_on, p.probation_ends_on, p.is_floating, p.lost_since, p.missing"
    ));
    ending(&mut query, scope, until, read.today());
    query.piece(" ORDER BY p.probation_ends_on, p.person_id LIMIT ").value(limit);
    let rows = read.rows(query).await?;
    Ok(rows.iter().map(Line::from_row).collect::<Result<_, Fault>>()?)
}

/// How many people [`probation_ends`] has without a limit.
///
/// # Errors
/// A fault of the database.
pub async fn probation_ends_count(
    read: &mut Read,
    scope: &Scope<ListPeople>,
    until: Day,
) -> Result<i64, Fault> {
    let mut query = Query::new("SELECT count(*)");
    ending(&mut query, scope, until, read.today());
    Ok(read.value(query).await?.unwrap_or(0))
}

fn ending(query: &mut Query, scope: &Scope<ListPeople>, until: Day, today: Day) {
    query.piece(" FROM registry_person p WHERE p.c_stage = 'probationary' AND p.probation_ends_on <= ");
    query.value(until).piece(" AND p.path >= ").value(scope.from()).piece(" AND p.path < ").value(scope.to());
    query.piece(" AND p.valid_from <= ").value(today).piece(" AND p.valid_to > ").value(today);
    query.piece(concat!(" AND ", shown!()));
}
