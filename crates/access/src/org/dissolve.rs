//! The end of an organisation, with a place for everybody and everything in it.

use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Deed, Tx};
use zhibu_rules::codes::OrgKind;

use super::act::{self, Back, Particulars, tell};
use super::{Counts, Decision, Org, OrgDissolved, Refused, end, find_by_id, move_under, place};
use crate::permit::Permit;
use crate::role::ManageOrg;

/// Where people and subordinates go; without a word subordinates go to the superior.
#[derive(Clone, Debug, Default)]
pub struct Heirs {
    /// The branch of the people.
    pub people: Option<Org>,
    /// The superior of the subordinates.
    pub subordinates: Option<Org>,
}

/// Dissolves an organisation on the day of the deed. Whoever is in it must have somewhere to go;
/// `counts` tells whether somebody is.
///
/// # Errors
/// [`Refused`], when the rules or another editor stand against it.
pub async fn dissolve(
    tx: &mut Tx,
    permit: &Permit<ManageOrg>,
    org: &Org,
    version: i64,
    heirs: &Heirs,
    counts: Option<&dyn Counts>,
    decision: &Decision,
) -> Result<(), Refused> {
    let Decision { approval, deed } = decision;
    place::is_as_shown(org, version)?;
    place::not_ahead(tx, deed.happened_on)?;
    let superior = move_under::leaves(tx, permit, org).await?;
    let superior = match &heirs.subordinates {
        Some(named) => named,
        None => &superior,
    };
    if superior.id == org.id || superior.path.starts_with(&org.path) {
        return Err(Refused::BelowItself);
    }
    match &heirs.people {
        Some(heir) => end::may_inherit(tx, org, heir, deed.happened_on).await?,
        None if holds_people(tx, org, counts, deed).await? => return Err(Refused::PeopleLeft),
        None => {}
    }
    for id in place::subordinates_from(tx, org.id, deed.happened_on).await?.into_keys() {
        if let Some(below) = find_by_id(tx, id).await? {
            place::stands_under(&below.kind, &superior.kind)?;
        }
    }
    let people_to = heirs.people.as_ref().map(|heir| heir.id);
    let ended = end::end(tx, org, deed.happened_on, superior, people_to).await?;
    let mut told = Particulars::of("dissolve");
    if let Some(heir) = &heirs.people {
        told = told.with(heir.id).changed("people", Some(&org.name), Some(&heir.name));
    }
    if !ended.subordinates.is_empty() {
        told = told.changed("subordinates", Some(&org.name), Some(&superior.name));
    }
    let main = tell(tx, org.id, &told, approval, deed).await?;
    end::tell_moved(tx, &ended.subordinates, (org, superior), main, decision).await?;
    let moved = ended.subordinates.iter().map(|(below, on)| (*below, org.id, *on)).collect();
    let roles = ended.ended.roles.len();
    act::keep_back(tx, main, &Back { ended: vec![ended.ended], moved, made: None }).await?;
    let mut entry =
        Entry::did("access.org.dissolve").on("org", org.id.0).within(org.id.0, org.area).deed(deed).detail(
            serde_json::json!({
                "people_to": people_to, "subordinates": ended.subordinates.len(), "roles_ended": roles,
            }),
        );
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    tx.audit(&entry).await?;
    tx.send(&OrgDissolved { org: org.id, people_to, from: deed.happened_on, paths: ended.paths }).await?;
    Ok(())
}

/// Whether somebody belongs to the organisation itself from the day on. Where nobody counts
/// people, a branch is taken to have some.
async fn holds_people(
    tx: &mut Tx,
    org: &Org,
    counts: Option<&dyn Counts>,
    deed: &Deed,
) -> Result<bool, Refused> {
    let Some(counts) = counts else {
        return Ok(OrgKind::from_key(&org.kind).is_some_and(OrgKind::holds_members));
    };
    let own = counts.own_people(tx, &[org.id], deed.happened_on).await?;
    Ok(own.get(&org.id).is_some_and(|n| *n > 0))
}
