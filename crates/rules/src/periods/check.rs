//! Checking the days of joining and conversion against the period they fall in.

use jiff::civil::Date;

use super::*;

/// What is odd about the days of joining and conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoiningFault {
    JoinedInFuture {
        joined_on: Date,
    },
    JoinedBeforeFounding {
        founded_on: Date,
    },
    JoinedBeforeBirth {
        birth: Date,
    },
    /// Too young on the day of joining, in completed years.
    UnderAge {
        age: i16,
        least: i16,
    },
    ConvertedInFuture {
        converted_on: Date,
    },
    ConvertedBeforeJoining {
        joined_on: Date,
        converted_on: Date,
    },
    /// Nobody had a probation then: conversion is the joining day.
    ProbationWhereNone {
        expected: Date,
    },
    /// Converted on the joining day, though everybody had a probation then.
    NoProbation {
        earliest: Date,
    },
    /// Converted before the shortest probation ended.
    ProbationTooShort {
        earliest: Date,
    },
    /// Between the lengths of that time, equal to none.
    ProbationOfOddLength {
        earliest: Date,
        latest: Date,
    },
    /// Later than regular by as much as an extension makes.
    ProbationExtended {
        regular: Date,
    },
    /// Later than regular, and no extension explains it. Late handling does not move the day: it
    /// stays the end of the probation (发展党员工作细则 2026, art. 34).
    ConvertedLate {
        regular: Date,
    },
    /// No conversion on record, though the probation ended.
    NotConverted {
        earliest: Date,
        latest: Date,
    },
}

/// Checks a record's joining and conversion days on the day `today`. Empty when all is well.
///
/// A person without `converted_on` is taken as being on probation.
pub fn check_join_and_conversion(
    joined_on: Date,
    converted_on: Option<Date>,
    today: Date,
    birth: Option<Date>,
) -> Vec<Finding<JoiningFault>> {
    let mut findings = Vec::new();
    if joined_on > today {
        findings.push(order(JoiningFault::JoinedInFuture { joined_on }));
    }
    findings.extend(birth.and_then(|birth| check_age(joined_on, birth)));
    findings.extend(converted_on.and_then(|day| check_order(joined_on, day, today)));
    let Some(period) = JoiningPeriod::of(joined_on) else {
        let founded_on = JOINING_PERIODS[0].from;
        findings.push(order(JoiningFault::JoinedBeforeFounding { founded_on }));
        return findings;
    };
    findings.extend(match converted_on {
        Some(day) if day >= joined_on => check_probation(period, joined_on, day),
        Some(_) => None,
        None => check_unconverted(period, joined_on, today),
    });
    findings
}

fn order(detail: JoiningFault) -> Finding<JoiningFault> {
    Finding { rule: &ORDER_RULE, outcome: Outcome::Block, detail }
}

fn check_age(joined_on: Date, birth: Date) -> Option<Finding<JoiningFault>> {
    let Some(age) = completed_years(birth, joined_on) else {
        return Some(order(JoiningFault::JoinedBeforeBirth { birth }));
    };
    if age >= ADULT {
        return None;
    }
    let rule = RuleRef::version_on(&ADULT_RULES, joined_on)?;
    // Old records hold boys of the war years; since the dated rule books the text binds.
    let outcome = if rule.valid_from.is_some() { Outcome::Block } else { Outcome::Warn };
    Some(Finding { rule, outcome, detail: JoiningFault::UnderAge { age, least: ADULT } })
}

fn check_order(joined_on: Date, converted_on: Date, today: Date) -> Option<Finding<JoiningFault>> {
    if converted_on < joined_on {
        Some(order(JoiningFault::ConvertedBeforeJoining { joined_on, converted_on }))
    } else if converted_on > today {
        Some(order(JoiningFault::ConvertedInFuture { converted_on }))
    } else {
        None
    }
}

fn check_probation(
    period: &JoiningPeriod,
    joined_on: Date,
    converted_on: Date,
) -> Option<Finding<JoiningFault>> {
    use JoiningFault as F;
    use Outcome::{Block, Info, Warn};
    let (earliest, latest) = (period.earliest(joined_on), period.latest(joined_on));
    let joining = |outcome, detail| Some(Finding { rule: &JOINING_RULE, outcome, detail });
    if period.conversion_days(joined_on).any(|day| day == converted_on) {
        None
    } else if period.is_without_probation() {
        joining(Warn, F::ProbationWhereNone { expected: joined_on })
    } else if converted_on == joined_on {
        let outcome = if period.is_current() { Block } else { Warn };
        joining(outcome, F::NoProbation { earliest })
    } else if converted_on < earliest {
        joining(Warn, F::ProbationTooShort { earliest })
    } else if converted_on < latest {
        joining(Info, F::ProbationOfOddLength { earliest, latest })
    } else if (add_months(latest, SHORTEST_EXTENSION_MONTHS)..=add_months(latest, LONGEST_EXTENSION_MONTHS))
        .contains(&converted_on)
    {
        let detail = F::ProbationExtended { regular: latest };
        Some(Finding { rule: &EXTENSION_RULE, outcome: Info, detail })
    } else {
        joining(Warn, F::ConvertedLate { regular: latest })
    }
}

fn check_unconverted(period: &JoiningPeriod, joined_on: Date, today: Date) -> Option<Finding<JoiningFault>> {
    let (earliest, latest) = (period.earliest(joined_on), period.latest(joined_on));
    if today <= latest {
        return None;
    }
    // Within a year after the end an extension or a running conversion is likely.
    let likely = today <= add_months(latest, LONGEST_EXTENSION_MONTHS);
    let outcome = if likely && period.is_current() { Outcome::Info } else { Outcome::Warn };
    let detail = JoiningFault::NotConverted { earliest, latest };
    Some(Finding { rule: &JOINING_RULE, outcome, detail })
}
