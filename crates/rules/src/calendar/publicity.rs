//! Publicity (公示): how long a notice hangs.

use jiff::civil::{Date, date};

use super::work::{Counted, WorkCalendar};
use crate::rule::{Mark, RuleRef};

/// Least number of working days for a development target.
/// 发展党员工作细则 2026, art. 13, in force since 2026-05-11; earlier texts set none.
pub const PUBLICITY_WORKING_DAYS: u32 = 5;

/// How the days are counted: our proposal, the text is silent.
pub static PUBLICITY_COUNTING: RuleRef = RuleRef {
    id: "DEV-33",
    text_name: "发展党员工作细则",
    year: Some(2026),
    article: Some(13),
    valid_from: Some(date(2026, 5, 11)),
    valid_to: None,
    mark: Mark::Proposed,
};

/// Both ends of a publicity period. The day of posting is not counted, the last day is complete:
/// objections are in time until its end, and the next step may follow on the day after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicityPeriod {
    pub posted_on: Date,
    /// First working day that counts.
    pub first_day: Date,
    /// Last working day that counts.
    pub last_day: Date,
}

impl PublicityPeriod {
    /// The shortest period of `working_days` (at least one) for a notice posted on `posted_on`.
    pub fn of(calendar: &WorkCalendar, posted_on: Date, working_days: u32) -> Counted<PublicityPeriod> {
        let first = calendar.add_working_days(posted_on, 1);
        let last = calendar.add_working_days(posted_on, working_days.max(1));
        last.map(|last_day| PublicityPeriod { posted_on, first_day: first.value, last_day })
    }
}
