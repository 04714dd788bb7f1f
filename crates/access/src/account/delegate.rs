//! Standing in (代理): the holder of a role lets another of the same organisation act in it while
//! away. It has an end, the superior sees it, and every act under it names its own grant.

use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Fault, Read, Tx, bind, sql};

use super::grant::{self, Grant, New, Refused, in_office};
use super::{Account, GrantId, by_user_name};
use crate::org::Org;
use crate::permit::{Denied, Permit};
use crate::role::DelegateRole;

/// How long somebody stands in at most: days. A longer absence is a hand-over.
const LONGEST: i64 = 183;

/// The role that the actor acts under and may let somebody stand in for.
///
/// # Errors
/// [`Denied::Missing`] when the actor acts under none.
pub async fn own(read: &mut Read) -> Result<(Grant, Org, Permit<DelegateRole>), Denied> {
    let id = read.actor().grant.ok_or(Denied::Missing)?;
    grant::open::<DelegateRole>(read, GrantId(id)).await
}

/// Lets the account of a user name stand in for the actor's own role, from the day of the deed
/// until before another. It has a role on the same organisation already, so that it is known
/// there.
///
/// # Errors
/// [`Refused`], as its variants say.
pub async fn delegate(
    tx: &mut Tx,
    permit: &Permit<DelegateRole>,
    own: &Grant,
    org: &Org,
    user_name: &str,
    until: Day,
    deed: &Deed,
) -> Result<GrantId, Refused> {
    in_office(tx).await?;
    if own.delegated_from.is_some() {
        return Err(Refused::StandsIn);
    }
    let from = deed.happened_on;
    if from < tx.today() {
        return Err(Refused::Period);
    }
    if until > own.valid_to || from.days_until(until) > LONGEST {
        return Err(Refused::TooLong);
    }
    let deputy = by_user_name(tx, user_name)
        .await?
        .filter(|account| !account.is_locked)
        .ok_or_else(|| Refused::Unknown(user_name.to_owned()))?;
    if permit.actor().account_id() == Some(deputy.id.0) {
        return Err(Refused::Oneself);
    }
    if !belongs_here(tx, &deputy, org, from).await? {
        return Err(Refused::NotHere);
    }
    let new = New {
        account: deputy.id,
        role: own.role,
        org: org.id,
        from,
        until,
        delegated_from: Some(own.id),
        succeeds: None,
    };
    let id = grant::insert(tx, &new, deed).await?;
    let entry = Entry::did("access.role.delegate")
        .on("account", deputy.id.0)
        .within(org.id.0, org.area)
        .deed(deed)
        .detail(serde_json::json!({ "role": own.role.word(), "until": until.number() }));
    tx.audit(&entry).await?;
    Ok(id)
}

async fn belongs_here(read: &mut Read, account: &Account, org: &Org, on: Day) -> Result<bool, Fault> {
    let count: Option<i64> = read
        .value(bind!(
            sql!(
                "SELECT count(*) FROM access_grant WHERE account_id = $1 AND org_id = $2 AND delegated_from IS NULL \
                 AND valid_from <= $3 AND valid_to > $3"
            ),
            account.id,
            org.id,
            on,
        ))
        .await?;
    Ok(count.is_some_and(|count| count > 0))
}

/// Ends standing in early: the actor is back.
///
/// # Errors
/// [`Denied::Missing`] when it does not stand in for the actor's own role; [`Refused::Ended`].
pub async fn take_back(
    tx: &mut Tx,
    _permit: &Permit<DelegateRole>,
    own: &Grant,
    org: &Org,
    deputy: GrantId,
    deed: &Deed,
) -> Result<(), Refused> {
    in_office(tx).await?;
    let deputy = grant::by_id(tx, deputy)
        .await?
        .filter(|grant| grant.delegated_from == Some(own.id))
        .ok_or(Denied::Missing)?;
    grant::close(tx, &deputy, deed.happened_on).await?;
    let entry = Entry::did("access.role.take_back")
        .on("account", deputy.account.0)
        .within(org.id.0, org.area)
        .deed(deed)
        .detail(serde_json::json!({ "role": own.role.word() }));
    Ok(tx.audit(&entry).await?)
}
