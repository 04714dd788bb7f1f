//! Head counts: what lists of organisations show beside each.

use std::collections::HashMap;

use zhibu_access::org::OrgId;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Read, Row};

use super::event::Delta;
use super::read::{BATCHES, COUNTS, IS_BALANCE, TABLES, later};

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

    /// Adds a row of [`folded`].
    pub(super) fn add_row(&mut self, row: &Row) -> Result<(), Fault> {
        self.full += row.at::<i64>(1)?;
        self.probationary += row.at::<i64>(2)?;
        self.floating += row.at::<i64>(3)?;
        Ok(())
    }

    /// Adds the deltas of an event until a day.
    pub(super) fn add_waiting(&mut self, deltas: &str, on: Day) -> Result<(), Fault> {
        let deltas: Vec<Delta> = serde_json::from_str(deltas)?;
        for (_, measure, n) in deltas.iter().filter(|(day, ..)| *day <= on) {
            match measure.as_str() {
                "stage:full" => self.full += n,
                "stage:probationary" => self.probationary += n,
                "floating:yes" => self.floating += n,
                _ => {}
            }
        }
        Ok(())
    }
}

/// The three numbers of a sum.
const PLUS: &str = "CASE WHEN s.measure = 'stage:full' THEN s.n ELSE 0 END, \
     CASE WHEN s.measure = 'stage:probationary' THEN s.n ELSE 0 END, \
     CASE WHEN s.measure = 'floating:yes' THEN s.n ELSE 0 END";
/// The same, to be taken away.
const MINUS: &str = "CASE WHEN s.measure = 'stage:full' THEN -s.n ELSE 0 END, \
     CASE WHEN s.measure = 'stage:probationary' THEN -s.n ELSE 0 END, \
     CASE WHEN s.measure = 'floating:yes' THEN -s.n ELSE 0 END";
const IS_HEAD: &str = " AND s.measure IN ('stage:full', 'stage:probationary', 'floating:yes')";

/// The arms of a statement that answer, for the organisations of the table `asked`, their id and
/// what is to be added to their three numbers on a day; a text stands behind them, which is NULL.
/// CROSS JOIN keeps SQLite from beginning at the sums of all organisations.
pub(super) fn folded(query: &mut Query, on: Day) {
    query.piece(
        "SELECT h.org_id AS org_id, h.n_full AS n_full, h.n_probationary AS n_probationary, \
         h.n_floating AS n_floating, NULL AS text \
         FROM asked a CROSS JOIN registry_stat_sum h WHERE h.org_id = a.org_id \
         UNION ALL SELECT s.org_id, ",
    );
    query.piece(PLUS).piece(", NULL FROM asked a CROSS JOIN ").piece(BATCHES);
    query.piece(" s.org_id = a.org_id AND s.grain IN (2, 3)").piece(IS_HEAD);
    for table in TABLES {
        for (grain, from, before) in later(on) {
            query.piece(" UNION ALL SELECT s.org_id, ").piece(MINUS);
            query.piece(", NULL FROM asked a CROSS JOIN ").piece(table);
            query.piece(" s.org_id = a.org_id AND s.grain = ").value(grain);
            query.piece(" AND s.period >= ").value(from);
            query.piece(" AND s.period < ").value(before);
            query.piece(IS_BALANCE).piece(IS_HEAD);
        }
    }
}

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
    let mut query = Query::new("WITH asked (org_id) AS (VALUES ");
    for (at, org) in orgs.iter().enumerate() {
        query.piece(if at == 0 { "(" } else { ", (" }).value(*org).piece(")");
    }
    query.piece(") ");
    folded(&mut query, on);
    query.piece(
        " UNION ALL SELECT p.org_id, NULL, NULL, NULL, e.deltas FROM asked a \
         CROSS JOIN access_org_path p CROSS JOIN registry_stat_event e \
         WHERE p.org_id = a.org_id AND e.path >= p.path AND e.path < p.path || '~'",
    );
    query.piece(COUNTS);
    for row in read.rows(query).await? {
        let Some(count) = counts.get_mut(&row.at::<OrgId>(0)?) else {
            continue;
        };
        match row.at::<Option<String>>(4)? {
            Some(deltas) => count.add_waiting(&deltas, on)?,
            None => count.add_row(&row)?,
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
