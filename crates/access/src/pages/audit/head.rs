//! The signed head, to be kept elsewhere, and whether the log is whole.

use askama::Template;
use axum::response::Response;
use zhibu_kernel::audit::{self, Entry, Finding, Head, Report};
use zhibu_kernel::{Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Field, Note, Tabs, Tone};
use zhibu_web::{Desk, Form, Page, T};

use super::{at, leave, short, tabs};
use crate::permit::{Denied, Permit};
use crate::role::ReadAudit;

#[derive(Template)]
#[template(path = "admin/audit_head.html")]
struct HeadPage<'a> {
    t: &'a T,
    tabs: Tabs,
    head: Option<Field>,
    about: String,
    result: Option<Note>,
    kept: Field,
}

pub(super) async fn show(desk: Desk) -> Response {
    let head = head(&desk).await;
    desk.show(head.map(|head| page(&desk, head.as_ref(), "", None)))
}

async fn head(desk: &Desk) -> Result<Option<Head>, Denied> {
    desk.look(&(), async move |read: &mut Read, (): &()| {
        let look = leave(read, "access.audit.head")?;
        Ok((audit::head(read).await?, vec![look]))
    })
    .await
}

pub(super) struct Kept(String);

impl FromForm for Kept {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self(fields.text("kept"))
    }
}

pub(super) async fn verify(desk: Desk, form: Form<Kept>) -> Response {
    let checked = check(&desk, &form.given.0).await;
    desk.show(checked.map(|(head, report)| page(&desk, head.as_ref(), &form.given.0, Some(&report))))
}

/// Verifies, and then says in the log what came out.
async fn check(desk: &Desk, kept: &str) -> Result<(Option<Head>, Report), Denied> {
    Permit::<ReadAudit>::everywhere(desk.actor())?;
    let kept = Some(kept).filter(|kept| !kept.is_empty());
    let report = audit::verify(desk.db(), kept).await?;
    desk.db()
        .change(desk.actor(), &report, async move |tx: &mut Tx, report: &Report| {
            let whole = report.finding.is_none();
            let detail = serde_json::json!({ "verified": report.verified, "whole": whole });
            tx.audit(&Entry::looked("access.audit.verify").detail(detail)).await
        })
        .await
        .map_err(Denied::Fault)?;
    Ok((head(desk).await?, report))
}

fn page(desk: &Desk, head: Option<&Head>, kept: &str, report: Option<&Report>) -> Page {
    let t = &desk.t;
    let about = match head {
        Some(head) => {
            t.with("audit-head-of").arg("n", head.size).arg("at", at(desk, head.signed_at)).to_string()
        }
        None => t.get("audit-head-none").into_owned(),
    };
    let page = HeadPage {
        t,
        tabs: tabs(t, 2),
        head: head.map(|head| Field::area("head", t.get("audit-head")).value(&head.note).readonly().mono()),
        about,
        result: report.map(|report| result(t, report)),
        kept: Field::area("kept", t.get("audit-kept")).value(kept).hint(t.get("audit-kept-hint")),
    };
    Page::new(t.get("audit-head"), &page)
}

fn result(t: &T, report: &Report) -> Note {
    let count = t.with("audit-verified").arg("n", report.verified).arg("waiting", report.waiting).to_string();
    match &report.finding {
        None => Note::new(Tone::Ok, t.get("audit-whole")).says(count),
        Some(finding) => Note::new(Tone::Err, t.get("audit-broken")).says(words(t, finding)).says(count),
    }
}

/// What is wrong, in words. Entries are counted from 1.
fn words(t: &T, finding: &Finding) -> String {
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
