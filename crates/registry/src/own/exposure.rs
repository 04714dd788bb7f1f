//! Which roles can see which of my data: the committed table role x action, for the people who
//! hold a role on my branch or above it today.

use zhibu_access::account::known::{Holder, holders};
use zhibu_access::org::{self, OrgId};
use zhibu_access::permit::Permit;
use zhibu_access::role::{ReadOwn, Role, allows};
use zhibu_kernel::{Fault, Read};

use crate::person::Person;

/// What a role may do with my record, in the order of the table's columns.
pub const SIGHTS: [&str; 5] = ["person.list", "person.read", "person.unmask", "person.edit", "roster.export"];

/// A role on an organisation with what it may do with my record.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The role.
    pub role: Role,
    /// The organisation's name.
    pub org_name: String,
    /// Who holds it, by name.
    pub names: Vec<String>,
    /// Whether each of [`SIGHTS`] is allowed.
    pub allowed: [bool; 5],
}

/// The organisations above a person, the root first, the branch last, with their names.
///
/// # Errors
/// A fault of the database.
pub async fn chain(
    read: &mut Read,
    _permit: &Permit<ReadOwn>,
    person: &Person,
) -> Result<Vec<(OrgId, String)>, Fault> {
    let chain = org::chain(read, &person.path).await?;
    Ok(chain.into_iter().map(|org| (org.id, org.name)).collect())
}

/// Everybody who can see something of a person, the nearest first.
///
/// # Errors
/// A fault of the database.
pub async fn sights(read: &mut Read, permit: &Permit<ReadOwn>, person: &Person) -> Result<Vec<Sight>, Fault> {
    let orgs: Vec<OrgId> = chain(read, permit, person).await?.into_iter().map(|(id, _)| id).collect();
    let mut sights: Vec<(OrgId, Sight)> = Vec::new();
    for holder in holders(read, &orgs).await? {
        let allowed = SIGHTS.map(|action| allows(holder.role, action));
        if !allowed.contains(&true) {
            continue;
        }
        match sights.iter_mut().find(|(org, sight)| *org == holder.org && sight.role == holder.role) {
            Some((_, sight)) => sight.names.push(holder.name),
            None => sights.push((
                holder.org,
                Sight { role: holder.role, org_name: holder.org_name, names: vec![holder.name], allowed },
            )),
        }
    }
    Ok(sights.into_iter().map(|(_, sight)| sight).collect())
}

/// The secretaries of a person's own branch: whom to ask.
///
/// # Errors
/// A fault of the database.
pub async fn secretaries(
    read: &mut Read,
    _permit: &Permit<ReadOwn>,
    person: &Person,
) -> Result<Vec<Holder>, Fault> {
    let mut holders = holders(read, &[person.org]).await?;
    holders.retain(|holder| holder.role == Role::Secretary);
    Ok(holders)
}
