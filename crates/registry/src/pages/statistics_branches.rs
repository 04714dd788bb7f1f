//! Organisations by kind and branches by size.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use zhibu_access::org::{self, Org, OrgId};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::{Action as _, ReadStatistics};
use zhibu_kernel::{Day, Read};
use zhibu_rules::codes::OrgKind;
use zhibu_web::chart::{Bar, Bars, Words};
use zhibu_web::part::{Cell, Column, Empty, Link, Pager, Row, Table};
use zhibu_web::{Desk, Page, Pages, T, format, key};

use super::statistics::{self, Days};
use super::statistics_view::people;
use crate::person::list::Figure;
use crate::stat::branches::{Branch, MOST, Size, branches};
use crate::stat::report::Name;

/// Branches on a page.
const LINES: usize = 100;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/statistics/{org}/branches", ReadStatistics::NAME, show)
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    #[serde(flatten)]
    days: statistics::Asked,
    size: Option<Size>,
    /// How many branches of the size stand on earlier pages.
    #[serde(default)]
    skip: usize,
}

#[derive(Template)]
#[template(path = "stat/branches.html")]
struct Branches<'a> {
    t: &'a T,
    title: String,
    lead: String,
    back: String,
    too_many: Option<Empty>,
    kinds: Option<Table>,
    sizes: Option<Bars>,
    list_title: String,
    list: Option<Table>,
    pager: Option<Pager>,
}

async fn show(desk: Desk, Path(id): Path<OrgId>, Query(asked): Query<Asked>) -> Response {
    let on = Days::of(&asked.days, desk.today()).on;
    let read = desk
        .read(&(), async move |read: &mut Read, (): &()| {
            let (org, _) = org::open::<ReadStatistics>(read, id).await?;
            let scope = Scope::<ReadStatistics>::under(read.actor(), &org.spot())?;
            let then = org::as_of(read, id, on).await?;
            let kinds = match &then {
                Some(then) => org::count_by_kind(read, &then.path, on, MOST).await?,
                None => Some(BTreeMap::new()),
            };
            let all = branches(read, &scope, on).await?;
            Ok::<_, Denied>((org, kinds.zip(all)))
        })
        .await;
    desk.show(read.map(|(org, found)| page(&desk.t, &org, on, &asked, found)))
}

fn page(
    t: &T,
    org: &Org,
    on: Day,
    asked: &Asked,
    found: Option<(BTreeMap<String, i64>, Vec<Branch>)>,
) -> Page {
    let title = t.with("stat-sizes-title").arg("org", &org.name).to_string();
    let here = format!("/statistics/{}/branches?on={on}", org.id);
    let mut page = Branches {
        t,
        title: title.clone(),
        lead: t.with("stat-sizes-lead").arg("day", format::day(on.date(), t)).to_string(),
        back: format!("/statistics/{}?on={on}", org.id),
        too_many: None,
        kinds: None,
        sizes: None,
        list_title: String::new(),
        list: None,
        pager: None,
    };
    let Some((kinds, all)) = found else {
        page.too_many = Some(Empty::new(
            t.get("stat-sizes-too-many"),
            t.with("stat-sizes-too-many-why").arg("most", MOST).to_string(),
        ));
        return Page::new(title, &page);
    };
    page.kinds = (!kinds.is_empty()).then(|| kinds_table(t, &kinds));
    page.sizes = sizes(t, &all, &here);
    if let Some(size) = asked.size {
        let some: Vec<&Branch> = all.iter().filter(|one| Size::of(one.full) == size).collect();
        page.list_title = t.get(size_key(size)).into_owned();
        page.list = Some(list(t, &page.list_title, some.iter().skip(asked.skip).take(LINES), on));
        let way = |skip: usize| format!("{here}&size={}&skip={skip}#list", size.word());
        let previous = (asked.skip > 0).then(|| way(asked.skip.saturating_sub(LINES)));
        let next = (asked.skip + LINES < some.len()).then(|| way(asked.skip + LINES));
        let says = t.with("stat-sizes-count").arg("n", some.len()).to_string();
        page.pager = Some(Pager::new(t, says, previous, next));
    }
    Page::new(title, &page)
}

fn kinds_table(t: &T, kinds: &BTreeMap<String, i64>) -> Table {
    let known = OrgKind::ALL.iter().filter_map(|kind| {
        let n = kinds.get(kind.key())?;
        Some(Row::text(Name::Entry(kind.entry()).text(t)).cell(*n))
    });
    let sum: i64 = kinds.values().sum();
    Table::new(t.get("stat-kinds"), t.get("stat-kind"))
        .column(Column::number(t.get("stat-orgs")).flag())
        .rows(known)
        .row(Row::text(t.get("stat-sum")).total().cell(sum))
}

fn size_key(size: Size) -> &'static str {
    match size {
        Size::UpTo2 => key!("stat-size-up-to-2"),
        Size::From3 => key!("stat-size-3"),
        Size::From7 => key!("stat-size-7"),
        Size::From50 => key!("stat-size-50"),
    }
}

fn sizes(t: &T, all: &[Branch], here: &str) -> Option<Bars> {
    let bars = Size::ALL.map(|size| {
        let n = all.iter().filter(|one| Size::of(one.full) == size).count();
        Bar {
            label: t.get(size_key(size)).into_owned(),
            value: u64::try_from(n).unwrap_or(0),
            href: if n == 0 { String::new() } else { format!("{here}&size={}#list", size.word()) },
        }
    });
    let (title, unit) = (t.get("stat-sizes"), t.get("stat-branches"));
    Bars::new(Words { t, title: &title, item: &title, unit: &unit }, &bars)
}

fn list<'b>(t: &T, title: &str, some: impl Iterator<Item = &'b &'b Branch>, on: Day) -> Table {
    let figure = |branch: &Branch, n: i64, figure: &Figure| match n {
        0 => Cell::from(0),
        _ => Cell::figure(n, people(branch.id, figure, on)),
    };
    let full = Figure { values: vec!["full".into()], ..Figure::members() };
    let rows = some.map(|branch| {
        Row::link(Link::new(format!("/statistics/{}?on={on}", branch.id), branch.name.as_str()))
            .cell(figure(branch, branch.full, &full))
            .cell(figure(branch, branch.members, &Figure::members()))
    });
    Table::new(title, t.get("stat-branch"))
        .column(Column::number(t.get("stat-full")))
        .column(Column::number(t.get("stat-members")))
        .rows(rows)
}
