//! What happens by the clock: jobs with a lease, so that one of several servers does each.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::bind;
use crate::clock::{Moment, pause};
use crate::db::Db;
use crate::fault::Fault;
use crate::sql;
use crate::tx::{Read, Tx};

type Work = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;

/// A job of a room: a name, how often, and what it does. It must bear being stopped anywhere.
#[derive(Clone)]
pub struct Job {
    /// `room.job`, as in `registry.fold`.
    pub name: &'static str,
    /// Milliseconds from the end of one run to the next.
    pub every_ms: i64,
    /// How long the lease lasts: longer than the job takes.
    pub lease_ms: i64,
    work: Arc<dyn Fn(Db) -> Work + Send + Sync>,
}

impl Job {
    /// A job that runs every so many milliseconds.
    #[must_use]
    pub fn new<F, W>(name: &'static str, every_ms: i64, work: F) -> Self
    where
        F: Fn(Db) -> W + Send + Sync + 'static,
        W: Future<Output = Result<(), Fault>> + Send + 'static,
    {
        Self { name, every_ms, lease_ms: 60_000, work: Arc::new(move |db| Box::pin(work(db))) }
    }

    /// Runs it now, whoever holds the lease: for tests and the command line.
    ///
    /// # Errors
    /// What the job answers.
    pub async fn run_now(&self, db: &Db) -> Result<(), Fault> {
        (self.work)(db.clone()).await
    }
}

/// A lease as it stands: some server does the job of this name until then.
#[derive(Clone, Debug)]
pub struct Lease {
    /// The job.
    pub name: String,
    /// Which server's worker, by a number of its own.
    pub holder: Uuid,
    /// Until when.
    pub held_until: Moment,
}

/// All leases, for the operator's page.
///
/// # Errors
/// A fault of the database.
pub async fn leases(read: &mut Read) -> Result<Vec<Lease>, Fault> {
    let rows = read.rows(sql!("SELECT name, holder, held_until FROM kernel_lease ORDER BY name")).await?;
    rows.iter()
        .map(|row| {
            Ok(Lease {
                name: row.get("name")?,
                holder: row.get("holder")?,
                held_until: row.get("held_until")?,
            })
        })
        .collect()
}

/// Takes the lease of a name until a moment; false when another holder has it.
async fn lease(db: &Db, name: &'static str, holder: Uuid, for_ms: i64) -> Result<bool, Fault> {
    let wanted = (name.to_owned(), holder, for_ms);
    db.housekeeping("job", &wanted, async |tx: &mut Tx, (name, holder, for_ms): &(String, Uuid, i64)| {
        let now = tx.now();
        let until: Moment = now.plus_ms(*for_ms);
        let taken = tx
            .execute(bind!(
                sql!(
                    "INSERT INTO kernel_lease (name, holder, held_until) VALUES ($1, $2, $3) \
                     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until \
                     WHERE kernel_lease.holder = excluded.holder OR kernel_lease.held_until <= $4"
                ),
                name.as_str(),
                *holder,
                until,
                now,
            ))
            .await?;
        Ok::<_, Fault>(taken > 0)
    })
    .await
}

/// Runs a job by the clock until the process ends.
pub async fn run(db: Db, job: Job) {
    let holder = crate::id::fresh();
    loop {
        let outcome = match lease(&db, job.name, holder, job.lease_ms + job.every_ms).await {
            Ok(true) => job.run_now(&db).await,
            Ok(false) => Ok(()),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = outcome {
            tracing::error!(job = job.name, %fault, "a job failed and will run again");
        }
        pause(Duration::from_millis(u64::try_from(job.every_ms).unwrap_or(1_000))).await;
    }
}
