//! The signed head, to be kept elsewhere, and whether the log is whole.

use askama::Template;
use axum::response::Response;
use zhibu_kernel::Read;
use zhibu_kernel::audit::{Head, Report, head as newest};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Field, Note, Tabs, Tone};
use zhibu_web::{Desk, Form, Page, T};

use super::{at, leave, tabs};
use crate::audit;
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
        Ok((newest(read).await?, vec![look]))
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

async fn check(desk: &Desk, kept: &str) -> Result<(Option<Head>, Report), Denied> {
    Permit::<ReadAudit>::everywhere(desk.actor())?;
    let kept = Some(kept).filter(|kept| !kept.is_empty());
    let report = audit::verify(desk.db(), desk.actor(), kept).await?;
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
    let count = audit::verified(t, report);
    match &report.finding {
        None => Note::new(Tone::Ok, t.get("audit-whole")).says(count),
        Some(finding) => {
            Note::new(Tone::Err, t.get("audit-broken")).says(audit::words(t, finding)).says(count)
        }
    }
}
