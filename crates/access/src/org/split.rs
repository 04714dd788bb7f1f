//! A new organisation beside another, with some of its subordinates.

use zhibu_kernel::Tx;
use zhibu_kernel::audit::Entry;

use super::act::{self, Back, Particulars, tell};
use super::{Decision, NewOrg, Org, OrgMoved, Refused, end, establish, move_under, place};
use crate::permit::Permit;
use crate::role::ManageOrg;

/// Splits a part off on the day of the deed: a new organisation under the same superior, to which
/// the named subordinates go. People follow one by one or many at a time, by the act that moves
/// people: only that knows who they are.
///
/// # Errors
/// [`Refused`], when the rules or another editor stand against it.
pub async fn split(
    tx: &mut Tx,
    permit: &Permit<ManageOrg>,
    org: &Org,
    version: i64,
    new: NewOrg,
    subordinates: &[Org],
    decision: &Decision,
) -> Result<Org, Refused> {
    let Decision { approval, deed } = decision;
    place::is_as_shown(org, version)?;
    let superior = move_under::leaves(tx, permit, org).await?;
    let leave = match permit.reason() {
        Some(reason) => Permit::by_system(permit.actor(), reason)?,
        None => Permit::at(permit.actor(), &superior.spot())?,
    };
    let part = establish(tx, leave, &superior, new, approval, deed).await?;
    let told = subordinates.iter().fold(Particulars::of("split").with(part.id), |told, below| {
        told.changed("subordinate", Some(&below.name), Some(&part.name))
    });
    let main = tell(tx, org.id, &told.changed("part", None, Some(&part.name)), approval, deed).await?;
    act::join(tx, part.id, main).await?;
    let mut paths = Vec::new();
    let mut moved = Vec::new();
    for below in subordinates {
        if below.superior != Some(org.id) {
            return Err(Refused::Unnamed("pick"));
        }
        place::stands_under(&below.kind, &part.kind)?;
        paths.extend(place::relocate(tx, below.id, &part, deed.happened_on).await?);
        moved.push((below.id, deed.happened_on));
    }
    end::tell_moved(tx, &moved, (org, &part), main, decision).await?;
    let moved = moved.into_iter().map(|(below, on)| (below, org.id, on)).collect();
    act::keep_back(tx, main, &Back { ended: Vec::new(), moved, made: Some(part.id) }).await?;
    let entry = Entry::did("access.org.split")
        .on("org", org.id.0)
        .within(org.id.0, org.area)
        .deed(deed)
        .detail(serde_json::json!({ "part": part.id, "subordinates": subordinates.len() }));
    tx.audit(&entry).await?;
    if !paths.is_empty() {
        tx.send(&OrgMoved { org: org.id, from: deed.happened_on, paths }).await?;
    }
    Ok(part)
}
