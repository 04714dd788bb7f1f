//! The further tabs of a person's page: what was changed of them, and who looked at them.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use uuid::Uuid;
use zhibu_access::account;
use zhibu_access::org::{OrgId, names_on};
use zhibu_access::permit::Denied;
use zhibu_access::role::ReadPerson;
use zhibu_kernel::look::{self, Look};
use zhibu_kernel::{Moment, Read};
use zhibu_web::part::{Event, History, Markup};
use zhibu_web::{Desk, Page, Pages, T, format, key};

use super::person::{Head, looked};
use super::person_unmask::REASONS;
use super::person_words as words;
use crate::inquiry;
use crate::person::history::{self, FieldChange};
use crate::person::tree::{self, TreeLine};
use crate::person::{Person, PersonId, open};

/// Changes or looks on one page.
const LIMIT: i64 = 100;

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/people/{person}/changes", "person.read", changes).get(
        "/people/{person}/looks",
        "person.read",
        looks,
    )
}

#[derive(Template)]
#[template(path = "person/changes.html")]
struct Changes<'a> {
    t: &'a T,
    head: Markup,
    history: Option<History>,
}

/// A person with its branch's name and what else a tab shows.
struct With<X> {
    person: Person,
    org: String,
    names: HashMap<Uuid, String>,
    orgs: HashMap<OrgId, String>,
    what: Vec<X>,
}

/// A line of the history: a field that was changed, or what became of an organisation.
enum Past {
    Field(FieldChange),
    Tree(TreeLine),
}

impl Past {
    fn recorded_at(&self) -> Moment {
        match self {
            Self::Field(change) => change.recorded_at,
            Self::Tree(line) => line.done.recorded_at,
        }
    }
}

async fn changes(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let seen = desk
        .look(&id, async move |read: &mut Read, id: &PersonId| {
            let (person, _) = open::<ReadPerson>(read, *id).await?;
            let what = history::changes(read, person.id, None, LIMIT).await?;
            let who = what.iter().filter_map(|change| change.account);
            let names = account::names(read, who).await?;
            let moved = what
                .iter()
                .filter(|change| change.field == "org")
                .flat_map(|change| [&change.before, &change.after])
                .filter_map(|id| id.as_deref()?.parse::<OrgId>().ok())
                .chain([person.org]);
            let today = read.today();
            let orgs = names_on(read, moved, today).await?;
            let lines = tree::changes(read, person.id).await?;
            let mut what: Vec<Past> =
                what.into_iter().map(Past::Field).chain(lines.into_iter().map(Past::Tree)).collect();
            what.sort_by_key(|past| std::cmp::Reverse(past.recorded_at()));
            let entry = looked("registry.person.changes", &person);
            let org = orgs.get(&person.org).cloned().unwrap_or_default();
            let with = With { person, org, names, orgs, what };
            Ok::<_, Denied>((with, vec![entry]))
        })
        .await;
    desk.show(seen.map(|seen| {
        let t = &desk.t;
        let events: Vec<Event> = seen
            .what
            .iter()
            .enumerate()
            .map(|(at, past)| match past {
                Past::Field(change) => event(&desk, &seen, change, at == 0),
                Past::Tree(line) => tree_event(&desk, line, at == 0),
            })
            .collect();
        let view = Changes {
            t,
            head: Markup::template(&Head::new(&desk, &seen.person, &seen.org, 1)),
            history: (!events.is_empty()).then(|| History::new(events)),
        };
        Page::new(seen.person.facts.name.clone(), &view)
    }))
}

fn event(desk: &Desk, seen: &With<Past>, change: &FieldChange, current: bool) -> Event {
    let t = &desk.t;
    let field = t.get(words::field_key(&change.field));
    let told = |text: &Option<String>| match text {
        None => t.get("person-nothing").into_owned(),
        Some(text) if change.field == "org" => {
            text.parse().ok().and_then(|id: OrgId| seen.orgs.get(&id).cloned()).unwrap_or_default()
        }
        Some(text) => words::value(t, &change.field, text),
    };
    let title: String = if words::is_sealed(&change.field) {
        t.with("person-change-sealed").arg("field", field).into()
    } else {
        t.with("person-change")
            .arg("field", field)
            .arg("before", told(&change.before))
            .arg("after", told(&change.after))
            .into()
    };
    let zone = desk.db().clock().zone();
    let who = change
        .account
        .and_then(|id| seen.names.get(&id).cloned())
        .unwrap_or_else(|| t.get("person-by-program").into_owned());
    let detail = t
        .with("person-change-recorded")
        .arg("at", format::moment(change.recorded_at.timestamp(), zone, t))
        .arg("who", who);
    Event { when: format::day(change.happened_on.date(), t), title, detail: Markup::text(detail), current }
}

fn tree_event(desk: &Desk, line: &TreeLine, current: bool) -> Event {
    Event {
        when: format::day(line.done.happened_on.date(), &desk.t),
        title: words::tree(&desk.t, line),
        detail: Markup::text(words::tree_basis(&desk.t, line)),
        current,
    }
}

#[derive(Template)]
#[template(path = "person/looks.html")]
struct Looks<'a> {
    t: &'a T,
    head: Markup,
    looks: Vec<(String, String)>,
}

async fn looks(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let seen = desk
        .look(&id, async move |read: &mut Read, id: &PersonId| {
            let (person, _) = open::<ReadPerson>(read, *id).await?;
            let ids: Vec<Uuid> =
                crate::person::ids_of(read, person.id).await?.into_iter().map(|id| id.0).collect();
            let inquiries = inquiry::running(read, person.id).await?;
            let mut what = look::on(read, &ids, None, LIMIT).await?;
            // Nobody but the one who inquires and the auditor sees these before the person does.
            let me = read.actor().account_id();
            what.retain(|look| look.account == me || !inquiries.hides(look.account, look.at));
            let names = account::names(read, what.iter().filter_map(|look| look.account)).await?;
            let today = read.today();
            let orgs = names_on(read, [person.org], today).await?;
            let entry = looked("registry.person.looks", &person);
            let org = orgs.get(&person.org).cloned().unwrap_or_default();
            let with = With { person, org, names, orgs, what };
            Ok::<_, Denied>((with, vec![entry]))
        })
        .await;
    desk.show(seen.map(|seen| {
        let view = Looks {
            t: &desk.t,
            head: Markup::template(&Head::new(&desk, &seen.person, &seen.org, 2)),
            looks: seen.what.iter().map(|look| look_line(&desk, &seen, look)).collect(),
        };
        Page::new(seen.person.facts.name.clone(), &view)
    }))
}

fn look_line(desk: &Desk, seen: &With<Look>, look: &Look) -> (String, String) {
    let t = &desk.t;
    let who = look
        .account
        .and_then(|id| seen.names.get(&id).cloned())
        .unwrap_or_else(|| t.get("person-by-program").into_owned());
    let what = t.get(match look.act.as_str() {
        "registry.person.page" => key!("look-page"),
        "registry.person.changes" => key!("look-changes"),
        "registry.person.looks" => key!("look-looks"),
        "registry.person.unmask.citizen_id" => key!("look-citizen-id"),
        "registry.person.unmask.mobile" => key!("look-mobile"),
        "registry.person.unmask.landline" => key!("look-landline"),
        "registry.person.unmask.address" => key!("look-address"),
        "registry.person.call" => key!("look-call"),
        "registry.person.photo" => key!("look-photo"),
        "registry.person.attachment" => key!("look-attachment"),
        _ => key!("look-other"),
    });
    let at = format::moment(look.at.timestamp(), desk.db().clock().zone(), t);
    let why = look.reason.as_deref().and_then(|reason| {
        let (_, key) = REASONS.iter().find(|(word, _)| *word == reason)?;
        Some(t.get(key))
    });
    let line: String = match why {
        Some(why) => t.with("look-line-why").arg("what", what).arg("why", why).arg("at", at).into(),
        None => t.with("look-line").arg("what", what).arg("at", at).into(),
    };
    (who, line)
}
