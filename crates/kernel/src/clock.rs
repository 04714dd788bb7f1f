//! Time: the only place that reads the wall clock or waits.
//!
//! A [`Moment`] is milliseconds in UTC; a [`Day`] is a calendar day as the number `yyyymmdd`,
//! which sorts and compares as it is written. Which day a moment falls on depends on the
//! organisation's time zone.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::db::{FromColumn, Row, ToValue, Value};
use crate::fault::Fault;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// This moment moved on (or back, with a negative number) by milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// This moment moved on by whole minutes.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_ms(minutes.saturating_mul(60_000))
    }

    /// This moment as a timestamp; out-of-range values are held at the ends of the calendar.
    #[must_use]
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }

    /// The calendar day on which this moment falls in a time zone.
    #[must_use]
    pub fn day_in(self, zone: &TimeZone) -> Day {
        Day::from(zone.to_datetime(self.timestamp()).date())
    }
}

/// A calendar day as the number `yyyymmdd`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Day(i32);

impl Day {
    /// Later than every day that can be written: the end of a period that has not ended.
    pub const OPEN: Day = Day(99_991_231);
    /// Earlier than every day that can be written.
    pub const FIRST: Day = Day(0);

    /// The day of a number `yyyymmdd`; `None` when the calendar has no such day.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
            .ok()
            .map(Self::from)
    }

    /// The number `yyyymmdd`.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// The year of this day.
    #[must_use]
    pub fn year(self) -> i64 {
        i64::from(self.0 / 10_000)
    }

    /// This day as a date; [`Day::FIRST`] becomes the earliest date there is.
    #[must_use]
    pub fn date(self) -> Date {
        let part = |n: i32| i8::try_from(n % 100).unwrap_or(1);
        Date::new(i16::try_from(self.0 / 10_000).unwrap_or(9999), part(self.0 / 100), part(self.0))
            .unwrap_or(Date::MIN)
    }

    /// The day after (or before, with a negative number) so many days.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.date().checked_add(jiff::Span::new().days(days)).map_or(Day::OPEN, Self::from)
    }

    /// Whole days from this day to another; negative when the other is earlier.
    #[must_use]
    pub fn days_until(self, other: Day) -> i64 {
        self.date().until(other.date()).map_or(0, |span| i64::from(span.get_days()))
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0 / 10_000, self.0 / 100 % 100, self.0 % 100)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::str::FromStr for Day {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Date>().map(Self::from)
    }
}

impl ToValue for Moment {
    fn to_value(self) -> Value {
        Value::Int(Some(self.0))
    }
    fn null() -> Value {
        Value::Int(None)
    }
}
impl FromColumn for Moment {
    fn from_column(row: &Row, at: usize) -> Result<Self, Fault> {
        i64::from_column(row, at).map(Self)
    }
    fn is_null(row: &Row, at: usize) -> Result<bool, Fault> {
        i64::is_null(row, at)
    }
}
impl ToValue for Day {
    fn to_value(self) -> Value {
        Value::Int(Some(self.number()))
    }
    fn null() -> Value {
        Value::Int(None)
    }
}
impl FromColumn for Day {
    fn from_column(row: &Row, at: usize) -> Result<Self, Fault> {
        i32::try_from(i64::from_column(row, at)?)
            .map(Self)
            .map_err(|_| Fault::Column("a day is out of range"))
    }
    fn is_null(row: &Row, at: usize) -> Result<bool, Fault> {
        i64::is_null(row, at)
    }
}

/// Tells the time: the machine's, or in tests the house's own.
#[derive(Clone, Debug)]
pub struct Clock {
    set: Option<Arc<AtomicI64>>,
    zone: TimeZone,
}

impl Clock {
    /// The machine's clock; days are reckoned in `zone`, the installation's default.
    #[must_use]
    pub fn system(zone: TimeZone) -> Self {
        Self { set: None, zone }
    }

    /// A clock that stands at `start` until it is moved on: for tests and for sample data.
    #[must_use]
    pub fn standing(start: Moment, zone: TimeZone) -> Self {
        Self { set: Some(Arc::new(AtomicI64::new(start.0))), zone }
    }

    /// The moment now.
    #[must_use]
    pub fn now(&self) -> Moment {
        match &self.set {
            Some(set) => Moment(set.load(Ordering::SeqCst)),
            None => Moment(jiff::Timestamp::now().as_millisecond()),
        }
    }

    /// Today in the installation's time zone.
    #[must_use]
    pub fn today(&self) -> Day {
        self.now().day_in(&self.zone)
    }

    /// The installation's time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Moves a standing clock on; the machine's clock is left as it is.
    pub fn advance(&self, by: Duration) {
        if let Some(set) = &self.set {
            set.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}

/// Waits. Only loops of workers and retries wait; nothing that answers a person does.
pub async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}
