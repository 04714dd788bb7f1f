//! The journal of coming and going: the people behind a flow, in the order of their days.

use zhibu_access::org::{self, OrgId, path_end};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::ListPeople;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read, Row};

use super::flow::{CAME, Flow, WENT};
use crate::person::{PeriodId, PersonId};
use crate::shown;

/// Somebody who came or went, and when. Who did so twice stands here twice.
#[derive(Clone, Debug)]
pub struct Line {
    /// The person.
    pub id: PersonId,
    /// The row that counts: the first of coming, the last of going.
    pub period: PeriodId,
    /// The name.
    pub name: String,
    /// The branch to which they came or which they left.
    pub org: OrgId,
    /// The name it has today.
    pub org_name: String,
    /// The day.
    pub day: Day,
}

/// After which line the next page begins.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The day of the line.
    pub day: Day,
    /// Its row.
    pub period: PeriodId,
}

/// Days: those after the first, up to the last and with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The day from which one counts; what happened on it is over.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

/// One side of a row: its day, the row beyond, and what is asked of that.
struct Side {
    day: &'static str,
    neighbour: &'static str,
    path: &'static str,
    is_member: &'static str,
    is_none: &'static str,
    kind: &'static str,
}

const BEFORE: Side = Side {
    day: "p.valid_from",
    neighbour: concat!(
        "LEFT JOIN registry_person q ON q.person_id = p.person_id AND q.valid_to = p.valid_from AND ",
        shown!("q")
    ),
    path: "q.path",
    is_member: "q.c_stage IN ('full', 'probationary')",
    is_none: "(q.c_stage IS NULL OR q.c_stage NOT IN ('full', 'probationary'))",
    kind: CAME,
};

const AFTER: Side = Side {
    day: "p.valid_to",
    neighbour: concat!(
        "LEFT JOIN registry_person n ON n.person_id = p.person_id AND n.valid_from = p.valid_to AND ",
        shown!("n")
    ),
    path: "n.path",
    is_member: "n.c_stage IN ('full', 'probationary')",
    is_none: "(n.c_stage IS NULL OR n.c_stage NOT IN ('full', 'probationary'))",
    kind: WENT,
};

/// The people of a subtree who came or went in a way, up to `limit` after a place.
///
/// Reads an index by day and path of everything that began or ended in the installation: short
/// unless a whole roster was taken in within the span.
///
/// # Errors
/// A fault of the database.
pub async fn page(
    read: &mut Read,
    scope: &Scope<ListPeople>,
    flow: Flow,
    span: Span,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Line>, Denied> {
    let paths = org::paths_of(read, scope.org).await?;
    let (side, word) = match flow {
        Flow::Came(kind) => (&BEFORE, kind.word()),
        Flow::Went(kind) => (&AFTER, kind.word()),
    };
    let mut query =
        Query::new("SELECT l.id, l.person_id, l.name, l.org_id, o.name AS org_name, l.day FROM (");
    for (at, path) in paths.iter().enumerate() {
        query.piece(if at == 0 { "" } else { " UNION ALL " });
        query
            .piece("SELECT p.id, p.person_id, p.name, p.org_id, ")
            .piece(side.day)
            .piece(" AS day FROM registry_person p ")
            .piece(side.neighbour)
            .piece(concat!(" WHERE ", shown!(), " AND "));
        query.piece(side.day).piece(" > ").value(span.from);
        query.piece(" AND ").piece(side.day).piece(" <= ").value(span.to);
        query.piece(" AND ").piece(side.day).piece(" < ").value(Day::OPEN);
        query.piece(" AND p.path >= ").value(path.as_str());
        query.piece(" AND p.path < ").value(path_end(path));
        query.piece(" AND p.c_stage IN ('full', 'probationary') AND ");
        if word == "moved" {
            query.piece(side.is_member);
            for path in &paths {
                query.piece(" AND NOT (").piece(side.path).piece(" >= ").value(path.as_str());
                query.piece(" AND ").piece(side.path).piece(" < ");
                query.value(path_end(path)).piece(")");
            }
        } else {
            query.piece(side.is_none).piece(" AND ").piece(side.kind);
            query.piece(" = ").value(word);
        }
    }
    query.piece(") AS l JOIN access_org o ON o.id = l.org_id");
    if let Some(after) = after {
        query.piece(" WHERE (l.day, l.id) > (").value(after.day);
        query.piece(", ").value(after.period).piece(")");
    }
    query.piece(" ORDER BY l.day, l.id LIMIT ").value(limit);
    let rows = read.rows(query).await?;
    Ok(rows.iter().map(line).collect::<Result<_, Fault>>()?)
}

fn line(row: &Row) -> Result<Line, Fault> {
    Ok(Line {
        id: row.get("person_id")?,
        period: row.get("id")?,
        name: row.get("name")?,
        org: row.get("org_id")?,
        org_name: row.get("org_name")?,
        day: row.get("day")?,
    })
}
