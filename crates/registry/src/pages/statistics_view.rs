//! The page of statistics: figures become words, charts and tables.

use askama::Template;
use zhibu_access::org::OrgId;
use zhibu_kernel::Day;
use zhibu_rules::codes::OrgKind;
use zhibu_rules::groups::AgeBand;
use zhibu_web::chart::{Band, Bar, Bars, Line as Curve, Pyramid, Words};
use zhibu_web::desk::percent;
use zhibu_web::part::{Cell, Column, Empty, Field, Icon, Link, Note, Pager, Row, Stats, Table, Tone, Width};
use zhibu_web::{Desk, Page, T, format, key};

use super::statistics::{Around, Asked, Days, Gathered};
use crate::person::list::Figure;
use crate::stat::flow::{Came, Flow, Went};
use crate::stat::report::{Balance, Count, Line, Report};

#[derive(Template)]
#[template(path = "stat/statistics.html")]
struct Statistics<'a> {
    t: &'a T,
    name: &'a str,
    lead: String,
    on: Field,
    from: Field,
    sheet: String,
    nothing: Option<Empty>,
    found: Option<Found>,
}

/// What is shown when there are records of the day.
struct Found {
    heads: Stats,
    ages: Option<Pyramid>,
    ages_note: String,
    without_sex: Option<Link>,
    change_title: String,
    change: Option<Table>,
    change_says: String,
    uneven: Option<Note>,
    years: Option<Curve>,
    years_note: String,
    bars: [(&'static str, Option<Bars>); 3],
    joined: Table,
    majority: Stats,
    ethnic_groups: Table,
    stages: Table,
    marks: Table,
    branches: String,
    below: Option<(Table, Pager)>,
}

pub(super) fn page(desk: &Desk, asked: &Asked, days: &Days, gathered: &Gathered, around: &Around) -> Page {
    let t = &desk.t;
    let name = gathered.name.as_deref().unwrap_or(&gathered.org.name);
    let is_recorded = gathered.is_recorded();
    let query = match gathered.from {
        Some(from) => format!("?on={}&from={from}", gathered.on),
        None => format!("?on={}", gathered.on),
    };
    let statistics = Statistics {
        t,
        name,
        lead: t.with("stat-lead").arg("day", format::day(gathered.on.date(), t)).to_string(),
        on: day_box(t, "on", t.get("stat-on").as_ref(), &asked.on, gathered.on, days.on_wrong),
        from: day_box(
            t,
            "from",
            t.get("stat-from").as_ref(),
            &asked.from,
            gathered.from.unwrap_or(gathered.on),
            days.from_wrong,
        ),
        sheet: format!("/statistics/{}/table.xlsx{query}", gathered.org.id),
        nothing: (!is_recorded).then(|| nothing(t, gathered)),
        found: is_recorded.then(|| found(desk, gathered, around)),
    };
    Page::new(t.with("stat-title").arg("org", name).to_string(), &statistics)
}

fn day_box(
    t: &T,
    name: &'static str,
    label: &str,
    typed: &str,
    day: Day,
    wrong: Option<&'static str>,
) -> Field {
    let value = if wrong.is_some() { typed.to_owned() } else { format::iso_day(day.date()) };
    Field::text(name, label).value(value).width(Width::W8).error(wrong.map(|key| t.get(key)))
}

fn nothing(t: &T, gathered: &Gathered) -> Empty {
    let first = gathered.org.records_from.filter(|_| gathered.name.is_some());
    let Some(first) = first else {
        return Empty::new(t.get("stat-no-org"), t.get("stat-no-org-why"));
    };
    let day = format::day(first.date(), t);
    Empty::new(t.get("stat-no-records"), t.with("stat-no-records-why").arg("day", &day).to_string()).next(
        Link::new(
            format!("/statistics/{}?on={first}", gathered.org.id),
            t.with("stat-see-first").arg("day", &day).to_string(),
        ),
    )
}

/// The list behind a figure; no address when it is empty.
pub(super) fn people(org: OrgId, figure: &Figure, on: Day) -> String {
    let figure = percent(&figure.to_string());
    format!("/orgs/{org}/people?figure={figure}&on={on}")
}

fn list_of(org: OrgId, count: &Count, on: Day) -> String {
    if count.n == 0 { String::new() } else { people(org, &count.figure, on) }
}

fn found(desk: &Desk, gathered: &Gathered, around: &Around) -> Found {
    let t = &desk.t;
    let (org, on) = (gathered.org.id, gathered.on);
    let report = Report::new(&gathered.closing, on);
    let balance = Balance::between(&gathered.opening, &gathered.closing);
    let bars = [
        (key!("stat-education"), &report.education),
        (key!("stat-jobs"), &report.jobs),
        (key!("stat-sex"), &report.sexes),
    ]
    .map(|(title, lines)| (title, bars(t, title, lines, org, on)));
    Found {
        heads: heads(t, gathered, &report, around),
        ages: ages(t, &report, org, on),
        ages_note: t.with("stat-ages-note").arg("year", on.year().to_string()).to_string(),
        without_sex: without_sex(t, &report, org, on),
        change_title: change_title(t, gathered, desk.today()),
        change: gathered.from.map(|from| change(t, gathered, &balance, from)),
        change_says: t
            .with("stat-balance")
            .arg("opening", balance.opening)
            .arg("came", balance.all_came())
            .arg("went", balance.all_went())
            .arg("closing", balance.closing)
            .to_string(),
        uneven: (!balance.is_even()).then(|| Note::new(Tone::Warn, t.get("stat-uneven")).icon(Icon::Warn)),
        years: years(t, gathered, &gathered.year_ends),
        years_note: gathered.org.records_from.map_or_else(String::new, |first| {
            let day = format::day(first.date(), t);
            t.with("stat-years-note").arg("day", day).to_string()
        }),
        bars,
        joined: table(t, key!("stat-joined"), &report.joined, org, on),
        majority: report
            .majority
            .iter()
            .fold(Stats::new(), |stats, line| stat(stats, &line.count, line.name.text(t), org, on)),
        ethnic_groups: table(t, key!("stat-ethnic"), &report.ethnic_groups, org, on),
        stages: table(t, key!("stat-stages"), &report.stages, org, on),
        marks: table(t, key!("stat-marks"), &report.marks, org, on),
        branches: format!("/statistics/{org}/branches?on={on}"),
        below: below(t, gathered, around),
    }
}

fn stat(stats: Stats, count: &Count, label: String, org: OrgId, on: Day) -> Stats {
    if count.n == 0 {
        stats.plain(0, label)
    } else {
        stats.link(count.n, label, people(org, &count.figure, on))
    }
}

fn heads(t: &T, gathered: &Gathered, report: &Report, around: &Around) -> Stats {
    let (org, on) = (gathered.org.id, gathered.on);
    let all = Count { n: report.members, figure: Figure::members() };
    let women = report.women();
    let mut share = t.get("stat-women").into_owned();
    if report.members > 0 {
        let permille = women.n * 1_000 / report.members;
        let percent = format!("{}.{}%", permille / 10, permille % 10);
        share = t.with("stat-women-share").arg("share", percent).to_string();
    }
    let mut stats = Stats::new();
    for (count, label) in [
        (&all, t.get("stat-members").into_owned()),
        (&report.full, t.get("stat-full").into_owned()),
        (&report.probationary, t.get("stat-probationary").into_owned()),
        (&women, share),
    ] {
        stats = stat(stats, count, label, org, on);
    }
    if let Some(floating) = report.marks.first() {
        stats = stat(stats, &floating.count, floating.name.text(t), org, on);
    }
    let branches = around.kinds.as_ref().map(|kinds| {
        let is_branch = |word: &str| OrgKind::from_key(word).is_some_and(OrgKind::holds_members);
        kinds.iter().filter(|(kind, _)| is_branch(kind)).map(|(_, n)| n).sum::<i64>()
    });
    match branches {
        Some(n) if !around.below.is_empty() || around.is_later_page => {
            stats.link(n, t.get("stat-branches"), format!("/statistics/{org}/branches?on={on}"))
        }
        _ => stats,
    }
}

/// Short labels of the bands: they stand between the two sides of the pyramid.
pub(super) fn band_label(t: &T, band: Option<AgeBand>) -> String {
    match band {
        Some(AgeBand::UpTo30) => "≤30",
        Some(AgeBand::From31) => "31–35",
        Some(AgeBand::From36) => "36–40",
        Some(AgeBand::From41) => "41–45",
        Some(AgeBand::From46) => "46–50",
        Some(AgeBand::From51) => "51–55",
        Some(AgeBand::From56) => "56–60",
        Some(AgeBand::From61) => "61–70",
        Some(AgeBand::From71) => "71–80",
        Some(AgeBand::From81) => "81+",
        None => return t.get("stat-unknown").into_owned(),
    }
    .to_owned()
}

fn ages(t: &T, report: &Report, org: OrgId, on: Day) -> Option<Pyramid> {
    let bands: Vec<Band> = report
        .ages
        .iter()
        .map(|line| Band {
            label: band_label(t, line.band),
            men: natural(line.men.n),
            men_href: list_of(org, &line.men, on),
            women: natural(line.women.n),
            women_href: list_of(org, &line.women, on),
        })
        .filter(|band| band.label != t.get("stat-unknown") || band.men + band.women > 0)
        .collect();
    let (title, item, unit) = (t.get("stat-ages"), t.get("stat-age"), t.get("stat-people"));
    Pyramid::new(words(t, &title, &item, &unit), &bands)
}

/// Those whom the pyramid has no side for.
fn without_sex(t: &T, report: &Report, org: OrgId, on: Day) -> Option<Link> {
    let mut all: Option<Count> = None;
    for line in report.ages.iter().filter(|line| line.others.n > 0) {
        let all = all.get_or_insert_with(|| Count {
            n: 0,
            figure: Figure { values: Vec::new(), ..line.others.figure.clone() },
        });
        all.n += line.others.n;
        all.figure.values.extend(line.others.figure.values.iter().cloned());
    }
    let all = all?;
    let says = t.with("stat-without-sex").arg("n", all.n).to_string();
    Some(Link::new(people(org, &all.figure, on), says))
}

fn natural(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

fn words<'w>(t: &'w T, title: &'w str, item: &'w str, unit: &'w str) -> Words<'w> {
    Words { t, title, item, unit }
}

fn bars(t: &T, title: &str, lines: &[Line], org: OrgId, on: Day) -> Option<Bars> {
    let bars: Vec<Bar> = lines
        .iter()
        .map(|line| Bar {
            label: line.name.text(t),
            value: natural(line.count.n),
            href: list_of(org, &line.count, on),
        })
        .collect();
    let (title, unit) = (t.get(title), t.get("stat-people"));
    Bars::new(words(t, &title, &title, &unit), &bars)
}

fn table(t: &T, title: &str, lines: &[Line], org: OrgId, on: Day) -> Table {
    let title = t.get(title);
    let rows = lines.iter().map(|line| {
        let row = Row::text(line.name.text(t));
        if line.count.n == 0 {
            row.cell(0)
        } else {
            row.cell(Cell::figure(line.count.n, people(org, &line.count.figure, on)))
        }
    });
    Table::new(title.clone(), title).column(Column::number(t.get("stat-people")).flag()).rows(rows)
}

fn change_title(t: &T, gathered: &Gathered, today: Day) -> String {
    let is_year = gathered
        .from
        .is_some_and(|from| from.number() % 10_000 == 1231 && from.year() + 1 == gathered.on.year());
    if is_year && gathered.on == today {
        return t.get("stat-change-this-year").into_owned();
    }
    t.get("stat-change").into_owned()
}

/// The word of a kind of coming or going.
pub(super) fn flow_key(flow: Flow) -> &'static str {
    match flow {
        Flow::Came(Came::Developed) => key!("stat-in-developed"),
        Flow::Came(Came::TransferredIn) => key!("stat-in-transferred"),
        Flow::Came(Came::Restored) => key!("stat-in-restored"),
        Flow::Came(Came::LateEntry) => key!("stat-in-late"),
        Flow::Came(Came::Roster) => key!("stat-in-roster"),
        Flow::Came(Came::MovedIn) => key!("stat-in-moved"),
        Flow::Went(Went::TransferredOut) => key!("stat-out-transferred"),
        Flow::Went(Went::Deceased) => key!("stat-out-deceased"),
        Flow::Went(Went::Stopped) => key!("stat-out-stopped"),
        Flow::Went(Went::Removed) => key!("stat-out-removed"),
        Flow::Went(Went::Lapsed) => key!("stat-out-lapsed"),
        Flow::Went(Went::Resigned) => key!("stat-out-resigned"),
        Flow::Went(Went::Expelled) => key!("stat-out-expelled"),
        Flow::Went(Went::ProbationCancelled) => key!("stat-out-cancelled"),
        Flow::Went(Went::MovedOut) => key!("stat-out-moved"),
        Flow::Went(Went::Corrected) => key!("stat-out-corrected"),
    }
}

fn change(t: &T, gathered: &Gathered, balance: &Balance, from: Day) -> Table {
    let (org, on) = (gathered.org.id, gathered.on);
    let members = |n: i64, day: Day| match n {
        0 => Cell::from(0),
        _ => Cell::figure(n, people(org, &Figure::members(), day)),
    };
    let flow = |flow: Flow, sign: &str, n: i64| {
        let to = format!("/statistics/{org}/flow?kind={}&from={from}&to={on}", percent(&flow.to_string()));
        Row::text(t.get(flow_key(flow)))
            .cell(Cell::link(Link::new(to, format!("{sign} {}", format::count(n)))))
    };
    Table::new(t.get("stat-change"), t.get("stat-item"))
        .column(Column::number(t.get("stat-people")).flag())
        .row(Row::text(format::day(from.date(), t)).total().cell(members(balance.opening, from)))
        .rows(balance.came.iter().map(|(kind, n)| flow(Flow::Came(*kind), "+", *n)))
        .rows(balance.went.iter().map(|(kind, n)| flow(Flow::Went(*kind), "−", *n)))
        .row(Row::text(format::day(on.date(), t)).total().cell(members(balance.closing, on)))
}

fn years(t: &T, gathered: &Gathered, ends: &[(i64, i64)]) -> Option<Curve> {
    let (org, on) = (gathered.org.id, gathered.on);
    let mut points: Vec<Bar> = ends
        .iter()
        .filter_map(|(year, n)| {
            let end = Day::from_number(year * 10_000 + 1231)?;
            Some(Bar {
                label: year.to_string(),
                value: natural(*n),
                href: people(org, &Figure::members(), end),
            })
        })
        .collect();
    points.push(Bar {
        label: format::short_day(on.date(), t),
        value: natural(gathered.closing.members()),
        href: people(org, &Figure::members(), on),
    });
    let (title, item, unit) = (t.get("stat-years"), t.get("date-year"), t.get("stat-people"));
    Curve::new(words(t, &title, &item, &unit), &points)
}

fn below(t: &T, gathered: &Gathered, around: &Around) -> Option<(Table, Pager)> {
    if around.below.is_empty() {
        return None;
    }
    let on = gathered.on;
    let rows = around.below.iter().map(|(branch, count)| {
        let cell = |n: i64, figure: &str| match n {
            0 => Cell::from(0),
            _ => Cell::figure(n, format!("/orgs/{}/people?figure={}&on={on}", branch.id, percent(figure))),
        };
        Row::link(Link::new(format!("/statistics/{}?on={on}", branch.id), branch.name.as_str()))
            .cell(cell(count.members(), "stage:full,probationary"))
            .cell(cell(count.probationary, "stage:probationary"))
            .cell(cell(count.floating, "floating:yes"))
    });
    let table = Table::new(t.get("stat-below"), t.get("stat-org"))
        .column(Column::number(t.get("stat-members")))
        .column(Column::number(t.get("stat-probationary")))
        .column(Column::number(t.get("stat-floating")))
        .rows(rows);
    let here = format!("/statistics/{}?on={on}", gathered.org.id);
    let next = around
        .below
        .last()
        .filter(|_| around.more)
        .map(|(branch, _)| format!("{here}&after={}#below", branch.id));
    let first = around.is_later_page.then(|| format!("{here}#below"));
    Some((table, Pager::new(t, t.get("stat-by-name"), first, next)))
}
