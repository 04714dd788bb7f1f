//! A new organisation.

use uuid::Uuid;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Fault, Tx, bind, search, sql};

use super::{Approval, Org, OrgId, path_below, write_period};
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
    let slot: i64 = tx
        .value(bind!(
            sql!("UPDATE access_org SET next_slot = next_slot + 1 WHERE id = $1 RETURNING next_slot - 1"),
            superior.id,
        ))
        .await?
        .ok_or_else(|| Fault::Invariant("the superior is gone".into()))?;
    let id = OrgId::fresh();
    let org = Org {
        area: if new.is_area { id.0 } else { superior.area },
        superior: Some(superior.id),
        path: path_below(&superior.path, slot)?,
        ..from_new(id, new)
    };
    insert(tx, &org, approval).await?;
    record(tx, &permit, &org, deed).await?;
    Ok(org)
}

/// Founds the root of the tree: only the program does, for a new installation.
///
/// # Errors
/// A fault of the database.
pub async fn found(tx: &mut Tx, permit: Permit<ManageOrg>, new: NewOrg, deed: &Deed) -> Result<Org, Fault> {
    let id = OrgId::fresh();
    let org =
        Org { area: id.0, superior: None, path: path_below("", 0)?, is_area: true, ..from_new(id, new) };
    insert(tx, &org, &Approval { approved_by: None, basis: None }).await?;
    record(tx, &permit, &org, deed).await?;
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

async fn insert(tx: &mut Tx, org: &Org, approval: &Approval) -> Result<(), Fault> {
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
    write_period(tx, org, org.founded_on, "create", approval).await
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

async fn record(tx: &mut Tx, permit: &Permit<ManageOrg>, org: &Org, deed: &Deed) -> Result<(), Fault> {
    let mut entry = Entry::did("access.org.create").on("org", org.id.0).within(org.id.0, org.area).deed(deed);
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    tx.audit(&entry).await
}
