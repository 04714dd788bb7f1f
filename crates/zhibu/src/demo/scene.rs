//! What the secretary of the demo finds on the first morning: a little of everything that a
//! branch asks for.

use jiff::civil::Date;
use zhibu_access::permit::Denied;
use zhibu_access::role::ProposeOwn;
use zhibu_kernel::{Actor, Day, Db, Deed, Fault, Tx};
use zhibu_registry::correction::{self, Field, Proposal};
use zhibu_registry::person::{self, Facts, PersonId};
use zhibu_rules::calendar::{add_months, add_years};
use zhibu_rules::codes::Stage;

/// A part: who can play it at that age, and what it makes of them.
type Part = (fn(i64) -> bool, fn(&mut Facts, Date));

const PARTS: [Part; 6] = [
    (|age| (22..46).contains(&age), ends_probation),
    (|age| age < 60, is_away),
    (|_| true, is_lost),
    (|_| true, |facts, _| facts.mobile = None),
    (|_| true, |facts, _| facts.education = None),
    (|_| true, |facts, _| facts.address = None),
];

/// The members of a branch to whom parts are given, one after the other.
#[derive(Default)]
pub struct Scene {
    given: [bool; PARTS.len()],
}

impl Scene {
    /// Gives a member the first part that is free and that they can play.
    pub fn give(&mut self, facts: &mut Facts, today: Date) {
        let age = facts.born_on.map_or(0, |born| i64::from(today.year()) - born.year());
        let free = PARTS.iter().zip(&mut self.given).find(|((can, _), given)| !**given && can(age));
        if let Some(((_, play), given)) = free {
            *given = true;
            play(facts, today);
        }
    }
}

/// Of those on their way: first an applicant, then an activist.
pub fn on_the_way(nth: usize, facts: &mut Facts, today: Date) {
    let (stage, applied) = match nth {
        0 => (Stage::Applicant, add_months(today, -2)),
        1 => (Stage::Activist, add_months(today, -14)),
        _ => return,
    };
    stage.key().clone_into(&mut facts.stage);
    facts.applied_on = Some(applied.into());
}

fn ends_probation(facts: &mut Facts, today: Date) {
    let ends = add_months(today, 1);
    let joined = add_years(ends, -1);
    Stage::Probationary.key().clone_into(&mut facts.stage);
    facts.applied_on = Some(add_months(joined, -23).into());
    facts.joined_on = Some(joined.into());
    facts.converted_on = None;
    facts.probation_ends_on = Some(ends.into());
}

fn is_away(facts: &mut Facts, today: Date) {
    facts.is_floating = true;
    facts.floating_since = Some(add_months(today, -16).into());
    facts.outflow_place = Some("广东省深圳市龙岗区".to_owned());
    facts.outflow_reason = Some("1".to_owned());
}

fn is_lost(facts: &mut Facts, today: Date) {
    facts.lost_since = Some(Day::from(today).plus_days(-260));
}

/// A correction that waits for the secretary.
///
/// # Errors
/// A fault of the database.
pub async fn propose(db: &Db, member: PersonId) -> Result<(), Denied> {
    db.change(&Actor::system("demo"), &member, async |tx: &mut Tx, member: &PersonId| {
        let (person, permit) = person::open_by_system::<ProposeOwn>(tx, *member, "demo").await?;
        let proposal = Proposal {
            fields: vec![
                (Field::Mobile, "16009990001".to_owned()),
                (Field::Address, "柳溪镇柳溪村3组18号".to_owned()),
            ],
            reason: "换了号，也搬了家".to_owned(),
        };
        let deed = Deed::now(tx.now(), tx.today());
        let sent = correction::propose(tx, &permit, &person, &proposal, &deed).await;
        sent.map(drop).map_err(|refused| Denied::Fault(Fault::Invariant(refused.to_string())))
    })
    .await
}
