//! Reading figures: what is folded and what is not yet, in one statement.
//!
//! All that was folded so far lies in one row; what lies after the day asked for is taken away
//! again. After today lies next to nothing, after the end of last year one sum of this year, so a
//! reading does not grow with the history.

use std::collections::BTreeMap;

use zhibu_access::org::OrgId;
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::ReadStatistics;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read};

use super::event::Delta;
use super::figures::{BETWEEN, Figures};
use super::{DAY, DIRECT, MONTH, YEAR};

/// The ranges of each grain that lie after a day: later days of its month, later months of its
/// year, later years; and every later day of what lies at the organisation itself.
pub(super) fn later(on: Day) -> [(i64, i64, i64); 4] {
    let day = on.number();
    [
        (DIRECT, day + 1, 100_000_000),
        (DAY, day + 1, (day / 100 + 1) * 100),
        (MONTH, day / 100 + 1, (day / 10_000 + 1) * 100),
        (YEAR, day / 10_000 + 1, 10_000),
    ]
}

/// Where a sum may stand, and under which condition it counts.
pub(super) const TABLES: [&str; 2] = ["registry_stat s WHERE", BATCHES];
/// Sums of batches that are shown and not settled.
pub(super) const BATCHES: &str =
    "registry_stat_batch s WHERE s.batch_id IN (SELECT batch_id FROM registry_gate WHERE shown = 1) AND";

/// Events that count.
pub(super) const COUNTS: &str =
    " AND (e.batch_id IS NULL OR e.batch_id IN (SELECT batch_id FROM registry_gate WHERE shown = 1))";

/// The condition of the index `registry_stat_balance`, word by word, so that both engines use it.
pub(super) const IS_BALANCE: &str = " AND s.measure IN ('stage:full', 'stage:probationary', 'floating:yes', \
     'in:developed', 'in:transferred_in', 'in:restored', 'in:late_entry', 'in:roster', 'in:moved', \
     'out:transferred_out', 'out:deceased', 'out:stopped', 'out:removed', 'out:lapsed', 'out:resigned', \
     'out:expelled', 'out:probation_cancelled', 'out:moved', 'out:corrected')";

/// Which measures of a day are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Everything,
    /// Members, and who came and went.
    Balance,
}

/// The figures of a subtree on a day.
///
/// # Errors
/// A fault of the database.
pub async fn figures(read: &mut Read, scope: &Scope<ReadStatistics>, on: Day) -> Result<Figures, Denied> {
    let mut read_days = days(read, scope.org, &[(on, Extent::Everything)], None).await?;
    Ok(read_days.figures.pop().unwrap_or_default())
}

/// What a report of two days reads, all as of one moment, so that it may be compared.
#[derive(Clone, Debug, Default)]
pub struct Span {
    /// Members on the first day, and who had come and gone until then; no other measures.
    pub opening: Figures,
    /// The figures of the last day.
    pub closing: Figures,
    /// Members at the end of each year before the last day's, from the first of which there are
    /// records.
    pub year_ends: Vec<(i64, i64)>,
}

/// The figures of a subtree between two days.
///
/// # Errors
/// A fault of the database.
pub async fn span(
    read: &mut Read,
    scope: &Scope<ReadStatistics>,
    from: Day,
    to: Day,
) -> Result<Span, Denied> {
    let asked = [(from, Extent::Balance), (to, Extent::Everything)];
    let mut found = days(read, scope.org, &asked, Some(to.year())).await?;
    let closing = found.figures.pop().unwrap_or_default();
    let opening = found.figures.pop().unwrap_or_default();
    let year_ends = found.year_ends(to.year());
    Ok(Span { opening, closing, year_ends })
}

/// What a statement about some days answers.
#[derive(Default)]
struct Days {
    figures: Vec<Figures>,
    years: Years,
}

/// By how much the members of each year grew.
type Years = BTreeMap<i64, i64>;

impl Days {
    /// The members at the end of each year before one.
    fn year_ends(&self, before: i64) -> Vec<(i64, i64)> {
        let Some(first) = self.years.keys().next().copied() else {
            return Vec::new();
        };
        (first..before)
            .scan(0, |members, year| {
                *members += self.years.get(&year).copied().unwrap_or(0);
                Some((year, *members))
            })
            .collect()
    }
}

/// The place of what counts on every day, and of the years.
const EVERY_DAY: i64 = -1;
const BY_YEAR: i64 = -2;

async fn days(
    read: &mut Read,
    org: OrgId,
    asked: &[(Day, Extent)],
    years_before: Option<i64>,
) -> Result<Days, Fault> {
    let mut query =
        Query::new("SELECT CAST(-1 AS BIGINT) AS nth, sums AS text FROM registry_stat_sum WHERE org_id = ");
    query.value(org);
    query.piece(" UNION ALL SELECT -1, string_agg(s.measure || ' ' || s.n, '\u{1e}') FROM ").piece(BATCHES);
    query.piece(" s.org_id = ").value(org).piece(" AND s.grain IN (2, 3)");
    for (at, (on, extent)) in asked.iter().enumerate() {
        query.piece(" UNION ALL SELECT CAST(").value(index(at));
        query.piece(" AS BIGINT), string_agg(measure || ' ' || n, '\u{1e}') FROM (");
        let mut is_first = true;
        for table in TABLES {
            for (grain, from, before) in later(*on) {
                query.piece(if is_first { "" } else { " UNION ALL " });
                is_first = false;
                query.piece("SELECT s.measure, s.n FROM ").piece(table);
                query.piece(" s.org_id = ").value(org);
                query.piece(" AND s.grain = ").value(grain);
                query.piece(" AND s.period >= ").value(from);
                query.piece(" AND s.period < ").value(before);
                if *extent == Extent::Balance {
                    query.piece(IS_BALANCE);
                }
            }
        }
        query.piece(") AS later");
    }
    if let Some(before) = years_before {
        query.piece(" UNION ALL SELECT CAST(-2 AS BIGINT), string_agg(year || ' ' || n, '\u{1e}') FROM (");
        let mut is_first = true;
        for table in TABLES {
            for (year, grain, end) in
                [("s.period", YEAR, before), ("s.period / 10000", DIRECT, before * 10_000)]
            {
                query.piece(if is_first { "SELECT " } else { " UNION ALL SELECT " });
                is_first = false;
                query.piece(year).piece(" AS year, s.n FROM ").piece(table);
                query.piece(" s.org_id = ").value(org);
                query.piece(" AND s.grain = ").value(grain);
                query.piece(" AND s.period < ").value(end).piece(IS_BALANCE);
                query.piece(" AND s.measure IN ('stage:full', 'stage:probationary')");
            }
        }
        query.piece(") AS years");
    }
    query.piece(
        " UNION ALL SELECT NULL, e.deltas FROM access_org_path p JOIN registry_stat_event e \
         ON e.path >= p.path AND e.path < p.path || '~' WHERE p.org_id = ",
    );
    query.value(org).piece(COUNTS);
    let mut found = Days { figures: vec![Figures::default(); asked.len()], years: Years::new() };
    for row in read.rows(query).await? {
        let Some(text) = row.at::<Option<String>>(1)? else { continue };
        match row.at::<Option<i64>>(0)? {
            None => found.add_waiting(&text, asked, years_before)?,
            Some(EVERY_DAY) => {
                for figures in &mut found.figures {
                    figures.add_stored(&text, 1)?;
                }
            }
            Some(BY_YEAR) => found.add_years(&text)?,
            Some(at) => {
                let at = usize::try_from(at).map_err(|_| Fault::Column("a place in an array"))?;
                found.figures[at].add_stored(&text, -1)?;
            }
        }
    }
    found.figures = found.figures.into_iter().map(Figures::told).collect();
    Ok(found)
}

impl Days {
    fn add_years(&mut self, text: &str) -> Result<(), Fault> {
        for part in text.split(BETWEEN) {
            let numbers =
                part.split_once(' ').and_then(|(year, n)| Some((year.parse().ok()?, n.parse().ok()?)));
            let (year, n): (i64, i64) = numbers.ok_or(Fault::Column("a year's sum is no number"))?;
            *self.years.entry(year).or_default() += n;
        }
        Ok(())
    }

    fn add_waiting(
        &mut self,
        deltas: &str,
        asked: &[(Day, Extent)],
        years_before: Option<i64>,
    ) -> Result<(), Fault> {
        let deltas: Vec<Delta> = serde_json::from_str(deltas)?;
        for (day, measure, n) in deltas {
            for (figures, (on, _)) in self.figures.iter_mut().zip(asked) {
                if day <= *on {
                    figures.add(&measure, n);
                }
            }
            if years_before.is_some_and(|before| day.year() < before)
                && matches!(&*measure, "stage:full" | "stage:probationary")
            {
                *self.years.entry(day.year()).or_default() += n;
            }
        }
        Ok(())
    }
}

fn index(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}
