//! The acting role: what a session or token acts under, exactly one at a time.

use uuid::Uuid;
use zhibu_kernel::Moment;

use crate::account::AccountId;
use crate::account::session::SessionId;
use crate::org::OrgId;
use crate::role::Role;

/// What `access` knows of a request, carried by the actor.
#[derive(Clone, Debug)]
pub struct Acting {
    /// The account.
    pub account: AccountId,
    /// The person whose own record this account opens.
    pub person: Option<Uuid>,
    /// The name on pages and in the log.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The organisation on which the role is given, or the person's own branch.
    pub org: OrgId,
    /// Its area.
    pub area: Uuid,
    /// Its path: the role holds for every path that begins with it.
    pub path: String,
    /// Signed in with two factors, or in the demo, which asks for the password alone.
    pub two_factors: bool,
    /// The session, or none for a token.
    pub session: Option<SessionId>,
    /// When the owner last proved who they are.
    pub confirmed_at: Moment,
}
