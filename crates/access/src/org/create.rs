//! A new organisation.

use uuid::Uuid;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Fault, Tx, bind, search, sql};

use super::act::{Particulars, tell};
use super::period::{self, Period};
use super::{Approval, Org, OrgId, Refused, path_below, place, rename, word};
use crate::permit::Permit;
use crate::role::ManageOrg;

/// What is known of an organisation when it is created.
#[derive(Clone, Debug)]
pub struct NewOrg {
    /// Its kind.
    pub kind: String,
    /// The official code.
    pub code: Option<String>,
    /// The full name.
    pub name: String,
    /// The short name.
    pub short_name: Option<String>,
    /// Whether it may approve probationary members (DEV-21).
    pub can_approve_probationary: bool,
    /// Whether an area begins here.
    pub is_area: bool,
    /// 所在单位情况.
    pub unit_situation: Option<String>,
    /// The day it was founded.
    pub founded_on: Day,
}

/// Creates an organisation under a superior, on the day of the deed.
///
/// # Errors
/// A fault of the database.
pub async fn create(
    tx: &mut Tx,
    permit: Permit<ManageOrg>,
    superior: &Org,
    new: NewOrg,
    approval: &Approval,
    deed: &Deed,
) -> Result<Org, Fault> {
    let slot = place::new_slot(tx, superior.id).await?;
    let id = OrgId::fresh();
    let org = Org {
        area: if new.is_area { id.0 } else { superior.area },
        superior: Some(superior.id),
        path: format!("{}{slot}", superior.path),
        ..from_new(id, new)
    };
    let above = period::periods(tx, superior.id).await?;
    let periods = below(tx, &org, &above, &slot);
    insert(tx, &org, periods).await?;
    record(tx, &permit, &org, approval, deed).await?;
    Ok(org)
}

/// The periods of a new organisation under a superior: its path on each day is below the one that
/// the superior had. Where it is older than the superior's records, its own begin with them.
fn below(tx: &Tx, org: &Org, above: &[Period], slot: &str) -> Vec<Period> {
    above
        .iter()
        .filter(|period| period.valid_to > org.founded_on)
        .map(|period| Period {
            valid_from: period.valid_from.max(org.founded_on),
            valid_to: period.valid_to,
            path: format!("{}{slot}", period.path),
            ..first_period(tx, org)
        })
        .collect()
}

fn first_period(tx: &Tx, org: &Org) -> Period {
    Period {
        org: org.id,
        valid_from: org.founded_on,
        valid_to: Day::OPEN,
        superior: org.superior,
        path: org.path.clone(),
        kind: org.kind.clone(),
        code: org.code.clone(),
        name: org.name.clone(),
        recorded_at: tx.now(),
    }
}

/// Creates an organisation that must keep the rules. Rosters hold odd trees, so an import calls
/// [`create`] and tells what is odd.
///
/// # Errors
/// [`Refused`], when the rules stand against it.
pub async fn establish(
    tx: &mut Tx,
    permit: Permit<ManageOrg>,
    superior: &Org,
    new: NewOrg,
    approval: &Approval,
    deed: &Deed,
) -> Result<Org, Refused> {
    place::not_ahead(tx, new.founded_on)?;
    if let Some(day) = superior.ended_on {
        return Err(Refused::Ended(day));
    }
    place::stands_under(&new.kind, &superior.kind)?;
    place::may_approve(&new.kind, new.can_approve_probationary)?;
    rename::code_is_free(tx, OrgId(Uuid::nil()), new.code.as_deref()).await?;
    Ok(create(tx, permit, superior, new, approval, deed).await?)
}

/// Founds the root of the tree: only the program does, for a new installation.
///
/// # Errors
/// A fault of the database.
pub async fn found(tx: &mut Tx, permit: Permit<ManageOrg>, new: NewOrg, deed: &Deed) -> Result<Org, Fault> {
    let id = OrgId::fresh();
    let org =
        Org { area: id.0, superior: None, path: path_below("", 0)?, is_area: true, ..from_new(id, new) };
    let periods = vec![first_period(tx, &org)];
    insert(tx, &org, periods).await?;
    record(tx, &permit, &org, &Approval::default(), deed).await?;
    Ok(org)
}

fn from_new(id: OrgId, new: NewOrg) -> Org {
    Org {
        id,
        area: Uuid::nil(),
        superior: None,
        path: String::new(),
        kind: new.kind,
        code: new.code,
        name: new.name,
        short_name: new.short_name,
        can_approve_probationary: new.can_approve_probationary,
        is_area: new.is_area,
        unit_situation: new.unit_situation,
        founded_on: new.founded_on,
        ended_on: None,
        records_from: None,
        version: 1,
    }
}

async fn insert(tx: &mut Tx, org: &Org, periods: Vec<Period>) -> Result<(), Fault> {
    let keys = search::name_keys(&org.name);
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_org (id, area_id, superior_id, path, next_slot, kind, code, name, short_name, \
             sort_key, initials, is_area, can_approve_probationary, unit_situation, founded_on, version) \
             VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)"
        ),
        org.id,
        org.area,
        org.superior,
        org.path.as_str(),
        org.kind.as_str(),
        org.code.as_deref(),
        org.name.as_str(),
        org.short_name.as_deref(),
        keys.sort,
        keys.initials,
        org.is_area,
        org.can_approve_probationary,
        org.unit_situation.as_deref(),
        org.founded_on,
    ))
    .await?;
    if let Some(code) = &org.code {
        remember_code(tx, org.id, code, org.founded_on).await?;
    }
    word::write(tx, org.id, &org.name, org.short_name.as_deref()).await?;
    period::rewrite(tx, [(org.id, periods)].into()).await?;
    Ok(())
}

/// Remembers that an organisation bears a code from a day on.
pub(super) async fn remember_code(tx: &mut Tx, id: OrgId, code: &str, from: Day) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_org_code (code, org_id, valid_from) VALUES ($1, $2, $3) \
             ON CONFLICT (code, org_id) DO NOTHING"
        ),
        code,
        id,
        from,
    ))
    .await?;
    Ok(())
}

/// Forgets the codes and words under which an organisation was found.
pub(super) async fn forget_names(tx: &mut Tx, id: OrgId) -> Result<(), Fault> {
    tx.execute(bind!(sql!("DELETE FROM access_org_code WHERE org_id = $1"), id)).await?;
    tx.execute(bind!(sql!("DELETE FROM access_org_word WHERE org_id = $1"), id)).await?;
    Ok(())
}

async fn record(
    tx: &mut Tx,
    permit: &Permit<ManageOrg>,
    org: &Org,
    approval: &Approval,
    deed: &Deed,
) -> Result<(), Fault> {
    let founded = deed.clone().on(org.founded_on);
    tell(tx, org.id, &Particulars::of("create"), approval, &founded).await?;
    let mut entry = Entry::did("access.org.create").on("org", org.id.0).within(org.id.0, org.area).deed(deed);
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    tx.audit(&entry).await
}
