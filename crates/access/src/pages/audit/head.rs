//! The signed head, to be kept elsewhere, and whether the log is whole.

use askama::Template;
use axum::response::Response;
use zhibu_kernel::audit::{Head, Report, head as newest};
use zhibu_kernel::{Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Field, Note, Progress, Tabs, Tone};
use zhibu_web::{Desk, Done, Form, Page, T};

use super::{at, leave, tabs};
use crate::audit;
use crate::check::{self, Check};
use crate::permit::{Denied, Permit};
use crate::role::ReadAudit;

/// The most entries that are verified while somebody waits for the page: some two seconds.
const AT_ONCE: i64 = 50_000;

#[derive(Template)]
#[template(path = "admin/audit_head.html")]
struct HeadPage<'a> {
    t: &'a T,
    tabs: Tabs,
    head: Option<Field>,
    about: String,
    result: Option<Note>,
    progress: Option<Progress>,
    kept: Field,
}

pub(super) async fn show(desk: Desk) -> Response {
    let seen = look(&desk).await;
    desk.show(seen.map(|(head, check)| page(&desk, head.as_ref(), "", check.as_ref())))
}

async fn look(desk: &Desk) -> Result<(Option<Head>, Option<Check>), Denied> {
    desk.look(&(), async move |read: &mut Read, (): &()| {
        let look = leave(read, "access.audit.head")?;
        let permit = Permit::everywhere(read.actor())?;
        let check = check::latest(read, &permit).await?;
        Ok(((newest(read).await?, check), vec![look]))
    })
    .await
}

pub(super) struct Kept(String);

impl FromForm for Kept {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self(fields.text("kept"))
    }
}

/// A short log is verified at once; for a long one a worker is asked, and the page says how far
/// it is.
pub(super) async fn verify(desk: Desk, form: Form<Kept>) -> Response {
    let kept = Some(form.given.0.as_str()).filter(|kept| !kept.is_empty());
    match try_verify(&desk, kept).await {
        Ok(Some((head, check))) => {
            desk.show::<Denied>(Ok(page(&desk, head.as_ref(), &form.given.0, Some(&check))))
        }
        Ok(None) => Done::to("/audit/head").into_response(&desk.house),
        Err(denied) => desk.refuse(&denied),
    }
}

async fn try_verify(desk: &Desk, kept: Option<&str>) -> Result<Option<(Option<Head>, Check)>, Denied> {
    Permit::<ReadAudit>::everywhere(desk.actor())?;
    let (head, _) = look(desk).await?;
    if head.as_ref().is_some_and(|head| head.size > AT_ONCE) {
        let kept = kept.map(str::to_owned);
        desk.db()
            .change(desk.actor(), &kept, async move |tx: &mut Tx, kept: &Option<String>| {
                let permit = Permit::everywhere(tx.actor())?;
                Ok::<_, Denied>(check::ask(tx, &permit, kept.as_deref()).await?)
            })
            .await?;
        return Ok(None);
    }
    let report = audit::verify(desk.db(), desk.actor(), kept).await?;
    Ok(Some((head, Check { verified: report.verified, size: report.size, report: Some(report) })))
}

fn page(desk: &Desk, head: Option<&Head>, kept: &str, check: Option<&Check>) -> Page {
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
        result: check.and_then(|check| check.report.as_ref()).map(|report| result(t, report)),
        progress: check.filter(|check| check.report.is_none()).map(|check| progress(t, check)),
        kept: Field::area("kept", t.get("audit-kept")).value(kept).hint(t.get("audit-kept-hint")),
    };
    Page::new(t.get("audit-head"), &page)
}

fn progress(t: &T, check: &Check) -> Progress {
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    Progress::new(t.get("audit-verifying"), count(check.verified), count(check.size)).poll("/audit/head")
}

fn result(t: &T, report: &Report) -> Note {
    let count = audit::verified(t, report);
    match &report.finding {
        None => Note::new(Tone::Ok, t.get("audit-whole")).says(count),
        Some(finding) => {
            Note::new(Tone::Err, t.get("audit-broken")).says(audit::words(t, finding)).says(count)
        }
    }
}
