//! The flow (登录步骤): a step of signing in that waits for the next one.
//!
//! What is known so far is a sealed row, found by the digest of a secret that only the browser's
//! form holds; so any server can take the next step, and none twice. A flow bears five wrong
//! tries and ends after some minutes.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;
use zhibu_kernel::seal::Context;
use zhibu_kernel::{Fault, Read, Tx, bind, sql};

/// How many wrong tries a flow bears.
const TRIES: i64 = 5;

/// What a flow is for, and what is known in it.
pub(crate) trait State: Serialize + DeserializeOwned + Sync {
    /// The word in rows: a secret of one kind opens no flow of another.
    const KIND: &'static str;
    /// How long the person may take: minutes.
    const MINUTES: i64 = 10;
}

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn place(hash: &[u8; 32]) -> Context<'_> {
    let (row, _) = hash.split_first_chunk::<16>().expect("a digest has 32 bytes");
    Context { table: "access_flow", column: "state", row }
}

/// Begins a flow; answers its secret.
pub(crate) async fn begin<S: State>(tx: &mut Tx, state: &S) -> Result<Zeroizing<String>, Fault> {
    let secret = zhibu_kernel::random::token();
    begin_as(tx, &secret, state).await?;
    Ok(secret)
}

/// Begins a flow under a secret that the state was bound to.
pub(crate) async fn begin_as<S: State>(tx: &mut Tx, secret: &str, state: &S) -> Result<(), Fault> {
    let hash = digest(secret);
    let text = Zeroizing::new(serde_json::to_vec(state)?);
    let sealed = tx.keys().seal(place(&hash), &text);
    let ends_at = tx.now().plus_minutes(S::MINUTES);
    tx.execute(bind!(
        sql!("INSERT INTO access_flow (secret_hash, kind, state, tries, ends_at) VALUES ($1, $2, $3, 0, $4)"),
        hash,
        S::KIND,
        sealed,
        ends_at,
    ))
    .await?;
    Ok(())
}

/// What is known in a flow; nothing when it has ended or never was.
pub(crate) async fn open<S: State>(read: &mut Read, secret: &str) -> Result<Option<S>, Fault> {
    let (hash, now) = (digest(secret), read.now());
    let sealed: Option<Vec<u8>> = read
        .value(bind!(
            sql!(
                "SELECT state FROM access_flow WHERE secret_hash = $1 AND kind = $2 AND ends_at > $3 AND tries < $4"
            ),
            hash,
            S::KIND,
            now,
            TRIES,
        ))
        .await?;
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let text = read.keys().open(place(&hash), &sealed)?;
    Ok(Some(serde_json::from_slice(&text)?))
}

/// Counts a try before it is judged, so that tries at the same time are all counted; the flow
/// as [`open`] answers it.
pub(crate) async fn attempt<S: State>(tx: &mut Tx, secret: &str) -> Result<Option<S>, Fault> {
    let found = open(tx, secret).await?;
    if found.is_some() {
        tx.execute(bind!(
            sql!("UPDATE access_flow SET tries = tries + 1 WHERE secret_hash = $1"),
            digest(secret),
        ))
        .await?;
    }
    Ok(found)
}

/// Ends a flow; false when it had ended before, and then nothing may follow from it.
pub(crate) async fn end(tx: &mut Tx, secret: &str) -> Result<bool, Fault> {
    let ended =
        tx.execute(bind!(sql!("DELETE FROM access_flow WHERE secret_hash = $1"), digest(secret))).await?;
    Ok(ended > 0)
}
