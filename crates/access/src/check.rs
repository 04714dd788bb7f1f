//! Verifying a long log (核验): asked for on a page, done by a worker, with how far it is.

use std::sync::Arc;

use uuid::Uuid;
use zhibu_kernel::audit::{Entry, Far, Report, verify_while};
use zhibu_kernel::clock::pause;
use zhibu_kernel::job::Job;
use zhibu_kernel::{Db, Fault, Moment, Read, Tx, bind, sql};

use crate::permit::Permit;
use crate::role::ReadAudit;

/// How often a worker looks for one that waits, and says how far it is: milliseconds.
const EVERY_MS: i64 = 500;
/// How long one may take before another server begins it anew: half an hour.
const LEASE_MS: i64 = 30 * 60_000;
/// How long what came out is shown: a day.
const SHOWN_MS: i64 = 24 * 3_600_000;

zhibu_kernel::id_type!(
    /// Names one verification.
    pub CheckId
);

/// A verification as it stands.
#[derive(Clone, Debug)]
pub struct Check {
    /// Entries that were verified.
    pub verified: i64,
    /// Of how many; 0 as long as nobody has begun.
    pub size: i64,
    /// What came out; none as long as it goes on.
    pub report: Option<Report>,
}

/// Asks for a verification against a head that was kept elsewhere, if there is one.
///
/// # Errors
/// A fault of the database.
pub async fn ask(tx: &mut Tx, _permit: &Permit<ReadAudit>, kept: Option<&str>) -> Result<(), Fault> {
    let (now, account) = (tx.now(), tx.actor().account_id());
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_check (id, account_id, kept, asked_at, verified, size) \
             VALUES ($1, $2, $3, $4, 0, 0)"
        ),
        CheckId::fresh(),
        account,
        kept,
        now,
    ))
    .await?;
    tx.audit(&Entry::did("access.audit.ask_verify")).await
}

/// The last verification for which the account that asks has asked, if it is no older than a day.
///
/// # Errors
/// A fault of the database.
pub async fn latest(read: &mut Read, _permit: &Permit<ReadAudit>) -> Result<Option<Check>, Fault> {
    let (account, since) = (read.actor().account_id(), read.now().plus_ms(-SHOWN_MS));
    let found = read
        .first(bind!(
            sql!(
                "SELECT verified, size, report FROM access_check \
                 WHERE account_id = $1 AND asked_at > $2 ORDER BY asked_at DESC, id DESC LIMIT 1"
            ),
            account,
            since,
        ))
        .await?;
    found
        .map(|row| {
            let report: Option<String> = row.get("report")?;
            Ok(Check {
                verified: row.get("verified")?,
                size: row.get("size")?,
                report: report.map(|report| serde_json::from_str(&report)).transpose()?,
            })
        })
        .transpose()
}

/// The job that verifies what was asked for.
#[must_use]
pub(crate) fn job() -> Job {
    let mut job = Job::new("access.verify", EVERY_MS, |db: Db| async move { work(&db).await });
    job.lease_ms = LEASE_MS;
    job
}

async fn work(db: &Db) -> Result<(), Fault> {
    while let Some((id, account, kept)) = next(db).await? {
        let far = Arc::new(Far::default());
        let report = tokio::select! {
            report = verify_while(db, kept.as_deref(), &far) => report?,
            fault = tell(db, id, &far) => return Err(fault),
        };
        settle(db, &(id, account, report)).await?;
    }
    Ok(())
}

/// The oldest that waits. One that somebody began and did not end is begun anew.
async fn next(db: &Db) -> Result<Option<(CheckId, Option<Uuid>, Option<String>)>, Fault> {
    db.housekeeping("access.verify", &(), async |tx: &mut Tx, (): &()| {
        let old = tx.now().plus_ms(-SHOWN_MS);
        tx.execute(bind!(sql!("DELETE FROM access_check WHERE done_at <= $1"), old)).await?;
        let waits = sql!(
            "SELECT id, account_id, kept FROM access_check WHERE done_at IS NULL ORDER BY asked_at, id LIMIT 1"
        );
        let row = tx.first(waits).await?;
        row.map(|row| Ok((row.at(0)?, row.at(1)?, row.at(2)?))).transpose()
    })
    .await
}

/// Writes how far it is, until it is dropped; answers only with a fault.
async fn tell(db: &Db, id: CheckId, far: &Far) -> Fault {
    loop {
        pause(std::time::Duration::from_millis(EVERY_MS.unsigned_abs())).await;
        let (verified, size) = far.now();
        let told = db
            .housekeeping(
                "access.verify",
                &(id, verified, size),
                async |tx: &mut Tx, (id, verified, size)| {
                    let update = sql!("UPDATE access_check SET verified = $2, size = $3 WHERE id = $1");
                    tx.execute(bind!(update, *id, *verified, *size)).await
                },
            )
            .await;
        if let Err(fault) = told {
            return fault;
        }
    }
}

async fn settle(db: &Db, done: &(CheckId, Option<Uuid>, Report)) -> Result<(), Fault> {
    let actor = zhibu_kernel::Actor::system("access.verify");
    db.change(&actor, done, async |tx: &mut Tx, (id, account, report): &(CheckId, Option<Uuid>, Report)| {
        let now: Moment = tx.now();
        tx.execute(bind!(
            sql!("UPDATE access_check SET verified = $2, size = $3, report = $4, done_at = $5 WHERE id = $1"),
            *id,
            report.verified,
            report.size,
            serde_json::to_string(report)?,
            now,
        ))
        .await?;
        let detail = serde_json::json!({ "verified": report.verified, "whole": report.finding.is_none() });
        let entry = Entry::looked("access.audit.verify").detail(detail);
        tx.audit(&match account {
            Some(account) => entry.on("account", *account),
            None => entry,
        })
        .await
    })
    .await
}
