//! Who looked at me (SEC-10): entries on my record, or on one merged into it, and lists that I
//! stood in.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;
use zhibu_access::account::known;
use zhibu_access::org;
use zhibu_access::permit::Permit;
use zhibu_access::role::{Action, Role};
use zhibu_kernel::audit::{self, Look};
use zhibu_kernel::{Day, Fault, Read};

use crate::inquiry;
use crate::person::{Person, ids_of, periods};

/// A look with the name and the role of the one who looked.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The entry.
    pub look: Look,
    /// The name on pages of the one who looked; none when the program did.
    pub name: Option<String>,
    /// Under which role, on which organisation; none for a helper.
    pub role: Option<(Role, String)>,
    /// Whether it was a list in which the person stood, not their own record.
    pub is_list: bool,
}

/// A page of looks and the cursor for the next one.
#[derive(Clone, Debug)]
pub struct Looks {
    /// The looks, the latest first.
    pub looks: Vec<Looked>,
    /// From where the next page goes on; none at the end.
    pub next: Option<Uuid>,
}

/// The looks at a person before an entry: others' looks at the record and at lists of
/// organisations to which the person belonged on that day. The person's own looks are left out.
///
/// # Errors
/// A fault of the database.
pub async fn looks<A: Action>(
    read: &mut Read,
    _permit: &Permit<A>,
    person: &Person,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Looks, Fault> {
    let belonged = belonged(read, person).await?;
    let mut subjects: Vec<Uuid> = belonged
        .iter()
        .flat_map(|(_, _, orgs)| orgs.iter().copied())
        .collect::<HashSet<_>>()
        .into_iter()
        .collect();
    let records: Vec<Uuid> = ids_of(read, person.id).await?.into_iter().map(|id| id.0).collect();
    subjects.extend(&records);
    let zone = read.zone().clone();
    let own = known::accounts_of(read, person.id.0).await?;
    let inquiries = inquiry::running(read, person.id).await?;
    let mut found = Vec::new();
    let mut next = before;
    loop {
        let some = audit::looks_at(read, &subjects, next, limit).await?;
        let Some(last) = some.last() else {
            next = None;
            break;
        };
        next = Some(last.id);
        for look in some {
            let on = look.recorded_at.day_in(&zone);
            let mine = records.contains(&look.subject);
            let in_list = || {
                belonged
                    .iter()
                    .any(|(from, to, orgs)| *from <= on && on < *to && orgs.contains(&look.subject))
            };
            let oneself =
                look.principal.is_none() && look.account.is_some_and(|account| own.contains(&account));
            let is_hidden = inquiries.hides(look.account, look.recorded_at);
            if !oneself && !is_hidden && (mine || in_list()) {
                found.push(look);
            }
        }
        if i64::try_from(found.len()).unwrap_or(i64::MAX) >= limit {
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            next = found.last().map(|look| look.id);
            break;
        }
    }
    Ok(Looks { looks: name(read, &records, found).await?, next })
}

/// The organisations to which a person belonged, period by period.
async fn belonged(read: &mut Read, person: &Person) -> Result<Vec<(Day, Day, HashSet<Uuid>)>, Fault> {
    let mut belonged = Vec::new();
    for period in periods(read, person.id).await? {
        let chain = org::chain(read, &period.path).await?;
        let orgs = chain.into_iter().map(|org| org.id.0).collect();
        belonged.push((period.valid_from, period.valid_to, orgs));
    }
    Ok(belonged)
}

async fn name(read: &mut Read, records: &[Uuid], found: Vec<Look>) -> Result<Vec<Looked>, Fault> {
    let names = known::names(read, found.iter().filter_map(|look| look.account)).await?;
    let mut roles: HashMap<Uuid, Option<(Role, String)>> = HashMap::new();
    let mut named = Vec::with_capacity(found.len());
    for look in found {
        let role = match look.grant {
            Some(grant) => match roles.get(&grant) {
                Some(role) => role.clone(),
                None => {
                    let role = known::role_of_grant(read, grant).await?;
                    roles.insert(grant, role.clone());
                    role
                }
            },
            None => None,
        };
        named.push(Looked {
            name: look.account.and_then(|id| names.get(&id).cloned()),
            role,
            is_list: !records.contains(&look.subject),
            look,
        });
    }
    Ok(named)
}
