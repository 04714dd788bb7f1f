//! A form that is sent twice acts once.
//!
//! Each form carries a key. The key, a digest of what was sent and the sealed answer are rows of
//! the change itself, so a double tap, a re-sent offline queue or a lost answer is settled by the
//! database: the same key with the same content answers as before, with other content it is
//! refused.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::actor::Actor;
use crate::bind;
use crate::db::Db;
use crate::fault::{Fault, Refuse};
use crate::seal::Context;
use crate::sql;
use crate::tx::{TRIES, Tx};

/// How long an answer is kept for a repetition: a day, in milliseconds.
const KEPT_MS: i64 = 24 * 3_600_000;

/// The key of one form as it was sent.
#[derive(Clone, Debug)]
pub struct Repeat {
    key: [u8; 32],
    content: [u8; 32],
}

impl Repeat {
    /// From the form's own key and everything that was sent with it. The key is bound to the
    /// actor, so that nobody meets another's answer.
    #[must_use]
    pub fn new(actor: &Actor, key: &str, content: &[u8]) -> Self {
        let owner = actor.account_id().unwrap_or_default();
        let mut digest = Sha256::new();
        digest.update(owner.as_bytes());
        digest.update(key.as_bytes());
        Self { key: digest.finalize().into(), content: Sha256::digest(content).into() }
    }
}

/// What became of a form.
#[derive(Debug, PartialEq, Eq)]
pub enum Once<T> {
    /// It acted now.
    Done(T),
    /// It had acted before; this is the answer it got then.
    Again(T),
    /// The key was used for something else (409).
    Other,
}

impl Db {
    /// A change that acts once for a key.
    ///
    /// # Errors
    /// As [`Db::change`].
    pub async fn change_once<A, T, E, F>(
        &self,
        actor: &Actor,
        repeat: &Repeat,
        given: &A,
        act: F,
    ) -> Result<Once<T>, E>
    where
        A: ?Sized,
        F: AsyncFn(&mut Tx, &A) -> Result<T, E>,
        T: Serialize + DeserializeOwned,
        E: Refuse,
    {
        for tries in 1..=TRIES {
            let mut tx = self.begin(actor, false).await?;
            let outcome = once(&mut tx, repeat, given, &act).await;
            if let Some(ended) = self.end(tx, outcome, tries).await {
                return ended;
            }
        }
        Err(Fault::Conflicts(TRIES).into())
    }
}

async fn once<A, T, E, F>(tx: &mut Tx, repeat: &Repeat, given: &A, act: &F) -> Result<Once<T>, E>
where
    A: ?Sized,
    F: AsyncFn(&mut Tx, &A) -> Result<T, E>,
    T: Serialize + DeserializeOwned,
    E: Refuse,
{
    if let Some(before) = earlier(tx, repeat).await? {
        return Ok(before);
    }
    let done = act(tx, given).await?;
    remember(tx, repeat, &done).await?;
    Ok(Once::Done(done))
}

async fn earlier<T: DeserializeOwned>(tx: &mut Tx, repeat: &Repeat) -> Result<Option<Once<T>>, Fault> {
    let now = tx.now();
    let found = tx
        .first(bind!(
            sql!("SELECT content, answer FROM kernel_repeat WHERE key = $1 AND kept_until > $2"),
            repeat.key,
            now,
        ))
        .await?;
    let Some(row) = found else { return Ok(None) };
    if row.get::<Vec<u8>>("content")? != repeat.content {
        return Ok(Some(Once::Other));
    }
    let sealed: Vec<u8> = row.get("answer")?;
    let answer = tx.keys().open(place(repeat), &sealed)?;
    Ok(Some(Once::Again(serde_json::from_slice(&answer)?)))
}

async fn remember<T: Serialize>(tx: &mut Tx, repeat: &Repeat, done: &T) -> Result<(), Fault> {
    let answer = tx.keys().seal(place(repeat), &serde_json::to_vec(done)?);
    let now = tx.now();
    tx.execute(bind!(
        sql!(
            "INSERT INTO kernel_repeat (key, content, answer, kept_until) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (key) DO UPDATE SET content = excluded.content, answer = excluded.answer, \
             kept_until = excluded.kept_until"
        ),
        repeat.key,
        repeat.content,
        answer,
        now.plus_ms(KEPT_MS),
    ))
    .await?;
    Ok(())
}

fn place(repeat: &Repeat) -> Context<'_> {
    let row = repeat.key.first_chunk::<16>().expect("32 bytes begin with 16");
    Context { table: "kernel_repeat", column: "answer", row }
}

/// Forgets answers whose day is over.
///
/// # Errors
/// A fault of the database.
pub async fn forget(db: &Db) -> Result<u64, Fault> {
    db.housekeeping("repeat", &(), async move |tx: &mut Tx, (): &()| {
        let now = tx.now();
        tx.execute(bind!(sql!("DELETE FROM kernel_repeat WHERE kept_until <= $1"), now)).await
    })
    .await
}
