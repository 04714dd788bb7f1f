//! Steps on the way into the Party, each with its day.

use serde_json::json;
use zhibu_access::permit::Permit;
use zhibu_access::role::EditPerson;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Tx};
use zhibu_rules::codes::Stage;
use zhibu_rules::periods::probation_ends_on;

use super::deed::{self, DeedId, Kind};
use super::{Change, Facts, Person, Refused, periods, put};

/// What it is in the book of deeds.
pub const KIND: Kind = Kind::Stage;

/// The step that follows a stage; none after the last.
#[must_use]
pub fn next(stage: &str) -> Option<Stage> {
    let at = Stage::ALL.iter().position(|each| each.key() == stage)?;
    Stage::ALL.get(at + 1).copied()
}

/// Takes a person one step on, on the day of the deed: the branch meeting's day for a
/// probationary member, the day of conversion for a full one.
///
/// # Errors
/// [`Refused`] when the step does not follow, the record is closed or changed, or the day lies
/// in the future.
pub async fn advance(
    tx: &mut Tx,
    _permit: &Permit<EditPerson>,
    person: &Person,
    version: i64,
    to: Stage,
    deed: &Deed,
) -> Result<DeedId, Refused> {
    if person.facts.ending.is_some() {
        return Err(Refused::Closed);
    }
    if version != person.version {
        return Err(Refused::Changed);
    }
    if next(&person.facts.stage) != Some(to) {
        return Err(Refused::StepOutOfOrder);
    }
    if deed.happened_on > tx.today() {
        return Err(Refused::InFuture("day"));
    }
    let mut facts = Facts { stage: to.key().to_owned(), ..person.facts.clone() };
    match to {
        Stage::Probationary => {
            facts.joined_on = Some(deed.happened_on);
            facts.probation_ends_on = probation_ends_on(deed.happened_on.date()).map(Day::from);
        }
        Stage::Full => {
            facts.converted_on = Some(deed.happened_on);
            facts.probation_ends_on = None;
        }
        Stage::Applicant | Stage::Activist | Stage::Target => {}
    }
    let id = DeedId::fresh();
    deed::begin(tx, id, KIND, &person.spot(), deed).await?;
    let before = periods(tx, person.id).await?;
    let change = Change { facts, spot: person.spot(), from: deed.happened_on };
    put(tx, person, &change, deed).await?;
    deed::keep(tx, person.area, id, person.id, &before).await?;
    tx.audit(
        &Entry::did("registry.person.advance")
            .on("person", person.id.0)
            .within(person.org.0, person.area)
            .deed(deed)
            .detail(json!({ "stage": to.key(), "deed": id })),
    )
    .await?;
    Ok(id)
}
