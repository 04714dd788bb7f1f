//! The list of people as a file: the same people under the same conditions, in the columns of the
//! page. What the page does not show, citizen ids and telephone numbers among it, the file has not.

use std::collections::HashMap;

use axum::extract::{Path, Query};
use axum::response::Response;
use zhibu_access::org::{self, Org, OrgId};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::ListPeople;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Read};
use zhibu_web::listing::{Filled, Listing};
use zhibu_web::sheet::{Column, ColumnKind, Format, Head};
use zhibu_web::{Desk, Pages, T, format, key};

use super::people::{Asked, LIMIT, remark, words_of_job};
use super::person_words as words;
use crate::person::find::{self, Hit};
use crate::person::list::{self, Figure, Line, Place};

/// People read at once.
const CHUNK: i64 = 500;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/orgs/{org}/people/export.xlsx", "person.list", export).get(
        "/orgs/{org}/people/export.csv",
        "person.list",
        export,
    )
}

async fn export(desk: Desk, Path(org): Path<OrgId>, Query(asked): Query<Asked>, format: Format) -> Response {
    let sent = match written(&desk, org, asked, format).await {
        Ok((listing, name)) => listing.send(&name).await.map_err(Denied::from),
        Err(denied) => Err(denied),
    };
    sent.unwrap_or_else(|denied| desk.refuse(&denied))
}

/// The file and its name. The look is recorded when everybody has been written.
async fn written(desk: &Desk, org: OrgId, asked: Asked, format: Format) -> Result<(Listing, String), Denied> {
    let t = &desk.t;
    let (figure, on) = (asked.figure()?, asked.on(desk.today())?);
    let top = desk
        .read(&org, async |read: &mut Read, org: &OrgId| {
            Ok::<_, Denied>(org::open::<ListPeople>(read, *org).await?.0)
        })
        .await?;
    let searched = asked.q.trim();
    let what = if searched.is_empty() { words::figure(t, &figure) } else { searched.to_owned() };
    let day = format::day(on.date(), t);
    let title = t.with("people-export-title").arg("org", &top.name).arg("what", what).arg("day", day);
    let title = title.to_string();
    let head =
        |columns| Head { sheet: t.get("people-menu").into_owned(), titles: vec![title.clone()], columns };
    let listing = if searched.is_empty() {
        let mut listing = Listing::begin(format, &head(columns(t)))?;
        figure_rows(desk, org, &figure, on, &mut listing).await?;
        listing
    } else {
        let mut listing = Listing::begin(format, &head(hit_columns(t)))?;
        for hit in hits(desk, org, searched).await? {
            listing.row(&hit_row(t, &hit))?;
        }
        listing
    };
    desk.look(&(top, figure, on, listing.rows()), looked).await?;
    Ok((listing, title))
}

async fn looked(
    _: &mut Read,
    (top, figure, on, count): &(Org, Figure, Day, i64),
) -> Result<((), Vec<Entry>), Denied> {
    let entry = Entry::looked("registry.people.export")
        .on("org", top.id.0)
        .within(top.id.0, top.area)
        .detail(serde_json::json!({ "figure": figure.to_string(), "on": on.number(), "count": count }));
    Ok(((), vec![entry]))
}

type Part = (Vec<Line>, HashMap<OrgId, String>);

async fn part(
    read: &mut Read,
    (org, figure, on, place): &(OrgId, Figure, Day, Place),
) -> Result<Part, Denied> {
    let (org, _) = org::open::<ListPeople>(read, *org).await?;
    let scope = Scope::<ListPeople>::under(read.actor(), &org.spot())?;
    let lines = list::page(read, &scope, figure, *on, place, CHUNK).await?;
    let names = org::names_on(read, lines.iter().map(|line| line.org), *on).await?;
    Ok((lines, names))
}

async fn figure_rows(
    desk: &Desk,
    org: OrgId,
    figure: &Figure,
    on: Day,
    listing: &mut Listing,
) -> Result<(), Denied> {
    let mut place = Place::default();
    loop {
        let (lines, names) = desk.read(&(org, figure.clone(), on, place), part).await?;
        let Some(last) = lines.last() else { return Ok(()) };
        place = last.place();
        for line in &lines {
            let branch = names.get(&line.org).map_or("", String::as_str);
            listing.row(&row(&desk.t, line, branch, desk.today()))?;
        }
    }
}

async fn hits(desk: &Desk, org: OrgId, text: &str) -> Result<Vec<Hit>, Denied> {
    desk.read(&(org, text.to_owned()), async |read: &mut Read, (org, text): &(OrgId, String)| {
        let (org, _) = org::open::<ListPeople>(read, *org).await?;
        let scope = Scope::<ListPeople>::under(read.actor(), &org.spot())?;
        find::search(read, &scope, text, LIMIT).await
    })
    .await
}

pub(super) fn column(t: &T, key: &str, width: u16, kind: ColumnKind) -> Column {
    Column { heading: t.get(key).into_owned(), width, kind }
}

fn columns(t: &T) -> Vec<Column> {
    vec![
        column(t, key!("people-number"), 6, ColumnKind::Number),
        column(t, key!("person-name"), 12, ColumnKind::Text),
        column(t, key!("person-stage"), 12, ColumnKind::Text),
        column(t, key!("person-sex"), 6, ColumnKind::Text),
        column(t, key!("people-born"), 10, ColumnKind::Text),
        column(t, key!("person-org"), 36, ColumnKind::Text),
        column(t, key!("people-joined"), 12, ColumnKind::Day),
        column(t, key!("person-job"), 24, ColumnKind::Text),
        column(t, key!("people-flag"), 24, ColumnKind::Text),
    ]
}

fn row(t: &T, line: &Line, branch: &str, today: Day) -> [Filled; 8] {
    let job = line.job_code.as_deref().and_then(words_of_job).map(|entry| words::plain(t, entry));
    [
        line.name.as_str().into(),
        words::stage(t, &line.stage).into(),
        words::sex_word(t, line.sex).into(),
        line.born_on.map(|day| day.date().strftime("%Y/%m").to_string()).into(),
        branch.into(),
        line.joined_on.into(),
        job.into(),
        remark(t, line, today).map(|(_, text)| text).into(),
    ]
}

fn hit_columns(t: &T) -> Vec<Column> {
    vec![
        column(t, key!("people-number"), 6, ColumnKind::Number),
        column(t, key!("person-name"), 12, ColumnKind::Text),
        column(t, key!("person-stage"), 12, ColumnKind::Text),
        column(t, key!("person-org"), 36, ColumnKind::Text),
    ]
}

fn hit_row(t: &T, hit: &Hit) -> [Filled; 3] {
    [hit.name.as_str().into(), words::stage(t, &hit.stage).into(), hit.org_name.as_str().into()]
}
