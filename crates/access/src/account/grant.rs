//! The grant: a role on an organisation, for its subtree, from a day until before another.
//!
//! Nobody gives themselves a role, and an administrator's role goes with no other: operations,
//! accounts and the log lie in three hands, none of which sees member data (GB/T 22239-2019,
//! 8.1.4.2 d; SEC-03, SEC-07).

mod refused;

pub use refused::Refused;

use uuid::Uuid;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Day, Deed, Fault, Read, Row, Tx, bind, sql};

use super::{AccountId, GrantId};
use crate::org::{self, Org, OrgId};
use crate::permit::{Denied, Permit};
use crate::role::{Action, GrantRole, Role};

/// A role on an organisation.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// Who has it.
    pub account: AccountId,
    /// The role.
    pub role: Role,
    /// The organisation for whose subtree it holds.
    pub org: OrgId,
    /// The organisation's name.
    pub org_name: String,
    /// From this day.
    pub valid_from: Day,
    /// Until before this day.
    pub valid_to: Day,
    /// The role for whose holder this one stands in.
    pub delegated_from: Option<GrantId>,
    /// The role whose post this one took over.
    pub succeeds: Option<GrantId>,
}

/// The columns of `access_grant g JOIN access_org o`, for [`Grant::from_row`].
macro_rules! columns {
    () => {
        "g.id, g.account_id, g.role, g.org_id, o.name, g.valid_from, g.valid_to, g.delegated_from, g.succeeds_id \
         FROM access_grant g JOIN access_org o ON o.id = g.org_id"
    };
}

impl Grant {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day && day < self.valid_to
    }

    fn from_row(row: &Row) -> Result<Self, Fault> {
        let role: String = row.get("role")?;
        Ok(Self {
            id: row.get("id")?,
            account: row.get("account_id")?,
            role: Role::from_word(&role).ok_or(Fault::Column("there is no such role"))?,
            org: row.get("org_id")?,
            org_name: row.get("name")?,
            valid_from: row.get("valid_from")?,
            valid_to: row.get("valid_to")?,
            delegated_from: row.get("delegated_from")?,
            succeeds: row.get("succeeds_id")?,
        })
    }
}

/// The roles of an account that hold on a day.
pub(crate) async fn grants_on(read: &mut Read, account: AccountId, on: Day) -> Result<Vec<Grant>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT ",
                columns!(),
                " WHERE g.account_id = $1 AND g.valid_from <= $2 AND g.valid_to > $2 ORDER BY g.id"
            ),
            account,
            on,
        ))
        .await?;
    rows.iter().map(Grant::from_row).collect()
}

/// All roles that some accounts have or had, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn of_accounts(
    read: &mut Read,
    accounts: impl IntoIterator<Item = AccountId>,
) -> Result<Vec<Grant>, Fault> {
    let accounts: Vec<AccountId> = accounts.into_iter().collect();
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(concat!("SELECT ", columns!(), " WHERE g.account_id IN ("));
    query.list(accounts).piece(") ORDER BY g.valid_from DESC, g.id DESC");
    read.rows(query).await?.iter().map(Grant::from_row).collect()
}

/// The roles on an organisation that hold on a day or later, in the order in which they begin.
///
/// # Errors
/// A fault of the database.
pub async fn at_org(read: &mut Read, org: OrgId, from: Day) -> Result<Vec<Grant>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT ",
                columns!(),
                " WHERE g.org_id = $1 AND g.valid_to > $2 AND g.valid_to > g.valid_from \
                 ORDER BY g.valid_from, g.id LIMIT 500"
            ),
            org,
            from,
        ))
        .await?;
    rows.iter().map(Grant::from_row).collect()
}

/// The grant of an id with its organisation and leave to do `A` there.
///
/// # Errors
/// [`Denied::Missing`] when there is none, or none that the actor may know of.
pub async fn open<A: Action>(read: &mut Read, id: GrantId) -> Result<(Grant, Org, Permit<A>), Denied> {
    crate::permit::may::<A>(read.actor())?;
    let grant = by_id(read, id).await?.ok_or(Denied::Missing)?;
    let (org, permit) = org::open::<A>(read, grant.org).await?;
    Ok((grant, org, permit))
}

/// The grant of an id, without leave.
pub(crate) async fn by_id(read: &mut Read, id: GrantId) -> Result<Option<Grant>, Fault> {
    let query = bind!(sql!("SELECT ", columns!(), " WHERE g.id = $1"), id);
    let row = read.first(query).await?;
    row.map(|row| Grant::from_row(&row)).transpose()
}

/// Whether two roles must not meet in one hand.
fn must_stay_apart(a: Role, b: Role) -> bool {
    a != b && (a.is_administrator() || b.is_administrator())
}

/// Gives an account a role on an organisation, from the day of the deed until before another.
///
/// # Errors
/// [`Refused`], as its variants say.
pub async fn give(
    tx: &mut Tx,
    permit: &Permit<GrantRole>,
    account: AccountId,
    role: Role,
    org: &Org,
    until: Day,
    deed: &Deed,
) -> Result<GrantId, Refused> {
    in_office(tx).await?;
    if permit.actor().account_id() == Some(account.0) {
        return Err(Refused::Oneself);
    }
    // What these two do, they do to the whole installation.
    let at_the_top = matches!(role, Role::SystemAdmin | Role::Auditor);
    if at_the_top && org.superior.is_some() && permit.reason().is_none() {
        return Err(Refused::OnlyAtTheTop(role));
    }
    let new = New {
        account,
        role,
        org: org.id,
        from: deed.happened_on,
        until,
        delegated_from: None,
        succeeds: None,
    };
    let id = insert(tx, &new, deed).await?;
    let mut entry = Entry::did("access.role.give")
        .on("account", account.0)
        .within(org.id.0, org.area)
        .deed(deed)
        .detail(serde_json::json!({ "role": role.word(), "until": until.number() }));
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    tx.audit(&entry).await?;
    Ok(id)
}

/// A grant that is about to be written.
pub(super) struct New {
    pub(super) account: AccountId,
    pub(super) role: Role,
    pub(super) org: OrgId,
    pub(super) from: Day,
    pub(super) until: Day,
    pub(super) delegated_from: Option<GrantId>,
    pub(super) succeeds: Option<GrantId>,
}

/// Writes a grant, when the account's other roles allow it.
pub(super) async fn insert(tx: &mut Tx, new: &New, deed: &Deed) -> Result<GrantId, Refused> {
    if !new.role.is_granted() {
        return Err(Refused::NotGiven(new.role));
    }
    if new.until <= new.from {
        return Err(Refused::Period);
    }
    for other in of_accounts(tx, [new.account]).await? {
        let at_once = other.valid_from < new.until && new.from < other.valid_to;
        if at_once && must_stay_apart(other.role, new.role) {
            return Err(Refused::Apart(other.role));
        }
        if at_once && (other.role, other.org) == (new.role, new.org) {
            return Err(Refused::Held);
        }
    }
    let id = GrantId::fresh();
    let by = tx.actor().account_id();
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_grant (id, account_id, role, org_id, valid_from, valid_to, granted_by, \
             delegated_from, succeeds_id, basis, recorded_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        id,
        new.account,
        new.role.word(),
        new.org,
        new.from,
        new.until,
        by,
        new.delegated_from,
        new.succeeds,
        deed.basis.as_deref(),
        deed.recorded_at,
    ))
    .await?;
    Ok(id)
}

/// Ends a role on the day of the deed, which no longer has it; who stands in for its holder ends
/// with it.
///
/// # Errors
/// [`Refused::LastOne`] when nobody would be left who can give roles; [`Refused::Ended`].
pub async fn end(
    tx: &mut Tx,
    permit: &Permit<GrantRole>,
    grant: &Grant,
    org: &Org,
    deed: &Deed,
) -> Result<(), Refused> {
    in_office(tx).await?;
    let at_the_top = grant.role == Role::SecurityAdmin && org.superior.is_none();
    if at_the_top && is_last_security_admin(tx, grant.account).await? {
        return Err(Refused::LastOne);
    }
    close(tx, grant, deed.happened_on).await?;
    let mut entry = Entry::did("access.role.end")
        .on("account", grant.account.0)
        .within(org.id.0, org.area)
        .deed(deed)
        .detail(serde_json::json!({ "role": grant.role.word() }));
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    Ok(tx.audit(&entry).await?)
}

/// Has a grant, and those that stand in for it, hold until before a day; one that begins later
/// never begins.
pub(super) async fn close(tx: &mut Tx, grant: &Grant, on: Day) -> Result<(), Refused> {
    let touched = tx
        .execute(bind!(
            sql!(
                "UPDATE access_grant SET valid_to = CASE WHEN valid_from > $2 THEN valid_from \
                 ELSE CAST($2 AS BIGINT) END WHERE (id = $1 OR delegated_from = $1) AND valid_to > $2 \
                 AND valid_to > valid_from"
            ),
            grant.id,
            on,
        ))
        .await?;
    if touched == 0 {
        return Err(Refused::Ended);
    }
    Ok(())
}

/// Whether the acting role still holds: it was looked up before this change began, and another
/// administrator may have ended it since.
///
/// # Errors
/// [`Denied::Forbidden`] when it does not.
pub(super) async fn in_office(tx: &mut Tx) -> Result<(), Denied> {
    let Some(account) = tx.actor().account_id() else {
        return Ok(());
    };
    let (grant, today) = (tx.actor().grant, tx.today());
    let held: Option<i64> = tx
        .value(bind!(
            sql!(
                "SELECT count(*) FROM access_grant g JOIN access_account a ON a.id = g.account_id WHERE g.id = $1 \
                 AND a.id = $2 AND a.is_locked = 0 AND g.valid_from <= $3 AND g.valid_to > $3"
            ),
            grant,
            account,
            today,
        ))
        .await?;
    match held {
        Some(1) => Ok(()),
        _ => Err(Denied::Forbidden(GrantRole::NAME)),
    }
}

/// Whether an account is the only one left that may give roles in the whole installation.
pub(super) async fn is_last_security_admin(read: &mut Read, account: AccountId) -> Result<bool, Fault> {
    let today = read.today();
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT DISTINCT g.account_id FROM access_grant g JOIN access_org o ON o.id = g.org_id \
                 JOIN access_account a ON a.id = g.account_id WHERE g.role = 'security_admin' \
                 AND o.superior_id IS NULL AND a.is_locked = 0 AND g.valid_from <= $1 AND g.valid_to > $1"
            ),
            today,
        ))
        .await?;
    let holders: Result<Vec<Uuid>, Fault> = rows.iter().map(|row| row.at(0)).collect();
    Ok(holders? == [account.0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrators_role_goes_with_no_other() {
        for (a, b, apart) in [
            (Role::SystemAdmin, Role::Auditor, true),
            (Role::SecurityAdmin, Role::SystemAdmin, true),
            (Role::Auditor, Role::DepartmentOfficer, true),
            (Role::Secretary, Role::SecurityAdmin, true),
            (Role::SecurityAdmin, Role::SecurityAdmin, false),
            (Role::Secretary, Role::Teacher, false),
        ] {
            assert_eq!(must_stay_apart(a, b), apart, "{a} {b}");
        }
    }
}
