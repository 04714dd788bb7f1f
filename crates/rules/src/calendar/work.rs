//! Working days, from a table of the days off and the made-up working days (调休) of each year.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

/// Which days are worked. The shipped one covers the years whose notice is out; an installation
/// adds later years with [`parse`](WorkCalendar::parse) and [`merged`](WorkCalendar::merged).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    years: BTreeMap<i16, YearTable>,
    off: BTreeMap<Date, String>,
    work: BTreeSet<Date>,
}

/// Where a year's table comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearTable {
    /// Number of the State Council's notice.
    pub notice: String,
    pub issued_on: Date,
}

/// A result of counting working days, with the years it touched that have no table. In those,
/// Monday to Friday were counted as worked: whoever shows the value must say so.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted<T> {
    pub value: T,
    pub years_without_table: BTreeSet<i16>,
}

impl<T> Counted<T> {
    /// Whether every year it touched has a table.
    pub fn is_certain(&self) -> bool {
        self.years_without_table.is_empty()
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Counted<U> {
        Counted { value: f(self.value), years_without_table: self.years_without_table }
    }
}

/// What is wrong with a table, and where. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct TableFault {
    pub line: usize,
    pub kind: TableFaultKind,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableFaultKind {
    #[error("unknown word {0:?}")]
    Word(String),
    #[error("{0:?} is no day")]
    Day(String),
    #[error("{0:?} is no year")]
    Year(String),
    #[error("year {0} appears twice")]
    YearTwice(i16),
    #[error("a part is missing")]
    Missing,
    #[error("a day before any year")]
    NoYear,
    #[error("the range ends before it begins")]
    Range,
    #[error("{0} is both off and worked")]
    Both(Date),
    #[error("{0} is worked anyway")]
    Weekday(Date),
}

static SHIPPED: LazyLock<WorkCalendar> =
    LazyLock::new(|| WorkCalendar::parse(include_str!("holidays.txt")).expect("the shipped table is tested"));

impl WorkCalendar {
    /// The table of this release.
    pub fn shipped() -> &'static WorkCalendar {
        &SHIPPED
    }

    /// Reads a table in the format that `holidays.txt` explains in its head.
    pub fn parse(text: &str) -> Result<WorkCalendar, TableFault> {
        let mut calendar = WorkCalendar::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            calendar.read_line(line).map_err(|kind| TableFault { line: index + 1, kind })?;
        }
        Ok(calendar)
    }

    fn read_line(&mut self, line: &str) -> Result<(), TableFaultKind> {
        let mut words = line.split_whitespace();
        let word = words.next().ok_or(TableFaultKind::Missing)?;
        let first = words.next().ok_or(TableFaultKind::Missing)?;
        if word == "year" {
            let year = first.parse().map_err(|_| TableFaultKind::Year(first.to_owned()))?;
            let notice = words.next().ok_or(TableFaultKind::Missing)?.to_owned();
            let issued_on = day(words.next().ok_or(TableFaultKind::Missing)?)?;
            return match self.years.insert(year, YearTable { notice, issued_on }) {
                Some(_) => Err(TableFaultKind::YearTwice(year)),
                None => Ok(()),
            };
        }
        if self.years.is_empty() {
            return Err(TableFaultKind::NoYear);
        }
        match word {
            "off" => self.add_off(first, words.next().ok_or(TableFaultKind::Missing)?),
            "work" => self.add_work(day(first)?),
            other => Err(TableFaultKind::Word(other.to_owned())),
        }
    }

    fn add_off(&mut self, range: &str, name: &str) -> Result<(), TableFaultKind> {
        let (first, last) = range.split_once("..").unwrap_or((range, range));
        let (first, last) = (day(first)?, day(last)?);
        if last < first {
            return Err(TableFaultKind::Range);
        }
        for off in first.series(jiff::Span::new().days(1)).take_while(|off| *off <= last) {
            if self.work.contains(&off) {
                return Err(TableFaultKind::Both(off));
            }
            self.off.insert(off, name.to_owned());
        }
        Ok(())
    }

    fn add_work(&mut self, day: Date) -> Result<(), TableFaultKind> {
        if self.off.contains_key(&day) {
            return Err(TableFaultKind::Both(day));
        }
        if !is_weekend(day) {
            return Err(TableFaultKind::Weekday(day));
        }
        self.work.insert(day);
        Ok(())
    }

    /// This calendar with the years of `other` put in, replacing years that both have.
    pub fn merged(&self, other: &WorkCalendar) -> WorkCalendar {
        let kept = |day: &Date| !other.years.contains_key(&day.year());
        let mut merged = self.clone();
        merged.off.retain(|day, _| kept(day));
        merged.work.retain(kept);
        merged.years.extend(other.years.clone());
        merged.off.extend(other.off.clone());
        merged.work.extend(other.work.iter().copied());
        merged
    }

    /// The years that have a table, with its source.
    pub fn years(&self) -> &BTreeMap<i16, YearTable> {
        &self.years
    }

    /// Name of the holiday on a day off; `None` for working days and ordinary weekends.
    pub fn holiday(&self, day: Date) -> Option<&str> {
        self.off.get(&day).map(String::as_str)
    }

    /// Whether `day` is worked.
    pub fn is_working_day(&self, day: Date) -> Counted<bool> {
        let touched = (!self.years.contains_key(&day.year())).then_some(day.year());
        Counted { value: self.works(day), years_without_table: touched.into_iter().collect() }
    }

    /// The `count`-th working day after `day`, which itself is not counted; `day` for 0. Stops at
    /// the end of the calendar.
    pub fn add_working_days(&self, day: Date, count: u32) -> Counted<Date> {
        let mut reached = day;
        let mut left = count;
        while left > 0 {
            let Ok(next) = reached.tomorrow() else { break };
            reached = next;
            left -= u32::from(self.works(reached));
        }
        self.counted(reached, day, reached)
    }

    /// Working days after `after` up to and including `until`; 0 if `until` is not later.
    pub fn working_days_between(&self, after: Date, until: Date) -> Counted<u32> {
        let mut count = 0;
        let mut day = after;
        while day < until {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            count += u32::from(self.works(day));
        }
        self.counted(count, after, until)
    }

    fn works(&self, day: Date) -> bool {
        self.work.contains(&day) || !(self.off.contains_key(&day) || is_weekend(day))
    }

    /// Adds the years without a table among the days after `after` up to `until`.
    fn counted<T>(&self, value: T, after: Date, until: Date) -> Counted<T> {
        let first = after.tomorrow().unwrap_or(after).year();
        let years_without_table =
            (first..=until.year()).filter(|year| !self.years.contains_key(year)).collect();
        Counted { value, years_without_table }
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn day(text: &str) -> Result<Date, TableFaultKind> {
    text.parse().map_err(|_| TableFaultKind::Day(text.to_owned()))
}
