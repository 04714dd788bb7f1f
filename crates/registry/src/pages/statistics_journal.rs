//! Who came and went: the list behind a flow.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use zhibu_access::org::{self, Org, OrgId};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::{Action as _, ListPeople};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Read};
use zhibu_web::desk::percent;
use zhibu_web::listing::Listing;
use zhibu_web::part::{Column, Empty, Exports, Link, Pager, Row, Table};
use zhibu_web::sheet::{ColumnKind, Format, Head};
use zhibu_web::{Desk, Page, Pages, T, format, key};

use super::people_export::column;
use super::statistics_view::flow_key;
use crate::person::PeriodId;
use crate::stat::flow::Flow;
use crate::stat::journal::{self, Line, Place, Span};

/// People on a page.
const PEOPLE: i64 = 50;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/statistics/{org}/flow", ListPeople::NAME, show)
        .get("/statistics/{org}/flow/export.xlsx", ListPeople::NAME, export)
        .get("/statistics/{org}/flow/export.csv", ListPeople::NAME, export)
}

#[derive(Clone, Debug, Deserialize)]
struct Asked {
    kind: String,
    from: Day10,
    to: Day10,
    day: Option<Day10>,
    row: Option<PeriodId>,
}

/// A day in an address: `2026-11-23`.
#[derive(Clone, Copy, Debug)]
struct Day10(Day);

impl<'de> Deserialize<'de> for Day10 {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

#[derive(Template)]
#[template(path = "stat/journal.html")]
struct Journal<'a> {
    t: &'a T,
    title: String,
    lead: String,
    back: String,
    people: Option<Table>,
    nobody: Option<Empty>,
    pager: Option<Pager>,
    exports: Option<Exports>,
}

async fn show(desk: Desk, Path(id): Path<OrgId>, Query(asked): Query<Asked>) -> Response {
    let Ok(flow) = asked.kind.parse::<Flow>() else {
        return desk.refuse(&Denied::Missing);
    };
    let span = Span { from: asked.from.0, to: asked.to.0 };
    let after = asked.day.zip(asked.row).map(|(day, row)| Place { day: day.0, period: row });
    let seen = desk
        .look(&(), async move |read: &mut Read, (): &()| {
            let (org, _) = org::open::<ListPeople>(read, id).await?;
            let scope = Scope::<ListPeople>::under(read.actor(), &org.spot())?;
            let mut lines = journal::page(read, &scope, flow, span, after, PEOPLE + 1).await?;
            let shown = usize::try_from(PEOPLE).unwrap_or(usize::MAX);
            let more = lines.len() > shown;
            lines.truncate(shown);
            let entry = Entry::looked("registry.person.journal").within(org.id.0, org.area).detail(json!({
                "flow": flow.to_string(), "from": span.from, "to": span.to, "count": lines.len(),
            }));
            Ok::<_, Denied>(((org, lines, more), vec![entry]))
        })
        .await;
    desk.show(seen.map(|(org, lines, more)| page(&desk.t, &org, flow, span, &lines, more, after.is_some())))
}

fn page(t: &T, org: &Org, flow: Flow, span: Span, lines: &[Line], more: bool, is_later_page: bool) -> Page {
    let title = t.with("stat-journal").arg("org", &org.name).arg("kind", t.get(flow_key(flow))).to_string();
    let here = format!(
        "/statistics/{}/flow?kind={}&from={}&to={}",
        org.id,
        percent(&flow.to_string()),
        span.from,
        span.to
    );
    let next =
        lines.last().filter(|_| more).map(|last| format!("{here}&day={}&row={}", last.day, last.period));
    let journal = Journal {
        t,
        lead: t
            .with("stat-journal-lead")
            .arg("from", format::day(span.from.date(), t))
            .arg("to", format::day(span.to.date(), t))
            .to_string(),
        back: format!("/statistics/{}?on={}&from={}", org.id, span.to, span.from),
        people: (!lines.is_empty()).then(|| people(t, &title, lines)),
        nobody: lines
            .is_empty()
            .then(|| Empty::new(t.get("stat-journal-nobody"), t.get("stat-journal-nobody-why"))),
        pager: (more || is_later_page)
            .then(|| Pager::new(t, t.get("stat-by-day"), is_later_page.then(|| here.clone()), next)),
        exports: (!lines.is_empty()).then(|| Exports::new(t, &here)),
        title: title.clone(),
    };
    Page::new(title, &journal)
}

fn people(t: &T, title: &str, lines: &[Line]) -> Table {
    let rows = lines.iter().map(|line| {
        Row::link(Link::new(format!("/people/{}", line.id), line.name.as_str()))
            .cell(line.org_name.as_str())
            .cell(format::table_day(line.day.date()))
    });
    Table::new(title, t.get("stat-person"))
        .people()
        .column(Column::text(t.get("stat-branch")).meta())
        .column(Column::text(t.get("stat-day")).flag())
        .rows(rows)
}

/// People read at once for a file.
const CHUNK: i64 = 500;

async fn export(desk: Desk, Path(id): Path<OrgId>, Query(asked): Query<Asked>, format: Format) -> Response {
    let sent = match written(&desk, id, &asked, format).await {
        Ok((listing, name)) => listing.send(&name).await.map_err(Denied::from),
        Err(denied) => Err(denied),
    };
    sent.unwrap_or_else(|denied| desk.refuse(&denied))
}

/// The file and its name. The look is recorded when everybody has been written.
async fn written(desk: &Desk, id: OrgId, asked: &Asked, format: Format) -> Result<(Listing, String), Denied> {
    let t = &desk.t;
    let flow = asked.kind.parse::<Flow>().map_err(|_| Denied::Missing)?;
    let span = Span { from: asked.from.0, to: asked.to.0 };
    let org = desk.read(&id, open).await?;
    let title = t.with("stat-journal").arg("org", &org.name).arg("kind", t.get(flow_key(flow))).to_string();
    let head = Head {
        sheet: t.get("people-menu").into_owned(),
        titles: vec![title.clone()],
        columns: vec![
            column(t, key!("people-number"), 6, ColumnKind::Number),
            column(t, key!("stat-person"), 12, ColumnKind::Text),
            column(t, key!("stat-branch"), 36, ColumnKind::Text),
            column(t, key!("stat-day"), 12, ColumnKind::Day),
        ],
    };
    let mut listing = Listing::begin(format, &head)?;
    let mut after = None;
    loop {
        let lines = desk.read(&(id, flow, span, after), part).await?;
        let Some(last) = lines.last() else { break };
        after = Some(Place { day: last.day, period: last.period });
        for line in &lines {
            listing.row(&[line.name.as_str().into(), line.org_name.as_str().into(), line.day.into()])?;
        }
    }
    desk.look(&(org, flow, span, listing.rows()), looked).await?;
    Ok((listing, title))
}

async fn open(read: &mut Read, id: &OrgId) -> Result<Org, Denied> {
    Ok(org::open::<ListPeople>(read, *id).await?.0)
}

async fn part(
    read: &mut Read,
    (id, flow, span, after): &(OrgId, Flow, Span, Option<Place>),
) -> Result<Vec<Line>, Denied> {
    let org = open(read, id).await?;
    let scope = Scope::<ListPeople>::under(read.actor(), &org.spot())?;
    journal::page(read, &scope, *flow, *span, *after, CHUNK).await
}

async fn looked(
    _: &mut Read,
    (org, flow, span, count): &(Org, Flow, Span, i64),
) -> Result<((), Vec<Entry>), Denied> {
    let entry = Entry::looked("registry.person.journal_export").within(org.id.0, org.area).detail(json!({
        "flow": flow.to_string(), "from": span.from, "to": span.to, "count": count,
    }));
    Ok(((), vec![entry]))
}
