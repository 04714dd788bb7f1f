//! What the rules find in a person's facts: pure, and shown at the field it concerns.

use jiff::civil::Date;
use zhibu_kernel::Day;
use zhibu_rules::citizen_id::{CitizenId, Mismatch};
use zhibu_rules::codes::Sex;
use zhibu_rules::periods::{JoiningFault, check_join_and_conversion};
use zhibu_rules::rule::{Outcome, RuleRef};
use zhibu_web::key;
use zhibu_web::texts::Arg;

use super::Facts;
use super::counted::is_member;

/// One thing that a rule found.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// The field at which it is shown.
    pub field: &'static str,
    /// How grave it is.
    pub outcome: Outcome,
    /// The sentence in the catalogues.
    pub key: &'static str,
    /// What goes into the sentence.
    pub args: Vec<(&'static str, Arg)>,
    /// The rule.
    pub rule: &'static RuleRef,
}

/// Everything the rules find in facts on a day.
#[must_use]
pub fn doubts(facts: &Facts, today: Day) -> Vec<Doubt> {
    let mut found = Vec::new();
    let born = facts.born_on.map(Day::date);
    if is_member(&facts.stage)
        && let Some(joined) = facts.joined_on
    {
        let converted = facts.converted_on.map(Day::date);
        for finding in check_join_and_conversion(joined.date(), converted, today.date(), born) {
            // A probationary member whose probation ended is a matter of the due list.
            if matches!(finding.detail, JoiningFault::NotConverted { .. }) && facts.stage == "probationary" {
                continue;
            }
            let (field, key, args) = joining(&finding.detail);
            found.push(Doubt { field, outcome: finding.outcome, key, args, rule: finding.rule });
        }
    }
    if let Some(Ok(number)) = facts.citizen_id.as_deref().map(CitizenId::parse) {
        for finding in number.mismatches(born, sex(facts.sex)) {
            let (field, key, args) = match finding.detail {
                Mismatch::Birth { by_id, .. } => {
                    ("born_on", key!("person-doubt-birth"), vec![("day", day(by_id))])
                }
                Mismatch::Sex { .. } => ("sex", key!("person-doubt-sex"), Vec::new()),
            };
            found.push(Doubt { field, outcome: finding.outcome, key, args, rule: finding.rule });
        }
    }
    found.retain(|doubt| doubt.outcome >= Outcome::Warn);
    found
}

/// What is found in new facts and was not found in the old ones: an old record's oddities do not
/// stand in the way of a new telephone number.
#[must_use]
pub fn new_doubts(old: Option<&Facts>, new: &Facts, today: Day) -> Vec<Doubt> {
    let before = old.map(|old| doubts(old, today)).unwrap_or_default();
    doubts(new, today).into_iter().filter(|doubt| !before.contains(doubt)).collect()
}

/// The sex of a code of GB/T 2261.1.
#[must_use]
pub fn sex(code: i64) -> Option<Sex> {
    let code = code.to_string();
    Sex::ALL.iter().copied().find(|sex| sex.entry().code == Some(code.as_str()))
}

fn day(date: Date) -> Arg {
    Arg::Text(date.to_string())
}

type Said = (&'static str, &'static str, Vec<(&'static str, Arg)>);

fn joining(fault: &JoiningFault) -> Said {
    match fault {
        JoiningFault::JoinedInFuture { .. } => ("joined_on", key!("person-doubt-joined-in-future"), vec![]),
        JoiningFault::JoinedBeforeFounding { founded_on } => {
            ("joined_on", key!("person-doubt-before-founding"), vec![("day", day(*founded_on))])
        }
        JoiningFault::JoinedBeforeBirth { .. } => ("joined_on", key!("person-doubt-before-birth"), vec![]),
        JoiningFault::UnderAge { age, least } => (
            "joined_on",
            key!("person-doubt-under-age"),
            vec![("age", Arg::Number((*age).into())), ("least", Arg::Number((*least).into()))],
        ),
        JoiningFault::ConvertedInFuture { .. } => {
            ("converted_on", key!("person-doubt-converted-in-future"), vec![])
        }
        JoiningFault::ConvertedBeforeJoining { .. } => {
            ("converted_on", key!("person-doubt-converted-before"), vec![])
        }
        JoiningFault::ProbationWhereNone { expected } => {
            ("converted_on", key!("person-doubt-no-probation-then"), vec![("day", day(*expected))])
        }
        JoiningFault::NoProbation { earliest } => {
            ("converted_on", key!("person-doubt-probation-missing"), vec![("day", day(*earliest))])
        }
        JoiningFault::ProbationTooShort { earliest } => {
            ("converted_on", key!("person-doubt-probation-short"), vec![("day", day(*earliest))])
        }
        JoiningFault::ProbationOfOddLength { earliest, latest } => (
            "converted_on",
            key!("person-doubt-probation-odd"),
            vec![("earliest", day(*earliest)), ("latest", day(*latest))],
        ),
        JoiningFault::ProbationExtended { regular } => {
            ("converted_on", key!("person-doubt-probation-extended"), vec![("day", day(*regular))])
        }
        JoiningFault::ConvertedLate { regular } => {
            ("converted_on", key!("person-doubt-converted-late"), vec![("day", day(*regular))])
        }
        JoiningFault::NotConverted { latest, .. } => {
            ("converted_on", key!("person-doubt-not-converted"), vec![("day", day(*latest))])
        }
    }
}
