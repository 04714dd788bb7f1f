//! Taking back what was done last to an organisation.
//!
//! A deed may have touched many: a merger ends several and moves what was below them. It is taken
//! back whole, and only when nothing stands on it. People follow by themselves: whoever was led
//! elsewhere by an end belongs again where they had belonged.

use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Tx, bind, sql};

use super::act::{self, ActId, Back, Done, Ended};
use super::period::{self, Period};
use super::{
    Approval, Counts, Decision, Org, OrgId, OrgMoved, Refused, Renamed, SLOT, create, end, find_by_id,
    move_under, open, place, rename,
};
use crate::permit::Denied;
use crate::role::ManageOrg;

/// Acts after which an organisation is no longer there.
const ENDS: &[&str] = &["merge", "dissolve"];
/// Acts after which it may lie elsewhere, or nowhere.
const LEAVES: &[&str] = &["move", "merge", "dissolve"];

/// Takes a deed back, on the day it had, with everything it did to other organisations: those
/// that ended are there again with their roles, subordinates return, what was made is gone.
/// `counts` tells whether somebody belongs to what was made. Answers the organisation whose page
/// tells of it.
///
/// # Errors
/// [`Refused::StandsOn`] names the act that must be taken back first; [`Refused::HoldsPeople`]
/// and [`Refused::HasBelow`] what must leave first; otherwise as the acts that go back.
pub async fn undo(tx: &mut Tx, id: ActId, counts: Option<&dyn Counts>) -> Result<Org, Refused> {
    let asked = act::find(tx, id).await?.ok_or(Denied::Missing)?;
    let main = asked.main.unwrap_or(id);
    let done = act::find(tx, main).await?.ok_or(Denied::Missing)?;
    let (org, _) = open::<ManageOrg>(tx, done.org).await?;
    if done.undone_at.is_some() {
        return Err(Refused::TakenBack);
    }
    let deed = Deed::now(tx.now(), tx.today()).on(done.happened_on);
    let shown = match done.act.as_str() {
        "rename" | "move" => turn_back(tx, &done, &org, &deed).await?,
        "create" => take_away(tx, &done, &org, counts).await?,
        _ => restore(tx, &done, &org, &deed).await?,
    };
    act::mark_undone(tx, main).await?;
    let entry = Entry::did("access.org.undo").on("org", org.id.0).within(org.id.0, org.area).deed(&deed);
    tx.audit(&entry.detail(serde_json::json!({ "act": done.act, "line": main }))).await?;
    find_by_id(tx, shown).await?.ok_or(Denied::Missing.into())
}

/// A renaming or a move: the same act the other way round.
async fn turn_back(tx: &mut Tx, done: &Done, org: &Org, deed: &Deed) -> Result<OrgId, Refused> {
    nothing_since(tx, org.id, done.id, &[]).await?;
    let (_, permit) = open::<ManageOrg>(tx, org.id).await?;
    let decision = Decision { approval: Approval::default(), deed: deed.clone() };
    if done.act == "rename" {
        let before = before(org, done);
        rename(tx, &permit, org, org.version, &before, &decision).await?;
    } else {
        let superior = done.other.ok_or(Refused::DoneSince)?;
        let (superior, there) = open::<ManageOrg>(tx, superior).await?;
        move_under(tx, (&permit, &there), org, org.version, &superior, &decision).await?;
    }
    if let Some(back) = act::last(tx, org.id).await? {
        act::mark_undone(tx, back).await?;
    }
    Ok(org.id)
}

/// A creation: the organisation was never there.
async fn take_away(
    tx: &mut Tx,
    done: &Done,
    org: &Org,
    counts: Option<&dyn Counts>,
) -> Result<OrgId, Refused> {
    let superior = org.superior.ok_or(Refused::Root)?;
    nothing_since(tx, org.id, done.id, &[]).await?;
    let (_, permit) = open::<ManageOrg>(tx, org.id).await?;
    move_under::leaves(tx, &permit, org).await?;
    let own = match counts {
        Some(counts) => counts.own_people(tx, &[org.id], org.founded_on).await?,
        None => Default::default(),
    };
    if own.get(&org.id).is_some_and(|n| *n > 0) {
        return Err(Refused::HoldsPeople(org.name.clone()));
    }
    unmake(tx, org, None).await?;
    Ok(superior)
}

/// A merger, an end or a split.
async fn restore(tx: &mut Tx, done: &Done, org: &Org, deed: &Deed) -> Result<OrgId, Refused> {
    let back = act::back(tx, done.id).await?;
    if back.ended.is_empty() && back.made.is_none() {
        // Written before a deed kept what it put aside.
        return Err(Refused::DoneSince);
    }
    stands_alone(tx, done.id, &back).await?;
    let mut paths = Vec::new();
    for ended in &back.ended {
        if let Some(heir) = ended.heir {
            let (heir, _) = open::<ManageOrg>(tx, heir).await?;
            paths.extend(paths_since(tx, heir.id, ended.on).await?);
        }
        revive(tx, ended).await?;
    }
    for (below, superior, on) in &back.moved {
        let (below, permit) = open::<ManageOrg>(tx, *below).await?;
        move_under::leaves(tx, &permit, &below).await?;
        let (superior, _) = open::<ManageOrg>(tx, *superior).await?;
        paths.extend(place::relocate(tx, below.id, &superior, *on).await?);
    }
    if let Some(made) = back.made {
        let (made, _) = open::<ManageOrg>(tx, made).await?;
        paths.extend(paths_since(tx, made.id, made.founded_on).await?);
        unmake(tx, &made, Some(org.id)).await?;
    }
    paths.sort();
    paths.dedup();
    tx.send(&OrgMoved { org: org.id, from: deed.happened_on, paths }).await?;
    Ok(org.id)
}

/// Refuses when something was done since to what a deed touched.
async fn stands_alone(tx: &mut Tx, main: ActId, back: &Back) -> Result<(), Refused> {
    for ended in &back.ended {
        nothing_since(tx, ended.org, main, &[]).await?;
        if let Some(heir) = ended.heir {
            nothing_since(tx, heir, main, ENDS).await?;
        }
    }
    for (below, _, _) in &back.moved {
        nothing_since(tx, *below, main, LEAVES).await?;
    }
    if let Some(made) = back.made {
        nothing_since(tx, made, main, &[]).await?;
    }
    Ok(())
}

async fn nothing_since(tx: &mut Tx, org: OrgId, main: ActId, acts: &[&'static str]) -> Result<(), Refused> {
    let Some(later) = act::later(tx, org, main, acts).await? else {
        return Ok(());
    };
    let org = find_by_id(tx, org).await?.map(|org| org.name).unwrap_or_default();
    Err(Refused::StandsOn { org, act: later.act, on: later.happened_on })
}

async fn paths_since(tx: &mut Tx, org: OrgId, from: Day) -> Result<Vec<String>, Refused> {
    let periods = period::periods(tx, org).await?;
    Ok(periods.into_iter().filter(|period| period.valid_to > from).map(|period| period.path).collect())
}

/// An organisation that ended is there again, with the roles that ended with it.
async fn revive(tx: &mut Tx, ended: &Ended) -> Result<(), Refused> {
    let (org, permit) = open::<ManageOrg>(tx, ended.org).await?;
    move_under::leaves(tx, &permit, &org).await?;
    rename::code_is_free(tx, org.id, org.code.as_deref()).await?;
    let mut periods = period::periods(tx, org.id).await?;
    periods.extend(placed(tx, &ended.rest).await?);
    period::rewrite(tx, [(org.id, periods)].into()).await?;
    tx.execute(bind!(
        sql!("UPDATE access_org SET ended_on = NULL, version = version + 1 WHERE id = $1"),
        org.id
    ))
    .await?;
    tx.execute(bind!(
        sql!("DELETE FROM access_org_successor WHERE org_id = $1 AND happened_on = $2"),
        org.id,
        ended.on,
    ))
    .await?;
    for (grant, until) in &ended.roles {
        // A role that somebody ended on another day since stays ended.
        tx.execute(bind!(
            sql!(
                "UPDATE access_grant SET valid_to = $3 WHERE id = $1 \
                 AND valid_to = CASE WHEN valid_from > $2 THEN valid_from ELSE $2 END"
            ),
            *grant,
            ended.on,
            *until,
        ))
        .await?;
    }
    Ok(())
}

/// Periods with the paths that their superiors have on those days now.
async fn placed(tx: &mut Tx, rest: &[Period]) -> Result<Vec<Period>, Refused> {
    let now = tx.now();
    let mut placed = Vec::new();
    for period in rest {
        let superior = period.superior.ok_or(Refused::Root)?;
        let slot = &period.path[period.path.len() - SLOT..];
        let mut day = period.valid_from;
        for above in period::periods(tx, superior).await? {
            let to = above.valid_to.min(period.valid_to);
            if above.valid_from <= day && day < to {
                placed.push(Period {
                    valid_from: day,
                    valid_to: to,
                    path: format!("{}{slot}", above.path),
                    recorded_at: now,
                    ..period.clone()
                });
                day = to;
            }
        }
        if day < period.valid_to {
            let name = find_by_id(tx, superior).await?.map(|superior| superior.name).unwrap_or_default();
            return Err(Refused::OtherNotThere(name));
        }
    }
    Ok(placed)
}

/// Takes an organisation out of every day. Its row stays, with its history; its path is never
/// given again, and its code is free.
async fn unmake(tx: &mut Tx, org: &Org, heir: Option<OrgId>) -> Result<(), Refused> {
    if let Some(below) = place::subordinates_from(tx, org.id, Day::FIRST).await?.into_keys().next() {
        let below = find_by_id(tx, below).await?.map(|below| below.name).unwrap_or_default();
        return Err(Refused::HasBelow(below));
    }
    end::end_roles(tx, org.id, org.founded_on).await?;
    period::rewrite(tx, [(org.id, Vec::new())].into()).await?;
    tx.execute(bind!(
        sql!("UPDATE access_org SET ended_on = founded_on, code = NULL, version = version + 1 WHERE id = $1"),
        org.id
    ))
    .await?;
    create::forget_names(tx, org.id).await?;
    if let Some(heir) = heir {
        end::succeed(tx, org.id, heir, org.founded_on).await?;
    }
    Ok(())
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
