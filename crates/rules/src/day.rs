//! Days as rosters write them.
//!
//! Read are `2020年3月5日`, `2020-03-05`, `2020/3/5`, `2020.3.5`, `20200305`, the day number of a
//! spreadsheet (`43895`), each also in full-width characters and followed by a time of day; and
//! months: `2020年3月`, `2020.03`, `2020-3`, `202003`. A month stays a month: no day is invented.
//!
//! A numeric cell that shows 2020.10 holds 2020.1; the spreadsheet has lost the difference, so
//! that a caller who has the cell's format should pass the text as shown.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::text;

/// A day, or a month where only that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parsed {
    Day(Date),
    /// `month` is 1 to 12.
    Month {
        year: i16,
        month: i8,
    },
}

impl Parsed {
    /// First day that the writing may mean.
    pub fn earliest(self) -> Date {
        match self {
            Parsed::Day(day) => day,
            Parsed::Month { year, month } => date(year, month, 1),
        }
    }

    /// Last day that the writing may mean.
    pub fn latest(self) -> Date {
        match self {
            Parsed::Day(day) => day,
            Parsed::Month { .. } => self.earliest().last_of_month(),
        }
    }

    /// The day, if one was written.
    pub fn day(self) -> Option<Date> {
        match self {
            Parsed::Day(day) => Some(day),
            Parsed::Month { .. } => None,
        }
    }
}

/// Why a text is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    #[error("empty")]
    Empty,
    #[error("no date")]
    NotADate,
    /// A century must be written: 85 may be 1985 or 1885.
    #[error("year {0} has no century")]
    NoCentury(i16),
    #[error("only the year {0}")]
    YearOnly(i16),
    #[error("year {0} lies outside 1850 to 2150")]
    Year(i16),
    #[error("month {0}")]
    Month(i16),
    /// `last` is the last day that the month has.
    #[error("day {day} in a month of {last}")]
    Day { year: i16, month: i8, day: i16, last: i8 },
    /// The year comes last, so that day and month cannot be told apart.
    #[error("year last")]
    YearLast,
    /// The day number of a spreadsheet outside 1 to 91677 (1900 to 2150).
    #[error("day number {0}")]
    Serial(i64),
}

const YEARS: std::ops::RangeInclusive<i16> = 1850..=2150;
const LAST_SERIAL: i64 = 91_677;
/// Day number 60 is a 29 February 1900 that never was (kept by spreadsheets for an old bug).
const PHANTOM_SERIAL: i64 = 60;

/// Reads a written day.
pub fn parse(written: &str) -> Result<Parsed, DayError> {
    let folded: String = written.chars().map(text::fold).filter(|c| !text::is_invisible(*c)).collect();
    let folded = folded.trim();
    // A stroke or a dash in a cell says that there is nothing.
    if folded.chars().all(|c| text::is_hyphen(c) || c == '/') {
        return Err(DayError::Empty);
    }
    let date_part = without_time(folded);
    let compact = compact(date_part);
    if compact.bytes().all(|b| b.is_ascii_digit()) {
        return parse_digits(&compact);
    }
    parse_parts(&compact)
}

/// The day that a spreadsheet stores as a number, in the system that counts from 1900.
pub fn from_serial(serial: i64) -> Result<Date, DayError> {
    if !(1..=LAST_SERIAL).contains(&serial) || serial == PHANTOM_SERIAL {
        return Err(DayError::Serial(serial));
    }
    let base = if serial < PHANTOM_SERIAL { date(1899, 12, 31) } else { date(1899, 12, 30) };
    Ok(base.saturating_add(serial.days()))
}

/// Without blanks; those between two digits are separators, as in `2020 3 5`.
fn compact(date_part: &str) -> String {
    let mut compact = String::with_capacity(date_part.len());
    let mut after_blank = false;
    for c in date_part.chars() {
        if text::is_blank(c) {
            after_blank = true;
            continue;
        }
        if after_blank && c.is_ascii_digit() && compact.ends_with(|c: char| c.is_ascii_digit()) {
            compact.push('-');
        }
        compact.push(c);
        after_blank = false;
    }
    compact
}

/// Drops a time of day such as ` 00:00:00` or `T00:00`.
fn without_time(folded: &str) -> &str {
    let Some(colon) = folded.find(':') else {
        return folded;
    };
    let before = folded[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    before.strip_suffix('T').unwrap_or(before).trim_end()
}

fn parse_digits(digits: &str) -> Result<Parsed, DayError> {
    let number = |from: usize, to: usize| digits[from..to].parse::<i16>();
    let number = |from, to| number(from, to).map_err(|_| DayError::NotADate);
    match digits.len() {
        8 => make_day(number(0, 4)?, number(4, 6)?, number(6, 8)?),
        6 => make_month(number(0, 4)?, number(4, 6)?),
        4 => Err(DayError::YearOnly(number(0, 4)?)),
        // A day number from 1927-05-18 on; shorter ones cannot be told from years.
        5 => {
            let serial = digits.parse().map_err(|_| DayError::NotADate)?;
            from_serial(serial).map(Parsed::Day)
        }
        _ => Err(DayError::NotADate),
    }
}

fn parse_parts(compact: &str) -> Result<Parsed, DayError> {
    let separator = |c: char| text::is_hyphen(c) || "/.。．、\\,年月日号".contains(c);
    // A trailing separator belongs to the last part: 2020年3月5日, 2020.3.
    let trimmed = compact.trim_end_matches(separator);
    let parts: Vec<&str> = trimmed.split(separator).collect();
    if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
        return Err(DayError::NotADate);
    }
    let mut numbers = Vec::with_capacity(3);
    for part in &parts {
        numbers.push(part.parse::<i16>().map_err(|_| DayError::NotADate)?);
    }
    let is_year = |part: &str| part.len() == 4;
    match (numbers.as_slice(), parts.as_slice()) {
        ([year], [written]) if is_year(written) => Err(DayError::YearOnly(*year)),
        (_, [.., last]) if parts.len() > 1 && !is_year(parts[0]) && is_year(last) => Err(DayError::YearLast),
        ([year, _] | [year, _, _], [written, ..]) if written.len() <= 2 => Err(DayError::NoCentury(*year)),
        ([year, month], [written, _]) if is_year(written) => make_month(*year, *month),
        ([year, month, day], [written, ..]) if is_year(written) => make_day(*year, *month, *day),
        _ => Err(DayError::NotADate),
    }
}

fn make_month(year: i16, month: i16) -> Result<Parsed, DayError> {
    let first = first_of(year, month)?;
    Ok(Parsed::Month { year, month: first.month() })
}

fn make_day(year: i16, month: i16, day: i16) -> Result<Parsed, DayError> {
    let first = first_of(year, month)?;
    let (month, last) = (first.month(), first.days_in_month());
    i8::try_from(day)
        .ok()
        .and_then(|day| Date::new(year, month, day).ok())
        .map(Parsed::Day)
        .ok_or(DayError::Day { year, month, day, last })
}

fn first_of(year: i16, month: i16) -> Result<Date, DayError> {
    if !YEARS.contains(&year) {
        return Err(DayError::Year(year));
    }
    i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok()).ok_or(DayError::Month(month))
}
