//! Enrolling (设置第二步): who may give an account a second factor.
//!
//! A second factor opens the roles over others. If the password alone were enough to set one up,
//! whoever learned the password of an officer without one would open them too. So such an account
//! gets one only in a session that began by two factors, or within an hour of an activation code
//! that the security administrator gave out. The demo, where one factor counts as two, is free.

use zhibu_kernel::{Fault, Read};

use super::{AccountId, grant, session};
use crate::acting::Acting;
use crate::permit::Denied;

/// Whether an account has a role over others, or will have one.
pub(crate) async fn has_roles(read: &mut Read, account: AccountId) -> Result<bool, Fault> {
    let today = read.today();
    let grants = grant::of_accounts(read, [account]).await?;
    Ok(grants.iter().any(|grant| today < grant.valid_to && grant.valid_from < grant.valid_to))
}

/// Whether the one who asks may set up a second factor of their own account in this session.
///
/// # Errors
/// [`Denied::SignIn`] when nobody is signed in; a fault of the database.
pub(crate) async fn may(read: &mut Read) -> Result<bool, Denied> {
    let acting = read.actor().acting::<Acting>().ok_or(Denied::SignIn)?;
    let (two_factors, account, session) = (acting.two_factors, acting.account, acting.session);
    if two_factors || !has_roles(read, account).await? {
        return Ok(true);
    }
    let Some(session) = session else { return Ok(false) };
    Ok(session::may_enrol(read, session).await?)
}
