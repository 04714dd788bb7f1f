//! Which branch a word of a roster means: picked once, for all rows that say the same.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use zhibu_access::org;
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::ReadOrg;
use zhibu_kernel::Read;
use zhibu_rules::codes::OrgKind;
use zhibu_web::leaf::Turn;
use zhibu_web::part::{Empty, Field, Link};
use zhibu_web::{Desk, Page, Pages, T};

use crate::roster::preview::{self, Which};
use crate::roster::{self, BatchId, State};

/// Branches that a search offers.
const HITS: i64 = 30;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/import/{batch}/branch", "roster.import", show)
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    word: String,
    #[serde(default)]
    q: String,
}

/// A branch that can be taken.
struct Offer {
    id: String,
    name: String,
    beside: String,
}

#[derive(Template)]
#[template(path = "roster/branch.html")]
struct Pick<'a> {
    t: &'a T,
    id: BatchId,
    title: String,
    word: &'a str,
    question: String,
    lead: String,
    query: Field,
    offers: Vec<Offer>,
    empty: Option<Empty>,
    back: Link,
}

struct Found {
    count: i64,
    offers: Vec<Offer>,
}

async fn show(desk: Desk, Path(id): Path<BatchId>, Query(asked): Query<Asked>) -> Response {
    let found = desk
        .read(
            &(id, asked.clone(), desk.t.clone()),
            async |read: &mut Read, (id, asked, t): &(BatchId, Asked, T)| find(read, *id, asked, t).await,
        )
        .await;
    desk.show(found.map(|found| page(&desk.t, id, &asked, found)))
}

async fn find(read: &mut Read, id: BatchId, asked: &Asked, t: &T) -> Result<Found, Denied> {
    let (batch, _) = roster::open(read, id).await?;
    let question = format!("branch:{}", asked.word);
    let count = preview::askers(read, id, [question.as_str()]).await?.remove(&question).unwrap_or(0);
    if batch.state != State::Checked || count == 0 {
        return Err(Denied::Missing);
    }
    let mut offers = Vec::new();
    if asked.q.trim().is_empty() {
        let which = Which::Question(question.clone());
        let first = preview::lines(read, &batch, &which, &Turn::First, 1).await?.rows;
        let finding =
            first.into_iter().flat_map(|line| line.findings).find(|f| f.question.as_ref() == Some(&question));
        let ids = finding.iter().flat_map(|finding| &finding.taps).filter_map(|tap| tap.choice.parse().ok());
        let ids: Vec<org::OrgId> = ids.collect();
        let near = org::by_ids(read, ids.iter().copied()).await?;
        // In the order of likeness, in which they were offered.
        for org in ids.iter().filter_map(|id| near.iter().find(|org| org.id == *id)) {
            offers.push(Offer {
                id: org.id.to_string(),
                name: org.name.clone(),
                beside: org.code.clone().unwrap_or_default(),
            });
        }
    } else {
        let scope = Scope::<ReadOrg>::under(read.actor(), &batch.spot)?;
        for hit in org::search(read, &scope, &asked.q, HITS).await? {
            let Some(kind) = OrgKind::from_key(&hit.kind).filter(|kind| kind.holds_members()) else {
                continue;
            };
            let kind = super::person_words::plain(t, kind.entry());
            let beside: Vec<&str> = [Some(kind.as_str()), hit.superior.as_deref(), hit.code.as_deref()]
                .into_iter()
                .flatten()
                .collect();
            offers.push(Offer { id: hit.id.to_string(), name: hit.name, beside: beside.join("　") });
        }
    }
    Ok(Found { count, offers })
}

fn page(t: &T, id: BatchId, asked: &Asked, found: Found) -> Page {
    let title = t.with("roster-branch-of").arg("word", &asked.word).to_string();
    let view = Pick {
        t,
        id,
        title: title.clone(),
        word: &asked.word,
        question: format!("branch:{}", asked.word),
        lead: t.with("roster-branch-lead").arg("n", found.count).to_string(),
        query: Field::search("q", t.get("roster-branch-query")).value(asked.q.as_str()),
        empty: found.offers.is_empty().then(|| {
            let title = if asked.q.is_empty() {
                t.get("roster-branch-none-near")
            } else {
                t.get("roster-branch-none")
            };
            Empty::new(title, t.get("roster-branch-none-why"))
        }),
        offers: found.offers,
        back: Link::new(format!("/import/{id}"), t.get("roster-back")),
    };
    Page::new(title, &view)
}
