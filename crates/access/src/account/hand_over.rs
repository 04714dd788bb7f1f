//! Handing over a post (交接): the old role ends, the new one begins on the same day, and the
//! rooms hear of it, so that pending work goes along.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::outbox::Event;
use zhibu_kernel::{Day, Deed, Tx};

use super::grant::{self, Grant, New, Refused, in_office};
use super::{AccountId, GrantId, by_user_name};
use crate::org::{Org, OrgId};
use crate::permit::Permit;
use crate::role::GrantRole;

/// A post went over: what waited for the old account waits for the new one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoleHandedOver {
    /// Who had the post.
    pub from_account: AccountId,
    /// Who has it.
    pub to_account: AccountId,
    /// The role that ended.
    pub from_grant: GrantId,
    /// The role that began.
    pub to_grant: GrantId,
    /// The word of the role.
    pub role: String,
    /// The organisation.
    pub org: OrgId,
    /// Its area.
    pub area: Uuid,
    /// From this day.
    pub from: Day,
}

impl Event for RoleHandedOver {
    const KIND: &'static str = "access.role_handed_over";

    fn area(&self) -> Uuid {
        self.area
    }
}

/// Hands a post over to the account of a user name on the day of the deed.
///
/// # Errors
/// [`Refused`], as its variants say.
pub async fn hand_over(
    tx: &mut Tx,
    permit: &Permit<GrantRole>,
    old: &Grant,
    org: &Org,
    user_name: &str,
    deed: &Deed,
) -> Result<GrantId, Refused> {
    in_office(tx).await?;
    let from = deed.happened_on;
    if from < tx.today() || from < old.valid_from {
        return Err(Refused::Period);
    }
    if from >= old.valid_to {
        return Err(Refused::Ended);
    }
    if old.delegated_from.is_some() {
        return Err(Refused::StandsIn);
    }
    let successor =
        by_user_name(tx, user_name).await?.ok_or_else(|| Refused::Unknown(user_name.to_owned()))?;
    if permit.actor().account_id() == Some(successor.id.0) {
        return Err(Refused::Oneself);
    }
    let new = New {
        account: successor.id,
        role: old.role,
        org: org.id,
        from,
        until: old.valid_to,
        delegated_from: None,
        succeeds: Some(old.id),
    };
    let id = grant::insert(tx, &new, deed).await?;
    grant::close(tx, old, from).await?;
    let entry = Entry::did("access.role.hand_over")
        .on("account", successor.id.0)
        .within(org.id.0, org.area)
        .deed(deed)
        .detail(serde_json::json!({ "role": old.role.word(), "from_account": old.account.0.simple().to_string() }));
    tx.audit(&entry).await?;
    tx.send(&RoleHandedOver {
        from_account: old.account,
        to_account: successor.id,
        from_grant: old.id,
        to_grant: id,
        role: old.role.word().into(),
        org: org.id,
        area: org.area,
        from,
    })
    .await?;
    Ok(id)
}
