//! Several organisations become one that there is already.

use zhibu_kernel::Tx;
use zhibu_kernel::audit::Entry;

use super::act::{self, Back, Particulars, tell};
use super::{Decision, Org, OrgMerged, Refused, end, move_under, place};
use crate::permit::Permit;
use crate::role::ManageOrg;

/// Merges organisations into another one on the day of the deed: each ends, its subordinates and
/// people go to the one that takes it in, roles on it end.
///
/// # Errors
/// [`Refused`], when the rules or another editor stand against it; then nothing is merged.
pub async fn merge(
    tx: &mut Tx,
    permit: &Permit<ManageOrg>,
    into: &Org,
    version: i64,
    taken: &[(Org, Permit<ManageOrg>)],
    decision: &Decision,
) -> Result<(), Refused> {
    let Decision { approval, deed } = decision;
    place::is_as_shown(into, version)?;
    place::not_ahead(tx, deed.happened_on)?;
    if taken.is_empty() {
        return Err(Refused::Unnamed("other"));
    }
    let took = taken
        .iter()
        .fold(Particulars::of("take_in"), |took, (org, _)| took.changed("taken", Some(&org.name), None));
    let main = tell(tx, into.id, &took, approval, deed).await?;
    let mut back = Back::default();
    for (org, own) in taken {
        move_under::leaves(tx, own, org).await?;
        if let Some(day) = org.ended_on {
            return Err(Refused::Ended(day));
        }
        end::may_inherit(tx, org, into, deed.happened_on).await?;
        let ended = end::end(tx, org, deed.happened_on, into, Some(into.id)).await?;
        let told = Particulars::of("merge").with(into.id).part_of(main).changed(
            "into",
            Some(&org.name),
            Some(&into.name),
        );
        tell(tx, org.id, &told, approval, deed).await?;
        end::tell_moved(tx, &ended.subordinates, (org, into), main, decision).await?;
        let entry =
            Entry::did("access.org.merge").on("org", org.id.0).within(org.id.0, org.area).deed(deed).detail(
                serde_json::json!({
                    "into": into.id,
                    "subordinates": ended.subordinates.len(),
                    "roles_ended": ended.ended.roles.len(),
                }),
            );
        tx.audit(&entry).await?;
        tx.send(&OrgMerged { org: org.id, into: into.id, from: deed.happened_on, paths: ended.paths })
            .await?;
        back.moved.extend(ended.subordinates.into_iter().map(|(below, on)| (below, org.id, on)));
        back.ended.push(ended.ended);
    }
    act::keep_back(tx, main, &back).await?;
    let mut entry = Entry::did("access.org.take_in")
        .on("org", into.id.0)
        .within(into.id.0, into.area)
        .deed(deed)
        .detail(serde_json::json!({ "count": taken.len() }));
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    Ok(tx.audit(&entry).await?)
}
