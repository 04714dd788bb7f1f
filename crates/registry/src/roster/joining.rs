//! The days of joining and conversion of a row, held against the rules.

use zhibu_kernel::Day;
use zhibu_rules::codes::Stage;
use zhibu_rules::periods::{JoiningFault, check_join_and_conversion};
use zhibu_rules::rule::Outcome;
use zhibu_web::key;

use super::columns::Field;
use super::finding::{Finding, Level, Say};
use crate::person::Facts;
use crate::person::counted::is_member;

/// What is odd about the days of them, and how much it weighs (DEV-30, IMP-04).
pub(super) fn findings(facts: &Facts, today: Day) -> Vec<Finding> {
    let Some(joined) = facts.joined_on.filter(|_| is_member(&facts.stage)) else {
        return Vec::new();
    };
    let converted = facts.converted_on.map(Day::date);
    let born = facts.born_on.map(Day::date);
    let is_full = facts.stage == Stage::Full.key();
    check_join_and_conversion(joined.date(), converted, today.date(), born)
        .into_iter()
        // A full member without the day of conversion lacks data; that is told on the branch's page.
        .filter(|found| !(is_full && matches!(found.detail, JoiningFault::NotConverted { .. })))
        .map(|found| {
            let level = match found.outcome {
                Outcome::Block => Level::Fault,
                _ => Level::Note,
            };
            finding(&found.detail, facts).at(level)
        })
        .collect()
}

fn finding(fault: &JoiningFault, facts: &Facts) -> Finding {
    let (joined, converted) = (Field::JoinedOn, Field::ConvertedOn);
    let (field, problem) = match fault {
        JoiningFault::JoinedInFuture { .. } => (joined, Say::new(key!("roster-fault-future"))),
        JoiningFault::ConvertedInFuture { .. } => (converted, Say::new(key!("roster-fault-future"))),
        JoiningFault::JoinedBeforeFounding { founded_on } => {
            (joined, Say::new(key!("roster-fault-before-founding")).text("day", founded_on))
        }
        JoiningFault::JoinedBeforeBirth { birth } => {
            (joined, Say::new(key!("roster-fault-before-birth")).text("day", birth))
        }
        JoiningFault::UnderAge { age, least } => {
            (joined, Say::new(key!("roster-fault-under-age")).number("age", *age).number("least", *least))
        }
        JoiningFault::ConvertedBeforeJoining { joined_on, .. } => {
            (converted, Say::new(key!("roster-fault-order")).text("day", joined_on))
        }
        JoiningFault::ProbationWhereNone { expected } => {
            (converted, Say::new(key!("roster-fault-no-probation-then")).text("day", expected))
        }
        JoiningFault::NoProbation { earliest } | JoiningFault::ProbationTooShort { earliest } => {
            (converted, Say::new(key!("roster-fault-too-early")).text("day", earliest))
        }
        JoiningFault::ProbationOfOddLength { earliest, .. } => {
            (converted, Say::new(key!("roster-fault-odd-length")).text("day", earliest))
        }
        JoiningFault::ProbationExtended { regular } | JoiningFault::ConvertedLate { regular } => {
            (converted, Say::new(key!("roster-fault-late")).text("day", regular))
        }
        JoiningFault::NotConverted { latest, .. } => {
            (converted, Say::new(key!("roster-fault-not-converted")).text("day", latest))
        }
    };
    let day = if field == joined { facts.joined_on } else { facts.converted_on };
    let written = day.map(|day| day.to_string()).unwrap_or_default();
    Finding::fault(field, &written, problem, Say::new(key!("roster-mend-joining")))
}
