//! How an organisation's rosters call its branches: what was chosen once, and forgetting it.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use zhibu_access::org::{self, Org, OrgId};
use zhibu_access::permit::Denied;
use zhibu_access::role::ImportRoster;
use zhibu_kernel::{Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::leaf::{Leaf, Paged};
use zhibu_web::part::{Empty, Pager};
use zhibu_web::{Desk, Done, Form, Page, Pages, T, key};

use super::roster_rows::{says, turn};
use crate::roster::{self, Remembered};

/// Words on a page.
const WORDS: i64 = 50;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/orgs/{org}/roster-words", "roster.import", show).post(
        "/orgs/{org}/roster-words",
        "roster.import",
        forget,
    )
}

#[derive(Template)]
#[template(path = "roster/words.html")]
struct Words<'a> {
    t: &'a T,
    org: OrgId,
    org_name: String,
    words: Vec<Remembered>,
    empty: Option<Empty>,
    pager: Option<Pager>,
}

async fn show(desk: Desk, Path(id): Path<OrgId>, Query(paged): Query<Paged>) -> Response {
    desk.show(page(&desk, id, paged).await)
}

async fn find(read: &mut Read, (id, paged): &(OrgId, Paged)) -> Result<(Org, Leaf<Remembered>), Denied> {
    let opened = org::open::<ImportRoster>(read, *id).await?;
    let leaf = roster::remembered(read, &opened, &turn(paged)?, WORDS).await?;
    Ok((opened.0, leaf))
}

async fn page(desk: &Desk, id: OrgId, paged: Paged) -> Result<Page, Denied> {
    let (org, leaf) = desk.read(&(id, paged), find).await?;
    let t = &desk.t;
    let here = format!("/orgs/{id}/roster-words");
    let words = Words {
        t,
        org: org.id,
        org_name: org.name,
        pager: leaf.pager(t, &here, &says(t, &leaf), |known| known.word.clone()),
        empty: leaf
            .rows
            .is_empty()
            .then(|| Empty::new(t.get("roster-words-none"), t.get("roster-words-why"))),
        words: leaf.rows,
    };
    Ok(Page::new(t.get("roster-words"), &words))
}

struct Word(String);

impl FromForm for Word {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self(fields.required("word"))
    }
}

async fn forget(desk: Desk, Path(id): Path<OrgId>, form: Form<Word>) -> Response {
    let done = desk
        .change(&form, async move |tx: &mut Tx, word: &Word| {
            let opened = org::open::<ImportRoster>(tx, id).await?;
            roster::forget(tx, &opened, &word.0).await?;
            let done = Done::to(format!("/orgs/{id}/roster-words")).said(key!("roster-words-forgotten"));
            Ok::<_, Denied>(done.with("word", &word.0))
        })
        .await;
    desk.answer(done, &form, async |_| page(&desk, id, Paged::default()).await).await
}
