//! Statistics of an organisation on a day, and what happened since another day.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use zhibu_access::acting::Acting;
use zhibu_access::org::{self, Branch, Org, OrgId};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::{self, Action as _, ReadStatistics, Role};
use zhibu_kernel::{Day, Read};
use zhibu_web::part::Icon;
use zhibu_web::seen::Seen;
use zhibu_web::shell::MenuEntry;
use zhibu_web::texts::T;
use zhibu_web::{Desk, Pages, key};

use super::statistics_view as view;
use super::{statistics_branches, statistics_journal, statistics_sheet};
use crate::stat::{self, Figures, HeadCount};

/// Organisations on a page of the table of subordinates.
const BELOW: i64 = 20;
/// The most organisations that are counted for the head of the page; the page of organisations
/// counts more.
const COUNTED: i64 = 5_000;

pub(super) fn pages(pages: Pages) -> Pages {
    let pages = pages.get("/statistics/{org}", ReadStatistics::NAME, show).get(
        "/statistics/{org}/table.xlsx",
        ReadStatistics::NAME,
        statistics_sheet::send,
    );
    statistics_branches::pages(statistics_journal::pages(pages))
}

/// 统计, at the organisation of the acting role.
pub(super) fn menu(seen: &Seen, t: &T) -> Option<MenuEntry> {
    let acting = seen.actor.acting::<Acting>()?;
    let may = Role::from_word(seen.role).is_some_and(|role| role::allows(role, ReadStatistics::NAME));
    let href = format!("/statistics/{}", acting.org);
    may.then(|| MenuEntry::new(50, href, t.get("stat-menu"), Icon::Chart))
}

/// What the address asks for, as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The day.
    #[serde(default)]
    pub on: String,
    /// The day with which it is compared.
    #[serde(default)]
    pub from: String,
    /// After which subordinate the table goes on.
    after: Option<OrgId>,
}

/// The days that were asked for, and what could not be read of them.
#[derive(Clone, Debug)]
pub(super) struct Days {
    pub on: Day,
    pub from: Option<Day>,
    pub on_wrong: Option<&'static str>,
    pub from_wrong: Option<&'static str>,
}

impl Days {
    pub(super) fn of(asked: &Asked, today: Day) -> Self {
        let (on, on_wrong) = read_day(&asked.on, today);
        let (from, from_wrong) = read_day(&asked.from, today);
        let on = on.unwrap_or(today);
        let too_late = from.is_some_and(|from| from >= on);
        Self {
            on,
            from: from.filter(|_| !too_late),
            on_wrong,
            from_wrong: from_wrong.or(too_late.then_some(key!("stat-from-too-late"))),
        }
    }
}

fn read_day(written: &str, today: Day) -> (Option<Day>, Option<&'static str>) {
    if written.trim().is_empty() {
        return (None, None);
    }
    match zhibu_rules::day::parse(written).ok().and_then(|read| read.day()) {
        None => (None, Some(key!("stat-day-unclear"))),
        Some(day) if Day::from(day) > today => (None, Some(key!("stat-day-ahead"))),
        Some(day) => (Some(Day::from(day)), None),
    }
}

/// Everything that the page and the spreadsheet say.
pub(super) struct Gathered {
    pub org: Org,
    /// The name it had on the day; none when it did not exist.
    pub name: Option<String>,
    pub on: Day,
    /// The day from which coming and going are told; none when there are no records before `on`.
    pub from: Option<Day>,
    pub opening: Figures,
    pub closing: Figures,
    /// Members at the end of each year of which there are records.
    pub year_ends: Vec<(i64, i64)>,
    /// Its path on the day.
    path: String,
}

impl Gathered {
    /// Whether there are records of its people on the day.
    pub(super) fn is_recorded(&self) -> bool {
        self.name.is_some() && self.org.records_from.is_none_or(|first| first <= self.on)
    }
}

/// Reads the figures of both days at one moment, so that what came and went explains them.
pub(super) async fn gather(read: &mut Read, id: OrgId, days: &Days) -> Result<Gathered, Denied> {
    let (org, _) = org::open::<ReadStatistics>(read, id).await?;
    let scope = Scope::under(read.actor(), &org.spot())?;
    let on = days.on;
    let year_end = Day::from_number((on.year() - 1) * 10_000 + 1231).unwrap_or(Day::FIRST);
    let from = days.from.unwrap_or(year_end);
    let from = org.records_from.map_or(from, |first| from.max(first));
    let mut span = stat::span(read, &scope, from, on).await?;
    if let Some(first) = org.records_from {
        span.year_ends.retain(|(year, _)| *year >= first.year());
    }
    // No act is dated ahead: today an organisation is what its row says.
    let then = if on == read.today() && org.is_there_on(on) {
        Some((org.name.clone(), org.path.clone()))
    } else {
        org::as_of(read, id, on).await?.map(|then| (then.name, then.path))
    };
    let (name, path) = match then {
        Some((name, path)) => (Some(name), path),
        None => (None, org.path.clone()),
    };
    Ok(Gathered {
        org,
        name,
        on,
        from: Some(from).filter(|from| *from < on),
        opening: span.opening,
        closing: span.closing,
        year_ends: span.year_ends,
        path,
    })
}

/// What only the page shows.
pub(super) struct Around {
    /// Organisations by kind, this one among them; none when there are too many to count here.
    pub kinds: Option<BTreeMap<String, i64>>,
    /// The subordinates of this page of the table.
    pub below: Vec<(Branch, HeadCount)>,
    /// Whether the table goes on.
    pub more: bool,
    /// Whether it began on an earlier page.
    pub is_later_page: bool,
}

async fn around(read: &mut Read, gathered: &Gathered, after: Option<OrgId>) -> Result<Around, Denied> {
    let on = gathered.on;
    let after = stat::branches::place_of(read, after).await?;
    let mut below = org::children(read, gathered.org.id, on, after.as_ref(), BELOW + 1).await?;
    let more = below.len() > usize::try_from(BELOW).unwrap_or(usize::MAX);
    below.truncate(usize::try_from(BELOW).unwrap_or(usize::MAX));
    let ids: Vec<OrgId> = below.iter().map(|branch| branch.id).collect();
    let counts = stat::head_counts(read, &ids, on).await?;
    Ok(Around {
        kinds: org::count_by_kind(read, &gathered.path, on, COUNTED).await?,
        below: below
            .into_iter()
            .map(|branch| {
                let count = counts.get(&branch.id).copied().unwrap_or_default();
                (branch, count)
            })
            .collect(),
        more,
        is_later_page: after.is_some(),
    })
}

async fn show(desk: Desk, Path(id): Path<OrgId>, Query(asked): Query<Asked>) -> Response {
    let days = Days::of(&asked, desk.today());
    let read = desk
        .read(
            &(days.clone(), asked.after),
            async move |read: &mut Read, (days, after): &(Days, Option<OrgId>)| {
                let gathered = gather(read, id, days).await?;
                let around = around(read, &gathered, *after).await?;
                Ok::<_, Denied>((gathered, around))
            },
        )
        .await;
    desk.show(read.map(|(gathered, around)| view::page(&desk, &asked, &days, &gathered, &around)))
}
