//! Passwords: Argon2id (RFC 9106), hashed off the runtime's threads and never many at once.
//!
//! A password has 8 to 128 characters and no rules of composition (ASVS 5.0, 6.2.1 and 6.2.5);
//! what many people choose is refused by [`common`].

mod common;

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use zhibu_kernel::{Fault, Read, Tx, audit::Entry, bind, setting, sql};
use zhibu_web::key;

use super::{Account, AccountId};

/// How many passwords are hashed at the same time: each takes 19 MiB for a moment.
static SLOTS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(4));

/// 19 MiB, two passes, one lane: the second recommendation of the OWASP cheat sheet, within
/// RFC 9106's range for servers.
fn argon() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The fewest and the most characters of a password.
const SHORTEST: usize = 8;
/// See [`SHORTEST`].
pub(crate) const LONGEST: usize = 128;

/// The setting that has passwords renewed after so many days (GB/T 22239-2019, 8.1.4.1 a); off
/// when it was never set, since it makes passwords worse (ASVS 5.0, 6.2.10).
pub const RENEW_AFTER_DAYS: &str = "access.renew_password_after_days";

/// Why a password cannot be chosen: the key of the sentence; nothing when it can.
#[must_use]
pub(crate) fn unfit(password: &str, account: &Account, site: &str) -> Option<&'static str> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(key!("password-too-short"));
    }
    if length > LONGEST {
        return Some(key!("password-too-long"));
    }
    let own = [&account.user_name, &account.display_name, site];
    if common::holds_name(password, &own) {
        return Some(key!("password-has-name"));
    }
    common::is_common(password).then_some(key!("password-common"))
}

/// Whether a password must be renewed, by the setting of the installation.
pub(crate) async fn is_due(read: &mut Read, account: &Account) -> Result<bool, Fault> {
    let days: Option<i64> = setting::get(read, RENEW_AFTER_DAYS).await?;
    let set_at = account.password_set_at.unwrap_or(account.created_at);
    Ok(days.is_some_and(|days| set_at.plus_minutes(days.saturating_mul(24 * 60)) <= read.now()))
}

/// Sets the password of an account to one that was hashed by [`hash`].
pub(crate) async fn set(tx: &mut Tx, account: AccountId, hash: &str) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(bind!(
        sql!("UPDATE access_account SET password_hash = $2, password_set_at = $3 WHERE id = $1"),
        account,
        hash,
        now,
    ))
    .await?;
    tx.audit(&Entry::did("access.password.set").on("account", account.0)).await
}

/// A hash that no password matches, so that an unknown account costs as much as a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let secret = zhibu_kernel::random::token();
    hash_now(&secret).unwrap_or_default()
});

fn hash_now(password: &str) -> Result<String, Fault> {
    let salt = zhibu_kernel::random::bytes::<16>();
    argon()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| Fault::Invariant(format!("a password could not be hashed: {error}")))
}

/// Hashes a password. Call it outside of a transaction.
///
/// # Errors
/// When the machine has no memory for it.
pub async fn hash(password: String) -> Result<String, Fault> {
    run(move || hash_now(&password)).await?
}

/// Whether a password matches a hash; without a hash the same work is done and the answer is no.
///
/// # Errors
/// When the machine cannot run it.
pub async fn matches(password: String, hash: Option<String>) -> Result<bool, Fault> {
    run(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let right = PasswordHash::new(&hash)
            .is_ok_and(|hash| argon().verify_password(password.as_bytes(), &hash).is_ok());
        right && known
    })
    .await
}

async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let _slot = SLOTS.acquire().await.map_err(|_| Fault::Invariant("the hashing slots are closed".into()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Fault::Invariant(error.to_string()))
}
