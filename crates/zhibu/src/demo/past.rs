//! The last two years of a life: what was otherwise, and until when, so that past days differ.

use zhibu_access::org::Spot;
use zhibu_kernel::Day;
use zhibu_registry::person::{Facts, Stretch};
use zhibu_rules::codes::Stage;

use super::people::{ENDINGS, People};

/// Something that was otherwise before a day.
enum Before {
    Stage(Stage),
    Education(&'static str),
    Job(&'static str),
    AtHome,
    InContact,
    Branch(Spot),
    Open,
}

/// The stretches of a life that today is `facts` in the branch at `spot`, from the first day of
/// records on. `elsewhere` is a branch from which somebody may have come.
#[must_use]
pub fn of(
    people: &mut People,
    mut facts: Facts,
    spot: &Spot,
    elsewhere: &Spot,
    records_from: Day,
) -> Vec<Stretch> {
    let mut changes = steps(people, &facts);
    changes.retain(|(day, _)| *day > records_from);
    let is_settled = facts.stage == Stage::Full.key() && changes.is_empty();
    let mut begins = records_from;
    if facts.joined_on > Some(records_from) {
        facts.entry = "developed".into();
    }
    if is_settled {
        match people.dice().below(1000) {
            0..20 => changes.push((people.days_ago(20, 700), Before::Branch(elsewhere.clone()))),
            20..32 => {
                begins = people.days_ago(20, 700);
                facts.entry = "transferred_in".into();
            }
            32..42 => {
                let lower = lower(facts.education.as_deref());
                changes.extend(lower.map(|code| (people.days_ago(30, 700), Before::Education(code))));
            }
            _ => {}
        }
    }
    changes.extend(retired(people, &facts));
    if let Some(day) = facts.floating_since.filter(|day| *day > records_from) {
        changes.push((day, Before::AtHome));
    }
    if let Some(day) = facts.lost_since.filter(|day| *day > records_from) {
        changes.push((day, Before::InContact));
    }
    if let Some(day) = facts.applied_on.filter(|day| *day > records_from) {
        begins = begins.max(day);
        if facts.joined_on.is_none() {
            facts.entry = "applied".into();
        }
    }
    unfold(facts, spot.clone(), changes, begins)
}

/// The stretches of somebody who was a member on the first day of records and is none any more.
#[must_use]
pub fn of_departed(people: &mut People, mut facts: Facts, spot: &Spot, records_from: Day) -> Vec<Stretch> {
    let weights = ENDINGS.map(|(_, weight)| weight);
    let (ending, _) = ENDINGS[people.dice().weighed(&weights)];
    facts.ending = Some(ending.key().to_owned());
    let day = people.days_ago(10, 710);
    unfold(facts, spot.clone(), vec![(day, Before::Open)], records_from)
}

/// The steps of the way that somebody went in these years, the latest first.
fn steps(people: &mut People, facts: &Facts) -> Vec<(Day, Before)> {
    let mut steps = Vec::new();
    let Some(applied) = facts.applied_on else {
        return steps;
    };
    let stage = Stage::from_key(&facts.stage).unwrap_or(Stage::Applicant);
    let mut next = match stage {
        Stage::Full => facts.converted_on.unwrap_or(Day::FIRST),
        Stage::Probationary => facts.joined_on.unwrap_or(Day::FIRST),
        Stage::Target => people.days_ago(10, 90),
        Stage::Activist => people.days_ago(5, 250),
        Stage::Applicant => return steps,
    };
    for was in Stage::ALL.iter().rev().filter(|was| **was < stage) {
        if next <= applied {
            break;
        }
        steps.push((next, Before::Stage(*was)));
        next = match was {
            Stage::Probationary => facts.joined_on.unwrap_or(Day::FIRST),
            Stage::Target => next.plus_days(-people.dice().between(40, 150)),
            _ => next.plus_days(-people.dice().between(370, 480)),
        };
    }
    steps
}

/// Who has just reached the age of retiring had a post before.
fn retired(people: &mut People, facts: &Facts) -> Option<(Day, Before)> {
    let born = facts.born_on?;
    let age = people.days_ago(0, 0).year() - born.year();
    let has_just_retired = facts.job_code.as_deref() == Some("retiree") && age <= 62;
    (has_just_retired && people.dice().chance(600)).then(|| (people.days_ago(20, 700), Before::Job("013")))
}

/// The education before an evening course.
fn lower(education: Option<&str>) -> Option<&'static str> {
    match education? {
        "14" => Some("21"),
        "21" => Some("31"),
        "31" => Some("61"),
        _ => None,
    }
}

/// Goes back from today, change by change.
fn unfold(facts: Facts, spot: Spot, mut changes: Vec<(Day, Before)>, begins: Day) -> Vec<Stretch> {
    changes.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    let mut life = Vec::new();
    let mut now = Stretch { from: begins, spot, facts };
    let mut pending: Option<Day> = None;
    for (day, before) in changes {
        if day <= begins {
            break;
        }
        if pending != Some(day) {
            life.push(Stretch { from: day, ..now.clone() });
            pending = Some(day);
        }
        before.undo(&mut now);
    }
    life.push(now);
    life.reverse();
    life
}

impl Before {
    fn undo(self, stretch: &mut Stretch) {
        let facts = &mut stretch.facts;
        match self {
            Self::Stage(was) => {
                was.key().clone_into(&mut facts.stage);
                facts.probation_ends_on = match was {
                    Stage::Probationary => facts.converted_on,
                    _ => None,
                };
                if !was.is_member() {
                    "applied".clone_into(&mut facts.entry);
                }
            }
            Self::Education(code) => facts.education = Some(code.to_owned()),
            Self::Job(code) => facts.job_code = Some(code.to_owned()),
            Self::AtHome => {
                facts.is_floating = false;
                facts.floating_since = None;
                facts.outflow_place = None;
                facts.outflow_reason = None;
            }
            Self::InContact => facts.lost_since = None,
            Self::Branch(spot) => stretch.spot = spot,
            Self::Open => facts.ending = None,
        }
    }
}
