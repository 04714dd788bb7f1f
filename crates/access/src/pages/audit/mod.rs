//! The log, for the auditor: read, never changed. Reading it is itself an entry.

mod export;
mod filter;
mod head;
mod seen;

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use uuid::Uuid;
use zhibu_kernel::audit::{self, Entry, Inclusion, Record};
use zhibu_kernel::{Fault, Read};
use zhibu_web::part::{
    Choice, Column, DateBoxes, Empty, ErrorSummary, Facts, Field, Link, Pager, Row, Table, Tabs, Tag,
};
use zhibu_web::{Changed, Desk, Entered, Form, Page, Pages, T, format, key};

use self::filter::{Pairs, Wanted};
use super::roles::{boxes, day};
use crate::account::names;
use crate::audit::short;
use crate::org;
use crate::permit::{Denied, Permit};
use crate::role::ReadAudit;

/// How many entries a page has.
const PAGE: usize = 50;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/audit", "audit.read", list)
        .get("/audit/export", "audit.read", export::export)
        .get("/audit/seen", "audit.read", seen::show)
        .get("/audit/head", "audit.read", head::show)
        .post("/audit/head", "audit.read", head::verify)
        .get("/audit/entries/{entry}", "audit.read", show)
}

/// Leave to read the log, and the entry that says so.
fn leave(read: &Read, what: &'static str) -> Result<Entry, Denied> {
    Permit::<ReadAudit>::everywhere(read.actor())?;
    Ok(Entry::looked(what))
}

/// The pages of the log, with the place of the current one.
fn tabs(t: &T, current: usize) -> Tabs {
    let links = vec![
        Link::new("/audit", t.get("audit-entries")),
        Link::new("/audit/seen", t.get("audit-seen")),
        Link::new("/audit/head", t.get("audit-head")),
    ];
    Tabs::new(t.get("audit-title"), links, current)
}

/// Names for the ids that stand in entries.
#[derive(Default)]
struct Names {
    accounts: HashMap<Uuid, String>,
    orgs: HashMap<Uuid, String>,
}

impl Names {
    async fn of(read: &mut Read, records: &[Record]) -> Result<Self, Fault> {
        let accounts = names(read, records.iter().filter_map(|record| record.account)).await?;
        let mut orgs = HashMap::new();
        let mut ids: Vec<Uuid> = records.iter().filter_map(|record| record.org).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            if let Some(org) = org::find_by_id(read, org::OrgId(id)).await? {
                orgs.insert(id, org.name);
            }
        }
        Ok(Self { accounts, orgs })
    }

    /// Who did it: an account by its name, the program by its part, or nobody who is signed in.
    fn who(&self, t: &T, record: &Record) -> String {
        match (&record.account, &record.part) {
            (Some(id), _) => self.accounts.get(id).cloned().unwrap_or_else(|| short(*id)),
            (None, Some(part)) => t.with("audit-by-system").arg("part", t.act(part)).to_string(),
            (None, None) => t.get("audit-by-nobody").into_owned(),
        }
    }

    fn org(&self, record: &Record) -> String {
        let name = |id: Uuid| self.orgs.get(&id).cloned().unwrap_or_else(|| short(id));
        record.org.map_or_else(String::new, name)
    }
}

/// On whom or what: the kind of noun and the end of its id. The log names no member.
fn subject(t: &T, record: &Record) -> String {
    match (&record.subject_kind, record.subject_id) {
        (Some(kind), Some(id)) => format!("{} {}", t.noun(kind), short(id)),
        _ => String::new(),
    }
}

fn at(desk: &Desk, moment: zhibu_kernel::Moment) -> String {
    format::table_moment(moment.timestamp(), desk.db().clock().zone())
}

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct List<'a> {
    t: &'a T,
    tabs: Tabs,
    summary: Option<ErrorSummary>,
    from: DateBoxes,
    until: DateBoxes,
    act: Field,
    user: Field,
    org: Field,
    subject: Field,
    looks: Field,
    table: Option<Table>,
    pager: Pager,
    export: String,
}

impl List<'_> {
    fn nothing(&self) -> Empty {
        Empty::new(self.t.get("audit-none"), self.t.get("audit-none-why"))
    }
}

async fn list(desk: Desk, Query(Pairs(pairs)): Query<Pairs>) -> Response {
    let form = Form::<Wanted>::from_typed(zhibu_web::form::Typed::new(pairs));
    if !form.problems.is_empty() {
        return desk
            .answer(Changed::<Denied>::Unread, &form, async |entered| {
                Ok(list_page(&desk, &form, &entered, &[], &Names::default()))
            })
            .await;
    }
    let zone = desk.db().clock().zone().clone();
    let found = desk
        .look(
            &(form.given.clone(), zone),
            async move |read: &mut Read, (wanted, zone): &(Wanted, jiff::tz::TimeZone)| {
                let look = leave(read, "access.audit.list")?.detail(wanted.told());
                let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
                let records = match wanted.filter(read, zone).await? {
                    Some(filter) => audit::page(read, &filter, wanted.before, limit).await?,
                    None => Vec::new(),
                };
                let names = Names::of(read, &records).await?;
                Ok::<_, Denied>(((records, names), vec![look]))
            },
        )
        .await;
    let blank = desk.blank();
    desk.show(found.map(|(records, names)| list_page(&desk, &form, &blank, &records, &names)))
}

fn list_page(desk: &Desk, form: &Form<Wanted>, entered: &Entered, records: &[Record], names: &Names) -> Page {
    let t = &desk.t;
    let wanted = &form.given;
    let shown = &records[..records.len().min(PAGE)];
    let next = shown
        .last()
        .filter(|_| records.len() > PAGE)
        .map(|last| filter::address("/audit", &form.typed, &[("before", last.id.simple().to_string())]));
    let line = |name: &'static str, label: &str| {
        Field::text(name, label).value(form.typed.get(name)).error(entered.error(t, name))
    };
    let looks = [
        ("", t.get("audit-looks-and-acts")),
        ("acts", t.get("audit-acts-only")),
        ("looks", t.get("audit-looks-only")),
    ];
    let page = List {
        t,
        tabs: tabs(t, 0),
        summary: entered.summary(t),
        from: boxes(t, entered, "from", &t.get("audit-from"), wanted.from),
        until: boxes(t, entered, "until", &t.get("audit-until"), wanted.last),
        act: line("act", &t.get("audit-act")).hint(t.get("audit-act-hint")),
        user: line("user", &t.get("audit-user")),
        org: line("org", &t.get("audit-org")),
        subject: line("subject", &t.get("audit-subject")),
        looks: Field::select(
            "looks",
            t.get("audit-looks"),
            looks.into_iter().map(|(value, label)| Choice::new(value, label)).collect(),
        )
        .value(form.typed.get("looks")),
        table: (!shown.is_empty()).then(|| table(desk, shown, names)),
        pager: Pager::new(t, t.with("audit-count").arg("n", shown.len()).to_string(), None, next),
        export: filter::address("/audit/export", &form.typed, &[]),
    };
    Page::new(t.get("audit-title"), &page)
}

fn table(desk: &Desk, records: &[Record], names: &Names) -> Table {
    let t = &desk.t;
    let rows = records.iter().map(|record| {
        let to = format!("/audit/entries/{}", record.id.simple());
        let row = Row::link(Link::new(to, at(desk, record.recorded_at)))
            .cell(names.who(t, record))
            .cell(t.act(&record.act))
            .cell(subject(t, record))
            .cell(names.org(record));
        if record.is_look { row.cell(Tag::info(t.get("audit-look"))) } else { row.cell("") }
    });
    Table::new(t.get("audit-entries"), t.get("audit-when"))
        .column(Column::text(t.get("audit-who")))
        .column(Column::text(t.get("audit-act")))
        .column(Column::text(t.get("audit-subject")))
        .column(Column::text(t.get("audit-org")))
        .column(Column::text(t.get("audit-kind")).flag())
        .rows(rows)
}

#[derive(Template)]
#[template(path = "admin/audit_entry.html")]
struct One<'a> {
    t: &'a T,
    tabs: Tabs,
    facts: Facts,
    around: Vec<Link>,
}

struct Known {
    record: Record,
    names: Names,
    proof: Option<Inclusion>,
}

async fn known(read: &mut Read, id: Uuid) -> Result<(Known, Vec<Entry>), Denied> {
    let look = leave(read, "access.audit.entry")?.on("audit", id);
    let record = audit::one(read, id).await?.ok_or(Denied::Missing)?;
    let names = Names::of(read, std::slice::from_ref(&record)).await?;
    let proof = audit::inclusion(read, id, None).await?;
    let known = Known { record, names, proof };
    Ok((known, vec![look]))
}

async fn show(desk: Desk, Path(id): Path<Uuid>) -> Response {
    let known = desk.look(&id, async move |read: &mut Read, id: &Uuid| known(read, *id).await).await;
    desk.show(known.map(|known| one_page(&desk, &known)))
}

fn one_page(desk: &Desk, known: &Known) -> Page {
    let t = &desk.t;
    let record = &known.record;
    let id = |id: &Option<Uuid>| id.map_or_else(String::new, |id| id.simple().to_string());
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    let place = match &known.proof {
        Some(proof) => t
            .with("audit-sealed-at")
            .arg("no", (proof.index + 1).to_string())
            .arg("size", proof.size.to_string())
            .to_string(),
        None => t.get("audit-not-sealed").into_owned(),
    };
    let kind = record.subject_kind.as_deref().map_or_else(String::new, |kind| t.noun(kind));
    let leaf = record.leaf().map(|byte| format!("{byte:02x}")).concat();
    let all = [
        (key!("audit-when"), at(desk, record.recorded_at)),
        (key!("audit-who"), known.names.who(t, record)),
        (key!("audit-act"), t.act(&record.act)),
        (key!("audit-act-name"), record.act.clone()),
        (key!("audit-subject"), format!("{} {}", kind, id(&record.subject_id))),
        (key!("audit-org"), known.names.org(record)),
        (key!("audit-happened"), day(record.happened_on)),
        (key!("audit-source"), record.source.clone()),
        (key!("audit-principal"), id(&record.principal)),
        (key!("audit-basis"), word(&record.basis)),
        (key!("audit-reason"), word(&record.reason)),
        (key!("audit-detail"), word(&record.detail)),
        (key!("audit-id"), record.id.simple().to_string()),
        (key!("audit-sealed"), place),
        (key!("audit-leaf"), leaf),
    ];
    let facts = all
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .fold(Facts::new(), |facts, (label, value)| facts.text(t.get(label), value));
    let ways = [
        ("user", record.account, key!("audit-same-account")),
        ("subject", record.subject_id, key!("audit-same-subject")),
        ("org", record.org, key!("audit-same-org")),
    ];
    let around = ways.into_iter().filter_map(|(name, id, label)| {
        let to = format!("/audit?{name}={}", id?.simple());
        Some(Link::new(to, t.get(label)))
    });
    let page = One { t, tabs: tabs(t, 0), facts, around: around.collect() };
    Page::new(t.get("audit-entry"), &page)
}
