//! Dates, numbers and masked values as people read them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::texts::T;

/// A whole number with separators: `1,086`.
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A day in a sentence: `2026年12月6日`, `6 December 2026`.
pub fn day(date: Date, t: &T) -> String {
    let (y, m, d) = (date.year().to_string(), date.month(), date.day());
    t.with("day-full").arg("y", y).arg("m", i64::from(m)).arg("d", i64::from(d)).into()
}

/// A day of the current year: `12月6日`, `6 December`.
pub fn short_day(date: Date, t: &T) -> String {
    let (m, d) = (date.month(), date.day());
    t.with("day-short").arg("m", i64::from(m)).arg("d", i64::from(d)).into()
}

/// A month: `2026年12月`, `December 2026`.
pub fn month(date: Date, t: &T) -> String {
    let (y, m) = (date.year().to_string(), date.month());
    t.with("day-month").arg("y", y).arg("m", i64::from(m)).into()
}

/// A day in a table, the same in both languages: `2026/12/06`.
pub fn table_day(date: Date) -> String {
    date.strftime("%Y/%m/%d").to_string()
}

/// The value of a date for machines (`<time datetime>`, forms): `2026-12-06`.
pub fn iso_day(date: Date) -> String {
    date.to_string()
}

/// `星期日`, `Sunday`.
pub fn weekday(date: Date, t: &T) -> String {
    t.with("day-weekday").arg("n", i64::from(date.weekday().to_monday_one_offset())).into()
}

/// How far a day lies from today: `还有 13 天`, `今天`, `3 天前`.
pub fn relative_day(date: Date, today: Date, t: &T) -> String {
    let days = today.duration_until(date).as_hours() / 24;
    match days {
        0 => t.get("day-today").into_owned(),
        1.. => t.with("day-ahead").arg("n", days).into(),
        _ => t.with("day-ago").arg("n", -days).into(),
    }
}

/// A moment on the clocks of the organisation, to the minute: `2026年12月6日 14:31`.
pub fn moment(at: Timestamp, zone: &TimeZone, t: &T) -> String {
    let local = at.to_zoned_datetime(zone.clone());
    format!("{} {}", day(local.date(), t), clock(&local))
}

/// A moment in a table: `2026/12/06 14:31`.
pub fn table_moment(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned_datetime(zone.clone());
    format!("{} {}", table_day(local.date()), clock(&local))
}

fn clock(local: &ZonedDateTime) -> String {
    local.strftime("%H:%M").to_string()
}

/// Hides the middle of a value: `mask("13900000521", 3, 4)` is `139****0521`. A value too short to hide
/// anything that way is hidden whole.
pub fn mask(value: &str, head: usize, tail: usize) -> String {
    let chars: Vec<char> = value.chars().collect();
    if chars.len() <= head + tail {
        return "*".repeat(chars.len());
    }
    let hidden = chars.len() - head - tail;
    let first: String = chars[..head].iter().collect();
    let last: String = chars[chars.len() - tail..].iter().collect();
    format!("{first}{}{last}", "*".repeat(hidden))
}

/// A citizen id with region and the last four characters: `999999********1249`.
pub fn mask_citizen_id(value: &str) -> String {
    mask(value, 6, 4)
}

/// A phone number with the first three and last four digits: `139****0521`.
pub fn mask_phone(value: &str) -> String {
    mask(value, 3, 4)
}
