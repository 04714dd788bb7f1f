//! What the day and the branch ask for, as files: who is due, and what people say is wrong.

use axum::response::Response;
use zhibu_access::org::{self, Org};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::{DecideCorrection, ListPeople};
use zhibu_kernel::Read;
use zhibu_kernel::audit::Entry;
use zhibu_web::listing::Listing;
use zhibu_web::sheet::{ColumnKind, Format, Head};
use zhibu_web::{Desk, Pages, T, format, key};

use super::own_words::masked;
use super::people_export::column;
use super::today::{AHEAD, about, why};
use crate::contact::{self, Due};
use crate::correction::{self, Correction};
use crate::person::list::{self, Line};
use crate::person::{self, PersonId};

/// The most lines of each kind: more is nobody's day.
const MOST: i64 = 100_000;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/today/export.xlsx", "person.list", due)
        .get("/today/export.csv", "person.list", due)
        .get("/corrections/export.xlsx", "correction.decide", corrections)
        .get("/corrections/export.csv", "correction.decide", corrections)
}

async fn sent(desk: &Desk, name: &str, listing: Result<Listing, Denied>) -> Response {
    let sent = match listing {
        Ok(listing) => listing.send(name).await.map_err(Denied::from),
        Err(denied) => Err(denied),
    };
    sent.unwrap_or_else(|denied| desk.refuse(&denied))
}

fn titled(t: &T, org: &Org, desk: &Desk, what: &str) -> String {
    let day = format::day(desk.today().date(), t);
    t.with("people-export-title").arg("org", &org.name).arg("what", t.get(what)).arg("day", day).to_string()
}

fn entry(act: &'static str, org: &Org, count: usize) -> Vec<Entry> {
    let entry = Entry::looked(act)
        .on("org", org.id.0)
        .within(org.id.0, org.area)
        .detail(serde_json::json!({ "count": count }));
    vec![entry]
}

type Day = (Org, Vec<Line>, Vec<Due>);

async fn find_due(read: &mut Read, (): &()) -> Result<(Day, Vec<Entry>), Denied> {
    let scope = Scope::<ListPeople>::mine(read)?;
    let (org, _) = org::open::<ListPeople>(read, scope.org).await?;
    let until = read.today().plus_days(AHEAD);
    let probations = list::probation_ends(read, &scope, until, MOST).await?;
    let due = contact::due(read, &scope, MOST).await?;
    let looks = entry("registry.people.today_export", &org, probations.len() + due.len());
    Ok(((org, probations, due), looks))
}

async fn due(desk: Desk, format: Format) -> Response {
    let (org, probations, due) = match desk.look(&(), find_due).await {
        Ok(found) => found,
        Err(denied) => return desk.refuse(&denied),
    };
    let title = titled(&desk.t, &org, &desk, key!("today-menu"));
    let listing = due_listing(&desk, format, &title, &probations, &due);
    sent(&desk, &title, listing).await
}

fn due_listing(
    desk: &Desk,
    format: Format,
    title: &str,
    probations: &[Line],
    due: &[Due],
) -> Result<Listing, Denied> {
    let t = &desk.t;
    let head = Head {
        sheet: t.get("today-menu").into_owned(),
        titles: vec![title.to_owned()],
        columns: vec![
            column(t, key!("people-number"), 6, ColumnKind::Number),
            column(t, key!("person-name"), 12, ColumnKind::Text),
            column(t, key!("today-matter"), 20, ColumnKind::Text),
            column(t, key!("today-until"), 12, ColumnKind::Day),
            column(t, key!("today-about"), 48, ColumnKind::Text),
        ],
    };
    let mut listing = Listing::begin(format, &head)?;
    for line in probations {
        let what = t.get("today-probation-ends").into_owned();
        listing.row(&[line.name.as_str().into(), what.into(), line.probation_ends_on.into(), "".into()])?;
    }
    for due in due {
        let (_, matter) = why(t, due.why);
        listing.row(&[due.name.as_str().into(), matter.into(), "".into(), about(desk, due).into()])?;
    }
    Ok(listing)
}

type Waiting = (Org, Vec<(Correction, String)>);

async fn find_corrections(read: &mut Read, (): &()) -> Result<(Waiting, Vec<Entry>), Denied> {
    let scope = Scope::<DecideCorrection>::mine(read)?;
    let (org, _) = org::open::<DecideCorrection>(read, scope.org).await?;
    let mut rows: Vec<(Correction, String)> = Vec::new();
    let mut known: Option<(PersonId, String)> = None;
    for row in correction::waiting(read, &scope, MOST).await? {
        if known.as_ref().is_none_or(|(id, _)| *id != row.person) {
            let (person, _) = person::open::<DecideCorrection>(read, row.person).await?;
            known = Some((person.id, person.facts.name));
        }
        let name = known.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
        rows.push((row, name));
    }
    let looks = entry("registry.correction.export", &org, rows.len());
    Ok(((org, rows), looks))
}

async fn corrections(desk: Desk, format: Format) -> Response {
    let (org, rows) = match desk.look(&(), find_corrections).await {
        Ok(found) => found,
        Err(denied) => return desk.refuse(&denied),
    };
    let title = titled(&desk.t, &org, &desk, key!("correction-menu"));
    let listing = correction_listing(&desk.t, format, &title, &rows);
    sent(&desk, &title, listing).await
}

fn correction_listing(
    t: &T,
    format: Format,
    title: &str,
    rows: &[(Correction, String)],
) -> Result<Listing, Denied> {
    let head = Head {
        sheet: t.get("correction-menu").into_owned(),
        titles: vec![title.to_owned()],
        columns: vec![
            column(t, key!("people-number"), 6, ColumnKind::Number),
            column(t, key!("person-name"), 12, ColumnKind::Text),
            column(t, key!("correction-field"), 14, ColumnKind::Text),
            column(t, key!("correction-old"), 28, ColumnKind::Text),
            column(t, key!("correction-new"), 28, ColumnKind::Text),
            column(t, key!("correction-until"), 12, ColumnKind::Day),
        ],
    };
    let mut listing = Listing::begin(format, &head)?;
    for (row, name) in rows {
        listing.row(&[
            name.as_str().into(),
            t.get(row.field.label()).as_ref().into(),
            masked(t, row.field, &row.old).into(),
            masked(t, row.field, &row.new).into(),
            row.due_on.into(),
        ])?;
    }
    Ok(listing)
}
