//! Periods of joining: which day counts as joining, how long probation lasted, and from when
//! 党龄 (Party age) counts.
//!
//! The rules changed with the statutes of each congress. The table rests on one official answer
//! that many places repeat; it is used to check old records and to compute Party age. What was
//! recorded may have happened against the rule, so such records warn; what cannot be true blocks.

mod check;

use jiff::civil::{Date, date};

pub use self::check::{JoiningFault, check_join_and_conversion};
use crate::calendar::{add_months, add_years, completed_years};
use crate::rule::{Finding, Mark, Outcome, RuleRef};

/// What made a person a member, and so gives the joining day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoiningDay {
    /// The superior committee approved.
    SuperiorApproval,
    /// The superior committee approved the person as a probationary member.
    ApprovalAsProbationary,
    /// The branch meeting admitted, and the superior approved later.
    BranchMeeting,
}

/// One period in which the rules of joining stayed the same.
#[derive(Debug, PartialEq, Eq)]
pub struct JoiningPeriod {
    pub from: Date,
    /// Last day; `None` for the period that lasts.
    pub to: Option<Date>,
    pub joining_day: JoiningDay,
    /// Possible lengths of probation, shortest first; which one applied hung on the person's
    /// class or trade. 0 is no probation.
    pub probation_months: &'static [i32],
}

/// The rule behind [`JOINING_PERIODS`].
pub static JOINING_RULE: RuleRef = RuleRef {
    id: "DEV-30",
    text_name: "历次党章关于入党时间和党龄的规定",
    year: None,
    article: None,
    valid_from: Some(date(1921, 7, 1)),
    valid_to: None,
    mark: Mark::Secondary,
};

/// Days of a record must be possible: joining not before birth, conversion not before joining,
/// nothing in the future.
pub static ORDER_RULE: RuleRef = RuleRef {
    id: "IMP-04",
    text_name: "党员信息核对",
    year: None,
    article: None,
    valid_from: None,
    valid_to: None,
    mark: Mark::Proposed,
};

/// Eighteen years on the day of application, and so on the day of joining.
pub static ADULT_RULES: [RuleRef; 3] = [
    RuleRef {
        id: "DEV-01",
        text_name: "中国共产党章程",
        year: None,
        article: Some(1),
        valid_from: None,
        valid_to: Some(date(2014, 5, 27)),
        mark: Mark::Secondary,
    },
    RuleRef {
        id: "DEV-01",
        text_name: "中国共产党发展党员工作细则",
        year: Some(2014),
        article: None,
        valid_from: Some(date(2014, 5, 28)),
        valid_to: Some(date(2026, 5, 10)),
        mark: Mark::Verified,
    },
    RuleRef {
        id: "DEV-01",
        text_name: "中国共产党发展党员工作细则",
        year: Some(2026),
        article: Some(5),
        valid_from: Some(date(2026, 5, 11)),
        valid_to: None,
        mark: Mark::Verified,
    },
];

/// Probation may be extended once, by half a year to a year. The text of 2026; that earlier texts
/// set the same bounds is taken from secondary sources.
pub static EXTENSION_RULE: RuleRef = RuleRef {
    id: "DEV-23",
    text_name: "中国共产党发展党员工作细则",
    year: Some(2026),
    article: Some(31),
    valid_from: None,
    valid_to: None,
    mark: Mark::Secondary,
};

const ADULT: i16 = 18;
const SHORTEST_EXTENSION_MONTHS: i32 = 6;
const LONGEST_EXTENSION_MONTHS: i32 = 12;

use JoiningDay::{ApprovalAsProbationary, BranchMeeting, SuperiorApproval};

/// From 1921-07-01 without a gap; the last period lasts.
pub static JOINING_PERIODS: [JoiningPeriod; 9] = [
    period(date(1921, 7, 1), date(1923, 6, 9), SuperiorApproval, &[0]),
    period(date(1923, 6, 10), date(1927, 4, 26), SuperiorApproval, &[3, 6]),
    period(date(1927, 4, 27), date(1928, 6, 17), SuperiorApproval, &[0, 3]),
    period(date(1928, 6, 18), date(1945, 4, 22), SuperiorApproval, &[0]),
    period(date(1945, 4, 23), date(1956, 9, 14), SuperiorApproval, &[6, 12, 24]),
    period(date(1956, 9, 15), date(1969, 3, 31), BranchMeeting, &[12]),
    period(date(1969, 4, 1), date(1977, 8, 11), SuperiorApproval, &[0]),
    period(date(1977, 8, 12), date(1982, 9, 5), ApprovalAsProbationary, &[12]),
    JoiningPeriod { from: date(1982, 9, 6), to: None, joining_day: BranchMeeting, probation_months: &[12] },
];

const fn period(
    from: Date,
    to: Date,
    joining_day: JoiningDay,
    probation_months: &'static [i32],
) -> JoiningPeriod {
    JoiningPeriod { from, to: Some(to), joining_day, probation_months }
}

impl JoiningPeriod {
    /// The period of a joining day; `None` before the Party was founded.
    pub fn of(joined_on: Date) -> Option<&'static JoiningPeriod> {
        JOINING_PERIODS.iter().rev().find(|period| period.from <= joined_on)
    }

    /// Whether everybody who joined then was a full member at once.
    pub fn is_without_probation(&self) -> bool {
        self.probation_months == [0]
    }

    /// Days on which somebody who joined on `joined_on` regularly converted, earliest first.
    pub fn conversion_days(&self, joined_on: Date) -> impl Iterator<Item = Date> {
        self.probation_months.iter().map(move |months| add_months(joined_on, *months))
    }

    fn earliest(&self, joined_on: Date) -> Date {
        self.conversion_days(joined_on).next().unwrap_or(joined_on)
    }

    fn latest(&self, joined_on: Date) -> Date {
        self.conversion_days(joined_on).last().unwrap_or(joined_on)
    }

    fn is_current(&self) -> bool {
        self.to.is_none()
    }
}

/// The regular last day of the probation of somebody who joined on `joined_on`, without an
/// extension; the longest that the time knew. `None` where nobody had a probation.
pub fn probation_ends_on(joined_on: Date) -> Option<Date> {
    let period = JoiningPeriod::of(joined_on)?;
    (!period.is_without_probation()).then(|| period.latest(joined_on))
}

/// The day from which Party age counts: joining where nobody had a probation, else conversion.
/// `None` during probation and for days before the founding.
/// 发展党员工作细则 2026, art. 33; for earlier periods [`JOINING_RULE`].
pub fn party_age_starts_on(joined_on: Date, converted_on: Option<Date>) -> Option<Date> {
    if JoiningPeriod::of(joined_on)?.is_without_probation() {
        return Some(joined_on);
    }
    converted_on
}

/// Completed years of Party age on a day; `None` before it starts.
pub fn party_age(starts_on: Date, on_day: Date) -> Option<i16> {
    completed_years(starts_on, on_day)
}

/// The day on which fifty years of Party age are complete (光荣在党50年).
pub fn fifty_years_on(starts_on: Date) -> Date {
    add_years(starts_on, 50)
}
