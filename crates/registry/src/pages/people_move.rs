//! Moving people to another branch: choose the branch, look again, do it, see what became of
//! each.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use zhibu_access::org::{self, Hit, OrgId, names_on};
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::{MovePerson, ReadOrg};
use zhibu_kernel::audit::Entry;
use zhibu_kernel::{Day, Deed, Read, Tx};
use zhibu_web::form::{Fields, FromForm, KEY, Problem};
use zhibu_web::part::{Choice, Column, DateBoxes, Field, Icon, Link, Row, Table, Tag};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, format, key};

use super::person::address;
use super::person_sheet_page::date;
use super::person_undo::undo;
use super::person_words as words;
use crate::person::deed::{self, DeedId, Outcome};
use crate::person::relocate::{self, CHUNK, KIND, MOST};
use crate::person::{Person, PersonId, Refused, open};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .post("/people/move", "person.move", show)
        .post("/people/move/apply", "person.move", apply)
        .get("/people/move/{deed}", "person.move", done)
        .post("/people/move/{deed}/undo", "person.move", undo_move)
}

/// What is asked for: who, where to, when, why.
#[derive(Clone, Debug)]
struct Wish {
    people: Vec<PersonId>,
    query: String,
    target: Option<OrgId>,
    day: Option<Day>,
    reason: Option<String>,
    deed: Option<DeedId>,
}

impl FromForm for Wish {
    fn read(fields: &mut Fields<'_>) -> Self {
        let mut people: Vec<PersonId> = fields.many("pick").iter().filter_map(|id| id.parse().ok()).collect();
        people.sort_unstable();
        people.dedup();
        Self {
            people,
            query: fields.text("q"),
            target: org_id(&fields.text("target")),
            day: fields.day("day"),
            reason: fields.optional("reason"),
            deed: fields.text(KEY).parse().ok(),
        }
    }
}

/// What the page of a move shows.
struct Seen {
    people: Vec<Person>,
    names: HashMap<OrgId, String>,
    target: Option<org::Org>,
    hits: Vec<Hit>,
}

#[derive(Template)]
#[template(path = "person/move.html")]
struct Move<'a> {
    t: &'a T,
    entered: &'a Entered,
    wish: &'a Wish,
    count: String,
    table: Table,
    chosen: Option<String>,
    targets: Vec<Choice>,
    searched: bool,
}

impl Move<'_> {
    fn query(&self) -> Field {
        Field::search("q", self.t.get("move-query"))
            .value(self.wish.query.as_str())
            .hint(self.t.get("move-query-hint"))
            .error(self.entered.error(self.t, "target"))
    }

    fn choices(&self) -> Field {
        Field::radios("target", self.t.get("move-target"), self.targets.clone())
    }

    fn day(&self) -> DateBoxes {
        date(self.t, self.entered, "day", self.t.get("move-day"), self.wish.day)
            .error(self.entered.error(self.t, "day"))
    }

    fn reason(&self) -> Field {
        Field::text("reason", self.t.get("move-reason"))
            .value(self.wish.reason.as_deref().unwrap_or(""))
            .error(self.entered.error(self.t, "reason"))
    }
}

async fn show(desk: Desk, form: Form<Wish>) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, &form.given, &blank).await)
}

async fn page(desk: &Desk, wish: &Wish, entered: &Entered) -> Result<Page, Refused> {
    if wish.people.is_empty() {
        return Err(Refused::Nobody);
    }
    if wish.people.len() > MOST {
        return Err(Refused::TooMany);
    }
    let mut wish = wish.clone();
    wish.day = wish.day.or(Some(desk.today()));
    let seen = desk
        .look(&wish, async move |read: &mut Read, wish: &Wish| {
            let seen = find(read, wish).await?;
            let scope = Scope::<MovePerson>::mine(read)?;
            let entry = Entry::looked("registry.people.list")
                .on("org", scope.org.0)
                .within(scope.org.0, scope.area)
                .detail(serde_json::json!({ "shown": seen.people.len() }));
            Ok::<_, Refused>((seen, vec![entry]))
        })
        .await?;
    let t = &desk.t;
    let view = Move {
        t,
        entered,
        count: t.with("move-count").arg("n", seen.people.len()).into(),
        table: table(t, &seen),
        chosen: seen.target.as_ref().map(|org| t.with("move-title").arg("target", &org.name).into()),
        targets: seen.hits.iter().map(choice).collect(),
        searched: !wish.query.is_empty(),
        wish: &wish,
    };
    Ok(Page::new(t.get("people-move"), &view))
}

async fn find(read: &mut Read, wish: &Wish) -> Result<Seen, Refused> {
    let mut people = Vec::with_capacity(wish.people.len());
    for id in &wish.people {
        match open::<MovePerson>(read, *id).await {
            Ok((person, _)) => people.push(person),
            Err(Denied::Missing) => {}
            Err(denied) => return Err(denied.into()),
        }
    }
    let target = match wish.target {
        Some(id) => Some(org::open::<MovePerson>(read, id).await?.0),
        None => None,
    };
    let mut hits = Vec::new();
    if !wish.query.is_empty() {
        let scope = Scope::<ReadOrg>::mine(read)?;
        hits = org::search(read, &scope, &wish.query, 20).await?;
        hits.retain(|hit| {
            zhibu_rules::codes::OrgKind::from_key(&hit.kind)
                .is_some_and(zhibu_rules::codes::OrgKind::holds_members)
        });
    }
    let today = read.today();
    let names = names_on(read, people.iter().map(|person| person.org), today).await?;
    Ok(Seen { people, names, target, hits })
}

fn choice(hit: &Hit) -> Choice {
    let above = hit.superior.as_deref().unwrap_or("");
    Choice::new(hit.id.to_string(), format!("{}　{above}", hit.name))
}

fn table(t: &T, seen: &Seen) -> Table {
    let to = seen.target.as_ref().map(|org| org.name.as_str());
    let mut table = Table::new(t.get("people-move"), t.get("person-name"))
        .people()
        .column(Column::text(t.get("person-stage")).meta())
        .column(Column::text(t.get("move-from")).meta());
    if to.is_some() {
        table = table.column(Column::text(t.get("move-to")).flag());
    }
    table.rows(seen.people.iter().map(|person| {
        let from = seen.names.get(&person.org).cloned().unwrap_or_default();
        let row = Row::link(Link::new(address(person.id), person.facts.name.as_str()))
            .cell(words::stage(t, &person.facts.stage))
            .cell(from);
        match &seen.target {
            Some(org) if org.id == person.org => row.cell(Tag::plain(t.get("move-already"))),
            Some(org) => row.cell(org.name.as_str()),
            None => row,
        }
    }))
}

async fn apply(desk: Desk, form: Form<Wish>) -> Response {
    match relocate_all(&desk, &form.given).await {
        Ok((id, target)) => Done::to(format!("/people/move/{id}"))
            .said(key!("move-done"))
            .with("target", target)
            .undo(format!("/people/move/{id}/undo"))
            .into_response(&desk.house),
        Err(refused) => {
            use zhibu_web::refusal::Refusal as _;
            let told = refused.told();
            let form = Form {
                given: (),
                typed: form.typed.clone(),
                problems: vec![Problem {
                    field: told.field.map(str::to_owned),
                    key: told.key,
                    args: told.args,
                }],
            };
            if matches!(refused, Refused::Fault(_) | Refused::Denied(_)) {
                return desk.refuse(&refused);
            }
            let wish = Form::<Wish>::from_typed(form.typed.clone()).given;
            desk.answer::<_, Refused, _>(zhibu_web::Changed::Unread, &form, async |entered| {
                page(&desk, &wish, &entered).await
            })
            .await
        }
    }
}

/// Moves chunk after chunk. The form's key names the deed, so a form that comes twice goes on
/// where it stopped and moves nobody twice.
async fn relocate_all(desk: &Desk, wish: &Wish) -> Result<(DeedId, String), Refused> {
    let target = wish.target.ok_or(Refused::NoBranch)?;
    let id = wish.deed.ok_or(Denied::Missing)?;
    if wish.people.is_empty() {
        return Err(Refused::Nobody);
    }
    if wish.people.len() > MOST {
        return Err(Refused::TooMany);
    }
    let given = (id, target, wish.day, wish.reason.clone());
    let name = desk
        .db()
        .change(desk.actor(), &given, async move |tx: &mut Tx, given: &Begin| {
            let (id, target, day, reason) = given;
            let deed = deed_of(tx, *day, reason.as_deref());
            relocate::begin(tx, *id, *target, &deed).await?;
            let (target, _) = org::open::<MovePerson>(tx, *target).await?;
            Ok::<_, Refused>(target.name)
        })
        .await?;
    for people in wish.people.chunks(CHUNK) {
        let chunk = (given.clone(), people.to_vec());
        desk.db()
            .change(desk.actor(), &chunk, async move |tx: &mut Tx, chunk: &Chunk| {
                let ((id, target, day, reason), people) = chunk;
                let deed = deed_of(tx, *day, reason.as_deref());
                relocate::some(tx, *id, *target, people, &deed).await
            })
            .await?;
    }
    Ok((id, name))
}

/// What every transaction of a move needs.
type Begin = (DeedId, OrgId, Option<Day>, Option<String>);
/// And the people of one.
type Chunk = (Begin, Vec<PersonId>);

fn deed_of(tx: &Tx, day: Option<Day>, reason: Option<&str>) -> Deed {
    let deed = Deed::now(tx.now(), tx.today()).on(day.unwrap_or(tx.today()));
    match reason {
        Some(reason) => deed.because(reason),
        None => deed,
    }
}

#[derive(Template)]
#[template(path = "person/moved.html")]
struct Moved<'a> {
    t: &'a T,
    title: String,
    when: String,
    reason: String,
    table: Table,
    undo: Option<String>,
    key: String,
}

async fn done(desk: Desk, Path(id): Path<DeedId>) -> Response {
    let seen = desk
        .look(&id, async move |read: &mut Read, id: &DeedId| {
            let (done, _) = deed::open::<MovePerson>(read, *id, KIND).await?;
            let outcomes = deed::outcomes(read, *id).await?;
            let today = read.today();
            let names = names_on(read, [done.org], today).await?;
            let entry = Entry::looked("registry.people.list")
                .on("org", done.org.0)
                .within(done.org.0, done.area)
                .detail(serde_json::json!({ "shown": outcomes.len() }));
            let name = names.get(&done.org).cloned().unwrap_or_default();
            Ok::<_, Denied>(((done, outcomes, name), vec![entry]))
        })
        .await;
    desk.show(seen.map(|(done, outcomes, name)| {
        let t = &desk.t;
        let table = Table::new(t.get("move-result"), t.get("person-name"))
            .people()
            .column(Column::text(t.get("move-result")).flag())
            .rows(outcomes.iter().map(|one| outcome_row(t, one)));
        let view = Moved {
            t,
            title: t.with("move-title").arg("target", name).into(),
            when: format::day(done.happened_on.date(), t),
            reason: done.basis.clone().unwrap_or_default(),
            table,
            undo: done.undone_at.is_none().then(|| format!("/people/move/{id}/undo")),
            key: zhibu_web::form::fresh_key(),
        };
        Page::new(t.get("people-move"), &view)
    }))
}

fn outcome_row(t: &T, one: &Outcome) -> Row {
    let tag = match one.word.as_str() {
        "done" => Tag::ok(t.get("move-outcome-done")),
        "already" => Tag::plain(t.get("move-already")),
        "undone" => Tag::plain(t.get("move-outcome-undone")),
        "later" => Tag::warn(t.get("move-outcome-later")),
        _ => Tag::err(t.get("move-outcome-refused")),
    };
    // Somebody whom the actor may not know of has no name here.
    let row = match &one.name {
        Some(name) if one.word != "refused" => Row::link(Link::new(address(one.person), name)),
        _ => Row::text(t.get("move-unknown")),
    };
    row.cell(tag)
}

async fn undo_move(desk: Desk, Path(id): Path<DeedId>) -> Response {
    undo::<MovePerson>(&desk, id, KIND).await
}

/// The organisation that a form names, if it is the text of an id.
fn org_id(text: &str) -> Option<OrgId> {
    text.parse().ok()
}
