//! The passkey (通行密钥): W3C Web Authentication, with the person verified by the device, and so
//! two factors in one.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Webauthn, WebauthnBuilder, WebauthnError,
};
use zeroize::Zeroizing;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Fault, Moment, Read, Row, Tx, audit::Entry, bind, sql};
use zhibu_web::Installation;

use super::{Account, AccountId, by_id, flow};

zhibu_kernel::id_type!(
    /// Names a passkey in the list of its owner.
    pub PasskeyId
);

/// A passkey in the list of its owner.
pub(crate) struct Kept {
    pub(crate) id: PasskeyId,
    pub(crate) device: String,
    pub(crate) made_at: Moment,
    pub(crate) used_at: Option<Moment>,
}

/// This installation as a relying party; nothing when its address is no domain.
pub(crate) fn site(installation: &Installation) -> Option<Webauthn> {
    let address = Url::parse(&installation.address).ok()?;
    let domain = address.domain()?.to_owned();
    WebauthnBuilder::new(&domain, &address)
        .ok()?
        .rp_name(&installation.site_name)
        // Without TLS this is loop-back, whose port changes from start to start.
        .allow_any_port(!installation.tls)
        .build()
        .ok()
}

#[derive(Serialize, Deserialize)]
struct Registering {
    account: AccountId,
    state: PasskeyRegistration,
}

impl flow::State for Registering {
    const KIND: &'static str = "passkey_make";
}

#[derive(Serialize, Deserialize)]
struct SigningIn {
    state: DiscoverableAuthentication,
}

impl flow::State for SigningIn {
    const KIND: &'static str = "passkey_use";
}

/// What the browser is asked, and the secret of the flow that waits for its answer.
#[derive(Serialize)]
pub(crate) struct Ceremony {
    flow: Zeroizing<String>,
    #[serde(rename = "publicKey")]
    public_key: Value,
}

fn broken(error: &WebauthnError) -> Fault {
    Fault::Invariant(format!("a ceremony cannot begin: {error}"))
}

fn credential_hash(credential: &[u8]) -> [u8; 32] {
    Sha256::digest(credential).into()
}

fn place(id: &PasskeyId) -> Context<'_> {
    Context { table: "access_passkey", column: "sealed", row: id.0.as_bytes() }
}

/// Begins to make a passkey for an account.
pub(crate) async fn begin_making(tx: &mut Tx, site: &Webauthn, account: &Account) -> Result<Ceremony, Fault> {
    let known = all(tx, account.id).await?;
    let excluded = known.iter().map(|(_, key)| key.cred_id().clone()).collect();
    let (asked, state) = site
        .start_passkey_registration(account.id.0, &account.user_name, &account.display_name, Some(excluded))
        .map_err(|error| broken(&error))?;
    let mut public_key = serde_json::to_value(asked)?["publicKey"].take();
    // Nobody types a name before using it, so the device must find it by itself.
    public_key["authenticatorSelection"]["residentKey"] = "required".into();
    public_key["authenticatorSelection"]["requireResidentKey"] = true.into();
    let account = account.id;
    let flow = flow::begin(tx, &Registering { account, state }).await?;
    Ok(Ceremony { flow, public_key })
}

/// Keeps the passkey that the browser made; false when its answer does not hold.
pub(crate) async fn make(
    tx: &mut Tx,
    site: &Webauthn,
    account: AccountId,
    secret: &str,
    answer: &str,
    device: &str,
) -> Result<bool, Fault> {
    let Some(begun) = flow::open::<Registering>(tx, secret).await? else {
        return Ok(false);
    };
    let ended = flow::end(tx, secret).await?;
    let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else {
        return Ok(false);
    };
    let Ok(key) = site.finish_passkey_registration(&answer, &begun.state) else {
        return Ok(false);
    };
    if !ended || begun.account != account {
        return Ok(false);
    }
    let (id, now) = (PasskeyId::fresh(), tx.now());
    let sealed = tx.keys().seal(place(&id), &serde_json::to_vec(&key)?);
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_passkey (id, account_id, credential_hash, sealed, device, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        id,
        account,
        credential_hash(key.cred_id()),
        sealed,
        device,
        now,
    ))
    .await?;
    tx.audit(&Entry::did("access.passkey.make").on("account", account.0)).await?;
    Ok(true)
}

/// Begins to sign in with whatever passkey the device has.
pub(crate) async fn begin_using(tx: &mut Tx, site: &Webauthn) -> Result<Ceremony, Fault> {
    let (asked, state) = site.start_discoverable_authentication().map_err(|error| broken(&error))?;
    let public_key = serde_json::to_value(asked)?["publicKey"].take();
    let flow = flow::begin(tx, &SigningIn { state }).await?;
    Ok(Ceremony { flow, public_key })
}

/// The account of the passkey that the browser used; nothing when its answer does not hold or
/// the account is locked.
pub(crate) async fn using(
    tx: &mut Tx,
    site: &Webauthn,
    secret: &str,
    answer: &str,
) -> Result<Option<Account>, Fault> {
    let Some(begun) = flow::open::<SigningIn>(tx, secret).await? else {
        return Ok(None);
    };
    if !flow::end(tx, secret).await? {
        return Ok(None);
    }
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else {
        return Ok(None);
    };
    let Ok((account, credential)) = site.identify_discoverable_authentication(&answer) else {
        return Ok(None);
    };
    let account = AccountId(account);
    let known = of_credential(tx, account, credential).await?;
    let Some((id, mut key)) = known else {
        return Ok(None);
    };
    let used = site.finish_discoverable_authentication_v2(&answer, begun.state, &key);
    let Ok(used) = used else { return Ok(None) };
    key.update_credential(&used);
    let sealed = tx.keys().seal(place(&id), &serde_json::to_vec(&key)?);
    let now = tx.now();
    tx.execute(bind!(
        sql!("UPDATE access_passkey SET sealed = $2, used_at = $3 WHERE id = $1"),
        id,
        sealed,
        now,
    ))
    .await?;
    let account = by_id(tx, account).await?;
    Ok(account.filter(|account| !account.is_locked))
}

fn opened(read: &Read, row: &Row) -> Result<(PasskeyId, Passkey), Fault> {
    let id: PasskeyId = row.get("id")?;
    let sealed: Vec<u8> = row.get("sealed")?;
    let text = read.keys().open(place(&id), &sealed)?;
    Ok((id, serde_json::from_slice(&text)?))
}

async fn all(read: &mut Read, account: AccountId) -> Result<Vec<(PasskeyId, Passkey)>, Fault> {
    let rows = read
        .rows(bind!(sql!("SELECT id, sealed FROM access_passkey WHERE account_id = $1 ORDER BY id"), account))
        .await?;
    rows.iter().map(|row| opened(read, row)).collect()
}

async fn of_credential(
    read: &mut Read,
    account: AccountId,
    credential: &[u8],
) -> Result<Option<(PasskeyId, Passkey)>, Fault> {
    let row = read
        .first(bind!(
            sql!("SELECT id, sealed FROM access_passkey WHERE credential_hash = $1 AND account_id = $2"),
            credential_hash(credential),
            account,
        ))
        .await?;
    row.map(|row| opened(read, &row)).transpose()
}

/// The passkeys of an account, for its owner.
pub(crate) async fn list(read: &mut Read, account: AccountId) -> Result<Vec<Kept>, Fault> {
    let rows = read
        .rows(bind!(
            sql!("SELECT id, device, made_at, used_at FROM access_passkey WHERE account_id = $1 ORDER BY id"),
            account
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Kept {
                id: row.get("id")?,
                device: row.get("device")?,
                made_at: row.get("made_at")?,
                used_at: row.get("used_at")?,
            })
        })
        .collect()
}

/// Takes a passkey away from its owner's account.
pub(crate) async fn remove(tx: &mut Tx, account: AccountId, id: PasskeyId) -> Result<(), Fault> {
    tx.execute(bind!(sql!("DELETE FROM access_passkey WHERE id = $1 AND account_id = $2"), id, account,))
        .await?;
    tx.audit(&Entry::did("access.passkey.remove").on("account", account.0)).await
}
