//! Guessing (猜测): tries are counted in the database, for all servers together.
//!
//! A try is counted before it is judged, so that a thousand at the same time are no way round,
//! and taken back when it was right. An account, as typed, is counted for each network and for
//! all of them together; a network for all accounts. A browser in which the account has signed
//! in before is counted for itself only: nobody else's guesses keep its owner out. All keys are
//! keyed hashes: neither names nor addresses are kept.

use zhibu_kernel::seal::{HashKind, KeyedHash};
use zhibu_kernel::{Db, Fault, Moment, Refuse, Tx, bind, sql};
use zhibu_web::key;
use zhibu_web::refusal::{No, Refusal, Told};

const KIND: HashKind = HashKind::new("guess");
const MINUTE: i64 = 60_000;

/// How many tries are free, and how long the next ones wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    name: &'static str,
    free: i64,
    /// After the free tries; doubled by each further one.
    wait_ms: i64,
    longest_ms: i64,
    /// So long after the last try all is forgotten.
    forget_ms: i64,
}

/// One account from one network or known device.
pub(crate) const HERE: Limit =
    Limit { name: "here", free: 5, wait_ms: MINUTE, longest_ms: 15 * MINUTE, forget_ms: 60 * MINUTE };
/// One account from all unknown devices: below 100 a day.
pub(crate) const ACCOUNT: Limit = Limit {
    name: "account",
    free: 50,
    wait_ms: 30 * MINUTE,
    longest_ms: 30 * MINUTE,
    forget_ms: 24 * 60 * MINUTE,
};
/// All accounts from one network, which a whole village may share.
pub(crate) const NETWORK: Limit =
    Limit { name: "network", free: 60, wait_ms: MINUTE, longest_ms: 15 * MINUTE, forget_ms: 60 * MINUTE };
/// Activation codes from one network.
pub(crate) const ACTIVATION: Limit = Limit { name: "activation", ..HERE };
/// Codes sent to one phone.
pub(crate) const MESSAGE: Limit =
    Limit { name: "message", free: 1, wait_ms: MINUTE, longest_ms: 30 * MINUTE, forget_ms: 60 * MINUTE };
/// Steps begun from one network that cost us something: messages, ceremonies.
pub(crate) const BEGUN: Limit = Limit { name: "begun", ..NETWORK };

/// What is counted under one key.
#[derive(Clone, Debug)]
pub(crate) struct Count {
    limit: Limit,
    whose: Vec<u8>,
}

impl Count {
    /// Of a limit, for whoever the parts name.
    pub(crate) fn new(limit: Limit, whose: &[&[u8]]) -> Self {
        let mut all = limit.name.as_bytes().to_vec();
        for part in whose {
            all.extend_from_slice(&(part.len() as u64).to_be_bytes());
            all.extend_from_slice(part);
        }
        Self { limit, whose: all }
    }

    fn key(&self, db: &Db) -> KeyedHash {
        db.keys().hash(KIND, &self.whose).current
    }
}

/// Why a try is not judged.
#[derive(Debug, thiserror::Error)]
pub enum TooOften {
    /// The next one is judged after so many seconds.
    #[error("too many tries; again in {0} s")]
    Wait(i64),
    /// A fault on our side.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refuse for TooOften {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Wait(_) => None,
        }
    }
}

impl Refusal for TooOften {
    fn told(&self) -> Told {
        let seconds = match self {
            Self::Wait(seconds) => *seconds,
            Self::Fault(_) => 0,
        };
        Told::new(No::TooMany, key!("sign-in-too-often")).with("minutes", (seconds + 59) / 60)
    }
}

/// Counts a try; refuses when it comes too soon, and then counts nothing.
pub(crate) async fn count(db: &Db, counts: &[Count]) -> Result<(), TooOften> {
    let keyed: Vec<(KeyedHash, Limit)> = counts.iter().map(|c| (c.key(db), c.limit)).collect();
    db.housekeeping("guess", &keyed, async |tx: &mut Tx, keyed: &Vec<(KeyedHash, Limit)>| {
        let mut so_far = Vec::with_capacity(keyed.len());
        for (key, _) in keyed {
            so_far.push(failures(tx, *key).await?);
        }
        for ((key, limit), before) in keyed.iter().zip(so_far) {
            write(tx, *key, *limit, before + 1).await?;
        }
        Ok(())
    })
    .await
}

/// The failures under a key that are not forgotten.
async fn failures(tx: &mut Tx, key: KeyedHash) -> Result<i64, TooOften> {
    let now = tx.now();
    let row = tx
        .first(bind!(sql!("SELECT failures, free_at, forget_at FROM access_guess WHERE key = $1"), key))
        .await?;
    let Some(row) = row else { return Ok(0) };
    let (free_at, forget_at): (Moment, Moment) = (row.get("free_at")?, row.get("forget_at")?);
    if forget_at <= now {
        return Ok(0);
    }
    if free_at > now {
        return Err(TooOften::Wait((free_at.0 - now.0 + 999) / 1000));
    }
    Ok(row.get("failures")?)
}

async fn write(tx: &mut Tx, key: KeyedHash, limit: Limit, failures: i64) -> Result<(), Fault> {
    let now = tx.now();
    let over = failures - limit.free;
    let wait = match u32::try_from(over) {
        Ok(over) => (limit.wait_ms << over.min(10)).min(limit.longest_ms),
        Err(_) => 0,
    };
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_guess (key, failures, free_at, forget_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, free_at = excluded.free_at, \
             forget_at = excluded.forget_at"
        ),
        key,
        failures,
        now.plus_ms(wait),
        now.plus_ms(limit.forget_ms),
    ))
    .await?;
    Ok(())
}

/// Takes a try back that was right: the account begins afresh, the network is one try better.
pub(crate) async fn right(db: &Db, counts: &[Count]) -> Result<(), Fault> {
    let keyed: Vec<(KeyedHash, bool)> =
        counts.iter().map(|c| (c.key(db), c.limit.name == HERE.name)).collect();
    db.housekeeping("guess", &keyed, async |tx: &mut Tx, keyed: &Vec<(KeyedHash, bool)>| {
        for (key, whole) in keyed {
            let (key, whole) = (*key, *whole);
            tx.execute(bind!(
                sql!(
                    "UPDATE access_guess SET failures = CASE WHEN $2 = 1 THEN 0 ELSE failures - 1 END, \
                         free_at = 0 WHERE key = $1 AND failures > 0"
                ),
                key,
                whole,
            ))
            .await?;
        }
        Ok(())
    })
    .await
}
