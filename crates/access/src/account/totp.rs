//! The authenticator (验证器): codes by time (RFC 6238), and recovery codes for when it is lost.
//!
//! The secret is sealed. The step of the last code is remembered, so that a code works once.

use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;
use zhibu_kernel::seal::{Context, HashKind, KeyedHash};
use zhibu_kernel::{Fault, Read, Tx, audit::Entry, bind, sql};

use super::AccountId;

/// How many recovery codes are made at a time.
const CODES: usize = 8;
const RECOVERY: HashKind = HashKind::new("recovery");

/// A fresh secret: 160 bits (RFC 4226, section 4).
pub(crate) fn fresh() -> Zeroizing<[u8; 20]> {
    Zeroizing::new(zhibu_kernel::random::bytes())
}

/// How the secret is shown to the person who sets it up.
pub(crate) struct Shown {
    /// For the app's camera: an SVG.
    pub(crate) qr: String,
    /// To be typed: base32 in groups of four.
    pub(crate) text: String,
}

fn of(secret: &[u8], issuer: &str, name: &str) -> Result<Totp, Fault> {
    // A colon separates the two in the address that the app reads.
    let [issuer, name] = [issuer, name].map(|text| text.replace(':', " "));
    Builder::new()
        .with_secret(secret.to_vec())
        .with_issuer(Some(issuer))
        .with_account_name(name)
        .build()
        .map_err(|error| Fault::Invariant(format!("a secret makes no codes: {error}")))
}

fn bare(secret: &[u8]) -> Result<Totp, Fault> {
    of(secret, "", "-")
}

/// The secret as picture and text.
pub(crate) fn show(secret: &[u8], site: &str, user_name: &str) -> Result<Shown, Fault> {
    let totp = of(secret, site, user_name)?;
    let address =
        totp.to_url().map_err(|error| Fault::Invariant(format!("a secret has no address: {error}")))?;
    let code = qrcode::QrCode::new(address)
        .map_err(|error| Fault::Invariant(format!("an address makes no picture: {error}")))?;
    let svg = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(220, 220).build();
    let start = svg.find("<svg").unwrap_or(0);
    let text: Vec<char> = totp.secret().to_base32().chars().collect();
    Ok(Shown {
        qr: svg[start..].to_owned(),
        text: text.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" "),
    })
}

/// The step of a code around a moment; nothing when it is wrong.
fn step_of(secret: &[u8], code: &str, read: &Read) -> Result<Option<i64>, Fault> {
    let seconds = u64::try_from(read.now().0 / 1000).unwrap_or(0);
    let step = bare(secret)?.check(code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn place(account: &AccountId) -> Context<'_> {
    Context { table: "access_account", column: "totp_secret", row: account.0.as_bytes() }
}

/// Whether the account has an authenticator.
pub(crate) async fn is_set(read: &mut Read, account: AccountId) -> Result<bool, Fault> {
    let found: Option<i64> = read
        .value(bind!(
            sql!("SELECT COUNT(*) FROM access_account WHERE id = $1 AND totp_secret IS NOT NULL"),
            account
        ))
        .await?;
    Ok(found == Some(1))
}

/// Sets the authenticator when a first code of it is right; answers whether it was.
pub(crate) async fn set(tx: &mut Tx, account: AccountId, secret: &[u8], code: &str) -> Result<bool, Fault> {
    let Some(step) = step_of(secret, code, tx)? else {
        return Ok(false);
    };
    let sealed = tx.keys().seal(place(&account), secret);
    tx.execute(bind!(
        sql!("UPDATE access_account SET totp_secret = $2, totp_step = $3 WHERE id = $1"),
        account,
        sealed,
        step,
    ))
    .await?;
    tx.audit(&Entry::did("access.authenticator.set").on("account", account.0)).await?;
    Ok(true)
}

/// Whether a code is right and was not used before; it is used up by this.
pub(crate) async fn accept(tx: &mut Tx, account: AccountId, code: &str) -> Result<bool, Fault> {
    let sealed: Option<Option<Vec<u8>>> =
        tx.value(bind!(sql!("SELECT totp_secret FROM access_account WHERE id = $1"), account)).await?;
    let Some(sealed) = sealed.flatten() else {
        return Ok(false);
    };
    let secret = tx.keys().open(place(&account), &sealed)?;
    let Some(step) = step_of(&secret, code, tx)? else {
        return Ok(false);
    };
    let used = tx
        .execute(bind!(
            sql!(
                "UPDATE access_account SET totp_step = $2 WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2)"
            ),
            account,
            step,
        ))
        .await?;
    Ok(used > 0)
}

/// Takes the authenticator and its recovery codes away.
pub(crate) async fn remove(tx: &mut Tx, account: AccountId) -> Result<(), Fault> {
    tx.execute(bind!(
        sql!("UPDATE access_account SET totp_secret = NULL, totp_step = NULL WHERE id = $1"),
        account
    ))
    .await?;
    tx.execute(bind!(sql!("DELETE FROM access_recovery WHERE account_id = $1"), account)).await?;
    tx.audit(&Entry::did("access.authenticator.remove").on("account", account.0)).await
}

fn recovery_hash(read: &Read, account: AccountId, code: &str) -> KeyedHash {
    let code: String =
        code.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect();
    let value = [account.0.as_bytes().as_slice(), code.as_bytes()].concat();
    read.keys().hash(RECOVERY, &value).current
}

/// New recovery codes in place of all earlier ones, to be shown once.
pub(crate) async fn new_codes(tx: &mut Tx, account: AccountId) -> Result<Vec<String>, Fault> {
    tx.execute(bind!(sql!("DELETE FROM access_recovery WHERE account_id = $1"), account)).await?;
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let [a, b] = [(); 2].map(|()| zhibu_kernel::random::activation_code());
        let code = format!("{}-{}", *a, *b);
        let hash = recovery_hash(tx, account, &code);
        tx.execute(bind!(
            sql!("INSERT INTO access_recovery (account_id, code_hash) VALUES ($1, $2)"),
            account,
            hash,
        ))
        .await?;
        codes.push(code);
    }
    tx.audit(&Entry::did("access.recovery.make").on("account", account.0)).await?;
    Ok(codes)
}

/// Whether a recovery code is right; it is gone by this.
pub(crate) async fn use_code(tx: &mut Tx, account: AccountId, code: &str) -> Result<bool, Fault> {
    let hash = recovery_hash(tx, account, code);
    let used = tx
        .execute(bind!(
            sql!("DELETE FROM access_recovery WHERE account_id = $1 AND code_hash = $2"),
            account,
            hash,
        ))
        .await?;
    if used > 0 {
        tx.audit(&Entry::did("access.recovery.use").on("account", account.0)).await?;
    }
    Ok(used > 0)
}

/// How many recovery codes are left.
pub(crate) async fn codes_left(read: &mut Read, account: AccountId) -> Result<i64, Fault> {
    let left = read
        .value(bind!(sql!("SELECT COUNT(*) FROM access_recovery WHERE account_id = $1"), account))
        .await?;
    Ok(left.unwrap_or(0))
}
