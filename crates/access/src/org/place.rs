//! The place in the tree: what the acts share that put a subtree under another superior.

use std::collections::{BTreeMap, BTreeSet};

use zhibu_kernel::{Day, Fault, Read, Tx, bind, search, sql};

use super::period::{self, History, Period};
use super::{Org, OrgId, Refused, SLOT, find_by_id, path_below, path_end};
use zhibu_rules::codes::OrgKind;

/// A stretch of days in which both an organisation and its new superior keep their paths.
struct Stretch {
    from: Day,
    to: Day,
    old: String,
    new: String,
}

/// Puts a subtree under another superior from a day on, for as long as it had stayed under its
/// present one; answers the paths it had, where followers find what still bears them.
pub(super) async fn relocate(
    tx: &mut Tx,
    id: OrgId,
    superior: &Org,
    from: Day,
) -> Result<Vec<String>, Refused> {
    let own = period::periods(tx, id).await?;
    let above = period::periods(tx, superior.id).await?;
    let (from, to) =
        period::run(&own, from, |a, b| a.superior == b.superior).ok_or_else(|| not_there(&own, from))?;
    let slot = slot_under(tx, &own, superior.id).await?;
    let stretches = stretches(&own, &above, from, to, &slot);
    if stretches.iter().any(|s| s.new.starts_with(&s.old)) {
        return Err(Refused::BelowItself);
    }
    let there = stretches.first().is_some_and(|s| s.from == from)
        && stretches.last().is_some_and(|s| s.to == to)
        && stretches.windows(2).all(|pair| pair[0].to == pair[1].from);
    if !there {
        return Err(Refused::OtherNotThere(superior.name.clone()));
    }
    let mut history = subtree(tx, &stretches).await?;
    let now = tx.now();
    for periods in history.values_mut() {
        for stretch in &stretches {
            *periods = carried(std::mem::take(periods), id, superior.id, stretch, now);
        }
    }
    period::rewrite(tx, history).await?;
    if own.last().is_some_and(|last| last.valid_to == to) {
        settle(tx, id, superior, &slot).await?;
    }
    let old: BTreeSet<String> = stretches.into_iter().map(|stretch| stretch.old).collect();
    Ok(old.into_iter().collect())
}

/// Why an organisation has no period on a day.
pub(super) fn not_there(periods: &[Period], day: Day) -> Refused {
    match (periods.first(), periods.last()) {
        (Some(first), _) if day < first.valid_from => Refused::NotYet(first.valid_from),
        (_, Some(last)) => Refused::Ended(last.valid_to),
        _ => Refused::NotYet(day),
    }
}

/// The slot that the organisation had under a superior before, or a new one.
async fn slot_under(tx: &mut Tx, own: &[Period], superior: OrgId) -> Result<String, Fault> {
    let before = own
        .iter()
        .find(|period| period.superior == Some(superior))
        .map(|period| period.path[period.path.len() - SLOT..].to_owned());
    match before {
        Some(slot) => Ok(slot),
        None => new_slot(tx, superior).await,
    }
}

/// A slot that no subordinate of a superior ever had.
pub(super) async fn new_slot(tx: &mut Tx, superior: OrgId) -> Result<String, Fault> {
    let number: i64 = tx
        .value(bind!(
            sql!("UPDATE access_org SET next_slot = next_slot + 1 WHERE id = $1 RETURNING next_slot - 1"),
            superior,
        ))
        .await?
        .ok_or_else(|| Fault::Invariant("the superior is gone".into()))?;
    path_below("", number)
}

fn stretches(own: &[Period], above: &[Period], from: Day, to: Day, slot: &str) -> Vec<Stretch> {
    let mut found = Vec::new();
    for mine in own {
        for theirs in above {
            let start = mine.valid_from.max(theirs.valid_from).max(from);
            let end = mine.valid_to.min(theirs.valid_to).min(to);
            if start < end {
                found.push(Stretch {
                    from: start,
                    to: end,
                    old: mine.path.clone(),
                    new: format!("{}{slot}", theirs.path),
                });
            }
        }
    }
    found.sort_by_key(|stretch| stretch.from);
    found
}

/// The whole history of every organisation that lay in the subtree in one of the stretches.
async fn subtree(read: &mut Read, stretches: &[Stretch]) -> Result<History, Fault> {
    let mut ids = BTreeSet::new();
    for stretch in stretches {
        let rows = read
            .rows(bind!(
                sql!(
                    "SELECT DISTINCT org_id FROM access_org_period \
                     WHERE path >= $1 AND path < $2 AND valid_from < $3 AND valid_to > $4"
                ),
                stretch.old.as_str(),
                path_end(&stretch.old),
                stretch.to,
                stretch.from,
            ))
            .await?;
        for row in &rows {
            ids.insert(row.at::<OrgId>(0)?);
        }
    }
    period::history(read, ids).await
}

/// The periods of one organisation of the subtree with the new path in a stretch.
fn carried(
    periods: Vec<Period>,
    top: OrgId,
    superior: OrgId,
    stretch: &Stretch,
    now: zhibu_kernel::Moment,
) -> Vec<Period> {
    let mut periods = period::cut(period::cut(periods, stretch.from), stretch.to);
    for period in &mut periods {
        if stretch.from > period.valid_from || period.valid_to > stretch.to {
            continue;
        }
        let Some(rest) = period.path.strip_prefix(stretch.old.as_str()) else {
            continue;
        };
        period.path = format!("{}{rest}", stretch.new);
        period.recorded_at = now;
        if period.org == top {
            period.superior = Some(superior);
        }
    }
    periods
}

/// Brings the rows of today after the periods: paths of the subtree, and areas when it crosses
/// into another. What has ended below it comes along, so that its page is found where it ended.
async fn settle(tx: &mut Tx, id: OrgId, superior: &Org, slot: &str) -> Result<(), Fault> {
    let org = find_by_id(tx, id)
        .await?
        .ok_or_else(|| Fault::Invariant("an organisation has periods but no row".into()))?;
    let above =
        find_by_id(tx, superior.id).await?.ok_or_else(|| Fault::Invariant("the superior is gone".into()))?;
    tx.execute(bind!(
        sql!("UPDATE access_org SET superior_id = $2, version = version + 1 WHERE id = $1"),
        id,
        superior.id,
    ))
    .await?;
    if !org.is_area && above.area != org.area {
        tx.execute(bind!(
            sql!("UPDATE access_org SET area_id = $4 WHERE path >= $1 AND path < $2 AND area_id = $3"),
            org.path.as_str(),
            path_end(&org.path),
            org.area,
            above.area,
        ))
        .await?;
    }
    let new = format!("{}{slot}", above.path);
    if new != org.path {
        tx.execute(bind!(
            sql!(
                "UPDATE access_org SET path = CAST($3 AS TEXT) || substr(path, CAST($4 AS INTEGER)) \
                 WHERE path >= $1 AND path < $2"
            ),
            org.path.as_str(),
            path_end(&org.path),
            new,
            org.path.len() as i64 + 1,
        ))
        .await?;
    }
    Ok(())
}

/// Brings an organisation's own row after its last period.
pub(super) async fn bring_up(tx: &mut Tx, last: &Period) -> Result<(), Fault> {
    let keys = search::name_keys(&last.name);
    tx.execute(bind!(
        sql!(
            "UPDATE access_org SET kind = $2, code = $3, name = $4, sort_key = $5, initials = $6, \
             version = version + 1 WHERE id = $1"
        ),
        last.org,
        last.kind.as_str(),
        last.code.as_deref(),
        last.name.as_str(),
        keys.sort,
        keys.initials,
    ))
    .await?;
    Ok(())
}

/// Who stood directly under an organisation at some time from a day on, with the first day of it.
pub(super) async fn subordinates_from(
    read: &mut Read,
    superior: OrgId,
    from: Day,
) -> Result<BTreeMap<OrgId, Day>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT org_id, min(valid_from) AS first FROM access_org_period \
                 WHERE superior_id = $1 AND valid_to > $2 GROUP BY org_id"
            ),
            superior,
            from,
        ))
        .await?;
    rows.iter().map(|row| Ok((row.at(0)?, row.at::<Day>(1)?.max(from)))).collect()
}

/// Refuses a kind under another that does not lead it. Words that are no kind are let be: odd
/// rosters hold them.
pub(super) fn stands_under(below: &str, above: &str) -> Result<(), Refused> {
    match (OrgKind::from_key(above), OrgKind::from_key(below)) {
        (Some(upper), Some(lower)) if !upper.may_lead(lower) => {
            Err(Refused::Kind { above: above.to_owned(), below: below.to_owned() })
        }
        _ => Ok(()),
    }
}

/// Refuses the right to approve probationary members to a kind that never has it (DEV-21;
/// 发展党员工作细则 2026, art. 22).
pub(super) fn may_approve(kind: &str, approves: bool) -> Result<(), Refused> {
    match OrgKind::from_key(kind) {
        Some(of) if approves && !of.may_approve_probationary() => {
            Err(Refused::NeverApproves(kind.to_owned()))
        }
        _ => Ok(()),
    }
}

/// Refuses a day that lies ahead: the tree tells what was, not what is planned.
pub(super) fn not_ahead(read: &Read, on: Day) -> Result<(), Refused> {
    if on > read.today() {
        return Err(Refused::Ahead);
    }
    Ok(())
}

/// Refuses when somebody else changed the row since the page showed it, or when it has ended.
pub(super) fn is_as_shown(org: &Org, version: i64) -> Result<(), Refused> {
    if let Some(day) = org.ended_on {
        return Err(Refused::Ended(day));
    }
    if org.version != version {
        return Err(Refused::ChangedMeanwhile);
    }
    Ok(())
}
