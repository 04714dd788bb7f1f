//! Moving people to another branch: one deed for one or several hundred, in small transactions.

use serde_json::json;
use zhibu_access::org::{self, OrgId};
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::MovePerson;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Deed, Tx};

use super::deed::{self, DeedId, Kind};
use super::edit::takes_people;
use super::{Change, PersonId, Refused, open, periods, put};

/// The most people one deed moves.
pub const MOST: usize = 1_000;
/// People that one transaction moves: it holds the writer of SQLite for some ten milliseconds.
pub const CHUNK: usize = 25;
/// What it is in the book of deeds.
pub const KIND: Kind = Kind::Move;

/// Begins a move, or goes on with it when the same form comes again.
///
/// # Errors
/// [`Refused`] when the target takes no people, the day lies in the future, or the reason is
/// missing.
pub async fn begin(
    tx: &mut Tx,
    id: DeedId,
    target: OrgId,
    deed: &Deed,
) -> Result<Permit<MovePerson>, Refused> {
    let (target, permit) = org::open::<MovePerson>(tx, target).await?;
    takes_people(&target)?;
    if deed.happened_on > tx.today() {
        return Err(Refused::InFuture("day"));
    }
    if deed.basis.is_none() {
        return Err(Refused::WithoutReason);
    }
    deed::begin(tx, id, KIND, &target.spot(), deed).await?;
    tx.audit(&Entry::did("registry.deed.begin").on("deed", id.0).within(target.id.0, target.area).deed(deed))
        .await?;
    Ok(permit)
}

/// Moves a chunk of people; who is there already, or is nobody the actor may move, is noted.
///
/// # Errors
/// [`Refused`] as [`begin`]; a fault of the database.
pub async fn some(
    tx: &mut Tx,
    id: DeedId,
    target: OrgId,
    people: &[PersonId],
    deed: &Deed,
) -> Result<(), Refused> {
    let (target, _) = org::open::<MovePerson>(tx, target).await?;
    for person in people {
        if deed::has(tx, id, *person).await? {
            continue;
        }
        let (person, _) = match open::<MovePerson>(tx, *person).await {
            Ok(opened) => opened,
            Err(Denied::Missing) => {
                deed::note(tx, target.area, id, *person, "refused").await?;
                continue;
            }
            Err(denied) => return Err(denied.into()),
        };
        if person.org == target.id || person.facts.ending.is_some() {
            deed::note(tx, target.area, id, person.id, "already").await?;
            continue;
        }
        let before = periods(tx, person.id).await?;
        let change = Change { facts: person.facts.clone(), spot: target.spot(), from: deed.happened_on };
        put(tx, &person, &change, deed).await?;
        deed::keep(tx, target.area, id, person.id, &before).await?;
        tx.audit(
            &Entry::did("registry.person.move")
                .on("person", person.id.0)
                .within(target.id.0, target.area)
                .deed(deed)
                .detail(json!({ "from": person.org, "deed": id })),
        )
        .await?;
    }
    // A chunk of people who all stay where they are writes too.
    tx.audit(&Entry::did("registry.deed.go_on").on("deed", id.0).within(target.id.0, target.area).deed(deed))
        .await?;
    Ok(())
}
