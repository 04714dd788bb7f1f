//! `/me`: what a person sees of themselves.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;
use zhibu_access::account::known::Holder;
use zhibu_access::front::role_name;
use zhibu_access::mandate::{self, Mandate};
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::ReadOwn;
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Fault, Read, setting};
use zhibu_rules::codes::Stage;
use zhibu_rules::development::{self, steps_at};
use zhibu_web::part::{Basis, Column, Empty, Facts, Icon, Link, Markup, Pager, Portrait, Row, Table, Tag};
use zhibu_web::seen::Seen;
use zhibu_web::shell::MenuEntry;
use zhibu_web::{Desk, Page, Pages, T, format, key};

use super::own_files;
use super::own_words as words;
use super::person_files::portrait;
use crate::attachment::{self, Attachment};
use crate::correction::{self, Correction, State};
use crate::own::exposure::{self, Sight};
use crate::own::looks::{self, Looked, Looks};
use crate::own::{self, at_stage_since};
use crate::person::counted::missing;
use crate::person::{self, Person, PersonId};

/// Looks on the first page, and on a page of the whole list.
const FEW: i64 = 5;
const MANY: i64 = 50;
/// Days for which a decision stands on the first page.
const NEWS_DAYS: i64 = 30;
/// The setting under which a secretary's number in the registry is a number for work.
const SECRETARY_PHONE: &str = "registry.own.secretary_phone";

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/me", "signed_in", show).get("/me/looks", "own.read", all_looks)
}

pub(super) fn menu(seen: &Seen, t: &T) -> Vec<MenuEntry> {
    if !matches!(seen.role, "member" | "applicant") {
        return Vec::new();
    }
    vec![MenuEntry::new(5, "/me", t.get("own-menu"), Icon::Home)]
}

/// Everything that stands on the first page.
struct Mine {
    person: Person,
    branch: String,
    since: Day,
    secretary: Option<Holder>,
    phone: Option<String>,
    looks: Looks,
    sights: Vec<Sight>,
    corrections: Vec<Correction>,
    helping: Vec<Mandate>,
    attachments: Vec<Attachment>,
    clear: bool,
}

#[derive(Deserialize)]
struct Wish {
    #[serde(default)]
    numbers: u8,
}

async fn show(desk: Desk, Query(wish): Query<Wish>) -> Response {
    match own::me(desk.actor()) {
        Err(Denied::Missing) => return desk.show(without_record(&desk).await),
        Err(refused) => return desk.refuse(&refused),
        Ok(_) => {}
    }
    // A helper sees the record, never the numbers in clear.
    let clear = wish.numbers == 1 && desk.actor().principal.is_none();
    let mine = desk.look(&clear, async move |read: &mut Read, clear: &bool| gather(read, *clear).await).await;
    desk.show(mine.map(|mine| first_page(&desk, &mine)))
}

async fn gather(read: &mut Read, clear: bool) -> Result<(Mine, Vec<Entry>), Denied> {
    let (person, permit) = own::open::<ReadOwn>(read).await?;
    let branch = branch_name(read, &permit, &person).await?;
    let secretary = exposure::secretaries(read, &permit, &person).await?.into_iter().next();
    let mut entries = vec![
        Entry::looked(if clear { "registry.own.numbers" } else { "registry.own.page" })
            .on("person", person.id.0)
            .within(person.org.0, person.area),
    ];
    let phone = work_phone(read, secretary.as_ref(), &mut entries).await?;
    let helping = if read.actor().principal.is_none() { mandate::of_helper(read).await? } else { Vec::new() };
    let mine = Mine {
        since: at_stage_since(read, &permit, &person).await?,
        looks: looks::looks(read, &permit, &person, None, FEW).await?,
        sights: exposure::sights(read, &permit, &person).await?,
        corrections: correction::of_person(read, &permit, person.id).await?,
        attachments: attachment::of(read, person.id).await?,
        branch,
        secretary,
        phone,
        helping,
        clear,
        person,
    };
    Ok((mine, entries))
}

pub(super) async fn branch_name(
    read: &mut Read,
    permit: &Permit<ReadOwn>,
    person: &Person,
) -> Result<String, Fault> {
    let chain = exposure::chain(read, permit, person).await?;
    Ok(chain.into_iter().last().map(|(_, name)| name).unwrap_or_default())
}

/// The secretary's number, where the installation says that it is one for work.
async fn work_phone(
    read: &mut Read,
    secretary: Option<&Holder>,
    entries: &mut Vec<Entry>,
) -> Result<Option<String>, Fault> {
    if !setting::get::<bool>(read, SECRETARY_PHONE).await?.unwrap_or(false) {
        return Ok(None);
    }
    let Some(id) = secretary.and_then(|holder| holder.person) else {
        return Ok(None);
    };
    let Some(secretary) = person::find_today(read, PersonId(id)).await? else {
        return Ok(None);
    };
    if secretary.facts.mobile.is_some() {
        entries.push(
            Entry::looked("registry.own.secretary_phone")
                .on("person", id)
                .within(secretary.org.0, secretary.area),
        );
    }
    Ok(secretary.facts.mobile)
}

/// What concerns the person now: a title, a sentence and where to go on.
struct Concern {
    title: String,
    says: String,
    next: Option<Link>,
}

/// A step that follows: what, and by which article.
struct NextStep {
    what: String,
    basis: Basis,
}

#[derive(Template)]
#[template(path = "own/me.html")]
struct First<'a> {
    t: &'a T,
    date: String,
    greeting: String,
    acting_for: bool,
    helping: Vec<(String, String)>,
    concerns_title: String,
    concerns: Vec<Concern>,
    stage: String,
    steps: Vec<NextStep>,
    ask: String,
    phone: Option<&'a str>,
    portrait: Portrait,
    attachments: Markup,
    facts: Facts,
    clear: bool,
    looks: Vec<(String, String)>,
    sights: Table,
}

fn first_page(desk: &Desk, mine: &Mine) -> Page {
    let (t, today) = (&desk.t, desk.today());
    let person = &mine.person;
    let name = person.facts.name.as_str();
    let greeting = if words::is_member(person) { key!("own-greeting-member") } else { key!("own-greeting") };
    let concerns = concerns(desk, mine);
    let ask = match &mine.secretary {
        Some(secretary) => {
            t.with("own-ask-secretary").arg("name", &secretary.name).arg("branch", &mine.branch).to_string()
        }
        None => t.with("own-ask-branch").arg("branch", &mine.branch).to_string(),
    };
    let page = First {
        t,
        date: format!("{} {}", format::short_day(today.date(), t), format::weekday(today.date(), t)),
        greeting: t.with(greeting).arg("name", name).to_string(),
        acting_for: desk.actor().principal.is_some(),
        helping: named(&mine.helping),
        concerns_title: t
            .with("own-concerns")
            .arg("n", i64::try_from(concerns.len()).unwrap_or(i64::MAX))
            .to_string(),
        concerns,
        stage: stage_sentence(t, mine),
        steps: steps(t, person),
        ask,
        phone: mine.phone.as_deref(),
        portrait: portrait(t, person, &mine.attachments, "/me/photo"),
        attachments: own_files::section(desk, &mine.attachments),
        facts: words::facts(t, person, &mine.branch, today, mine.clear),
        clear: mine.clear,
        looks: look_lines(desk, &mine.looks.looks),
        sights: sights(t, &mine.sights),
    };
    Page::new(t.get("own-menu"), &page)
}

fn stage_sentence(t: &T, mine: &Mine) -> String {
    t.with("own-stage-since")
        .arg("stage", words::stage(t, &mine.person))
        .arg("day", words::day(t, mine.since))
        .to_string()
}

/// What comes next by the rules, for whoever is not yet a full member.
fn steps(t: &T, person: &Person) -> Vec<NextStep> {
    let Some(stage) = Stage::from_key(&person.facts.stage) else {
        return Vec::new();
    };
    steps_at(stage)
        .map(|step| NextStep {
            what: t.get(words::step(step.code)).into_owned(),
            basis: Basis::new(
                t,
                t.with("own-article")
                    .arg("text", development::TEXT)
                    .arg("n", i64::from(step.article))
                    .to_string(),
            ),
        })
        .collect()
}

fn concerns(desk: &Desk, mine: &Mine) -> Vec<Concern> {
    let (t, now, today) = (&desk.t, desk.now(), desk.today());
    let known = &mine.person.facts;
    let mut concerns = Vec::new();
    if let Some(ends) = known.probation_ends_on.filter(|_| known.stage == "probationary") {
        concerns.push(Concern {
            title: t.with("own-probation").arg("day", words::day(t, ends)).to_string(),
            says: t
                .with("own-probation-what")
                .arg("when", format::relative_day(ends.date(), today.date(), t))
                .to_string(),
            next: None,
        });
    }
    let decided = mine.corrections.iter().filter(|row| {
        matches!(row.state, State::Accepted | State::Refused)
            && !row.is_direct()
            && row.decided_at.is_some_and(|at| at.plus_minutes(NEWS_DAYS * 24 * 60) > now)
    });
    let decided = decided.count();
    if decided > 0 {
        concerns.push(Concern {
            title: t.with("own-decided").arg("n", decided).to_string(),
            says: t.get("own-decided-what").into_owned(),
            next: Some(Link::new("/me/correct", t.get("own-decided-see"))),
        });
    }
    if words::is_member(&mine.person) && missing(known) > 0 {
        concerns.push(Concern {
            title: t.get("own-missing").into_owned(),
            says: t.get("own-missing-what").into_owned(),
            next: Some(Link::new("/me/correct", t.get("own-missing-fill"))),
        });
    }
    concerns
}

pub(super) fn look_lines(desk: &Desk, looks: &[Looked]) -> Vec<(String, String)> {
    looks
        .iter()
        .map(|looked| (words::looked(&desk.t, looked), words::moment(desk, looked.look.recorded_at)))
        .collect()
}

/// One table: which role sees what of me.
fn sights(t: &T, sights: &[Sight]) -> Table {
    let mut table = Table::new(t.get("own-sights"), t.get("own-sight-who"))
        .column(Column::text(t.get("own-sight-list")))
        .column(Column::text(t.get("own-sight-page")))
        .column(Column::text(t.get("own-sight-numbers")))
        .column(Column::text(t.get("own-sight-edit")))
        .column(Column::text(t.get("own-sight-export")));
    for sight in sights {
        let who = t
            .with("own-look-who")
            .arg("name", sight.names.join("、"))
            .arg("role", role_name(t, sight.role))
            .arg("org", &sight.org_name)
            .to_string();
        let mut row = Row::text(who);
        for allowed in sight.allowed {
            row = if allowed {
                row.cell(Tag::plain(t.get("own-yes")))
            } else {
                row.cell(t.get("own-no").into_owned())
            };
        }
        table = table.row(row);
    }
    table
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<div class="head"><h1>{{ t.get("own-menu") }}</h1></div>
{{ empty }}
{% for (id, name) in helping %}<form class="gap-top" method="post" action="/me/acting/{{ id }}"><button class="btn">{{ t.with("own-act-for").arg("name", name.as_str()) }}</button></form>{% endfor %}
<ul class="lines open sec" role="list"><li><a class="plain onward" href="/me/security">{{ t.get("own-security") }}<span aria-hidden="true">›</span></a></li></ul>"#
)]
struct NoRecord<'a> {
    t: &'a T,
    empty: Empty,
    helping: Vec<(String, String)>,
}

async fn without_record(desk: &Desk) -> Result<Page, Fault> {
    let t = &desk.t;
    let helping =
        desk.read(&(), async move |read: &mut Read, (): &()| mandate::of_helper(read).await).await?;
    let page = NoRecord {
        t,
        empty: Empty::new(t.get("own-no-record"), t.get("own-no-record-why")),
        helping: named(&helping),
    };
    Ok(Page::new(t.get("own-menu"), &page))
}

/// Whom one may act for: the mandate and the name.
fn named(helping: &[Mandate]) -> Vec<(String, String)> {
    helping.iter().map(|mandate| (mandate.id.to_string(), mandate.principal_name.clone())).collect()
}

#[derive(Deserialize)]
struct Before {
    before: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "own/looks.html")]
struct LooksPage<'a> {
    t: &'a T,
    looks: Vec<(String, String)>,
    empty: Empty,
    pager: Pager,
}

async fn all_looks(desk: Desk, Query(from): Query<Before>) -> Response {
    let looks = desk
        .look(&from.before, async move |read: &mut Read, before: &Option<Uuid>| {
            let (person, permit) = own::open::<ReadOwn>(read).await?;
            let looks = looks::looks(read, &permit, &person, *before, MANY).await?;
            let entry = Entry::looked("registry.own.looks")
                .on("person", person.id.0)
                .within(person.org.0, person.area);
            Ok::<_, Denied>((looks, vec![entry]))
        })
        .await;
    let t = &desk.t;
    desk.show(looks.map(|looks| {
        let next = looks.next.map(|next| format!("/me/looks?before={}", next.simple()));
        let first = from.before.map(|_| "/me/looks".to_owned());
        let page = LooksPage {
            t,
            looks: look_lines(&desk, &looks.looks),
            empty: Empty::new(t.get("own-looks-none"), t.get("own-looks-none-why")),
            pager: Pager::new(t, "", first, next),
        };
        Page::new(t.get("own-looks"), &page)
    }))
}
