//! What others may be told of accounts: who somebody is, and who holds a role.

use std::collections::HashMap;

use uuid::Uuid;
use zhibu_kernel::db::Query;
use zhibu_kernel::{Fault, Read, bind, sql};

use super::AccountId;
use crate::org::OrgId;
use crate::role::Role;

/// Somebody with a role on an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The account.
    pub account: AccountId,
    /// The name on pages.
    pub name: String,
    /// Their own person, if they are in the registry.
    pub person: Option<Uuid>,
    /// The role.
    pub role: Role,
    /// The organisation on which it is given.
    pub org: OrgId,
    /// The organisation's name.
    pub org_name: String,
}

/// Everybody who has a role on one of some organisations today: who is answerable there.
///
/// # Errors
/// A fault of the database.
pub async fn holders(read: &mut Read, orgs: &[OrgId]) -> Result<Vec<Holder>, Fault> {
    if orgs.is_empty() {
        return Ok(Vec::new());
    }
    let today = read.today();
    let mut query = Query::new(concat!(
        "SELECT a.id, a.display_name, a.person_id, g.role, g.org_id, o.name FROM access_grant g ",
        "JOIN access_account a ON a.id = g.account_id JOIN access_org o ON o.id = g.org_id WHERE g.org_id IN ("
    ));
    query.list(orgs.iter().copied());
    query
        .piece(") AND a.is_locked = 0 AND g.valid_from <= ")
        .value(today)
        .piece(" AND g.valid_to > ")
        .value(today)
        .piece(" ORDER BY o.path DESC, g.role, g.id");
    let rows = read.rows(query).await?;
    rows.iter()
        .map(|row| {
            let role: String = row.get("role")?;
            Ok(Holder {
                account: row.get("id")?,
                name: row.get("display_name")?,
                person: row.get("person_id")?,
                role: Role::from_word(&role).ok_or(Fault::Column("there is no such role"))?,
                org: row.get("org_id")?,
                org_name: row.get("name")?,
            })
        })
        .collect()
}

/// The account of a user name, for naming a helper; nothing when it is locked.
///
/// # Errors
/// A fault of the database.
pub async fn by_user_name(read: &mut Read, user_name: &str) -> Result<Option<AccountId>, Fault> {
    Ok(super::by_user_name(read, user_name)
        .await?
        .filter(|account| !account.is_locked)
        .map(|account| account.id))
}

/// The accounts that open a person's own record.
///
/// # Errors
/// A fault of the database.
pub async fn accounts_of(read: &mut Read, person: Uuid) -> Result<Vec<Uuid>, Fault> {
    read.rows(bind!(sql!("SELECT id FROM access_account WHERE person_id = $1"), person))
        .await?
        .iter()
        .map(|row| row.at(0))
        .collect()
}

/// The names on pages of accounts, for logs that a person reads.
///
/// # Errors
/// A fault of the database.
pub async fn names(
    read: &mut Read,
    accounts: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>, Fault> {
    let mut wanted: Vec<Uuid> = accounts.into_iter().collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = Query::new("SELECT id, display_name FROM access_account WHERE id IN (");
    query.list(wanted);
    query.piece(")");
    let rows = read.rows(query).await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("display_name")?))).collect()
}

/// The role of a grant with the organisation on which it was given, ended or not.
///
/// # Errors
/// A fault of the database.
pub async fn role_of_grant(read: &mut Read, grant: Uuid) -> Result<Option<(Role, String)>, Fault> {
    let row = read
        .first(bind!(
            sql!(
                "SELECT g.role, o.name FROM access_grant g JOIN access_org o ON o.id = g.org_id WHERE g.id = $1"
            ),
            grant
        ))
        .await?;
    let Some(row) = row else { return Ok(None) };
    let role: String = row.get("role")?;
    let role = Role::from_word(&role).ok_or(Fault::Column("there is no such role"))?;
    Ok(Some((role, row.get("name")?)))
}
