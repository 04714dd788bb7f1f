//! Branches by size: three full members make a branch, seven a committee of it, and one of fifty and
//! more can be divided (支部工作条例 2018).

use std::collections::BTreeMap;

use serde::Deserialize;
use zhibu_access::org::{self, OrgId, path_end};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::ReadStatistics;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read, bind, sql};
use zhibu_rules::codes::OrgKind;

use super::heads::{HeadCount, folded};
use super::read::COUNTS;

/// The most organisations that a page looks at one by one.
pub const MOST: i64 = 20_000;

/// A size of branches, by their full members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Fewer than three: too few for a branch of its own.
    UpTo2,
    /// Three to six: a secretary, no committee.
    From3,
    /// Seven to forty-nine: a branch committee.
    From7,
    /// Fifty and more.
    From50,
}

impl Size {
    /// All sizes, the smallest first.
    pub const ALL: [Size; 4] = [Self::UpTo2, Self::From3, Self::From7, Self::From50];

    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::UpTo2 => "up_to2",
            Self::From3 => "from3",
            Self::From7 => "from7",
            Self::From50 => "from50",
        }
    }

    /// The size of a branch with so many full members.
    #[must_use]
    pub fn of(full: i64) -> Self {
        match full {
            ..3 => Self::UpTo2,
            3..7 => Self::From3,
            7..50 => Self::From7,
            _ => Self::From50,
        }
    }
}

/// A branch with its members.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The branch.
    pub id: OrgId,
    /// Its name on that day.
    pub name: String,
    /// Its members on that day.
    pub members: i64,
    /// The full ones among them.
    pub full: i64,
}

/// Every branch of a subtree on a day with its members, the smallest first; nothing when there are
/// more than [`MOST`].
///
/// # Errors
/// A fault of the database.
pub async fn branches(
    read: &mut Read,
    scope: &Scope<ReadStatistics>,
    on: Day,
) -> Result<Option<Vec<Branch>>, Denied> {
    let Some(top) = org::as_of(read, scope.org, on).await? else {
        return Ok(Some(Vec::new()));
    };
    let mut query = Query::new(
        "WITH asked AS MATERIALIZED (SELECT org_id, path, name FROM access_org_period WHERE path >= ",
    );
    query.value(top.path.as_str()).piece(" AND path < ");
    query.value(path_end(&top.path)).piece(" AND valid_from <= ");
    query.value(on).piece(" AND valid_to > ").value(on);
    let kinds = OrgKind::ALL.iter().filter(|kind| kind.holds_members());
    query.piece(" AND kind IN (").list(kinds.map(|kind| kind.key()));
    query.piece(") LIMIT ").value(MOST + 1).piece(") ");
    folded(&mut query, on);
    query.piece(" UNION ALL SELECT a.org_id, NULL, NULL, NULL, a.name FROM asked a");
    query.piece(
        " UNION ALL SELECT p.org_id, 0, NULL, NULL, e.deltas FROM asked a \
         JOIN access_org_path p ON p.org_id = a.org_id \
         JOIN registry_stat_event e ON e.path >= p.path AND e.path < p.path || '~' WHERE 1 = 1",
    );
    query.piece(COUNTS);
    let mut found: BTreeMap<OrgId, (String, HeadCount)> = BTreeMap::new();
    for row in read.rows(query).await? {
        let (name, count) = found.entry(row.at(0)?).or_default();
        let (n, text): (Option<i64>, Option<String>) = (row.at(1)?, row.at(4)?);
        match (n, text) {
            (None, Some(text)) => *name = text,
            (Some(_), Some(deltas)) => count.add_waiting(&deltas, on)?,
            (_, None) => count.add_row(&row)?,
        }
    }
    if i64::try_from(found.len()).unwrap_or(i64::MAX) > MOST {
        return Ok(None);
    }
    let mut all: Vec<Branch> = found
        .into_iter()
        .map(|(id, (name, count))| Branch { members: count.members(), full: count.full, id, name })
        .collect();
    all.sort_by(|a, b| (a.full, &a.name).cmp(&(b.full, &b.name)));
    Ok(Some(all))
}

/// The place of an organisation among its sisters, for a table that goes on after it.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn place_of(read: &mut Read, org: Option<OrgId>) -> Result<Option<(String, OrgId)>, Fault> {
    let Some(org) = org else {
        return Ok(None);
    };
    let key: Option<String> =
        read.value(bind!(sql!("SELECT sort_key FROM access_org WHERE id = $1"), org)).await?;
    Ok(key.map(|key| (key, org)))
}
