//! The first administrators: three people, never one (SEC-03). Only the command line makes them.

use zhibu_kernel::{Actor, Day, Db, Deed, Fault, Refuse, Tx, sql};

use crate::account::activation::{self, Issued, NotIssued};
use crate::account::{self, grant, manage};
use crate::org::{self, NewOrg, Org};
use crate::permit::{Denied, Permit};
use crate::role::{GrantRole, IssueActivation, ManageAccounts, ManageOrg, Role};

/// Why the first administrators are not made.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// There are administrators, or there were.
    #[error("administrators exist; a security administrator gives further roles")]
    Exist,
    /// The tree has no root on which they could have a role.
    #[error("the organisation at the top has not been founded")]
    NoRoot,
    /// The tree has another root than the one that was to be founded.
    #[error("the organisation at the top is {0}")]
    OtherRoot(String),
    /// Two of the three are one person.
    #[error("the three administrators are three people: {0:?} is named twice")]
    SamePerson(String),
    /// A user name cannot be used.
    #[error("{0}")]
    Account(#[from] manage::Refused),
    /// A role cannot be given.
    #[error("{0}")]
    Role(#[from] grant::Refused),
    /// A code cannot be issued.
    #[error("{0}")]
    Code(#[from] NotIssued),
    /// No leave.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A fault on our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for Refused {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Account(refused) => refused.fault(),
            Self::Role(refused) => refused.fault(),
            Self::Code(refused) => refused.fault(),
            Self::Denied(denied) => denied.fault(),
            Self::Fault(fault) => Some(fault),
            Self::Exist | Self::NoRoot | Self::OtherRoot(_) | Self::SamePerson(_) => None,
        }
    }
}

/// One of the three, before the account is made.
#[derive(Clone, Debug)]
pub struct NewAdministrator {
    /// What is typed to sign in.
    pub user_name: String,
    /// The name on pages and in the log.
    pub display_name: String,
}

/// Who the three are.
#[derive(Clone, Debug)]
pub struct First {
    /// Operations, without member data.
    pub system_admin: NewAdministrator,
    /// Accounts and roles, without member data.
    pub security_admin: NewAdministrator,
    /// The log, without changing anything.
    pub auditor: NewAdministrator,
    /// The organisation at the top, founded with them where the tree has no root yet.
    pub root: Option<NewOrg>,
}

/// An administrator who was made.
#[derive(Debug)]
pub struct Made {
    /// The role.
    pub role: Role,
    /// The code to hand over, with the account. It is shown once.
    pub issued: Issued,
}

/// Makes the first system administrator, security administrator and auditor, at the top of the
/// tree, and the top itself where it is missing, all or none.
///
/// # Errors
/// [`Refused`], as its variants say.
pub async fn create_first(db: &Db, first: &First, reason: &'static str) -> Result<Vec<Made>, Refused> {
    db.change(&Actor::system("admin create"), first, async move |tx: &mut Tx, first: &First| {
        create(tx, first, reason).await
    })
    .await
}

async fn create(tx: &mut Tx, first: &First, reason: &'static str) -> Result<Vec<Made>, Refused> {
    let before: Option<i64> = tx
        .value(sql!(
            "SELECT count(*) FROM access_grant WHERE role IN ('system_admin', 'security_admin', 'auditor')"
        ))
        .await?;
    if before != Some(0) {
        return Err(Refused::Exist);
    }
    let three = [
        (Role::SystemAdmin, &first.system_admin),
        (Role::SecurityAdmin, &first.security_admin),
        (Role::Auditor, &first.auditor),
    ];
    if let Some(name) = named_twice(three.map(|(_, who)| who)) {
        return Err(Refused::SamePerson(name));
    }
    let root = root(tx, first.root.as_ref(), reason).await?;
    let accounts = Permit::<ManageAccounts>::by_system(tx.actor(), reason)?;
    let roles = Permit::<GrantRole>::by_system(tx.actor(), reason)?;
    let codes = Permit::<IssueActivation>::by_system(tx.actor(), reason)?;
    let deed = Deed::now(tx.now(), tx.today());
    let mut made = Vec::with_capacity(three.len());
    for (role, who) in three {
        let (user, name) = (&who.user_name, &who.display_name);
        let account = manage::create_officer(tx, &accounts, &root, user, name).await?;
        account::give(tx, &roles, account, role, &root, Day::OPEN, &deed).await?;
        let issued = activation::issue(tx, &codes, account).await?;
        made.push(Made { role, issued });
    }
    Ok(made)
}

/// The organisation at the top, founded if there is none.
async fn root(tx: &mut Tx, new: Option<&NewOrg>, reason: &'static str) -> Result<Org, Refused> {
    match (org::root(tx).await?, new) {
        (Some(root), Some(new)) if root.name != new.name => Err(Refused::OtherRoot(root.name)),
        (Some(root), _) => Ok(root),
        (None, None) => Err(Refused::NoRoot),
        (None, Some(new)) => {
            let permit = Permit::<ManageOrg>::by_system(tx.actor(), reason)?;
            let deed = Deed::now(tx.now(), tx.today()).on(new.founded_on);
            Ok(org::found(tx, permit, new.clone(), &deed).await?)
        }
    }
}

/// A user name or a name that two of the three share.
fn named_twice(three: [&NewAdministrator; 3]) -> Option<String> {
    let [a, b, c] = three;
    [(a, b), (a, c), (b, c)].into_iter().find_map(|(x, y)| {
        if x.user_name.to_lowercase() == y.user_name.to_lowercase() {
            Some(x.user_name.clone())
        } else {
            (x.display_name == y.display_name).then(|| x.display_name.clone())
        }
    })
}
