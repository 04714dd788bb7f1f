//! The page of one organisation, the way to it by any code that it ever bore, and taking back what
//! its history says was done to it.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use zhibu_kernel::{Read, Tx};
use zhibu_web::part::{Column, Facts, History, Link, Note, Row, Table, Tone};
use zhibu_web::{Desk, Done, Form, Page, Pages, T, key};

use super::orgs::acts;
use super::orgs_parts::{Known, address, facts, history, kind_label, known};
use crate::org::{self, ActId, Branch, OrgId, Refused};
use crate::permit::{Denied, may};
use crate::role::ReadOrg;

/// Subordinates that the page lists; the tree has all.
const LISTED: i64 = 100;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/orgs/{org}", "org.read", show).get("/orgs/code/{code}", "org.read", by_code).post(
        "/orgs/acts/{act}/undo",
        "org.manage",
        undo,
    )
}

#[derive(Template)]
#[template(path = "org/one.html")]
struct OnePage<'a> {
    t: &'a T,
    known: &'a Known,
    facts: Facts,
    below: Option<Table>,
    history: Option<History>,
    acts: Vec<Link>,
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
        acts: acts(t, known),
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

async fn undo(desk: Desk, Path(act): Path<ActId>, form: Form<()>) -> Response {
    let undone = desk
        .change(&form, async move |tx: &mut Tx, (): &()| {
            let org = org::undo(tx, act).await?;
            Ok::<_, Refused>(Done::to(address(org.id)).said(key!("org-taken-back")).with("name", org.name))
        })
        .await;
    desk.answer(undone, &form, async |_| {
        Ok(Page::new(
            desk.t.get("org-taken-back-not"),
            &Note::new(Tone::Warn, desk.t.get("org-refused-since")),
        ))
    })
    .await
}
