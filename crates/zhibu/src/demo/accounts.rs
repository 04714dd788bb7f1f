//! One sign-in for each role. The password is no secret: the demo serves loop-back only.

use zhibu_access::account::{self, NewAccount, password};
use zhibu_access::org::Org;
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::{GrantRole, ManageAccounts, Role};
use zhibu_kernel::{Actor, Day, Db, Deed, Tx};
use zhibu_registry::person::PersonId;

/// The password of every sign-in of the demo.
pub const PASSWORD: &str = "zhibu-demo";

/// The roles with their user names, and the names of those who are not in the registry.
pub const SIGN_INS: [(Role, &str, &str); 9] = [
    (Role::DepartmentOfficer, "department", "何知秋"),
    (Role::CommitteeOfficer, "committee", "沈怀远"),
    (Role::Secretary, "secretary", "周澄远"),
    (Role::Member, "member", "王砚秋"),
    (Role::Applicant, "applicant", "林知夏"),
    (Role::Inspector, "inspector", "孟思远"),
    (Role::SystemAdmin, "system", "陆明哲"),
    (Role::SecurityAdmin, "security", "韩若溪"),
    (Role::Auditor, "auditor", "顾一鸣"),
];

/// How long the inspector may look: days.
const INSPECTION: i64 = 90;

/// Somebody of the registry, for an account of their own.
#[derive(Clone, Debug)]
pub struct Somebody {
    /// The person.
    pub id: PersonId,
    /// The name.
    pub name: String,
}

/// Where and as whom the sign-ins act.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// The organisation at the top.
    pub root: Option<Org>,
    /// The first committee below a county.
    pub committee: Option<Org>,
    /// The first branch.
    pub branch: Option<Org>,
    /// Its secretary.
    pub secretary: Option<Somebody>,
    /// One of its members.
    pub member: Option<Somebody>,
    /// One of its applicants.
    pub applicant: Option<Somebody>,
}

impl Cast {
    fn somebody(&self, role: Role) -> Option<&Somebody> {
        match role {
            Role::Secretary => self.secretary.as_ref(),
            Role::Member => self.member.as_ref(),
            Role::Applicant => self.applicant.as_ref(),
            _ => None,
        }
    }

    fn org(&self, role: Role) -> Option<&Org> {
        match role {
            Role::CommitteeOfficer => self.committee.as_ref(),
            Role::Secretary | Role::Member | Role::Applicant => self.branch.as_ref(),
            _ => self.root.as_ref(),
        }
    }
}

/// Makes the accounts and gives them their roles.
///
/// # Errors
/// A fault of the database.
pub async fn make(db: &Db, cast: &Cast) -> Result<(), Denied> {
    let mut news = Vec::new();
    for (role, user_name, name) in SIGN_INS {
        let Some(org) = cast.org(role) else { continue };
        let somebody = cast.somebody(role);
        let new = NewAccount {
            user_name: user_name.to_owned(),
            display_name: somebody.map_or_else(|| name.to_owned(), |one| one.name.clone()),
            area: org.area,
            person: somebody.map(|one| one.id.0),
            password_hash: Some(password::hash(PASSWORD.to_owned()).await?),
        };
        news.push((role, org.clone(), new));
    }
    db.change(&Actor::system("demo"), &news, async |tx: &mut Tx, news: &Vec<(Role, Org, NewAccount)>| {
        let accounts = Permit::<ManageAccounts>::by_system(tx.actor(), "demo")?;
        let grants = Permit::<GrantRole>::by_system(tx.actor(), "demo")?;
        let deed = Deed::now(tx.now(), tx.today());
        for (role, org, new) in news {
            let id = account::create(tx, &accounts, new.clone()).await?;
            if role.is_granted() {
                let until = match role {
                    Role::Inspector => deed.happened_on.plus_days(INSPECTION),
                    _ => Day::OPEN,
                };
                account::give(tx, &grants, id, *role, org, until, &deed)
                    .await
                    .map_err(|refused| zhibu_kernel::Fault::Invariant(refused.to_string()))?;
            }
        }
        Ok::<_, Denied>(())
    })
    .await
}
