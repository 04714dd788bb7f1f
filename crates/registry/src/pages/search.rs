//! Quick search: organisations, people and pages, within what the acting role may see.

use askama::Template;
use axum::extract::Query;
use axum::response::{Html, IntoResponse as _, Response};
use serde::Deserialize;
use zhibu_access::org;
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::{ListPeople, ReadOrg};
use zhibu_kernel::Read;
use zhibu_kernel::audit::Entry;
use zhibu_rules::codes::OrgKind;
use zhibu_web::part::{Empty, Field, Markup};
use zhibu_web::{Desk, Page, Pages, T};

use super::person_words as words;
use crate::person::find;

/// Hits of each kind.
const LIMIT: i64 = 10;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/search", "signed_in", show)
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    part: String,
}

/// A line of the answer.
struct Hit {
    href: String,
    name: String,
    what: String,
}

#[derive(Template)]
#[template(path = "person/hits.html")]
struct Hits<'a> {
    hits: &'a [Hit],
}

#[derive(Template)]
#[template(path = "person/search.html")]
struct Search<'a> {
    t: &'a T,
    q: &'a str,
    hits: Markup,
    none: bool,
    empty: Empty,
}

impl Search<'_> {
    fn query(&self) -> Field {
        Field::search("q", self.t.get("search-hint")).value(self.q)
    }
}

async fn show(desk: Desk, Query(asked): Query<Asked>) -> Response {
    let text = asked.q.trim().chars().take(40).collect::<String>();
    let found =
        desk.look(text.as_str(), async move |read: &mut Read, text: &str| look_for(read, text).await).await;
    let (orgs, people) = match found {
        Ok(found) => found,
        Err(denied) => return desk.refuse(&denied),
    };
    let hits = lines(&desk, &text, &orgs, &people);
    let list = Hits { hits: &hits };
    if !asked.part.is_empty() {
        return Html(Markup::template(&list).to_string()).into_response();
    }
    let t = &desk.t;
    let view = Search {
        t,
        q: &text,
        hits: Markup::template(&list),
        none: hits.is_empty() && !text.is_empty(),
        empty: Empty::new(t.get("people-none-found"), t.get("people-none-found-why")),
    };
    desk.show::<Denied>(Ok(Page::new(t.get("search"), &view)))
}

type Found = (Vec<org::Hit>, Vec<find::Hit>);

/// What a role may not see is not looked for.
async fn look_for(read: &mut Read, text: &str) -> Result<(Found, Vec<Entry>), Denied> {
    if read.actor().account_id().is_none() {
        return Err(Denied::SignIn);
    }
    let mut orgs = Vec::new();
    if let Ok(scope) = Scope::<ReadOrg>::mine(read) {
        orgs = org::search(read, &scope, text, LIMIT).await?;
    }
    let (mut people, mut entries) = (Vec::new(), Vec::new());
    if let Ok(scope) = Scope::<ListPeople>::mine(read) {
        people = find::search(read, &scope, text, LIMIT).await?;
        if !people.is_empty() {
            entries.push(
                Entry::looked("registry.people.search")
                    .on("org", scope.org.0)
                    .within(scope.org.0, scope.area)
                    .detail(serde_json::json!({ "shown": people.len() })),
            );
        }
    }
    Ok(((orgs, people), entries))
}

fn lines(desk: &Desk, text: &str, orgs: &[org::Hit], people: &[find::Hit]) -> Vec<Hit> {
    let t = &desk.t;
    let mut hits: Vec<Hit> = people
        .iter()
        .map(|hit| Hit {
            href: format!("/people/{}", hit.id),
            name: hit.name.clone(),
            what: format!("{}　{}", words::stage(t, &hit.stage), hit.org_name),
        })
        .collect();
    hits.extend(orgs.iter().map(|hit| {
        let kind = OrgKind::from_key(&hit.kind)
            .map_or_else(|| hit.kind.clone(), |kind| words::plain(t, kind.entry()));
        Hit {
            href: format!("/orgs/{}", hit.id),
            name: hit.name.clone(),
            what: format!("{kind}　{}", hit.superior.as_deref().unwrap_or("")),
        }
    }));
    let pages = desk.shell().menu;
    hits.extend(
        pages
            .into_iter()
            .filter(|entry| !text.is_empty() && entry.label.to_lowercase().contains(&text.to_lowercase()))
            .map(|entry| Hit {
                href: entry.href,
                name: entry.label,
                what: t.get("search-page").into_owned(),
            }),
    );
    hits
}
