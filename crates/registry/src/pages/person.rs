//! A person's page: the answers first, then the facts, the posts, the contacts, and what can be
//! done next.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use uuid::Uuid;
use zhibu_access::account;
use zhibu_access::acting::Acting;
use zhibu_access::org::{OrgId, names_on};
use zhibu_access::permit::Denied;
use zhibu_access::role::{ReadPerson, allows};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Read};
use zhibu_web::part::{Facts, Icon, Link, Markup, Note, Portrait, Tabs, Tone};
use zhibu_web::{Desk, Done, Page, Pages, T, format, key};

use super::person_facts::{facts, further};
use super::person_files::{Shown, portrait, section};
use super::person_inquiry;
use super::person_words as words;
use crate::attachment::{self, Attachment, Limits};
use crate::contact::{self, Contact};
use crate::inquiry::{self, Running};
use crate::person::{Person, PersonId, merged_into, open, stage};
use crate::post::{self, Post};

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/people/{person}", "person.read", show)
}

/// What the first tab shows.
struct Seen {
    person: Person,
    org: String,
    posts: Vec<(Post, String)>,
    contacts: Vec<Contact>,
    attachments: Vec<Attachment>,
    limits: Limits,
    names: HashMap<Uuid, String>,
    inquiries: Running,
}

async fn show(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let seen = desk
        .look(&id, async move |read: &mut Read, id: &PersonId| {
            let person = match open::<ReadPerson>(read, *id).await {
                Ok((person, _)) => person,
                // A record that was merged into another has no rows of its own any more.
                Err(Denied::Missing) => match merged_into(read, *id).await? {
                    Some(into) => return Ok((Err(into), Vec::new())),
                    None => return Err(Denied::Missing),
                },
                Err(denied) => return Err(denied),
            };
            let entry = looked("registry.person.page", &person);
            let posts = post::of(read, person.id).await?;
            let today = read.today();
            let orgs = posts.iter().map(|post| post.org).chain([person.org]);
            let names = names_on(read, orgs, today).await?;
            let name = |org: OrgId| names.get(&org).cloned().unwrap_or_default();
            let attachments = attachment::of(read, person.id).await?;
            let seen = Seen {
                org: name(person.org),
                posts: posts
                    .into_iter()
                    .map(|post| {
                        let org = name(post.org);
                        (post, org)
                    })
                    .collect(),
                contacts: contact::of(read, person.id, 5).await?,
                names: account::names(read, attachments.iter().filter_map(|one| one.account)).await?,
                limits: attachment::limits_for(read, &attachments).await?,
                attachments,
                inquiries: inquiry::running(read, person.id).await?,
                person,
            };
            Ok::<_, Denied>((Ok(seen), vec![entry]))
        })
        .await;
    match seen {
        Ok(Err(into)) => Done::to(address(into)).into_response(&desk.house),
        Ok(Ok(seen)) => desk.show::<Denied>(Ok(page(&desk, &seen))),
        Err(denied) => desk.refuse(&denied),
    }
}

pub(super) fn address(person: PersonId) -> String {
    format!("/people/{person}")
}

/// The entry of a look at a person.
pub(super) fn looked(act: &'static str, person: &Person) -> Entry {
    Entry::looked(act).on("person", person.id.0).within(person.org.0, person.area)
}

/// Whether the acting role may do something, for the buttons of a page.
pub(super) fn may(desk: &Desk, action: &str) -> bool {
    desk.actor().acting::<Acting>().is_some_and(|acting| allows(acting.role, action))
}

/// What stands on top of every page of a person.
#[derive(Template)]
#[template(path = "person/head.html")]
pub(super) struct Head<'a> {
    t: &'a T,
    name: String,
    line: Vec<String>,
    portrait: Option<Portrait>,
    photo: Option<Link>,
    tabs: Tabs,
    edit: Option<String>,
    call: Option<String>,
}

impl<'a> Head<'a> {
    pub(super) fn new(desk: &'a Desk, person: &Person, org: &str, current: usize) -> Self {
        let t = &desk.t;
        let facts = &person.facts;
        let mut line = vec![words::stage(t, &facts.stage)];
        line.push(org.to_owned());
        if let Some(joined) = words::day(t, facts.joined_on) {
            line.push(t.with("person-joined-line").arg("day", joined).into());
        }
        let base = address(person.id);
        let link = |path: &str, key: &str| Link::new(format!("{base}{path}"), t.get(key));
        let links = vec![
            link("", key!("person-tab-facts")),
            link("/changes", key!("person-tab-changes")),
            link("/looks", key!("person-tab-looks")),
        ];
        let reachable = facts.mobile.is_some() || facts.landline.is_some();
        let is_open = facts.ending.is_none();
        Self {
            t,
            name: facts.name.clone(),
            line,
            portrait: None,
            photo: None,
            tabs: Tabs::new(t.get("person-tabs"), links, current),
            edit: (is_open && may(desk, "person.edit")).then(|| format!("{base}/edit")),
            call: (is_open && reachable && may(desk, "person.unmask")).then(|| format!("{base}/call")),
        }
    }

    /// With the photo, and the way to change it.
    fn portrayed(mut self, desk: &Desk, person: &Person, all: &[Attachment]) -> Self {
        let base = address(person.id);
        let has = attachment::photo(all, person.id).is_some();
        let label = if has { key!("attachment-photo-change") } else { key!("attachment-photo-add") };
        self.portrait = Some(portrait(self.t, person, all, &format!("{base}/photo")));
        self.photo = self.edit.as_ref().map(|_| Link::new(format!("{base}/photo"), desk.t.get(label)));
        self
    }
}

#[derive(Template)]
#[template(path = "person/page.html")]
struct PersonPage<'a> {
    t: &'a T,
    head: Markup,
    notes: Vec<Note>,
    complete: String,
    facts: Facts,
    further: Option<Facts>,
    posts: Vec<(String, String, Option<String>)>,
    new_post: Option<String>,
    contacts: Vec<(String, String)>,
    new_contact: Option<String>,
    attachments: Markup,
    steps: Vec<Link>,
}

fn page(desk: &Desk, seen: &Seen) -> Page {
    let t = &desk.t;
    let person = &seen.person;
    let lacks: Vec<_> = words::missing(crate::person::counted::missing(&person.facts)).collect();
    let base = address(person.id);
    let is_open = person.facts.ending.is_none();
    let head = Head::new(desk, person, &seen.org, 0).portrayed(desk, person, &seen.attachments);
    let shown = Shown { all: &seen.attachments, names: &seen.names, limits: &seen.limits };
    let view = PersonPage {
        t,
        head: Markup::template(&head),
        attachments: section(desk, person, &shown),
        notes: [person_inquiry::notes(desk, &seen.inquiries), notes(desk, seen, &lacks)].concat(),
        complete: t
            .with("person-complete")
            .arg("n", 16_i64.saturating_sub(i64::try_from(lacks.len()).unwrap_or(16)))
            .into(),
        facts: facts(desk, person, &seen.org, &lacks),
        further: further(t, person),
        posts: seen.posts.iter().map(|post| post_line(desk, post)).collect(),
        new_post: (is_open && may(desk, "post.manage")).then(|| format!("{base}/posts/new")),
        contacts: seen.contacts.iter().map(|contact| contact_line(t, contact)).collect(),
        new_contact: (is_open && may(desk, "contact.note")).then(|| format!("{base}/contact")),
        steps: steps(desk, seen, &base),
    };
    Page::new(person.facts.name.clone(), &view)
}

fn notes(desk: &Desk, seen: &Seen, lacks: &[&'static str]) -> Vec<Note> {
    let (t, facts, today) = (&desk.t, &seen.person.facts, desk.today());
    let mut notes = Vec::new();
    if let Some(ending) = &facts.ending {
        let said = t
            .with("person-is-closed")
            .arg("ending", words::ending(t, ending))
            .arg("day", format::day(seen.person.valid_from.date(), t));
        notes.push(Note::new(Tone::Plain, said));
    }
    if facts.stage == "probationary"
        && facts.ending.is_none()
        && let Some(ends) = facts.probation_ends_on
    {
        let said = t
            .with("person-probation-note")
            .arg("day", format::day(ends.date(), t))
            .arg("how", format::relative_day(ends.date(), today.date(), t));
        let tone = if today.days_until(ends) <= 30 { Tone::Warn } else { Tone::Info };
        notes.push(Note::new(tone, said));
    }
    if facts.membership_status == "stopped" {
        notes.push(Note::new(Tone::Warn, t.get("person-is-stopped")));
    }
    if let Some(since) = facts.lost_since {
        let said = t.with("person-is-lost").arg("day", format::day(since.date(), t));
        notes.push(Note::new(Tone::Err, said));
    }
    if !lacks.is_empty() && facts.ending.is_none() {
        let names: Vec<String> =
            lacks.iter().map(|field| t.get(words::field_key(field)).into_owned()).collect();
        let said = t.with("person-lacks").arg("what", names.join(&t.get("person-and")));
        notes.push(Note::new(Tone::Warn, said));
    }
    notes
}

fn post_line(desk: &Desk, (post, org): &(Post, String)) -> (String, String, Option<String>) {
    let t = &desk.t;
    let title: String =
        t.with("post-line").arg("org", org).arg("post", t.get(words::post_key(&post.kind))).into();
    let from = format::day(post.valid_from.date(), t);
    let holds = post.valid_to == Day::OPEN;
    let when: String = match (holds, post.term_ends_on) {
        (true, Some(until)) => {
            t.with("post-until-term").arg("from", from).arg("until", format::day(until.date(), t)).into()
        }
        (true, None) => t.with("post-since").arg("from", from).into(),
        (false, _) => {
            t.with("post-over").arg("from", from).arg("until", format::day(post.valid_to.date(), t)).into()
        }
    };
    let end = (holds && may(desk, "post.manage")).then(|| format!("/posts/{}/end", post.id));
    (title, when, end)
}

fn contact_line(t: &T, contact: &Contact) -> (String, String) {
    let title: String = t
        .with("contact-line")
        .arg("day", format::day(contact.happened_on.date(), t))
        .arg("means", t.get(means_key(&contact.means)))
        .arg("outcome", t.get(outcome_key(&contact.outcome)))
        .into();
    (title, contact.line.clone().unwrap_or_default())
}

pub(super) fn means_key(means: &str) -> &'static str {
    match means {
        "phone" => key!("contact-phone"),
        "visit" => key!("contact-visit"),
        "message" => key!("contact-message"),
        "letter" => key!("contact-letter"),
        _ => key!("contact-other"),
    }
}

pub(super) fn outcome_key(outcome: &str) -> &'static str {
    match outcome {
        "reached" => key!("contact-reached"),
        "not_reached" => key!("contact-not-reached"),
        _ => key!("contact-wrong-number"),
    }
}

/// What can be done next with a person.
fn steps(desk: &Desk, seen: &Seen, base: &str) -> Vec<Link> {
    let (t, person) = (&desk.t, &seen.person);
    let mut links = Vec::new();
    let mut add = |action: &str, path: &str, label: String| {
        if may(desk, action) {
            links.push(Link::new(format!("{base}/{path}"), label));
        }
    };
    match seen.inquiries.of(desk.actor().account_id()).next() {
        Some(_) => add("person.inquire", "inquiry/end", t.get("inquiry-end").into_owned()),
        None => add("person.inquire", "inquiry", t.get("inquiry-begin").into_owned()),
    }
    if person.facts.ending.is_some() {
        if person.facts.ending.as_deref() == Some("development_ended") {
            add("person.end", "erase", t.get("person-erase").into_owned());
        }
        return links;
    }
    if let Some(next) = stage::next(&person.facts.stage) {
        let label = t.with("person-advance").arg("stage", words::plain(t, next.entry()));
        add("person.edit", "stage", label.into());
    }
    if crate::person::counted::is_member(&person.facts.stage) {
        let key = if person.facts.membership_status == "stopped" {
            key!("person-restore")
        } else {
            key!("person-stop")
        };
        add("person.end", "status", t.get(key).into_owned());
    }
    add("person.edit", "activation", t.get("activation-title").into_owned());
    add("mandate.manage", "mandates", t.get("own-mandates").into_owned());
    add("person.end", "end", t.get("person-end").into_owned());
    add("person.merge", "merge", t.get("person-merge").into_owned());
    links
}
