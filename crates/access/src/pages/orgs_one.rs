//! The page of one organisation, and the way to it by any code that it ever bore.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use zhibu_kernel::Read;
use zhibu_web::part::{Column, Facts, History, Link, Row, Table};
use zhibu_web::{Desk, Done, Page, Pages, T};

use super::orgs::acts;
use super::orgs_parts::{Known, address, facts, history, kind_label, known};
use super::orgs_undo;
use crate::org::{self, Branch, OrgId};
use crate::permit::{Denied, may};
use crate::role::ReadOrg;

/// Subordinates that the page lists; the tree has all.
const LISTED: i64 = 100;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/orgs/{org}", "org.read", show).get("/orgs/code/{code}", "org.read", by_code)
}

#[derive(Template)]
#[template(path = "org/one.html")]
struct OnePage<'a> {
    t: &'a T,
    known: &'a Known,
    facts: Facts,
    below: Option<Table>,
    history: Option<History>,
    /// That older lines are not shown.
    latest: Option<String>,
    acts: Vec<Link>,
    /// Taking the last deed back.
    undo: Option<Link>,
}

async fn show(desk: Desk, Path(id): Path<OrgId>) -> Response {
    let today = desk.today();
    let found = desk
        .read(&(id, today), async move |read: &mut Read, (id, today)| {
            let known = known(read, *id).await?;
            let below = org::children(read, *id, *today, None, LISTED).await?;
            Ok::<_, Denied>((known, below))
        })
        .await;
    desk.show(found.map(|(known, below)| one_page(&desk, &known, &below)))
}

fn one_page(desk: &Desk, known: &Known, below: &[Branch]) -> Page {
    let t = &desk.t;
    let page = OnePage {
        t,
        known,
        facts: facts(t, known),
        below: (!below.is_empty()).then(|| table(t, below)),
        history: (!known.acts.is_empty()).then(|| history(desk, &known.acts)),
        latest: (known.acts.len() == org::SHOWN)
            .then(|| t.with("org-latest").arg("n", org::SHOWN).to_string()),
        acts: acts(t, known),
        undo: orgs_undo::link(t, known),
    };
    Page::new(&known.org.name, &page)
}

fn table(t: &T, below: &[Branch]) -> Table {
    Table::new(t.get("org-below"), t.get("org-name"))
        .column(Column::text(t.get("org-kind")).meta())
        .column(Column::text(t.get("org-code")))
        .rows(below.iter().map(|branch| {
            Row::link(Link::new(address(branch.id), &branch.name))
                .cell(kind_label(t, &branch.kind))
                .cell(branch.code.clone().unwrap_or_default())
        }))
}

async fn by_code(desk: Desk, Path(code): Path<String>) -> Response {
    let found = desk
        .read(code.as_str(), async move |read: &mut Read, code: &str| {
            may::<ReadOrg>(read.actor())?;
            let id = org::id_of_code(read, code).await?.ok_or(Denied::Missing)?;
            let (org, _) = org::open::<ReadOrg>(read, id).await?;
            Ok::<_, Denied>(org.id)
        })
        .await;
    match found {
        Ok(id) => Done::to(address(id)).into_response(&desk.house).into_response(),
        Err(denied) => desk.refuse(&denied),
    }
}
