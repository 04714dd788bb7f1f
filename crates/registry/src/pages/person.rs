//! A person's page: the answers first, then the facts, what changed, and who looked.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use uuid::Uuid;
use zhibu_access::acting::Acting;
use zhibu_access::org::OrgId;
use zhibu_access::permit::Denied;
use zhibu_access::role::{ReadPerson, UnmaskPerson, allows};
use zhibu_access::{account, org::names_on};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::look::{self, Look};
use zhibu_kernel::{Day, Read};
use zhibu_rules::phone::Phone;
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Choice, Event, Facts, History, Icon, Link, Markup, Masked, Note, Tabs, Tone};
use zhibu_web::{Desk, Done, Form, Page, Pages, T, format, key};

use super::person_words as words;
use crate::contact::{self, Contact};
use crate::person::history::{self, FieldChange};
use crate::person::{Person, PersonId, Refused, merged_into, open, stage};
use crate::post::{self, Post};

/// Changes or looks on one page.
const LIMIT: i64 = 100;

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/people/{person}", "person.read", show)
        .get("/people/{person}/changes", "person.read", changes)
        .get("/people/{person}/looks", "person.read", looks)
        .post("/people/{person}/unmask/{field}", "person.unmask", unmask)
        .post("/people/{person}/call", "person.unmask", call)
}

/// What the first tab shows.
struct Seen {
    person: Person,
    org: String,
    posts: Vec<(Post, String)>,
    contacts: Vec<Contact>,
}

async fn show(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let seen = desk
        .look(&id, async move |read: &mut Read, id: &PersonId| {
            if let Some(into) = merged_into(read, *id).await? {
                return Ok((Err(into), Vec::new()));
            }
            let (person, _) = open::<ReadPerson>(read, *id).await?;
            let entry = looked("registry.person.page", &person);
            let posts = post::of(read, person.id).await?;
            let today = read.today();
            let orgs = posts.iter().map(|post| post.org).chain([person.org]);
            let names = names_on(read, orgs, today).await?;
            let name = |org: OrgId| names.get(&org).cloned().unwrap_or_default();
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
            tabs: Tabs::new(t.get("person-tabs"), links, current),
            edit: (is_open && may(desk, "person.edit")).then(|| format!("{base}/edit")),
            call: (is_open && reachable && may(desk, "person.unmask")).then(|| format!("{base}/call")),
        }
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
    steps: Vec<Link>,
}

fn page(desk: &Desk, seen: &Seen) -> Page {
    let t = &desk.t;
    let person = &seen.person;
    let lacks: Vec<_> = words::missing(crate::person::counted::missing(&person.facts)).collect();
    let base = address(person.id);
    let is_open = person.facts.ending.is_none();
    let view = PersonPage {
        t,
        head: Markup::template(&Head::new(desk, person, &seen.org, 0)),
        notes: notes(desk, seen, &lacks),
        complete: t
            .with("person-complete")
            .arg("n", 16_i64.saturating_sub(i64::try_from(lacks.len()).unwrap_or(16)))
            .into(),
        facts: facts(desk, seen, &lacks),
        further: further(t, person),
        posts: seen.posts.iter().map(|post| post_line(desk, post)).collect(),
        new_post: (is_open && may(desk, "post.manage")).then(|| format!("{base}/posts/new")),
        contacts: seen.contacts.iter().map(|contact| contact_line(t, contact)).collect(),
        new_contact: (is_open && may(desk, "contact.note")).then(|| format!("{base}/contact")),
        steps: steps(desk, person, &base),
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

/// The 16 official items, in their order.
fn facts(desk: &Desk, seen: &Seen, lacks: &[&'static str]) -> Facts {
    let (t, person) = (&desk.t, &seen.person);
    let facts = &person.facts;
    let label = |field: &str| t.get(words::field_key(field)).into_owned();
    let edit = facts.ending.is_none() && may(desk, "person.edit");
    let told = |field: &'static str, text: Option<String>| match text {
        Some(text) => Markup::text(text),
        None if edit && lacks.contains(&field) => Markup::template(&Fill {
            href: format!("{}/edit#{field}", address(person.id)),
            label: t.get("person-fill").into_owned(),
        }),
        None => Markup::text(t.get("person-nothing")),
    };
    let coded = |field: &'static str, key: &Option<String>| {
        let text = key.as_deref().map(|key| words::value(t, field, key));
        told(field, text)
    };
    let hidden = |field: &'static str, text: Option<String>| match text {
        Some(masked) => masked_value(desk, person, field, masked),
        None => told(field, None),
    };
    let converted = if facts.stage == "probationary" {
        Markup::text(t.get("person-still-probation"))
    } else {
        told("converted_on", words::day(t, facts.converted_on))
    };
    let away = if facts.is_floating {
        let place = facts.outflow_place.clone();
        Markup::text(words::yes_no(t, true)).and(told("outflow_place", place))
    } else {
        Markup::text(words::yes_no(t, false))
    };
    let lost = match facts.lost_since {
        Some(day) => Markup::text(t.with("person-lost-from").arg("day", format::day(day.date(), t))),
        None => Markup::text(words::yes_no(t, false)),
    };
    let phones = match (&facts.mobile, &facts.landline) {
        (None, None) => told("mobile", None),
        (mobile, landline) => [("mobile", mobile), ("landline", landline)]
            .into_iter()
            .filter_map(|(field, number)| Some((field, mask_phone(number.as_deref()?))))
            .map(|(field, masked)| masked_value(desk, person, field, masked))
            .reduce(Markup::and)
            .unwrap_or_default(),
    };
    Facts::new()
        .text(label("name"), facts.name.as_str())
        .text(label("sex"), words::sex_word(t, facts.sex))
        .holds(label("ethnic_group"), coded("ethnic_group", &facts.ethnic_group))
        .holds(
            label("citizen_id"),
            hidden("citizen_id", facts.citizen_id.as_deref().map(format::mask_citizen_id)),
        )
        .holds(label("born_on"), told("born_on", words::day(t, facts.born_on)))
        .holds(label("education"), coded("education", &facts.education))
        .text(label("stage"), words::stage(t, &facts.stage))
        .text(label("org"), seen.org.as_str())
        .holds(label("joined_on"), told("joined_on", words::day(t, facts.joined_on)))
        .holds(label("converted_on"), converted)
        .holds(label("job_code"), coded("job_code", &facts.job_code))
        .holds(t.get("person-phone"), phones)
        .holds(
            label("address"),
            hidden("address", facts.address.as_deref().map(|text| format::mask(text, 3, 0))),
        )
        .text(label("membership_status"), words::status(t, &facts.membership_status))
        .holds(t.get("person-is-lost-item"), lost)
        .holds(label("is_floating"), away)
}

#[derive(Template)]
#[template(source = r#"<a href="{{ href }}">{{ label }}</a>"#, ext = "html")]
struct Fill {
    href: String,
    label: String,
}

/// Whatever a number looks like, its middle is hidden.
fn mask_phone(number: &str) -> String {
    Phone::parse(number).map_or_else(|_| format::mask_phone(number), |phone| phone.masked())
}

/// What is known beyond the 16 items; what is not known is not listed.
fn further(t: &T, person: &Person) -> Option<Facts> {
    let facts = &person.facts;
    let known = [
        ("degree", facts.degree.clone()),
        ("new_stratum", facts.new_stratum.clone()),
        ("native_place", facts.native_place.clone()),
        ("applied_on", facts.applied_on.map(|day| day.to_string())),
        ("probation_ends_on", facts.probation_ends_on.map(|day| day.to_string())),
        ("floating_since", facts.floating_since.map(|day| day.to_string())),
        ("outflow_reason", facts.outflow_reason.clone()),
    ];
    known.into_iter().filter_map(|(field, text)| Some((field, text?))).fold(
        None,
        |list: Option<Facts>, (field, text)| {
            let label = t.get(words::field_key(field));
            let list = list.unwrap_or_default();
            Some(list.text(label, words::value(t, field, &text)))
        },
    )
}

fn masked_value(desk: &Desk, person: &Person, field: &'static str, masked: String) -> Markup {
    if !may(desk, "person.unmask") {
        return Markup::part(Masked::closed(masked));
    }
    let t = &desk.t;
    Markup::part(Masked::new(
        t,
        masked,
        t.get(words::field_key(field)),
        format!("look-{field}"),
        format!("{}/unmask/{field}", address(person.id)),
        reasons(t),
    ))
}

/// Why somebody may look at a number: the words that the member reads too.
const REASONS: [(&str, &str); 4] = [
    ("contact", key!("person-reason-contact")),
    ("verify", key!("person-reason-verify")),
    ("transfer", key!("person-reason-transfer")),
    ("paper", key!("person-reason-paper")),
];

fn reasons(t: &T) -> Vec<Choice> {
    REASONS.iter().map(|(value, key)| Choice::new(*value, t.get(key))).collect()
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
fn steps(desk: &Desk, person: &Person, base: &str) -> Vec<Link> {
    let t = &desk.t;
    let mut links = Vec::new();
    let mut add = |action: &str, path: &str, label: String| {
        if may(desk, action) {
            links.push(Link::new(format!("{base}/{path}"), label));
        }
    };
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
    add("person.end", "end", t.get("person-end").into_owned());
    add("person.merge", "merge", t.get("person-merge").into_owned());
    links
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
            let entry = looked("registry.person.changes", &person);
            let org = orgs.get(&person.org).cloned().unwrap_or_default();
            let with = With { person, org, names, orgs, what };
            Ok::<_, Denied>((with, vec![entry]))
        })
        .await;
    desk.show(seen.map(|seen| {
        let t = &desk.t;
        let events: Vec<Event> =
            seen.what.iter().enumerate().map(|(at, change)| event(&desk, &seen, change, at == 0)).collect();
        let view = Changes {
            t,
            head: Markup::template(&Head::new(&desk, &seen.person, &seen.org, 1)),
            history: (!events.is_empty()).then(|| History::new(events)),
        };
        Page::new(seen.person.facts.name.clone(), &view)
    }))
}

fn event(desk: &Desk, seen: &With<FieldChange>, change: &FieldChange, current: bool) -> Event {
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
            let what = look::on(read, &ids, None, LIMIT).await?;
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

/// Why somebody wants to see a number.
struct Unmask {
    reason: Option<&'static str>,
}

impl FromForm for Unmask {
    fn read(fields: &mut Fields<'_>) -> Self {
        let typed = fields.text("reason");
        Self { reason: REASONS.iter().map(|(word, _)| *word).find(|word| *word == typed) }
    }
}

#[derive(Template)]
#[template(path = "person/shown.html")]
struct Shown<'a> {
    t: &'a T,
    name: String,
    what: String,
    /// Numbers or texts in clear, each with the address that dials it.
    values: Vec<(String, Option<String>)>,
    back: String,
}

/// Whose field is looked at, and why.
type Unmasked = (PersonId, String, Option<String>);

/// The act in the log for each sealed field.
fn unmask_act(field: &str) -> Option<&'static str> {
    Some(match field {
        "citizen_id" => "registry.person.unmask.citizen_id",
        "mobile" => "registry.person.unmask.mobile",
        "landline" => "registry.person.unmask.landline",
        "address" => "registry.person.unmask.address",
        _ => return None,
    })
}

async fn unmask(desk: Desk, Path((id, field)): Path<(PersonId, String)>, form: Form<Unmask>) -> Response {
    let given: Unmasked = (id, field.clone(), form.given.reason.map(str::to_owned));
    let seen = desk
        .look(&given, async move |read: &mut Read, (id, field, reason): &Unmasked| {
            let (person, _) = open::<UnmaskPerson>(read, *id).await?;
            let act = unmask_act(field).ok_or(Denied::Missing)?;
            let reason = reason.as_deref().ok_or(Refused::WithoutReason)?;
            let value = sealed(&person, field).ok_or(Denied::Missing)?;
            let entry = looked(act, &person).because(reason);
            Ok::<_, Refused>(((person.facts.name.clone(), value), vec![entry]))
        })
        .await;
    desk.show(seen.map(|(name, value)| {
        let t = &desk.t;
        let dial = matches!(field.as_str(), "mobile" | "landline").then(|| tel(&value));
        let view = Shown {
            t,
            what: t.get(words::field_key(&field)).into_owned(),
            values: vec![(value, dial)],
            back: address(id),
            name: name.clone(),
        };
        Page::new(name, &view)
    }))
}

fn sealed(person: &Person, field: &str) -> Option<String> {
    match field {
        "citizen_id" => person.facts.citizen_id.clone(),
        "mobile" => person.facts.mobile.clone(),
        "landline" => person.facts.landline.clone(),
        "address" => person.facts.address.clone(),
        _ => None,
    }
}

fn tel(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    format!("tel:{digits}")
}

/// One tap: the look is on record, and the number can be dialled.
async fn call(desk: Desk, Path(id): Path<PersonId>, _form: Form<()>) -> Response {
    let seen = desk
        .look(&id, async move |read: &mut Read, id: &PersonId| {
            let (person, _) = open::<UnmaskPerson>(read, *id).await?;
            let entry = looked("registry.person.call", &person).because("contact");
            let numbers: Vec<String> =
                [&person.facts.mobile, &person.facts.landline].into_iter().flatten().cloned().collect();
            if numbers.is_empty() {
                return Err(Denied::Missing);
            }
            Ok(((person.facts.name.clone(), numbers), vec![entry]))
        })
        .await;
    desk.show(seen.map(|(name, numbers)| {
        let t = &desk.t;
        let view = Shown {
            t,
            what: t.get("person-phone").into_owned(),
            values: numbers
                .into_iter()
                .map(|number| {
                    let dial = tel(&number);
                    (number, Some(dial))
                })
                .collect(),
            back: format!("{}/contact", address(id)),
            name: name.clone(),
        };
        Page::new(name, &view)
    }))
}
