//! Passwords: Argon2id (RFC 9106), hashed off the runtime's threads and never many at once.

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use zhibu_kernel::Fault;

/// How many passwords are hashed at the same time: each takes 19 MiB for a moment.
static SLOTS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(4));

/// 19 MiB, two passes, one lane: the second recommendation of the OWASP cheat sheet, within
/// RFC 9106's range for servers.
fn argon() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
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
    let _slot = SLOTS
        .acquire()
        .await
        .map_err(|_| Fault::Invariant("the hashing slots are closed".into()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Fault::Invariant(error.to_string()))
}
