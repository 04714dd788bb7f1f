//! The activation code (启用码): with it the owner of an account chooses how to sign in.

use zeroize::Zeroizing;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::seal::HashKind;
use zhibu_kernel::{Fault, Moment, Refuse, Tx, bind, random, sql};
use zhibu_web::key;
use zhibu_web::refusal::{No, Refusal, Told};

use super::grant::grants_on;
use super::{AccountId, by_id};
use crate::acting::Acting;
use crate::permit::Permit;
use crate::role::{IssueActivation, Role};

/// How long a code may be used: 14 days, in milliseconds.
const VALID_MS: i64 = 14 * 24 * 3_600_000;
const KIND: HashKind = HashKind::new("activation");

/// What is handed over: shown once, kept nowhere in clear.
#[derive(Debug)]
pub struct Issued {
    /// The account it activates.
    pub account: AccountId,
    /// Its user name.
    pub user_name: String,
    /// Its name on pages.
    pub display_name: String,
    /// The code.
    pub code: Zeroizing<String>,
    /// Until when it works.
    pub ends_at: Moment,
}

/// Why no code is issued.
#[derive(Debug, thiserror::Error)]
pub enum NotIssued {
    /// The account has roles over others; only the security administrator gives it a code.
    #[error("the account has roles over others")]
    HasRoles,
    /// A fault on our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for NotIssued {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::HasRoles => None,
        }
    }
}

impl Refusal for NotIssued {
    fn told(&self) -> Told {
        Told::new(No::Forbidden, key!("activation-has-roles"))
    }
}

/// A code for an account; an earlier one is good no more.
///
/// # Errors
/// [`NotIssued::HasRoles`], or a fault of the database.
pub async fn issue(
    tx: &mut Tx,
    permit: &Permit<IssueActivation>,
    account: AccountId,
) -> Result<Issued, NotIssued> {
    let today = tx.today();
    let by_security = permit.reason().is_some()
        || permit
            .actor()
            .acting::<Acting>()
            .is_some_and(|acting| acting.role == Role::SecurityAdmin);
    if !by_security && !grants_on(tx, account, today).await?.is_empty() {
        return Err(NotIssued::HasRoles);
    }
    let whose = by_id(tx, account)
        .await?
        .ok_or_else(|| Fault::Invariant("a code is issued for an account that is not".into()))?;
    let earlier = sql!("DELETE FROM access_activation WHERE account_id = $1");
    tx.execute(bind!(earlier, account)).await?;
    let code = random::activation_code();
    let hash = tx.keys().hash(KIND, code.as_bytes()).current;
    let ends_at = tx.now().plus_ms(VALID_MS);
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_activation (code_hash, account_id, starts_afresh, ends_at) VALUES ($1, $2, $3, $4)"
        ),
        hash,
        account,
        by_security,
        ends_at,
    ))
    .await?;
    let mut entry = Entry::did("access.activation.issue").on("account", account.0);
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    tx.audit(&entry).await?;
    Ok(Issued {
        account,
        user_name: whose.user_name,
        display_name: whose.display_name,
        code,
        ends_at,
    })
}
