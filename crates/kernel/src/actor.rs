//! Who acts: opaque ids that `access` fills in and every audit entry carries.

use std::any::Any;
use std::sync::Arc;

use uuid::Uuid;

/// The one behind a request, a job or a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Not signed in.
    Nobody,
    /// A signed-in account.
    Account(Uuid),
    /// The program itself: the word says which part of it.
    System(&'static str),
}

/// Who acts, under which role, and for whom.
///
/// `acting` is what `access` knows about the acting role; this floor only carries it.
#[derive(Clone)]
pub struct Actor {
    /// The one who acts.
    pub who: Who,
    /// The role grant under which they act; none for one's own affairs.
    pub grant: Option<Uuid>,
    /// The person for whom they act under a mandate.
    pub principal: Option<Uuid>,
    acting: Option<Arc<dyn Any + Send + Sync>>,
}

impl Actor {
    /// Somebody who is not signed in.
    #[must_use]
    pub fn nobody() -> Self {
        Self { who: Who::Nobody, grant: None, principal: None, acting: None }
    }

    /// A part of the program, named by a word such as `outbox` or `demo`.
    #[must_use]
    pub fn system(part: &'static str) -> Self {
        Self { who: Who::System(part), ..Self::nobody() }
    }

    /// A signed-in account with what `access` knows of its acting role.
    #[must_use]
    pub fn account<A: Any + Send + Sync>(account: Uuid, grant: Option<Uuid>, acting: A) -> Self {
        Self { who: Who::Account(account), grant, principal: None, acting: Some(Arc::new(acting)) }
    }

    /// The same actor, acting for a principal.
    #[must_use]
    pub fn on_behalf_of(mut self, principal: Uuid) -> Self {
        self.principal = Some(principal);
        self
    }

    /// What `access` put in, if it is of that type.
    #[must_use]
    pub fn acting<A: Any + Send + Sync>(&self) -> Option<&A> {
        self.acting.as_ref()?.downcast_ref()
    }

    /// The account's id, if an account acts.
    #[must_use]
    pub fn account_id(&self) -> Option<Uuid> {
        match self.who {
            Who::Account(id) => Some(id),
            Who::Nobody | Who::System(_) => None,
        }
    }
}

impl std::fmt::Debug for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Actor").field("who", &self.who).field("grant", &self.grant).finish_non_exhaustive()
    }
}
