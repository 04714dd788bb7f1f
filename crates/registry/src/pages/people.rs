//! The list of people: those behind a figure, on any day, page by page.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use zhibu_access::acting::Acting;
use zhibu_access::org::{self, Org, OrgId};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::{ListPeople, ReadStatistics, allows};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Read};
use zhibu_web::desk::percent;
use zhibu_web::part::{Chips, Column, Empty, Exports, Field, Icon, Link, Pager, Row, Table, Tabs, Tag, Tone};
use zhibu_web::{Desk, Page, Pages, T, format, key};

use super::person_words as words;
use crate::person::counted::{Dimension, measure};
use crate::person::edit::takes_people;
use crate::person::find::{self, Hit};
use crate::person::list::{self, Figure, Line, Place};
use crate::stat::{Figures, figures};

/// People on one page.
pub(super) const LIMIT: i64 = 50;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/people", "person.list", show_mine).get("/orgs/{org}/people", "person.list", show)
}

/// What the address of a list asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    figure: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    pub(super) q: String,
    #[serde(default)]
    at: String,
}

impl Asked {
    pub(super) fn figure(&self) -> Result<Figure, Denied> {
        if self.figure.is_empty() {
            return Ok(Figure::members());
        }
        self.figure.parse().map_err(|_| Denied::Missing)
    }

    pub(super) fn on(&self, today: Day) -> Result<Day, Denied> {
        if self.on.is_empty() {
            return Ok(today);
        }
        self.on.parse().map_err(|_| Denied::Missing)
    }

    /// After which path and person this page begins.
    fn place(&self) -> Result<Place, Denied> {
        if self.at.is_empty() {
            return Ok(Place::default());
        }
        let (path, person) = self.at.split_once('.').ok_or(Denied::Missing)?;
        Ok(Place { path: path.to_owned(), person: person.parse().map_err(|_| Denied::Missing)? })
    }
}

/// What the page shows.
struct Found {
    org: Org,
    on: Day,
    figure: Figure,
    figures: Figures,
    lines: Vec<Line>,
    hits: Vec<Hit>,
    names: HashMap<OrgId, String>,
}

async fn show_mine(desk: Desk, query: Query<Asked>) -> Response {
    match desk.actor().acting::<Acting>().map(|acting| acting.org) {
        Some(org) => list(desk, org, query.0).await,
        None => desk.refuse(&Denied::SignIn),
    }
}

async fn show(desk: Desk, Path(org): Path<OrgId>, query: Query<Asked>) -> Response {
    list(desk, org, query.0).await
}

async fn list(desk: Desk, org: OrgId, asked: Asked) -> Response {
    let found = desk
        .look(&(org, asked.clone()), async move |read: &mut Read, (org, asked): &(OrgId, Asked)| {
            let found = find(read, *org, asked).await?;
            let entry = Entry::looked("registry.people.list")
                .on("org", found.org.id.0)
                .within(found.org.id.0, found.org.area)
                .detail(serde_json::json!({
                    "figure": found.figure.to_string(),
                    "on": found.on.number(),
                    "shown": found.lines.len() + found.hits.len(),
                }));
            Ok::<_, Denied>((found, vec![entry]))
        })
        .await;
    desk.show(found.map(|found| page(&desk, &found, &asked)))
}

async fn find(read: &mut Read, org: OrgId, asked: &Asked) -> Result<Found, Denied> {
    let (org, _) = org::open::<ListPeople>(read, org).await?;
    let scope = Scope::<ListPeople>::under(read.actor(), &org.spot())?;
    let sums = Scope::<ReadStatistics>::under(read.actor(), &org.spot())?;
    let (figure, place) = (asked.figure()?, asked.place()?);
    let on = asked.on(read.today())?;
    let figures = figures(read, &sums, on).await?;
    let (mut lines, mut hits) = (Vec::new(), Vec::new());
    if asked.q.trim().is_empty() {
        lines = list::page(read, &scope, &figure, on, &place, LIMIT + 1).await?;
    } else {
        hits = find::search(read, &scope, &asked.q, LIMIT).await?;
    }
    let names = org::names_on(read, lines.iter().map(|line| line.org), on).await?;
    Ok(Found { org, on, figure, figures, lines, hits, names })
}

#[derive(Template)]
#[template(path = "person/list.html")]
struct People<'a> {
    t: &'a T,
    org: String,
    here: String,
    place: &'a str,
    asked: &'a Asked,
    tabs: Tabs,
    count: String,
    chips: Option<Chips>,
    table: Option<Table>,
    empty: Option<Empty>,
    pager: Option<Pager>,
    exports: Option<Exports>,
    new: Option<String>,
    moves: bool,
}

impl People<'_> {
    fn query(&self) -> Field {
        Field::search("q", self.t.get("people-query")).value(self.asked.q.as_str())
    }

    fn day(&self) -> Field {
        Field::text("on", self.t.get("people-on")).value(self.asked.on.as_str()).placeholder("2026-12-31")
    }
}

fn page(desk: &Desk, found: &Found, asked: &Asked) -> Page {
    let t = &desk.t;
    let base = format!("/orgs/{}/people", found.org.id);
    let role = desk.actor().acting::<Acting>().map(|acting| acting.role);
    let may = |action| role.is_some_and(|role| allows(role, action));
    let today = desk.today();
    let searching = !asked.q.trim().is_empty();
    let total: i64 = found
        .figure
        .values
        .iter()
        .map(|value| found.figures.measure(&measure(found.figure.dimension, value)))
        .sum();
    let shown = usize::try_from(LIMIT).unwrap_or(usize::MAX);
    let lines = &found.lines[..found.lines.len().min(shown)];
    let next = (found.lines.len() > lines.len()).then(|| lines.last()).flatten().map(|line| {
        let place = line.place();
        let at = format!("{}.{}", place.path, place.person.simple());
        address(&base, &Asked { at, ..asked.clone() })
    });
    let moves = may("person.move") && found.on == today && !searching && !lines.is_empty();
    let table = if searching {
        (!found.hits.is_empty()).then(|| hits(t, &found.hits))
    } else {
        (!lines.is_empty()).then(|| table(t, found, lines, today, moves))
    };
    let empty = table.is_none().then(|| empty(t, asked, &base, searching));
    let count = if searching {
        t.with("people-found").arg("n", found.hits.len()).into()
    } else {
        t.with("people-count").arg("n", total).into()
    };
    let all = address(&base, &Asked { at: String::new(), ..asked.clone() });
    let view = People {
        t,
        exports: table.is_some().then(|| Exports::new(t, &all)),
        org: found.org.name.clone(),
        tabs: tabs(t, found, &base, &asked.on),
        count,
        chips: chips(t, found, asked, &base, today),
        table,
        empty,
        pager: next.map(|next| {
            let shown = t.with("people-shown").arg("n", lines.len());
            Pager::new(t, shown, None, Some(next))
        }),
        new: (may("person.edit") && takes_people(&found.org).is_ok()).then(|| format!("{base}/new")),
        moves,
        place: &asked.figure,
        here: base,
        asked,
    };
    Page::new(t.get("people-menu"), &view)
}

fn address(base: &str, asked: &Asked) -> String {
    let pairs: Vec<String> =
        [("figure", &asked.figure), ("on", &asked.on), ("q", &asked.q), ("at", &asked.at)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", percent(value)))
            .collect();
    if pairs.is_empty() { base.to_owned() } else { format!("{base}?{}", pairs.join("&")) }
}

fn tabs(t: &T, found: &Found, base: &str, on: &str) -> Tabs {
    let kinds = [
        (key!("people-tab-members"), Figure::members()),
        (key!("people-tab-probationary"), stage("probationary")),
        (key!("people-tab-target"), stage("target")),
        (key!("people-tab-activist"), stage("activist")),
        (key!("people-tab-applicant"), stage("applicant")),
        (key!("people-tab-floating"), marked(Dimension::Floating)),
        (key!("people-tab-missing"), marked(Dimension::Missing)),
    ];
    let current = kinds.iter().position(|(_, figure)| *figure == found.figure).unwrap_or(usize::MAX);
    let links = kinds
        .iter()
        .map(|(key, figure)| {
            let n: i64 = figure.values.iter().map(|value| found.figures.count(figure.dimension, value)).sum();
            let asked = Asked { figure: figure.to_string(), on: on.to_owned(), ..Asked::default() };
            let label = t.with("people-tab").arg("name", t.get(key)).arg("n", n);
            Link::new(address(base, &asked), label)
        })
        .collect();
    Tabs::new(t.get("people-tabs"), links, current)
}

fn stage(value: &str) -> Figure {
    Figure { dimension: Dimension::Stage, values: vec![value.to_owned()] }
}

fn marked(dimension: Dimension) -> Figure {
    Figure { dimension, values: vec!["yes".to_owned()] }
}

fn chips(t: &T, found: &Found, asked: &Asked, base: &str, today: Day) -> Option<Chips> {
    let mut links = Vec::new();
    if !asked.q.trim().is_empty() {
        let q = String::new();
        links.push(Link::new(address(base, &Asked { q, ..asked.clone() }), asked.q.trim()));
    } else if !asked.figure.is_empty() {
        let less = Asked { figure: String::new(), at: String::new(), ..asked.clone() };
        links.push(Link::new(address(base, &less), words::figure(t, &found.figure)));
    }
    if !asked.at.is_empty() {
        let at = String::new();
        links.push(Link::new(address(base, &Asked { at, ..asked.clone() }), t.get("people-later")));
    }
    if found.on != today {
        let less = Asked { on: String::new(), at: String::new(), ..asked.clone() };
        links.push(Link::new(address(base, &less), format::day(found.on.date(), t)));
    }
    (!links.is_empty()).then(|| Chips::new(t, links))
}

fn table(t: &T, found: &Found, lines: &[Line], today: Day, moves: bool) -> Table {
    let branches = lines.iter().any(|line| line.org != found.org.id);
    let mut table = Table::new(t.get("people-menu"), t.get("person-name"))
        .people()
        .column(Column::text(t.get("person-stage")).meta())
        .column(Column::text(t.get("person-sex")).wide_only())
        .column(Column::text(t.get("people-born")).wide_only());
    if branches {
        table = table.column(Column::text(t.get("person-org")).meta());
    }
    table = table
        .column(Column::text(t.get("people-joined")).meta())
        .column(Column::text(t.get("person-job")).meta())
        .column(Column::text(t.get("people-flag")).flag());
    if moves {
        table = table.picking(t.get("people-pick"));
    }
    table.rows(lines.iter().map(|line| {
        let born = line.born_on.map(|day| day.date().strftime("%Y/%m").to_string());
        let joined = line.joined_on.map(|day| format::table_day(day.date()));
        let job = line.job_code.as_deref().and_then(words_of_job).map(|entry| words::plain(t, entry));
        let mut row = Row::link(Link::new(format!("/people/{}", line.id), line.name.as_str()))
            .cell(words::stage(t, &line.stage))
            .cell(words::sex_word(t, line.sex))
            .cell(born.unwrap_or_default());
        if branches {
            row = row.cell(found.names.get(&line.org).cloned().unwrap_or_default());
        }
        row = row.cell(joined.unwrap_or_default()).cell(job.unwrap_or_default());
        row = match remark(t, line, today) {
            Some((tone, text)) => row.cell(Tag::new(tone, text)),
            None => row.cell(""),
        };
        if moves {
            row = row.pick(line.id.to_string());
        }
        row
    }))
}

pub(super) fn words_of_job(stored: &str) -> Option<&'static zhibu_rules::codes::Entry> {
    zhibu_rules::codes::JOB.find(stored).or_else(|| zhibu_rules::codes::job_branch(stored))
}

/// The one thing to keep in mind about somebody in a list.
pub(super) fn remark(t: &T, line: &Line, today: Day) -> Option<(Tone, String)> {
    if line.lost_since.is_some() {
        return Some((Tone::Err, t.get("people-lost").into_owned()));
    }
    if line.stage == "probationary"
        && let Some(ends) = line.probation_ends_on
    {
        let text = t.with("people-probation-ends").arg("day", format::short_day(ends.date(), t)).into();
        return Some((if ends <= today { Tone::Warn } else { Tone::Plain }, text));
    }
    if let Some(field) = words::missing(line.missing).next() {
        let text = t.with("people-lacks").arg("what", t.get(words::field_key(field))).into();
        return Some((Tone::Warn, text));
    }
    line.is_floating.then(|| (Tone::Plain, t.get("people-floating").into_owned()))
}

fn hits(t: &T, hits: &[Hit]) -> Table {
    Table::new(t.get("people-menu"), t.get("person-name"))
        .people()
        .column(Column::text(t.get("person-stage")).meta())
        .column(Column::text(t.get("person-org")).meta())
        .rows(hits.iter().map(|hit| {
            Row::link(Link::new(format!("/people/{}", hit.id), hit.name.as_str()))
                .cell(words::stage(t, &hit.stage))
                .cell(hit.org_name.as_str())
        }))
}

fn empty(t: &T, asked: &Asked, base: &str, searching: bool) -> Empty {
    if searching {
        return Empty::new(t.get("people-none-found"), t.get("people-none-found-why"))
            .next(Link::new(base, t.get("people-all")));
    }
    if asked.figure.is_empty() && asked.on.is_empty() {
        return Empty::new(t.get("people-none"), t.get("people-none-why"));
    }
    Empty::new(t.get("people-none-here"), t.get("people-none-here-why"))
        .next(Link::new(base, t.get("people-all")))
}
