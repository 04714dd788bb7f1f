//! Entering: whoever has proved who they are gets a session, and its owner learns of a new device.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;
use zhibu_kernel::outbox::Event;
use zhibu_kernel::{Fault, Moment, Tx};

use super::caller::{Caller, Met, digest, remember};
use super::session::{self, Began};
use super::{Account, AccountId};

/// Somebody signed in from a browser in which the account had not signed in before; its owner is
/// told, in case it was not them.
#[derive(Debug, Serialize, Deserialize)]
pub struct SignedInElsewhere {
    /// The account.
    pub account: AccountId,
    /// The person of the registry, who is told.
    pub person: Option<uuid::Uuid>,
    /// What the browser said it is.
    pub device: String,
    /// When.
    pub at: Moment,
}

impl Event for SignedInElsewhere {
    const KIND: &'static str = "access.signed_in_elsewhere";
}

/// The two secrets that a browser is given.
pub(crate) struct Secrets {
    /// Of the session.
    pub(crate) session: Zeroizing<String>,
    /// By which the browser is known again; none when it has one.
    pub(crate) device: Option<Zeroizing<String>>,
}

/// Begins a session with a secret of its own, never one that was there before.
pub(crate) async fn enter(
    tx: &mut Tx,
    account: &Account,
    began: Began,
    caller: &Caller,
) -> Result<Secrets, Fault> {
    let (device, fresh) = match caller.device {
        Some(known) => (known, None),
        None => {
            let secret = zhibu_kernel::random::token();
            (digest(&secret), Some(secret))
        }
    };
    if remember(tx, account.id, device).await? == Met::New {
        let at = tx.now();
        tx.send(&SignedInElsewhere {
            account: account.id,
            person: account.person,
            device: caller.agent.clone(),
            at,
        })
        .await?;
    }
    let session = session::start(tx, account.id, began, &caller.agent).await?;
    Ok(Secrets { session, device: fresh })
}
