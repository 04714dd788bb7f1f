//! What was true of an organisation on every day: periods that follow each other without gap or
//! overlap, from its first day to its end.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Fault, Moment, Read, Row, Tx, Value, bind, sql};

use super::OrgId;

/// What was true from a day until before another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The organisation.
    pub org: OrgId,
    /// True from this day.
    pub valid_from: Day,
    /// True until before this day.
    pub valid_to: Day,
    /// The organisation above.
    pub superior: Option<OrgId>,
    /// The path.
    pub path: String,
    /// The kind.
    pub kind: String,
    /// The official code.
    pub code: Option<String>,
    /// The full name.
    pub name: String,
    /// When it was recorded.
    pub recorded_at: Moment,
}

macro_rules! columns {
    () => {
        "org_id, valid_from, valid_to, superior_id, path, kind, code, name, recorded_at"
    };
}

/// The periods of several organisations.
pub(super) type History = BTreeMap<OrgId, Vec<Period>>;

impl Period {
    fn from_row(row: &Row) -> Result<Self, Fault> {
        Ok(Self {
            org: row.get("org_id")?,
            valid_from: row.get("valid_from")?,
            valid_to: row.get("valid_to")?,
            superior: row.get("superior_id")?,
            path: row.get("path")?,
            kind: row.get("kind")?,
            code: row.get("code")?,
            name: row.get("name")?,
            recorded_at: row.get("recorded_at")?,
        })
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && day < self.valid_to
    }

    fn says_the_same(&self, other: &Self) -> bool {
        self.superior == other.superior
            && self.path == other.path
            && self.kind == other.kind
            && self.code == other.code
            && self.name == other.name
    }
}

/// The periods of an organisation, the earliest first.
///
/// # Errors
/// A fault of the database.
pub async fn periods(read: &mut Read, id: OrgId) -> Result<Vec<Period>, Fault> {
    read.rows(bind!(
        sql!("SELECT ", columns!(), " FROM access_org_period WHERE org_id = $1 ORDER BY valid_from"),
        id,
    ))
    .await?
    .iter()
    .map(Period::from_row)
    .collect()
}

/// The periods of several organisations.
pub(super) async fn history(read: &mut Read, ids: impl IntoIterator<Item = OrgId>) -> Result<History, Fault> {
    let ids: Vec<OrgId> = ids.into_iter().collect();
    let mut history = History::new();
    for some in ids.chunks(500) {
        let mut query =
            Query::new(concat!("SELECT ", columns!(), " FROM access_org_period WHERE org_id IN ("));
        query.list(some.iter().copied()).piece(") ORDER BY org_id, valid_from");
        for row in read.rows(query).await? {
            let period = Period::from_row(&row)?;
            history.entry(period.org).or_default().push(period);
        }
    }
    Ok(history)
}

/// Cuts the period that holds on a day in two, so that one begins on it.
pub(super) fn cut(periods: Vec<Period>, at: Day) -> Vec<Period> {
    periods
        .into_iter()
        .flat_map(|period| {
            if period.valid_from < at && at < period.valid_to {
                let mut tail = period.clone();
                tail.valid_from = at;
                let head = Period { valid_to: at, ..period };
                vec![head, tail]
            } else {
                vec![period]
            }
        })
        .collect()
}

/// From when to when something stays as it is on a day; `None` outside of the organisation's life.
pub(super) fn run(
    periods: &[Period],
    from: Day,
    same: impl Fn(&Period, &Period) -> bool,
) -> Option<(Day, Day)> {
    let at = periods.iter().position(|period| period.holds_on(from))?;
    let end = periods[at..].iter().take_while(|period| same(&periods[at], period)).last()?.valid_to;
    Some((from, end))
}

/// Says something else from a day on, for as long as it had stayed as it was on that day: what
/// was recorded for a later day stays.
pub(super) fn assign(
    periods: Vec<Period>,
    from: Day,
    same: impl Fn(&Period, &Period) -> bool,
    set: impl Fn(&mut Period),
) -> Vec<Period> {
    let Some((from, to)) = run(&periods, from, same) else {
        return periods;
    };
    let mut periods = cut(cut(periods, from), to);
    for period in &mut periods {
        if from <= period.valid_from && period.valid_to <= to {
            set(period);
        }
    }
    periods
}

/// One period for neighbours that say the same.
fn compact(periods: Vec<Period>) -> Vec<Period> {
    let mut whole: Vec<Period> = Vec::with_capacity(periods.len());
    for period in periods {
        match whole.last_mut() {
            Some(last) if last.valid_to == period.valid_from && last.says_the_same(&period) => {
                last.valid_to = period.valid_to;
            }
            _ => whole.push(period),
        }
    }
    whole
}

/// Writes the whole history of some organisations anew; answers their last periods.
pub(super) async fn rewrite(tx: &mut Tx, history: History) -> Result<Vec<Period>, Fault> {
    let ids: Vec<OrgId> = history.keys().copied().collect();
    for some in ids.chunks(500) {
        let mut query = Query::new("DELETE FROM access_org_period WHERE org_id IN (");
        query.list(some.iter().copied()).piece(")");
        tx.execute(query).await?;
    }
    let mut rows = Vec::new();
    let mut last = Vec::with_capacity(history.len());
    let mut paths = HashSet::new();
    let mut of_paths = Vec::new();
    for periods in history.into_values().map(compact) {
        for period in &periods {
            rows.push(values(period)?);
            if paths.insert(period.path.clone()) {
                of_paths.push(fixed(bind!((), period.path.as_str(), period.org).1)?);
            }
        }
        last.extend(periods.into_iter().next_back());
    }
    tx.insert_many(sql!("INSERT INTO access_org_period (", columns!(), ") VALUES"), rows, "").await?;
    tx.insert_many::<2>(
        sql!("INSERT INTO access_org_path (path, org_id) VALUES"),
        of_paths,
        "ON CONFLICT (path) DO NOTHING",
    )
    .await?;
    Ok(last)
}

fn values(period: &Period) -> Result<[Value; 9], Fault> {
    fixed(
        bind!(
            (),
            period.org,
            period.valid_from,
            period.valid_to,
            period.superior,
            period.path.as_str(),
            period.kind.as_str(),
            period.code.as_deref(),
            period.name.as_str(),
            period.recorded_at,
        )
        .1,
    )
}

fn fixed<const N: usize>(values: Vec<Value>) -> Result<[Value; N], Fault> {
    <[Value; N]>::try_from(values).map_err(|_| Fault::Invariant("a row has as many values as columns".into()))
}
