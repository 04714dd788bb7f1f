//! Reading figures: folded sums and events not yet folded, in one statement.

use std::collections::BTreeMap;

use uuid::Uuid;
use zhibu_access::org::{self, path_end};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::ReadStatistics;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read};

use super::event::Delta;
use super::{DAY, MONTH, YEAR};
use crate::person::counted::{Dimension, measure};

/// The figures of an organisation and everything below it on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<String, i64>);

impl Figures {
    /// How many people have a value in a dimension.
    #[must_use]
    pub fn count(&self, dimension: Dimension, value: &str) -> i64 {
        self.measure(&measure(dimension, value))
    }

    /// A measure by its name.
    #[must_use]
    pub fn measure(&self, measure: &str) -> i64 {
        self.0.get(measure).copied().unwrap_or(0)
    }

    /// All values of a dimension with their counts, those of nobody left out.
    pub fn values(&self, dimension: Dimension) -> impl Iterator<Item = (&str, i64)> {
        let prefix = measure(dimension, "");
        self.0
            .iter()
            .filter_map(move |(key, n)| Some((key.strip_prefix(&prefix)?, *n)))
            .filter(|(_, n)| *n != 0)
    }

    /// All members: full and probationary.
    #[must_use]
    pub fn members(&self) -> i64 {
        self.count(Dimension::Stage, "full") + self.count(Dimension::Stage, "probationary")
    }
}

/// The figures of a subtree on a day.
///
/// # Errors
/// A fault of the database.
pub async fn figures(
    read: &mut Read,
    scope: &Scope<ReadStatistics>,
    on: Day,
) -> Result<Figures, Denied> {
    Ok(sum(read, scope.org, on).await?)
}

/// The same for acts that hold a permit already.
pub(crate) async fn sum(
    read: &mut Read,
    org: zhibu_access::org::OrgId,
    on: Day,
) -> Result<Figures, Fault> {
    let day = on.number();
    let paths = org::paths_of(read, org).await?;
    let mut query = Query::new("SELECT measure, CAST(sum(n) AS BIGINT) AS n FROM (");
    let ranges = [
        (YEAR, 0, day / 10_000),
        (MONTH, day / 10_000 * 100, day / 100),
        (DAY, day / 100 * 100, day + 1),
    ];
    for (at, (grain, from, before)) in ranges.into_iter().enumerate() {
        query.piece(if at == 0 { "" } else { " UNION ALL " });
        query
            .piece("SELECT measure, n FROM registry_stat WHERE org_id = ")
            .value(org);
        query.piece(" AND batch_id IN (SELECT ").value(Uuid::nil());
        query
            .piece(" UNION ALL SELECT batch_id FROM registry_gate WHERE shown = 1) AND grain = ")
            .value(grain);
        query
            .piece(" AND period >= ")
            .value(from)
            .piece(" AND period < ")
            .value(before);
    }
    query.piece(") AS folded GROUP BY measure");
    for path in &paths {
        query
            .piece(" UNION ALL SELECT deltas, NULL FROM registry_stat_event WHERE path >= ")
            .value(path.as_str());
        query.piece(" AND path < ").value(path_end(path));
        query.piece(" AND (batch_id IS NULL OR batch_id IN (SELECT batch_id FROM registry_gate WHERE shown = 1))");
    }
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for row in read.rows(query).await? {
        let text: String = row.at(0)?;
        match row.at::<Option<i64>>(1)? {
            Some(n) => *sums.entry(text).or_default() += n,
            None => {
                let deltas: Vec<Delta> = serde_json::from_str(&text)?;
                for (_, measure, n) in deltas.into_iter().filter(|(day, ..)| *day <= on) {
                    *sums.entry(measure).or_default() += n;
                }
            }
        }
    }
    sums.retain(|_, n| *n != 0);
    Ok(Figures(sums))
}
