//! Reading figures: folded sums and events not yet folded, in one statement.

use std::collections::{BTreeMap, HashMap};

use zhibu_access::org::{self, OrgId, path_end};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::ReadStatistics;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read};

use super::event::Delta;
use super::flow::Flow;
use super::{DAY, DIRECT, MONTH, YEAR};
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

    /// How often people ever came or went in a way until this day: two days' difference is what
    /// happened after the first until the second.
    #[must_use]
    pub fn flow(&self, flow: Flow) -> i64 {
        self.measure(&flow.to_string())
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

    fn add(&mut self, measure: String, n: i64) {
        *self.0.entry(measure).or_default() += n;
    }
}

/// The ranges of each grain that add up to a day: earlier years, earlier months of its year, days
/// of its month; and every day of what lies at the organisation itself.
pub(super) fn ranges(on: Day) -> [(i64, i64, i64); 4] {
    let day = on.number();
    [
        (DIRECT, 0, day + 1),
        (YEAR, 0, day / 10_000),
        (MONTH, day / 10_000 * 100, day / 100),
        (DAY, day / 100 * 100, day + 1),
    ]
}

/// Where a sum may stand, and under which condition it counts.
pub(super) const TABLES: [&str; 2] = [
    "registry_stat s WHERE",
    "registry_stat_batch s WHERE s.batch_id IN (SELECT batch_id FROM registry_gate WHERE shown = 1) AND",
];

/// Events that count, of a range of paths.
pub(super) fn events(query: &mut Query, path: &str) {
    query.piece("path >= ").value(path);
    query.piece(" AND path < ").value(path_end(path));
    query
        .piece(" AND (batch_id IS NULL OR batch_id IN (SELECT batch_id FROM registry_gate WHERE shown = 1))");
}

/// The figures of a subtree on a day.
///
/// # Errors
/// A fault of the database.
pub async fn figures(read: &mut Read, scope: &Scope<ReadStatistics>, on: Day) -> Result<Figures, Denied> {
    let [figures] = figures_of(read, scope, [on]).await?;
    Ok(figures)
}

/// The figures of a subtree on some days, all as of one moment, so that they may be compared.
///
/// # Errors
/// A fault of the database.
pub async fn figures_of<const N: usize>(
    read: &mut Read,
    scope: &Scope<ReadStatistics>,
    days: [Day; N],
) -> Result<[Figures; N], Denied> {
    Ok(sums(read, scope.org, days).await?)
}

/// The same for acts that hold a permit already.
pub(crate) async fn sums<const N: usize>(
    read: &mut Read,
    org: OrgId,
    days: [Day; N],
) -> Result<[Figures; N], Fault> {
    let paths = org::paths_of(read, org).await?;
    let mut query = Query::new("SELECT nth, measure, CAST(sum(n) AS BIGINT) AS n FROM (");
    let mut is_first = true;
    for (at, on) in days.iter().enumerate() {
        for table in TABLES {
            for (grain, from, before) in ranges(*on) {
                query.piece(if is_first { "" } else { " UNION ALL " });
                is_first = false;
                query.piece("SELECT CAST(").value(index(at));
                query.piece(" AS BIGINT) AS nth, s.measure, s.n FROM ").piece(table);
                query.piece(" s.org_id = ").value(org);
                query.piece(" AND s.grain = ").value(grain);
                query.piece(" AND s.period >= ").value(from);
                query.piece(" AND s.period < ").value(before);
            }
        }
    }
    query.piece(") AS folded GROUP BY nth, measure");
    for path in &paths {
        query.piece(" UNION ALL SELECT NULL, deltas, NULL FROM registry_stat_event WHERE ");
        events(&mut query, path);
    }
    let mut found: [Figures; N] = std::array::from_fn(|_| Figures::default());
    for row in read.rows(query).await? {
        let text: String = row.at(1)?;
        if let Some(at) = row.at::<Option<i64>>(0)? {
            let at = usize::try_from(at).map_err(|_| Fault::Column("a place in an array"))?;
            found[at].add(text, row.at(2)?);
            continue;
        }
        let deltas: Vec<Delta> = serde_json::from_str(&text)?;
        for (day, measure, n) in deltas {
            for (figures, on) in found.iter_mut().zip(&days) {
                if day <= *on {
                    figures.add(measure.clone(), n);
                }
            }
        }
    }
    for figures in &mut found {
        figures.0.retain(|_, n| *n != 0);
    }
    Ok(found)
}

fn index(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

/// The members at the end of each year before a year, from the first of which there are records.
///
/// # Errors
/// A fault of the database.
pub async fn year_ends(
    read: &mut Read,
    scope: &Scope<ReadStatistics>,
    before: i64,
) -> Result<Vec<(i64, i64)>, Denied> {
    let paths = org::paths_of(read, scope.org).await?;
    let mut query = Query::new("SELECT year, CAST(sum(n) AS BIGINT) AS n, '' AS deltas FROM (");
    let mut is_first = true;
    for table in TABLES {
        for (year, grain, end) in [("s.period", YEAR, before), ("s.period / 10000", DIRECT, before * 10_000)]
        {
            query.piece(if is_first { "SELECT " } else { " UNION ALL SELECT " });
            is_first = false;
            query.piece(year).piece(" AS year, s.n FROM ").piece(table);
            query.piece(" s.org_id = ").value(scope.org);
            query.piece(" AND s.grain = ").value(grain);
            query.piece(" AND s.period < ").value(end).piece(IS_HEAD);
            query.piece(" AND s.measure <> 'floating:yes'");
        }
    }
    query.piece(") AS folded GROUP BY year");
    for path in &paths {
        query.piece(" UNION ALL SELECT NULL, NULL, deltas FROM registry_stat_event WHERE ");
        events(&mut query, path);
    }
    let mut years: BTreeMap<i64, i64> = BTreeMap::new();
    for row in read.rows(query).await? {
        if let Some(year) = row.at::<Option<i64>>(0)? {
            *years.entry(year).or_default() += row.at::<i64>(1)?;
            continue;
        }
        let deltas: Vec<Delta> = serde_json::from_str(&row.at::<String>(2)?).map_err(Fault::from)?;
        for (day, measure, n) in deltas {
            if day.year() < before && matches!(&*measure, "stage:full" | "stage:probationary") {
                *years.entry(day.year()).or_default() += n;
            }
        }
    }
    let Some(first) = years.keys().next().copied() else {
        return Ok(Vec::new());
    };
    Ok((first..before)
        .scan(0, |members, year| {
            *members += years.get(&year).copied().unwrap_or(0);
            Some((year, *members))
        })
        .collect())
}

/// What a list of organisations shows beside each: everything below it counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeadCount {
    /// Full members.
    pub full: i64,
    /// Probationary members.
    pub probationary: i64,
    /// Members who are away.
    pub floating: i64,
}

impl HeadCount {
    /// All members.
    #[must_use]
    pub fn members(self) -> i64 {
        self.full + self.probationary
    }

    pub(super) fn add(&mut self, measure: &str, n: i64) {
        match measure {
            "stage:full" => self.full += n,
            "stage:probationary" => self.probationary += n,
            "floating:yes" => self.floating += n,
            _ => {}
        }
    }
}

/// The condition of the index `registry_stat_head`, word by word, so that both engines use it.
pub(super) const IS_HEAD: &str = " AND s.measure IN ('stage:full', 'stage:probationary', 'floating:yes')";

/// Head counts of some organisations on a day, in one statement. Whoever asks holds a permit to see
/// each of them.
///
/// # Errors
/// A fault of the database.
pub async fn head_counts(
    read: &mut Read,
    orgs: &[OrgId],
    on: Day,
) -> Result<HashMap<OrgId, HeadCount>, Fault> {
    let mut counts: HashMap<OrgId, HeadCount> = orgs.iter().map(|org| (*org, HeadCount::default())).collect();
    if orgs.is_empty() {
        return Ok(counts);
    }
    let places = org::all_paths_of(read, orgs).await?;
    let mut query = Query::new("SELECT org_id, measure, CAST(sum(n) AS BIGINT) AS n FROM (");
    let mut is_first = true;
    for table in TABLES {
        for (grain, from, before) in ranges(on) {
            query.piece(if is_first { "" } else { " UNION ALL " });
            is_first = false;
            query.piece("SELECT s.org_id, s.measure, s.n FROM ").piece(table);
            query.piece(" s.org_id IN (").list(orgs.iter().copied());
            query.piece(") AND s.grain = ").value(grain);
            query.piece(" AND s.period >= ").value(from);
            query.piece(" AND s.period < ").value(before).piece(IS_HEAD);
        }
    }
    query.piece(") AS folded GROUP BY org_id, measure");
    for (org, path) in &places {
        query.piece(" UNION ALL SELECT ").value(*org);
        query.piece(", deltas, NULL FROM registry_stat_event WHERE ");
        events(&mut query, path);
    }
    for row in read.rows(query).await? {
        let Some(count) = counts.get_mut(&row.at::<OrgId>(0)?) else {
            continue;
        };
        let text: String = row.at(1)?;
        match row.at::<Option<i64>>(2)? {
            Some(n) => count.add(&text, n),
            None => {
                let deltas: Vec<Delta> = serde_json::from_str(&text)?;
                for (_, measure, n) in deltas.iter().filter(|(day, ..)| *day <= on) {
                    count.add(measure, *n);
                }
            }
        }
    }
    Ok(counts)
}

/// How many members some organisations have on a day, everything below them counted: for the
/// tree. Whoever asks holds a permit to see each of them.
///
/// # Errors
/// A fault of the database.
pub async fn members_of(read: &mut Read, orgs: &[OrgId], on: Day) -> Result<HashMap<OrgId, i64>, Fault> {
    let counts = head_counts(read, orgs, on).await?;
    Ok(counts.into_iter().map(|(org, count)| (org, count.members())).collect())
}
