//! The log for those who watch over it: verifying is itself on record, and what it finds has words.

use uuid::Uuid;
use zhibu_kernel::audit::{self, Entry, Finding, Report};
use zhibu_kernel::{Actor, Db, Fault, Tx};
use zhibu_web::T;

/// Verifies the whole log, against a head that was kept elsewhere if there is one, and then says
/// in the log what came out. The caller holds the leave to read the log, or is the program.
///
/// # Errors
/// A fault of the database. What is wrong with the log is no fault but the report.
pub async fn verify(db: &Db, actor: &Actor, kept_head: Option<&str>) -> Result<Report, Fault> {
    let report = audit::verify(db, kept_head).await?;
    db.change(actor, &report, async move |tx: &mut Tx, report: &Report| {
        let whole = report.finding.is_none();
        let detail = serde_json::json!({ "verified": report.verified, "whole": whole });
        tx.audit(&Entry::looked("access.audit.verify").detail(detail)).await
    })
    .await?;
    Ok(report)
}

/// How much was verified, in words.
#[must_use]
pub fn verified(t: &T, report: &Report) -> String {
    t.with("audit-verified").arg("n", report.verified).arg("waiting", report.waiting).to_string()
}

/// What is wrong, in words. Entries are counted from 1.
#[must_use]
pub fn words(t: &T, finding: &Finding) -> String {
    let text = match finding {
        Finding::Missing { no, entry } => {
            t.with("audit-found-missing").arg("no", no + 1).arg("entry", short(*entry))
        }
        Finding::Changed { no, entry } => {
            t.with("audit-found-changed").arg("no", no + 1).arg("entry", short(*entry))
        }
        Finding::Swapped { no, with, entry } => {
            t.with("audit-found-swapped").arg("no", no + 1).arg("with", with + 1).arg("entry", short(*entry))
        }
        Finding::Gap { no } => t.with("audit-found-gap").arg("no", no + 1),
        Finding::Inserted { entry } => t.with("audit-found-inserted").arg("entry", short(*entry)),
        Finding::Moved { entry } => t.with("audit-found-moved").arg("entry", short(*entry)),
        Finding::Node { level, index } => {
            t.with("audit-found-node").arg("level", *level).arg("index", *index)
        }
        Finding::Head { size } => t.with("audit-found-head").arg("size", *size),
        Finding::Rewritten { after, size } => {
            t.with("audit-found-rewritten").arg("after", after + 1).arg("size", *size)
        }
        Finding::Truncated { size, head } => {
            t.with("audit-found-truncated").arg("size", *size).arg("head", *head)
        }
        Finding::ForeignHead => return t.get("audit-found-foreign").into_owned(),
        Finding::Forked { size } => t.with("audit-found-forked").arg("size", *size),
    };
    text.to_string()
}

/// The end of an id: enough to tell two on a page apart.
pub(crate) fn short(id: Uuid) -> String {
    let id = id.simple().to_string();
    format!("…{}", &id[24..])
}
