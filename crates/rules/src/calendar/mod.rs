//! Calendar arithmetic: months and years, working days, publicity periods.
//!
//! Months and years count by the calendar; where the day does not exist, the last day of the
//! month stands for it. Working days come from a [`WorkCalendar`].

mod publicity;
mod work;

pub use publicity::{PUBLICITY_COUNTING, PUBLICITY_WORKING_DAYS, PublicityPeriod};
pub use work::{Counted, TableFault, TableFaultKind, WorkCalendar, YearTable};

use jiff::ToSpan;
use jiff::civil::Date;

/// The same day `months` later (earlier if negative), or the last day of that month. Stops at
/// the ends of the calendar (years -9999 and 9999).
pub fn add_months(day: Date, months: i32) -> Date {
    day.saturating_add(months.months())
}

/// The same day `years` later (earlier if negative); 29 February becomes the 28th in a common
/// year. Stops at the ends of the calendar.
pub fn add_years(day: Date, years: i16) -> Date {
    day.saturating_add(i64::from(years).years())
}

/// Full years from `start` to `day`, such as an age; `None` if `start` lies ahead.
pub fn completed_years(start: Date, day: Date) -> Option<i16> {
    if day < start {
        return None;
    }
    let years = day.year() - start.year();
    Some(if add_years(start, years) <= day { years } else { years - 1 })
}

/// Full months from `start` to `day`; `None` if `start` lies ahead.
pub fn completed_months(start: Date, day: Date) -> Option<i32> {
    if day < start {
        return None;
    }
    let months = (i32::from(day.year()) - i32::from(start.year())) * 12 + i32::from(day.month())
        - i32::from(start.month());
    Some(if add_months(start, months) <= day { months } else { months - 1 })
}
