//! The end of an organisation: what merging and dissolving share.

use zhibu_kernel::{Day, Fault, Tx, bind, sql};

use super::act::{self, ActId, Particulars, tell};
use super::{Decision, Org, OrgId, Refused, period, place};

/// An end with what became of everything below it.
pub(super) struct End {
    /// The paths that it and those below it had from the day on.
    pub(super) paths: Vec<String>,
    /// The subordinates that went elsewhere, each with the day.
    pub(super) subordinates: Vec<(OrgId, Day)>,
    /// For taking it back.
    pub(super) ended: act::Ended,
}

/// Ends an organisation on a day: subordinates go under another superior, people to `people_to`,
/// roles on it end.
pub(super) async fn end(
    tx: &mut Tx,
    org: &Org,
    on: Day,
    subordinates_to: &Org,
    people_to: Option<OrgId>,
) -> Result<End, Refused> {
    let periods = period::periods(tx, org.id).await?;
    match periods.iter().find(|period| period.holds_on(on)) {
        None => return Err(place::not_there(&periods, on)),
        // Its last day must have been a day of its life.
        Some(first) if first.valid_from == on && periods.first() == Some(first) => {
            return Err(Refused::NotYet(on.plus_days(1)));
        }
        Some(_) => {}
    }
    let mut paths: Vec<String> =
        periods.iter().filter(|period| period.valid_to > on).map(|period| period.path.clone()).collect();
    let mut subordinates = Vec::new();
    loop {
        let below = place::subordinates_from(tx, org.id, on).await?;
        if below.is_empty() {
            break;
        }
        for (id, from) in below {
            paths.extend(place::relocate(tx, id, subordinates_to, from).await?);
            subordinates.push((id, from));
        }
    }
    let (kept, rest) =
        period::cut(periods, on).into_iter().partition(|period: &period::Period| period.valid_from < on);
    period::rewrite(tx, [(org.id, kept)].into()).await?;
    tx.execute(bind!(
        sql!("UPDATE access_org SET ended_on = $2, version = version + 1 WHERE id = $1"),
        org.id,
        on
    ))
    .await?;
    if let Some(heir) = people_to {
        succeed(tx, org.id, heir, on).await?;
    }
    let roles = end_roles(tx, org.id, on).await?;
    paths.sort();
    paths.dedup();
    let ended = act::Ended { org: org.id, on, heir: people_to, rest, roles };
    Ok(End { paths, subordinates, ended })
}

/// Notes who takes the people of an organisation from a day on.
pub(super) async fn succeed(tx: &mut Tx, org: OrgId, heir: OrgId, on: Day) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_org_successor (org_id, successor_id, happened_on) VALUES ($1, $2, $3) \
             ON CONFLICT (org_id, successor_id) DO UPDATE SET happened_on = excluded.happened_on"
        ),
        org,
        heir,
        on,
    ))
    .await?;
    Ok(())
}

/// Ends the roles on an organisation; answers which, with the days until which they had held.
pub(super) async fn end_roles(tx: &mut Tx, org: OrgId, on: Day) -> Result<Vec<(uuid::Uuid, Day)>, Fault> {
    let held = tx
        .rows(bind!(
            sql!("SELECT id, valid_to FROM access_grant WHERE org_id = $1 AND valid_to > $2"),
            org,
            on
        ))
        .await?;
    tx.execute(bind!(
        sql!(
            "UPDATE access_grant SET valid_to = CASE WHEN valid_from > $2 THEN valid_from ELSE $2 END \
             WHERE org_id = $1 AND valid_to > $2"
        ),
        org,
        on,
    ))
    .await?;
    held.iter().map(|row| Ok((row.at(0)?, row.at(1)?))).collect()
}

/// Tells in the history of each subordinate that it went from an organisation to another.
pub(super) async fn tell_moved(
    tx: &mut Tx,
    subordinates: &[(OrgId, Day)],
    (from, to): (&Org, &Org),
    main: ActId,
    decision: &Decision,
) -> Result<(), Fault> {
    let told = Particulars::of("move").with(from.id).part_of(main).changed(
        "superior",
        Some(&from.name),
        Some(&to.name),
    );
    for (below, on) in subordinates {
        let deed = decision.deed.clone().on(*on);
        tell(tx, *below, &told, &decision.approval, &deed).await?;
    }
    Ok(())
}

/// Refuses an heir of people that was not there from a day on, or that holds no people while the
/// one that ends does.
pub(super) async fn may_inherit(tx: &mut Tx, org: &Org, heir: &Org, on: Day) -> Result<(), Refused> {
    if heir.id == org.id || heir.path.starts_with(&org.path) {
        return Err(Refused::BelowItself);
    }
    if let Some(day) = heir.ended_on {
        return Err(Refused::Ended(day));
    }
    let periods = period::periods(tx, heir.id).await?;
    if !periods.iter().any(|period| period.holds_on(on)) {
        return Err(Refused::OtherNotThere(heir.name.clone()));
    }
    let holds =
        |kind: &str| zhibu_rules::codes::OrgKind::from_key(kind).is_none_or(|kind| kind.holds_members());
    if holds(&org.kind) && !holds(&heir.kind) {
        return Err(Refused::HoldsNobody(heir.kind.clone()));
    }
    Ok(())
}
