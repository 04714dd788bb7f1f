//! Taking back what was done last to an organisation.

use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Deed, Tx};

use super::act::{self, ActId, Done};
use super::{Approval, Decision, Org, Refused, Renamed, find_by_id, move_under, open, rename};
use crate::permit::Denied;
use crate::role::ManageOrg;

/// Takes a renaming or a move back, on the day it had, when nothing was done to the organisation
/// since. An end is not taken back: people have gone elsewhere and may have moved on.
///
/// # Errors
/// [`Refused::DoneSince`] when it is not the last act; otherwise as the act that goes back.
pub async fn undo(tx: &mut Tx, id: ActId) -> Result<Org, Refused> {
    let done = act::find(tx, id).await?.ok_or(Denied::Missing)?;
    let (org, permit) = open::<ManageOrg>(tx, done.org).await?;
    if act::last(tx, org.id).await? != Some(id) {
        return Err(Refused::DoneSince);
    }
    let deed = Deed::now(tx.now(), tx.today()).on(done.happened_on);
    let decision = Decision { approval: Approval::default(), deed: deed.clone() };
    match done.act.as_str() {
        "rename" => {
            let before = before(&org, &done);
            rename(tx, &permit, &org, org.version, &before, &decision).await?;
        }
        "move" => {
            let superior = done.other.ok_or(Refused::DoneSince)?;
            let (superior, there) = open::<ManageOrg>(tx, superior).await?;
            move_under(tx, (&permit, &there), &org, org.version, &superior, &decision).await?;
        }
        _ => return Err(Refused::DoneSince),
    }
    act::mark_undone(tx, id).await?;
    if let Some(back) = act::last(tx, org.id).await? {
        act::mark_undone(tx, back).await?;
    }
    tx.audit(&Entry::did("access.org.undo").on("org", org.id.0).within(org.id.0, org.area).deed(&deed))
        .await?;
    find_by_id(tx, org.id).await?.ok_or(Denied::Missing.into())
}

/// The organisation as it was before a renaming.
pub(super) fn before(org: &Org, done: &Done) -> Renamed {
    let mut before = Renamed::from_org(org);
    for (field, old, _) in &done.changes {
        let text = || old.clone().unwrap_or_default();
        match field.as_str() {
            "name" => before.name = text(),
            "code" => before.code.clone_from(old),
            "kind" => before.kind = text(),
            "short_name" => before.short_name.clone_from(old),
            "approves" => before.can_approve_probationary = old.as_deref() == Some("yes"),
            "unit_situation" => before.unit_situation.clone_from(old),
            _ => {}
        }
    }
    before
}
