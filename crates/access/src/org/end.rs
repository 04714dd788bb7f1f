//! The end of an organisation: what merging and dissolving share.

use zhibu_kernel::{Day, Tx, bind, sql};

use super::{Org, OrgId, Refused, period, place};

/// What ended with an organisation.
pub(super) struct Ended {
    /// The paths that it and those below it had from the day on.
    pub(super) paths: Vec<String>,
    /// How many subordinates went elsewhere.
    pub(super) subordinates: usize,
    /// How many roles ended.
    pub(super) roles: u64,
}

/// Ends an organisation on a day: subordinates go under another superior, people to `people_to`,
/// roles on it end.
pub(super) async fn end(
    tx: &mut Tx,
    org: &Org,
    on: Day,
    subordinates_to: &Org,
    people_to: Option<OrgId>,
) -> Result<Ended, Refused> {
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
    let mut moved = 0;
    loop {
        let below = place::subordinates_from(tx, org.id, on).await?;
        if below.is_empty() {
            break;
        }
        moved += below.len();
        for (id, from) in below {
            paths.extend(place::relocate(tx, id, subordinates_to, from).await?);
        }
    }
    let mut kept = period::cut(period::periods(tx, org.id).await?, on);
    kept.retain(|period| period.valid_from < on);
    period::rewrite(tx, [(org.id, kept)].into()).await?;
    tx.execute(bind!(
        sql!("UPDATE access_org SET ended_on = $2, version = version + 1 WHERE id = $1"),
        org.id,
        on
    ))
    .await?;
    if let Some(heir) = people_to {
        tx.execute(bind!(
            sql!("INSERT INTO access_org_successor (org_id, successor_id, happened_on) VALUES ($1, $2, $3)"),
            org.id,
            heir,
            on,
        ))
        .await?;
    }
    let roles = tx
        .execute(bind!(
            sql!(
                "UPDATE access_grant SET valid_to = CASE WHEN valid_from > $2 THEN valid_from ELSE $2 END \
                 WHERE org_id = $1 AND valid_to > $2"
            ),
            org.id,
            on,
        ))
        .await?;
    paths.sort();
    paths.dedup();
    Ok(Ended { paths, subordinates: moved, roles })
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
