//! Finding people: by name, pinyin initials, a number or its last four digits.

use zhibu_access::org::OrgId;
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::ListPeople;
use zhibu_kernel::db::Query;
use zhibu_kernel::seal::HashKind;
use zhibu_kernel::{Day, Fault, Read, search};
use zhibu_rules::citizen_id::CitizenId;
use zhibu_rules::phone::Phone;

use super::PersonId;
use super::row::{CITIZEN_ID, MOBILE, tail_digits};
use crate::shown;

/// A person that was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The person.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The stage.
    pub stage: String,
    /// The branch.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
}

/// The people of a subtree, as of today, whose name, given name or initials begin with a text,
/// whose citizen id or mobile it is, or ends with as its last four digits.
///
/// # Errors
/// A fault of the database.
pub async fn search(
    read: &mut Read,
    scope: &Scope<ListPeople>,
    text: &str,
    limit: i64,
) -> Result<Vec<Hit>, Denied> {
    let text = text.trim();
    let is_tail = text.len() == 4 && text.chars().take(3).all(|c| c.is_ascii_digit());
    let mut hits = Vec::new();
    if text.is_empty() {
        return Ok(hits);
    }
    if let Ok(number) = CitizenId::parse(text) {
        hits = by_number(read, scope, CITIZEN_ID, number.as_str(), limit).await?;
    } else if let Some(mobile) = Phone::parse(text).ok().filter(Phone::is_mobile) {
        hits = by_number(read, scope, MOBILE, &mobile.normal(), limit).await?;
    } else if is_tail && let Some(tail) = tail_digits(text) {
        for (kind, column) in [(CITIZEN_ID, "p.citizen_tail"), (MOBILE, "p.mobile_tail")] {
            let hash = read.keys().tail_hash(kind, scope.area.as_bytes(), tail.as_bytes()).current;
            let mut query = begin();
            query
                .piece("p.area_id = ")
                .value(scope.area)
                .piece(" AND ")
                .piece(column)
                .piece(" = ")
                .value(hash);
            hits.extend(run(read, query, scope, limit).await?);
        }
    } else if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        hits = by_prefix(read, scope, "p.initials", &text.to_lowercase(), limit).await?;
    } else {
        hits = by_prefix(read, scope, "p.name", text, limit).await?;
        if hits.len() < usize::try_from(limit).unwrap_or(usize::MAX) {
            hits.extend(by_prefix(read, scope, "p.given_name", text, limit).await?);
        }
    }
    hits.dedup_by(|a, b| a.id == b.id);
    hits.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(hits)
}

async fn by_number(
    read: &mut Read,
    scope: &Scope<ListPeople>,
    kind: HashKind,
    number: &str,
    limit: i64,
) -> Result<Vec<Hit>, Fault> {
    let hashes = read.keys().hash(kind, number.as_bytes());
    let mut query = begin();
    query.piece("p.person_id IN (SELECT n.person_id FROM ");
    query.piece(if kind == CITIZEN_ID { "registry_citizen" } else { "registry_mobile" });
    query.piece(" n WHERE n.hash IN (").list(hashes.all()).piece("))");
    run(read, query, scope, limit).await
}

async fn by_prefix(
    read: &mut Read,
    scope: &Scope<ListPeople>,
    column: &'static str,
    prefix: &str,
    limit: i64,
) -> Result<Vec<Hit>, Fault> {
    let mut query = begin();
    query.piece(column).piece(" >= ").value(prefix);
    query.piece(" AND ").piece(column).piece(" < ").value(search::prefix_end(prefix));
    run(read, query, scope, limit).await
}

fn begin() -> Query {
    Query::new(
        "SELECT p.person_id, p.name, p.stage, p.org_id, o.name AS org_name FROM registry_person p \
         JOIN access_org o ON o.id = p.org_id WHERE ",
    )
}

async fn run(
    read: &mut Read,
    mut query: Query,
    scope: &Scope<ListPeople>,
    limit: i64,
) -> Result<Vec<Hit>, Fault> {
    let today = read.today();
    query.piece(" AND p.path >= ").value(scope.from()).piece(" AND p.path < ").value(scope.to());
    query.piece(" AND p.valid_from <= ").value(today).piece(" AND p.valid_to > ").value(today);
    query.piece(" AND p.valid_to = ").value(Day::OPEN);
    query.piece(concat!(" AND p.ending IS NULL AND ", shown!(), " LIMIT ")).value(limit);
    read.rows(query)
        .await?
        .iter()
        .map(|row| {
            Ok(Hit {
                id: row.get("person_id")?,
                name: row.get("name")?,
                stage: row.get("stage")?,
                org: row.get("org_id")?,
                org_name: row.get("org_name")?,
            })
        })
        .collect()
}
