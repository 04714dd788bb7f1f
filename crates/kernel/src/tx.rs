//! The ways into the data: [`Db::read`], [`Db::change`] and [`Db::look`].
//!
//! A change commits when its act answers `Ok` and leaves nothing when it answers `Err`. It may
//! run twice, when the database finds a conflict with another change, and so must be pure but
//! for what it does through [`Tx`]. Nothing here reaches the network: what must happen
//! afterwards is sent to the outbox with [`Tx::send`].

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use crate::actor::Actor;
use crate::audit::{self, Entry};
use crate::clock::{Day, Moment, pause};
use crate::db::{Db, Engine, FromColumn, Held, Row, Runnable, Statement, Value, many_rows};
use crate::fault::{Fault, Refuse};
use crate::outbox::{self, Event};
use crate::seal::Keyring;

/// How often a change runs again after a conflict before the person is asked to try later.
pub(crate) const TRIES: u32 = 20;
/// Reads rows, as somebody, at a moment.
pub struct Read {
    held: Held,
    db: Db,
    actor: Actor,
    now: Moment,
    today: Day,
}

/// A change under way: reads, writes, records and sends, all or nothing.
pub struct Tx {
    read: Read,
    wrote: bool,
    entries: usize,
    housekeeping: bool,
}

impl Db {
    /// Reads on behalf of somebody. For personal data use [`Db::look`].
    ///
    /// # Errors
    /// What `act` answers, or a fault of the database.
    pub async fn read<A: ?Sized, T, E, F>(&self, actor: &Actor, given: &A, act: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Read, &A) -> Result<T, E>,
        E: From<Fault>,
    {
        let mut read = Read::over(self.reader().await?, self, actor);
        act(&mut read, given).await
    }

    /// Changes rows on behalf of somebody: commits on `Ok`, leaves nothing on `Err`, runs again
    /// on a conflict.
    ///
    /// # Errors
    /// What `act` answers; [`Fault::Unaudited`] when it wrote without an entry; a fault of the
    /// database.
    pub async fn change<A: ?Sized, T, E, F>(&self, actor: &Actor, given: &A, act: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx, &A) -> Result<T, E>,
        E: Refuse,
    {
        self.attempt(actor, false, given, act).await
    }

    /// Changes rows that only keep the house running (leases, queues, folded sums): no entry.
    ///
    /// # Errors
    /// What `act` answers, or a fault of the database.
    pub async fn housekeeping<A: ?Sized, T, E, F>(
        &self,
        part: &'static str,
        given: &A,
        act: F,
    ) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx, &A) -> Result<T, E>,
        E: Refuse,
    {
        self.attempt(&Actor::system(part), true, given, act).await
    }

    /// Reads personal data and records the look: when the entries cannot be written, nothing is
    /// shown.
    ///
    /// # Errors
    /// What `act` answers, or a fault of the database.
    pub async fn look<A: ?Sized, T, E, F>(&self, actor: &Actor, given: &A, act: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Read, &A) -> Result<(T, Vec<Entry>), E>,
        E: Refuse,
    {
        let (seen, entries) = self.read(actor, given, act).await?;
        if !entries.is_empty() {
            self.change(actor, &entries, async |tx: &mut Tx, entries: &Vec<Entry>| {
                for entry in entries {
                    tx.audit(entry).await?;
                }
                Ok::<_, Fault>(())
            })
            .await?;
        }
        Ok(seen)
    }

    async fn attempt<A: ?Sized, T, E, F>(
        &self,
        actor: &Actor,
        housekeeping: bool,
        given: &A,
        act: F,
    ) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx, &A) -> Result<T, E>,
        E: Refuse,
    {
        for tries in 1..=TRIES {
            let mut tx = self.begin(actor, housekeeping).await?;
            let outcome = act(&mut tx, given).await;
            if let Some(ended) = self.end(tx, outcome, tries).await {
                return ended;
            }
        }
        Err(Fault::Conflicts(TRIES).into())
    }

    /// Begins one attempt of a change.
    pub(crate) async fn begin(&self, actor: &Actor, housekeeping: bool) -> Result<Tx, Fault> {
        let read = Read::over(self.writer().await?, self, actor);
        Ok(Tx { read, wrote: false, entries: 0, housekeeping })
    }

    /// Ends an attempt: keeps what it wrote on `Ok`. `None` says that another change was in the
    /// way and that the act should run again.
    pub(crate) async fn end<T, E: Refuse>(
        &self,
        tx: Tx,
        outcome: Result<T, E>,
        tries: u32,
    ) -> Option<Result<T, E>> {
        let outcome = match outcome {
            Ok(done) => tx.is_audited().map(|()| done).map_err(E::from),
            Err(refused) => Err(refused),
        };
        let ended = self.finish(tx.read.held, outcome.is_ok()).await;
        let conflict = match (&outcome, &ended) {
            (Err(refused), _) => refused.fault().is_some_and(Fault::is_conflict),
            (Ok(_), Err(fault)) => fault.is_conflict(),
            (Ok(_), Ok(())) => false,
        };
        if conflict {
            back_off(tries).await;
            return None;
        }
        Some(outcome.and_then(|done| ended.map(|()| done).map_err(E::from)))
    }
}

/// Waits a little longer each time, and not as long as the other one waits.
async fn back_off(tries: u32) {
    let [dice] = crate::random::bytes::<1>();
    let most = 1_u64 << tries.min(7);
    pause(Duration::from_millis(1 + u64::from(dice) * most / 256)).await;
}

impl Read {
    fn over(held: Held, db: &Db, actor: &Actor) -> Self {
        let now = db.clock().now();
        Self { held, db: db.clone(), actor: actor.clone(), now, today: now.day_in(db.clock().zone()) }
    }

    /// Who reads.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The moment at which reading or changing began.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.now
    }

    /// That moment's day in the installation's time zone.
    #[must_use]
    pub fn today(&self) -> Day {
        self.today
    }

    /// The installation's time zone.
    #[must_use]
    pub fn zone(&self) -> &jiff::tz::TimeZone {
        self.db.clock().zone()
    }

    /// The house's keys.
    #[must_use]
    pub fn keys(&self) -> &Keyring {
        self.db.keys()
    }

    /// Which engine answers. Only `kernel` and benchmarks may care.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.db.engine()
    }

    /// All rows of an answer.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn rows(&mut self, query: impl Runnable) -> Result<Vec<Row>, Fault> {
        let (sql, values) = query.into_parts();
        self.held.rows(sql, values).await
    }

    /// The first row of an answer, if there is one.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn first(&mut self, query: impl Runnable) -> Result<Option<Row>, Fault> {
        let (sql, values) = query.into_parts();
        self.held.first(sql, values).await
    }

    /// The first column of the first row; `None` without a row.
    ///
    /// # Errors
    /// A fault of the database, or another kind of value.
    pub async fn value<T: FromColumn>(&mut self, query: impl Runnable) -> Result<Option<T>, Fault> {
        self.first(query).await?.map(|row| row.at(0)).transpose()
    }
}

impl Tx {
    /// Runs a statement that writes; answers how many rows it touched.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn execute(&mut self, query: impl Runnable) -> Result<u64, Fault> {
        self.wrote = true;
        let (sql, values) = query.into_parts();
        self.read.held.execute(sql, values).await
    }

    /// Inserts many rows, up to 200 in a statement. `insert` is the statement up to and with
    /// `VALUES`; `after` is what follows the rows, such as `ON CONFLICT …`.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn insert_many<const N: usize>(
        &mut self,
        insert: &'static Statement,
        rows: Vec<[Value; N]>,
        after: &'static str,
    ) -> Result<(), Fault> {
        self.wrote = true;
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<[Value; N]> = rows.by_ref().take(200).collect();
            let sql = many_rows(self.read.engine(), insert.sql, chunk.len(), N, after);
            self.read.held.execute(sql.into(), chunk.into_iter().flatten().collect()).await?;
        }
        Ok(())
    }

    /// Records what happened, or that somebody looked.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn audit(&mut self, entry: &Entry) -> Result<(), Fault> {
        self.entries += 1;
        audit::append(self, entry).await
    }

    /// Sends an event: it is a row of this change, and is worked off after the commit.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn send<E: Event>(&mut self, event: &E) -> Result<(), Fault> {
        outbox::put(self, event).await
    }

    fn is_audited(&self) -> Result<(), Fault> {
        if self.wrote && self.entries == 0 && !self.housekeeping {
            return Err(Fault::Unaudited("decision 6: an act appends to the audit log"));
        }
        Ok(())
    }
}

impl Deref for Tx {
    type Target = Read;
    fn deref(&self) -> &Read {
        &self.read
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}
