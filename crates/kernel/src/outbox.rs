//! Outbox, not promises (decision 8).
//!
//! What must happen after a change is a row of that change. Workers on any server take rows by
//! lease and work them off at least once; a handler must therefore bear being called twice. A
//! failure says until when to try again; after the last day the row is kept as given up, and
//! health and the operator's page show it.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::bind;
use crate::clock::{Moment, pause};
use crate::db::{Db, Row};
use crate::fault::Fault;
use crate::seal::Context;
use crate::sql;
use crate::tx::{Read, Tx};

/// How long a worker may take over one row before another worker takes it: milliseconds.
const LEASE_MS: i64 = 60_000;
/// How many rows a worker takes at a time.
const BATCH: i64 = 20;

/// What happened, in the sender's own type.
pub trait Event: Serialize + Sync {
    /// `room.event`, as in `access.code_requested`.
    const KIND: &'static str;
    /// Rows with a smaller number go first: 0 for sign-in codes, 5 otherwise.
    const PRIORITY: i64 = 5;
    /// How long trying goes on: milliseconds.
    const KEEP_TRYING_MS: i64 = 24 * 3_600_000;

    /// The area to which it belongs.
    fn area(&self) -> Uuid {
        crate::audit::NO_AREA
    }
}

/// Why a row stays.
#[derive(Debug)]
pub enum Hold {
    /// Try again after so many milliseconds.
    Again(i64, String),
    /// It will never succeed.
    Never(String),
}

impl From<Fault> for Hold {
    fn from(fault: Fault) -> Self {
        Self::Again(5_000, fault.to_string())
    }
}

/// One event on its way to a handler.
pub struct Delivery {
    /// The row: the same on every attempt, so a handler can see that it acted before.
    pub id: Uuid,
    /// Attempts before this one.
    pub tries: i64,
    body: Vec<u8>,
}

impl Delivery {
    /// The event.
    ///
    /// # Errors
    /// When the body is not of that type: it is given up.
    pub fn event<E: DeserializeOwned>(&self) -> Result<E, Hold> {
        serde_json::from_slice(&self.body).map_err(|error| Hold::Never(error.to_string()))
    }
}

type Work = Pin<Box<dyn Future<Output = Result<(), Hold>> + Send>>;
type Handle = Arc<dyn Fn(Db, Delivery) -> Work + Send + Sync>;

/// Who handles which kind of event. Made in one place: the wiring.
#[derive(Clone, Default)]
pub struct Handlers(HashMap<&'static str, Handle>);

impl Handlers {
    /// Nobody handles anything yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says who handles events of type `E`.
    #[must_use]
    pub fn on<E, F, W>(mut self, handle: F) -> Self
    where
        E: Event,
        F: Fn(Db, Delivery) -> W + Send + Sync + 'static,
        W: Future<Output = Result<(), Hold>> + Send + 'static,
    {
        self.0.insert(E::KIND, Arc::new(move |db, delivery| Box::pin(handle(db, delivery))));
        self
    }

    /// The kinds that somebody handles.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }
}

pub(crate) async fn put<E: Event>(tx: &mut Tx, event: &E) -> Result<(), Fault> {
    let id = crate::id::fresh();
    let body = tx.keys().seal(place(&id), &serde_json::to_vec(event)?);
    let now = tx.now();
    tx.execute(bind!(
        sql!(
            "INSERT INTO kernel_outbox (area_id, id, kind, priority, due_at, tries, give_up_at, body) \
             VALUES ($1, $2, $3, $4, $5, 0, $6, $7)"
        ),
        event.area(),
        id,
        E::KIND,
        E::PRIORITY,
        now,
        now.plus_ms(E::KEEP_TRYING_MS),
        body,
    ))
    .await?;
    Ok(())
}

fn place(id: &Uuid) -> Context<'_> {
    Context { table: "kernel_outbox", column: "body", row: id.as_bytes() }
}

/// Works off what is due once; answers how many rows were taken.
///
/// # Errors
/// A fault of the database; faults of handlers hold their row only.
pub async fn work_off(db: &Db, handlers: &Handlers) -> Result<usize, Fault> {
    let taken = take(db).await?;
    let count = taken.len();
    for row in taken {
        let (area, id): (Uuid, Uuid) = (row.get("area_id")?, row.get("id")?);
        let (kind, tries): (String, i64) = (row.get("kind")?, row.get("tries")?);
        let give_up_at: Moment = row.get("give_up_at")?;
        let outcome = match handlers.0.get(kind.as_str()) {
            None => Err(Hold::Again(60_000, "nobody handles this kind".into())),
            Some(handle) => match db.keys().open(place(&id), &row.get::<Vec<u8>>("body")?) {
                Ok(body) => handle(db.clone(), Delivery { id, tries, body: body.to_vec() }).await,
                Err(error) => Err(Hold::Never(error.to_string())),
            },
        };
        settle(db, area, id, give_up_at, outcome).await?;
    }
    Ok(count)
}

/// Leases due rows to this worker.
async fn take(db: &Db) -> Result<Vec<Row>, Fault> {
    db.housekeeping("outbox", &(), async move |tx: &mut Tx, (): &()| {
        let now = tx.now();
        let due = tx
            .rows(bind!(
                sql!(
                    "SELECT area_id, id, kind, tries, give_up_at, body FROM kernel_outbox \
                     WHERE given_up_at IS NULL AND due_at <= $1 ORDER BY priority, due_at LIMIT $2"
                ),
                now,
                BATCH,
            ))
            .await?;
        for row in &due {
            let (area, id): (Uuid, Uuid) = (row.get("area_id")?, row.get("id")?);
            tx.execute(bind!(
                sql!(
                    "UPDATE kernel_outbox SET due_at = $3, tries = tries + 1 WHERE area_id = $1 AND id = $2"
                ),
                area,
                id,
                now.plus_ms(LEASE_MS),
            ))
            .await?;
        }
        Ok::<_, Fault>(due)
    })
    .await
}

async fn settle(
    db: &Db,
    area: Uuid,
    id: Uuid,
    give_up_at: Moment,
    outcome: Result<(), Hold>,
) -> Result<(), Fault> {
    db.housekeeping("outbox", &outcome, async move |tx: &mut Tx, outcome: &Result<(), Hold>| {
        let now = tx.now();
        let (again, why) = match outcome {
            Ok(()) => {
                tx.execute(bind!(sql!("DELETE FROM kernel_outbox WHERE area_id = $1 AND id = $2"), area, id)).await?;
                return Ok(());
            }
            Err(Hold::Again(after, why)) if now < give_up_at => (Some(now.plus_ms(*after)), why),
            Err(Hold::Again(_, why) | Hold::Never(why)) => (None, why),
        };
        tracing::warn!(%id, again = ?again, why, "an event stays in the outbox");
        tx.execute(bind!(
            sql!(
                "UPDATE kernel_outbox SET due_at = COALESCE($3, due_at), \
                 given_up_at = CASE WHEN $3 IS NULL THEN CAST($4 AS BIGINT) END, why = $5 WHERE area_id = $1 AND id = $2"
            ),
            area,
            id,
            again,
            now,
            why,
        ))
        .await?;
        Ok::<_, Fault>(())
    })
    .await
}

/// How the queue stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Rows that wait.
    pub waiting: i64,
    /// The age of the oldest row that is due: milliseconds.
    pub oldest_ms: i64,
    /// Rows that were given up and wait for a person.
    pub given_up: i64,
}

/// How the queue stands, for health and metrics.
///
/// # Errors
/// A fault of the database.
pub async fn standing(db: &Db) -> Result<Standing, Fault> {
    db.read(&crate::Actor::system("outbox"), &(), async move |read: &mut Read, (): &()| {
        let row = read
            .first(sql!(
                "SELECT count(*) AS n, count(given_up_at) AS given_up, \
                 min(CASE WHEN given_up_at IS NULL THEN due_at END) AS oldest FROM kernel_outbox"
            ))
            .await?;
        let Some(row) = row else {
            return Ok(Standing::default());
        };
        let given_up: i64 = row.get("given_up")?;
        let oldest: Option<i64> = row.get("oldest")?;
        Ok::<_, Fault>(Standing {
            waiting: row.get::<i64>("n")? - given_up,
            oldest_ms: oldest.map_or(0, |due| (read.now().0 - due).max(0)),
            given_up,
        })
    })
    .await
}

/// An event that was given up: its kind and the reason, never its body.
#[derive(Clone, Debug)]
pub struct GivenUp {
    /// The row.
    pub id: Uuid,
    /// What it is.
    pub kind: String,
    /// How often it was tried.
    pub tries: i64,
    /// When it was given up.
    pub given_up_at: Moment,
    /// Why.
    pub why: String,
}

/// The events that were given up last.
///
/// # Errors
/// A fault of the database.
pub async fn given_up(read: &mut Read, limit: i64) -> Result<Vec<GivenUp>, Fault> {
    let rows = read
        .rows(bind!(
            sql!(
                "SELECT id, kind, tries, given_up_at, COALESCE(why, '') AS why FROM kernel_outbox \
                 WHERE given_up_at IS NOT NULL ORDER BY given_up_at DESC, id LIMIT $1"
            ),
            limit,
        ))
        .await?;
    rows.iter()
        .map(|row| {
            Ok(GivenUp {
                id: row.get("id")?,
                kind: row.get("kind")?,
                tries: row.get("tries")?,
                given_up_at: row.get("given_up_at")?,
                why: row.get("why")?,
            })
        })
        .collect()
}

/// Has an event that was given up tried again for a day; false when there is none. The caller
/// records the act.
///
/// # Errors
/// A fault of the database.
pub async fn try_again(tx: &mut Tx, id: Uuid) -> Result<bool, Fault> {
    let now = tx.now();
    let touched = tx
        .execute(bind!(
            sql!(
                "UPDATE kernel_outbox SET given_up_at = NULL, due_at = $2, give_up_at = $3 \
                 WHERE id = $1 AND given_up_at IS NOT NULL"
            ),
            id,
            now,
            now.plus_ms(24 * 3_600_000),
        ))
        .await?;
    Ok(touched > 0)
}

/// Works the queue off until the process ends.
pub async fn run(db: Db, handlers: Handlers) {
    loop {
        match work_off(&db, &handlers).await {
            Ok(0) => pause(Duration::from_millis(250)).await,
            Ok(_) => {}
            Err(fault) => {
                tracing::error!(%fault, "the outbox could not be worked off");
                pause(Duration::from_secs(2)).await;
            }
        }
    }
}
