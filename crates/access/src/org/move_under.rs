//! Under another superior, with everything below.

use zhibu_kernel::Tx;
use zhibu_kernel::audit::Entry;

use super::act::{Particulars, tell};
use super::{Decision, Org, OrgMoved, Refused, find_by_id, place};
use crate::permit::Permit;
use crate::role::ManageOrg;

/// Moves a subtree under another superior from the day of the deed on, for as long as it had
/// stayed under the present one. Both permits are needed: nobody takes an organisation out of, or
/// puts it into, a place that is not theirs.
///
/// # Errors
/// [`Refused`], when the rules or another editor stand against it.
pub async fn move_under(
    tx: &mut Tx,
    permits: (&Permit<ManageOrg>, &Permit<ManageOrg>),
    org: &Org,
    version: i64,
    superior: &Org,
    decision: &Decision,
) -> Result<(), Refused> {
    let Decision { approval, deed } = decision;
    place::is_as_shown(org, version)?;
    place::not_ahead(tx, deed.happened_on)?;
    let old = leaves(tx, permits.0, org).await?;
    if superior.id == org.id {
        return Err(Refused::BelowItself);
    }
    if let Some(day) = superior.ended_on {
        return Err(Refused::Ended(day));
    }
    place::stands_under(&org.kind, &superior.kind)?;
    let then = super::period::periods(tx, org.id).await?;
    if then.iter().any(|period| period.holds_on(deed.happened_on) && period.superior == Some(superior.id)) {
        return Err(Refused::Nothing);
    }
    let paths = place::relocate(tx, org.id, superior, deed.happened_on).await?;
    let told =
        Particulars::of("move").with(old.id).changed("superior", Some(&old.name), Some(&superior.name));
    tell(tx, org.id, &told, approval, deed).await?;
    let mut entry = Entry::did("access.org.move")
        .on("org", org.id.0)
        .within(org.id.0, org.area)
        .deed(deed)
        .detail(serde_json::json!({ "from": old.id, "to": superior.id }));
    if let Some(reason) = permits.0.reason() {
        entry = entry.because(reason);
    }
    tx.audit(&entry).await?;
    tx.send(&OrgMoved { org: org.id, from: deed.happened_on, paths }).await?;
    Ok(())
}

/// The superior that an organisation leaves; the actor must manage it too.
pub(super) async fn leaves(tx: &mut Tx, permit: &Permit<ManageOrg>, org: &Org) -> Result<Org, Refused> {
    let Some(superior) = org.superior else {
        return Err(Refused::Root);
    };
    let superior = find_by_id(tx, superior)
        .await?
        .ok_or_else(|| zhibu_kernel::Fault::Invariant("a superior is gone".into()))?;
    if permit.reason().is_none() {
        Permit::<ManageOrg>::at(permit.actor(), &superior.spot()).map_err(|denied| match denied {
            // The superior is in the trail of every page below it, so it is no secret.
            crate::permit::Denied::Missing => crate::permit::Denied::Forbidden("org.manage"),
            denied => denied,
        })?;
    }
    Ok(superior)
}
