//! Taking a whole sheet back: its acts the other way round, from the last to the first.

use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Deed, Fault, Tx, bind, sql};

use super::apply::opened;
use super::batch::{self, Batch, State};
use super::refused::Refused;
use crate::org::act::{self, Done};
use crate::org::undo::before;
use crate::org::{Approval, Counts, Decision, Org, Refused as OrgRefused, move_under, rename};
use crate::permit::Permit;
use crate::role::ManageOrg;

/// Takes back everything that a batch did, each act on the day it had. `people` tells whether
/// somebody belongs, or ever belonged, to what the batch created.
///
/// # Errors
/// [`Refused::Since`] names the first organisation to which something was done since, in which
/// somebody is, or below which something stands; then nothing is taken back.
pub async fn undo(
    tx: &mut Tx,
    (batch, permit): &(Batch, Permit<ManageOrg>),
    people: Option<&dyn Counts>,
) -> Result<(), Refused> {
    if batch.state != State::Applied {
        return Err(Refused::State(batch.state));
    }
    for (id, act) in batch::acts(tx, batch.id).await?.into_iter().rev() {
        let (org, own) = opened(tx, id, permit).await?;
        if act::last(tx, id).await? != Some(act) {
            return Err(Refused::Since(org.name));
        }
        let done = act::find(tx, act).await?;
        let done = done.ok_or_else(|| Fault::Invariant("an act of a batch is gone".into()))?;
        match done.act.as_str() {
            "create" => never_was(tx, &org, people).await?,
            _ => turn_back(tx, (&org, &own), &done, permit).await?,
        }
    }
    batch::undone(tx, batch.id).await?;
    let entry = Entry::did("access.org.import_undo").on("org_import", batch.id.0);
    Ok(tx.audit(&entry.within(batch.org.0, batch.area)).await?)
}

/// A renaming or a move: the same act the other way round.
async fn turn_back(
    tx: &mut Tx,
    (org, own): (&Org, &Permit<ManageOrg>),
    done: &Done,
    permit: &Permit<ManageOrg>,
) -> Result<(), Refused> {
    let deed = Deed::now(tx.now(), tx.today()).on(done.happened_on);
    let decision = Decision { approval: Approval::default(), deed };
    let turned = match (done.act.as_str(), done.other) {
        ("move", Some(superior)) => {
            let (superior, there) = opened(tx, superior, permit).await?;
            move_under(tx, (own, &there), org, org.version, &superior, &decision).await
        }
        _ => rename(tx, own, org, org.version, &before(org, done), &decision).await,
    };
    turned.map_err(|refused| match refused {
        OrgRefused::Fault(fault) => Refused::from(fault),
        OrgRefused::Denied(denied) => Refused::Denied(denied),
        _ => Refused::Since(org.name.clone()),
    })?;
    if let Some(back) = act::last(tx, org.id).await? {
        act::mark_undone(tx, back).await?;
    }
    act::mark_undone(tx, done.id).await?;
    Ok(())
}

/// A creation to which nobody came and on which nothing stands: the organisation was never there.
async fn never_was(tx: &mut Tx, org: &Org, people: Option<&dyn Counts>) -> Result<(), Refused> {
    let used: Option<i64> = tx
        .value(bind!(
            sql!(
                "SELECT CAST((SELECT count(*) FROM access_org_period WHERE superior_id = $1) \
                 + (SELECT count(*) FROM access_grant WHERE org_id = $1) \
                 + (SELECT count(*) FROM access_org_successor WHERE org_id = $1 OR successor_id = $1) AS BIGINT)"
            ),
            org.id,
        ))
        .await?;
    let own = match people {
        Some(people) => people.own_people(tx, &[org.id], org.founded_on).await?,
        None => Default::default(),
    };
    if used.unwrap_or(0) > 0 || own.get(&org.id).is_some_and(|n| *n > 0) {
        return Err(Refused::Since(org.name.clone()));
    }
    for statement in [
        sql!("DELETE FROM access_org_word WHERE org_id = $1"),
        sql!("DELETE FROM access_org_code WHERE org_id = $1"),
        sql!("DELETE FROM access_org_path WHERE org_id = $1"),
        sql!("DELETE FROM access_org_period WHERE org_id = $1"),
        sql!("DELETE FROM access_org_act WHERE org_id = $1"),
        sql!("DELETE FROM access_org WHERE id = $1"),
    ] {
        tx.execute(bind!(statement, org.id)).await?;
    }
    Ok(())
}
