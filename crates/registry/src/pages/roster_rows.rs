//! All rows of a list of a batch, page by page: new, changed, unchanged, doubtful, faulty, those of
//! one kind of fault or one question, who is missing from the files, whom an undo left alone.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;
use zhibu_access::permit::Denied;
use zhibu_kernel::Read;
use zhibu_kernel::audit::Entry;
use zhibu_web::desk::percent;
use zhibu_web::leaf::{Leaf, Paged, Turn};
use zhibu_web::part::{Empty, Link, Pager, Table};
use zhibu_web::{Desk, Page, Pages, T, key};

use super::roster_tables;
use super::roster_view::{self, Told};
use crate::roster::preview::{self, Outcome, Which};
use crate::roster::{self, Batch, BatchId, State};

/// Rows on a page.
const ROWS: i64 = 50;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/import/{batch}/rows", "roster.import", rows)
        .get("/import/{batch}/missing", "roster.import", missing)
        .get("/import/{batch}/questions", "roster.import", questions)
}

/// What is said between the ways on.
pub(super) fn says<R>(t: &T, leaf: &Leaf<R>) -> String {
    t.with("roster-shown").arg("n", leaf.rows.len()).to_string()
}

/// The page that an address asks for.
pub(super) fn turn<K: std::str::FromStr>(paged: &Paged) -> Result<Turn<K>, Denied> {
    paged.turn().ok_or(Denied::Missing)
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    list: Option<String>,
    kind: Option<String>,
    question: Option<String>,
    #[serde(flatten)]
    paged: Paged,
}

impl Asked {
    fn which(&self) -> Result<Which, Denied> {
        match (&self.list, &self.kind, &self.question) {
            (Some(list), ..) => {
                let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.word() == list);
                outcome.map(Which::Outcome).ok_or(Denied::Missing)
            }
            (None, Some(kind), _) => Ok(Which::Kind(kind.clone())),
            (None, None, Some(question)) => Ok(Which::Question(question.clone())),
            (None, None, None) => Err(Denied::Missing),
        }
    }
}

/// The address of a list.
pub(super) fn address(id: BatchId, which: &Which) -> String {
    let (name, value) = match which {
        Which::Outcome(outcome) => ("list", outcome.word()),
        Which::Kind(kind) => ("kind", kind.as_str()),
        Which::Question(question) => ("question", question.as_str()),
    };
    format!("/import/{id}/rows?{name}={}", percent(value))
}

#[derive(Template)]
#[template(path = "roster/rows.html")]
struct Rows<'a> {
    t: &'a T,
    id: BatchId,
    title: String,
    lead: Option<String>,
    table: Option<Table>,
    faults: Vec<Told>,
    empty: Option<Empty>,
    pager: Option<Pager>,
    back: Link,
}

impl<'a> Rows<'a> {
    fn new(t: &'a T, id: BatchId, title: String) -> Self {
        let back = Link::new(format!("/import/{id}"), t.get("roster-back"));
        Self { t, id, title, lead: None, table: None, faults: Vec::new(), empty: None, pager: None, back }
    }

    fn page(mut self) -> Page {
        if self.table.is_none() && self.faults.is_empty() {
            self.empty = Some(Empty::new(self.t.get("roster-nobody"), self.t.get("roster-nobody-why")));
        }
        Page::new(self.title.clone(), &self)
    }
}

/// A batch that has been judged.
async fn judged(read: &mut Read, id: BatchId) -> Result<Batch, Denied> {
    let (batch, _) = roster::open(read, id).await?;
    if batch.as_of.is_some() { Ok(batch) } else { Err(Denied::Missing) }
}

fn looked(batch: &Batch, count: usize) -> Vec<Entry> {
    let entry = Entry::looked("registry.roster.rows")
        .on("batch", batch.id.0)
        .within(batch.spot.id.0, batch.spot.area)
        .detail(serde_json::json!({ "count": count }));
    vec![entry]
}

async fn rows(desk: Desk, Path(id): Path<BatchId>, Query(asked): Query<Asked>) -> Response {
    let given = (id, asked, desk.t.clone());
    let shown = desk
        .look(&given, async |read: &mut Read, (id, asked, t): &(BatchId, Asked, T)| {
            let batch = judged(read, *id).await?;
            let which = asked.which()?;
            let leaf = preview::lines(read, &batch, &which, &turn(&asked.paged)?, ROWS).await?;
            let looks = looked(&batch, leaf.rows.len());
            let mut rows = Rows::new(t, *id, title(t, &which));
            rows.pager = leaf.pager(t, &address(*id, &which), &says(t, &leaf), |line| line.line);
            let is_open = batch.state == State::Checked;
            match &which {
                Which::Outcome(Outcome::Changed) => {
                    rows.table = roster_tables::changes(read, t, &leaf.rows).await?;
                }
                Which::Outcome(Outcome::Faulty | Outcome::Doubtful) | Which::Kind(_) | Which::Question(_) => {
                    rows.faults = roster_view::faults(read, &batch, t, &leaf.rows, &which).await?;
                    rows.lead = is_open.then(|| t.get("roster-faults-lead").into_owned());
                }
                Which::Outcome(_) => rows.table = roster_tables::people(&rows.title, t, &leaf.rows),
            }
            if which == Which::Outcome(Outcome::Kept) {
                rows.lead = Some(t.get("roster-undone-kept-why").into_owned());
            }
            Ok::<_, Denied>((rows.page(), looks))
        })
        .await;
    desk.show(shown)
}

fn title(t: &T, which: &Which) -> String {
    let key = match which {
        Which::Kind(kind) => return roster_tables::kind_label(t, kind),
        Which::Question(_) => key!("roster-question-rows"),
        Which::Outcome(Outcome::New) => key!("roster-new-people"),
        Which::Outcome(Outcome::Changed) => key!("roster-changes"),
        Which::Outcome(Outcome::Same) => key!("roster-same-people"),
        Which::Outcome(Outcome::Doubtful) => key!("roster-doubtful"),
        Which::Outcome(Outcome::Faulty) => key!("roster-faulty"),
        Which::Outcome(Outcome::Dropped) => key!("roster-dropped"),
        Which::Outcome(Outcome::Kept) => key!("roster-kept"),
    };
    t.get(key).into_owned()
}

async fn missing(desk: Desk, Path(id): Path<BatchId>, Query(paged): Query<Paged>) -> Response {
    let shown = desk
        .look(&(id, paged, desk.t.clone()), async |read: &mut Read, (id, paged, t): &(BatchId, Paged, T)| {
            let batch = judged(read, *id).await?;
            let leaf = preview::absent(read, *id, &turn::<Uuid>(paged)?, ROWS).await?;
            let looks = looked(&batch, leaf.rows.len());
            let mut rows = Rows::new(t, *id, t.get("roster-absent").into_owned());
            rows.lead = Some(t.get("roster-absent-why").into_owned());
            rows.pager = leaf.pager(t, &format!("/import/{id}/missing"), &says(t, &leaf), |who| who.id);
            rows.table = roster_tables::absent(read, t, &leaf.rows).await?;
            Ok::<_, Denied>((rows.page(), looks))
        })
        .await;
    desk.show(shown)
}

async fn questions(desk: Desk, Path(id): Path<BatchId>, Query(paged): Query<Paged>) -> Response {
    let shown = desk
        .look(&(id, paged, desk.t.clone()), async |read: &mut Read, (id, paged, t): &(BatchId, Paged, T)| {
            let batch = judged(read, *id).await?;
            let leaf = preview::questions(read, *id, &turn::<String>(paged)?, ROWS).await?;
            let looks = looked(&batch, leaf.rows.len());
            let mut rows = Rows::new(t, *id, t.get("roster-questions").into_owned());
            rows.lead = Some(t.get("roster-questions-why").into_owned());
            let here = format!("/import/{id}/questions");
            rows.pager = leaf.pager(t, &here, &says(t, &leaf), |asked| asked.word.clone());
            rows.faults = leaf.rows.iter().map(|asked| roster_view::question(t, &batch, asked)).collect();
            Ok::<_, Denied>((rows.page(), looks))
        })
        .await;
    desk.show(shown)
}
