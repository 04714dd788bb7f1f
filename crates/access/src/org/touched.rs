//! What an act on an organisation touches: the preview says it before anything is done.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

use zhibu_kernel::{Day, Fault, Read, bind, sql};

use super::{Org, OrgId, path_end};

/// Numbers per organisation, on their way.
pub type Counted<'a> = Pin<Box<dyn Future<Output = Result<HashMap<OrgId, i64>, Fault>> + Send + 'a>>;

/// How many people belong to organisations: told by the room that knows people.
pub trait Counts: Send + Sync {
    /// Members of each organisation and everything below it on a day.
    fn members<'a>(&'a self, read: &'a mut Read, orgs: &'a [OrgId], on: Day) -> Counted<'a>;

    /// People of every stage who belong to the organisation itself on a day or later.
    fn own_people<'a>(&'a self, read: &'a mut Read, orgs: &'a [OrgId], from: Day) -> Counted<'a>;
}

/// The [`Counts`] of a house, as the wiring puts it in.
#[derive(Clone)]
pub struct Census(pub Arc<dyn Counts>);

/// Somebody who has a role on an organisation.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The name on pages.
    pub name: String,
    /// The role's word.
    pub role: String,
    /// On which organisation.
    pub org: String,
}

/// What an act touches.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// Organisations below, however deep.
    pub below: i64,
    /// Members of it and everything below; nothing where nobody counts people.
    pub members: Option<i64>,
    /// Roles on the organisation itself, the first of them.
    pub own_roles: Vec<Holder>,
    /// How many more there are.
    pub more_roles: i64,
    /// How many roles there are on organisations below.
    pub roles_below: i64,
}

/// What an act on an organisation touches from a day on.
///
/// # Errors
/// A fault of the database.
pub async fn touched(
    read: &mut Read,
    org: &Org,
    counts: Option<&dyn Counts>,
    on: Day,
) -> Result<Touched, Fault> {
    let below: Option<i64> = read
        .value(bind!(
            sql!("SELECT count(*) FROM access_org WHERE path > $1 AND path < $2 AND ended_on IS NULL"),
            org.path.as_str(),
            path_end(&org.path),
        ))
        .await?;
    let roles_below: Option<i64> = read
        .value(bind!(
            sql!(
                "SELECT count(*) FROM access_grant g JOIN access_org o ON o.id = g.org_id \
                 WHERE o.path > $1 AND o.path < $2 AND g.valid_to > $3"
            ),
            org.path.as_str(),
            path_end(&org.path),
            on,
        ))
        .await?;
    let own: Option<i64> = read
        .value(bind!(
            sql!("SELECT count(*) FROM access_grant WHERE org_id = $1 AND valid_to > $2"),
            org.id,
            on,
        ))
        .await?;
    let own_roles = holders(read, org, on).await?;
    let listed = i64::try_from(own_roles.len()).unwrap_or(i64::MAX);
    let members = match counts {
        Some(counts) => Some(counts.members(read, &[org.id], on).await?.remove(&org.id).unwrap_or(0)),
        None => None,
    };
    Ok(Touched {
        below: below.unwrap_or(0),
        members,
        own_roles,
        more_roles: own.unwrap_or(0).saturating_sub(listed),
        roles_below: roles_below.unwrap_or(0),
    })
}

async fn holders(read: &mut Read, org: &Org, on: Day) -> Result<Vec<Holder>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT a.display_name, g.role FROM access_grant g JOIN access_account a ON a.id = g.account_id \
                 WHERE g.org_id = $1 AND g.valid_to > $2 ORDER BY g.role, a.display_name LIMIT 50"
            ),
            org.id,
            on,
        ))
        .await?;
    rows.iter().map(|row| Ok(Holder { name: row.at(0)?, role: row.at(1)?, org: org.name.clone() })).collect()
}
