//! Whose data an account saw between two days: the list that a breach asks for
//! (个人信息保护法, art. 57).

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use jiff::tz::TimeZone;
use uuid::Uuid;
use zhibu_kernel::Read;
use zhibu_kernel::audit::{self, Subject};
use zhibu_web::form::{Fields, FromForm, Typed};
use zhibu_web::part::{Column, DateBoxes, ErrorSummary, Field, Link, Pager, Row, Table, Tabs};
use zhibu_web::{Changed, Desk, Entered, Form, Page, T, key};

use super::filter::{self, Pairs, account, start_of};
use super::{at, leave, tabs};
use crate::pages::roles::boxes;
use crate::permit::Denied;

/// How many subjects a page has.
const PAGE: usize = 100;

#[derive(Clone)]
struct Asked {
    user: String,
    from: Option<zhibu_kernel::Day>,
    last: Option<zhibu_kernel::Day>,
    after: Option<Uuid>,
}

impl FromForm for Asked {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            user: fields.text("user"),
            from: fields.day("from"),
            last: fields.day("until"),
            after: fields.parsed("after", key!("audit-not-an-id")),
        }
    }
}

#[derive(Template)]
#[template(path = "admin/audit_seen.html")]
struct Seen<'a> {
    t: &'a T,
    tabs: Tabs,
    summary: Option<ErrorSummary>,
    user: Field,
    from: DateBoxes,
    until: DateBoxes,
    asked: bool,
    table: Option<Table>,
    pager: Pager,
}

pub(super) async fn show(desk: Desk, Query(Pairs(pairs)): Query<Pairs>) -> Response {
    let form = Form::<Asked>::from_typed(Typed::new(pairs));
    if !form.problems.is_empty() {
        return desk
            .answer(Changed::<Denied>::Unread, &form, async |entered| Ok(page(&desk, &form, &entered, &[])))
            .await;
    }
    let zone = desk.db().clock().zone().clone();
    let found = desk
        .look(&(form.given.clone(), zone), async move |read: &mut Read, (asked, zone): &(Asked, TimeZone)| {
            let look = leave(read, "access.audit.seen")?;
            let Some(id) = account(read, &asked.user).await? else {
                return Ok((Vec::new(), vec![look]));
            };
            let from = asked.from.unwrap_or(zhibu_kernel::Day::FIRST);
            let last = asked.last.unwrap_or(read.today());
            let span = (start_of(from, zone), start_of(last.plus_days(1), zone));
            let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
            let seen = audit::subjects_seen(read, id, span, asked.after, limit).await?;
            Ok::<_, Denied>((seen, vec![look.on("account", id)]))
        })
        .await;
    let blank = desk.blank();
    desk.show(found.map(|seen| page(&desk, &form, &blank, &seen)))
}

fn page(desk: &Desk, form: &Form<Asked>, entered: &Entered, seen: &[Subject]) -> Page {
    let t = &desk.t;
    let shown = &seen[..seen.len().min(PAGE)];
    let next = shown
        .last()
        .filter(|_| seen.len() > PAGE)
        .map(|last| filter::address("/audit/seen", &form.typed, &[("after", last.id.simple().to_string())]));
    let rows = shown.iter().map(|subject| {
        let id = subject.id.simple().to_string();
        let (kind, to) = if subject.kind.is_empty() {
            (t.get("audit-list-of-org").into_owned(), format!("/audit?org={id}"))
        } else {
            (subject.kind.clone(), format!("/audit?subject={id}"))
        };
        Row::link(Link::new(to, id))
            .cell(kind)
            .cell(subject.times)
            .cell(at(desk, subject.first))
            .cell(at(desk, subject.last))
    });
    let table = Table::new(t.get("audit-seen"), t.get("audit-subject"))
        .column(Column::text(t.get("audit-subject-kind")).meta())
        .column(Column::number(t.get("audit-times")))
        .column(Column::text(t.get("audit-first")))
        .column(Column::text(t.get("audit-last")))
        .rows(rows);
    let page = Seen {
        t,
        tabs: tabs(t, 1),
        summary: entered.summary(t),
        user: Field::text("user", t.get("audit-user")).value(form.typed.get("user")).required(),
        from: boxes(t, entered, "from", &t.get("audit-from"), form.given.from),
        until: boxes(t, entered, "until", &t.get("audit-until"), form.given.last),
        asked: !form.given.user.is_empty(),
        table: (!shown.is_empty()).then_some(table),
        pager: Pager::new(t, t.with("audit-subjects-count").arg("n", shown.len()).to_string(), None, next),
    };
    Page::new(t.get("audit-seen"), &page)
}
