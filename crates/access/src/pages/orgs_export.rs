//! The organisation sheet (党组织信息表): everything below an organisation as a spreadsheet, in the
//! columns of the official form, and it comes in again unchanged. What the tree does not know stays
//! empty for the unit to fill in.

use axum::extract::Path;
use axum::response::Response;
use zhibu_kernel::Read;
use zhibu_web::listing::{Filled, Listing};
use zhibu_web::sheet::{Column, Format, Head};
use zhibu_web::{Desk, Pages, T};

use super::orgs_parts::{kind_label, unit_label};
use crate::org::import::columns::{COLUMNS, Field};
use crate::org::{self, Org, OrgId};
use crate::permit::{Denied, Scope};
use crate::role::ReadOrg;

/// Organisations read at a time.
const CHUNK: i64 = 1_000;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/orgs/{org}/export.xlsx", "org.read", export).get("/orgs/{org}/export.csv", "org.read", export)
}

async fn export(desk: Desk, Path(id): Path<OrgId>, format: Format) -> Response {
    let sent = match written(&desk, id, format).await {
        Ok((listing, name)) => listing.send(&name).await.map_err(Denied::from),
        Err(denied) => Err(denied),
    };
    sent.unwrap_or_else(|denied| desk.refuse(&denied))
}

async fn written(desk: &Desk, id: OrgId, format: Format) -> Result<(Listing, String), Denied> {
    let t = &desk.t;
    let top = desk
        .read(&id, async |read: &mut Read, id: &OrgId| {
            Ok::<_, Denied>(org::open::<ReadOrg>(read, *id).await?.0)
        })
        .await?;
    let title = t.with("org-sheet-title").arg("name", &top.name).to_string();
    let column = |heading: &str, width, kind| Column { heading: heading.to_owned(), width, kind };
    let columns = COLUMNS.iter().map(|one| column(one.known.headings[0], one.width, one.kind));
    let head = Head {
        sheet: t.get("org-sheet").into_owned(),
        titles: vec![title.clone()],
        columns: columns.collect(),
    };
    let mut listing = Listing::begin(format, &head)?;
    let mut after = String::new();
    loop {
        let some = desk.read(&(id, after), part).await?;
        let Some((last, _)) = some.last() else { return Ok((listing, title)) };
        after = last.path.clone();
        for (org, superior) in &some {
            let cells: Vec<Filled> =
                COLUMNS[1..].iter().map(|column| cell(t, column.field, org, superior.as_deref())).collect();
            listing.row(&cells)?;
        }
    }
}

async fn part(read: &mut Read, (id, after): &(OrgId, String)) -> Result<Vec<(Org, Option<String>)>, Denied> {
    let (top, permit) = org::open::<ReadOrg>(read, *id).await?;
    let scope = Scope::<ReadOrg>::under(permit.actor(), &top.spot())?;
    org::living(read, &scope, after, CHUNK).await
}

fn cell(t: &T, field: Field, org: &Org, superior: Option<&str>) -> Filled {
    match field {
        Field::Name => org.name.as_str().into(),
        Field::ShortName => org.short_name.as_deref().into(),
        Field::Superior => superior.into(),
        Field::Code => org.code.as_deref().into(),
        Field::Kind => kind_label(t, &org.kind).into(),
        Field::FoundedOn => org.founded_on.into(),
        Field::Unit => org.unit_situation.as_deref().map(|unit| unit_label(t, unit)).into(),
        Field::Number | Field::Other => Filled::Empty,
    }
}
