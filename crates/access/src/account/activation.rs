//! The activation code (启用码): eight letters and digits with which somebody signs in first.
//!
//! A secretary hands it over on paper or by message. It works once, for two weeks, and opens no
//! more than its issuer may give: an account with roles over others gets one from the security
//! administrator only, and with that one begins afresh, without the ways of signing in it had.

use uuid::Uuid;
use zeroize::Zeroizing;
use zhibu_kernel::seal::{HashKind, KeyedHash};
use zhibu_kernel::{Fault, Moment, Read, Refuse, Tx, audit::Entry, bind, sql};
use zhibu_web::key;
use zhibu_web::refusal::{No, Refusal, Told};

use super::{Account, AccountId, by_id, grants_on, totp};
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

/// A code for a person of the registry, whose account is made if there is none.
///
/// # Errors
/// [`NotIssued::HasRoles`], or a fault of the database.
pub async fn issue_for_person(
    tx: &mut Tx,
    permit: &Permit<IssueActivation>,
    person: Uuid,
    display_name: &str,
    area: Uuid,
) -> Result<Issued, NotIssued> {
    let known: Option<AccountId> = tx
        .value(bind!(sql!("SELECT id FROM access_account WHERE person_id = $1 ORDER BY id"), person))
        .await?;
    let account = match known {
        Some(account) => account,
        None => open_account(tx, person, display_name, area).await?,
    };
    issue(tx, permit, account).await
}

/// A code for an account.
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
        || permit.actor().acting::<Acting>().is_some_and(|acting| acting.role == Role::SecurityAdmin);
    if !by_security && !grants_on(tx, account, today).await?.is_empty() {
        return Err(NotIssued::HasRoles);
    }
    let whose = by_id(tx, account)
        .await?
        .ok_or_else(|| Fault::Invariant("a code is issued for an account that is not".into()))?;
    tx.execute(bind!(sql!("DELETE FROM access_activation WHERE account_id = $1"), account)).await?;
    let code = zhibu_kernel::random::activation_code();
    let ends_at = tx.now().plus_ms(VALID_MS);
    let hash = hash_of(tx, &code);
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
    if let Some(spot) = permit.spot() {
        entry = entry.within(spot.id.0, spot.area);
    }
    if let Some(reason) = permit.reason() {
        entry = entry.because(reason);
    }
    tx.audit(&entry).await?;
    Ok(Issued { account, user_name: whose.user_name, display_name: whose.display_name, code, ends_at })
}

/// An account for a person, under the initials of the name and a number that is free.
async fn open_account(tx: &mut Tx, person: Uuid, display_name: &str, area: Uuid) -> Result<AccountId, Fault> {
    let (id, now) = (AccountId::fresh(), tx.now());
    let initials: String = zhibu_kernel::search::person_keys(display_name)
        .initials
        .chars()
        .filter(char::is_ascii_lowercase)
        .take(4)
        .collect();
    let user_name = loop {
        let name = format!("{initials}{}", *zhibu_kernel::random::code(6));
        if super::by_user_name(tx, &name).await?.is_none() {
            break name;
        }
    };
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_account (id, area_id, user_name, display_name, person_id, is_locked, created_at, version) \
             VALUES ($1, $2, $3, $4, $5, 0, $6, 1)"
        ),
        id,
        area,
        user_name,
        display_name,
        person,
        now,
    ))
    .await?;
    tx.audit(&Entry::did("access.account.create").on("account", id.0)).await?;
    Ok(id)
}

fn hash_of(read: &Read, code: &str) -> KeyedHash {
    let code: String =
        code.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
    read.keys().hash(KIND, code.as_bytes()).current
}

/// The account that a code activates, and whether it begins afresh. Nothing when the code is
/// wrong, too old or used, or the account is locked.
pub(crate) async fn find(read: &mut Read, code: &str) -> Result<Option<(Account, bool)>, Fault> {
    let (hash, now) = (hash_of(read, code), read.now());
    let row = read
        .first(bind!(
            sql!(
                "SELECT account_id, starts_afresh FROM access_activation WHERE code_hash = $1 AND ends_at > $2"
            ),
            hash,
            now,
        ))
        .await?;
    let Some(row) = row else { return Ok(None) };
    let account = by_id(read, row.get("account_id")?).await?;
    let afresh = row.get("starts_afresh")?;
    Ok(account.filter(|account| !account.is_locked).map(|account| (account, afresh)))
}

/// Uses a code up; false when [`find`] finds it no more.
pub(crate) async fn redeem(tx: &mut Tx, code: &str) -> Result<bool, Fault> {
    let Some((account, afresh)) = find(tx, code).await? else {
        return Ok(false);
    };
    let hash = hash_of(tx, code);
    let used = tx.execute(bind!(sql!("DELETE FROM access_activation WHERE code_hash = $1"), hash)).await?;
    if used == 0 {
        return Ok(false);
    }
    if afresh {
        totp::remove(tx, account.id).await?;
        for table in [
            sql!("DELETE FROM access_passkey WHERE account_id = $1"),
            sql!("DELETE FROM access_session WHERE account_id = $1"),
            sql!("DELETE FROM access_device WHERE account_id = $1"),
        ] {
            tx.execute(bind!(table, account.id)).await?;
        }
    }
    tx.audit(&Entry::did("access.activation.redeem").on("account", account.id.0)).await?;
    Ok(true)
}
