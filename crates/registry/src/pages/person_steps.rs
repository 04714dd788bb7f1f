//! Steps with a person, each a short form of its own: a contact, a stage, an ending, a post; and
//! taking them back.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use zhibu_access::org::{self, OrgId};
use zhibu_access::permit::Denied;
use zhibu_access::role::{Action, EditPerson, EndPerson, ManagePosts, MergePerson, NoteContact};
use zhibu_kernel::{Day, Deed, Read, Source, Tx};
use zhibu_rules::codes::{Ending, MembershipStatus};
use zhibu_web::form::{Fields, FromForm, VERSION};
use zhibu_web::part::{Choice, Field, Markup, Note, Tone};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, key};

use super::person::{address, looked, means_key, outcome_key};
use super::person_edit::given;
use super::person_sheet_page::date;
use super::person_words as words;
use crate::contact::{self, Contact, MEANS, OUTCOMES};
use crate::person::deed::{self, DeedId, Kind};
use crate::person::{Person, PersonId, Refused, ending, merge, open, stage};
use crate::post::{self, KINDS, PostId};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/people/{person}/contact", "contact.note", show_contact)
        .post("/people/{person}/contact", "contact.note", note_contact)
        .get("/people/{person}/stage", "person.edit", show_stage)
        .post("/people/{person}/stage", "person.edit", advance)
        .get("/people/{person}/status", "person.end", show_status)
        .post("/people/{person}/status", "person.end", set_status)
        .get("/people/{person}/end", "person.end", show_end)
        .post("/people/{person}/end", "person.end", end)
        .get("/people/{person}/erase", "person.end", show_erase)
        .post("/people/{person}/erase", "person.end", erase)
        .get("/people/{person}/posts/new", "post.manage", show_post)
        .post("/people/{person}/posts/new", "post.manage", give_post)
        .get("/posts/{post}/end", "post.manage", show_post_end)
        .post("/posts/{post}/end", "post.manage", end_post)
        .post("/people/stage/{deed}/undo", "person.edit", undo_stage)
        .post("/people/end/{deed}/undo", "person.end", undo_end)
        .post("/people/merge/{deed}/undo", "person.merge", undo_merge)
}

/// What a step's form says.
#[derive(Clone, Debug)]
struct Step {
    version: i64,
    day: Option<Day>,
    basis: Option<String>,
    ending: String,
    means: String,
    outcome: String,
    line: Option<String>,
    kind: String,
    until: Option<Day>,
    paper: bool,
}

impl FromForm for Step {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            version: fields.parsed(VERSION, key!("person-unknown-code")).unwrap_or_default(),
            day: fields.day("day"),
            basis: fields.optional("reason"),
            ending: fields.text("ending"),
            means: fields.text("means"),
            outcome: fields.text("outcome"),
            line: fields.optional("line"),
            kind: fields.text("kind"),
            until: fields.day("until"),
            paper: fields.ticked("paper"),
        }
    }
}

impl Step {
    fn deed(&self, tx: &Tx) -> Deed {
        let deed = Deed::now(tx.now(), tx.today()).on(self.day.unwrap_or(tx.today()));
        let deed = if self.paper { deed.by(Source::Paper) } else { deed };
        match &self.basis {
            Some(basis) => deed.because(basis.as_str()),
            None => deed,
        }
    }
}

#[derive(Template)]
#[template(path = "person/step.html")]
struct StepPage<'a> {
    t: &'a T,
    entered: &'a Entered,
    title: String,
    name: String,
    action: String,
    back: String,
    note: Option<Note>,
    fields: Vec<Markup>,
    button: String,
    stop: bool,
    version: i64,
}

/// What a step asks.
struct Asks {
    title: String,
    path: &'static str,
    note: Option<Note>,
    fields: Vec<Markup>,
    button: String,
    stop: bool,
}

async fn step<A: Action>(
    desk: &Desk,
    id: PersonId,
    entered: &Entered,
    asks: fn(&Desk, &Person, &Entered) -> Asks,
) -> Result<Page, Refused> {
    let person = desk
        .look(&id, async move |read: &mut Read, id: &PersonId| {
            let (person, _) = open::<A>(read, *id).await?;
            let entry = looked("registry.person.page", &person);
            Ok::<_, Denied>((person, vec![entry]))
        })
        .await?;
    let asks = asks(desk, &person, entered);
    let view = StepPage {
        t: &desk.t,
        entered,
        title: asks.title,
        name: person.facts.name.clone(),
        action: format!("{}/{}", address(id), asks.path),
        back: address(id),
        note: asks.note,
        fields: asks.fields,
        button: asks.button,
        stop: asks.stop,
        version: person.version,
    };
    Ok(Page::new(view.title.clone(), &view))
}

fn day(desk: &Desk, entered: &Entered, label: &'static str) -> Markup {
    let t = &desk.t;
    let boxes = date(t, entered, "day", t.get(label), Some(desk.today())).error(entered.error(t, "day"));
    Markup::part(boxes)
}

fn reason(t: &T, entered: &Entered, label: &'static str) -> Markup {
    let field = Field::text("reason", t.get(label))
        .value(entered.value("reason", ""))
        .error(entered.error(t, "reason"));
    Markup::part(field)
}

fn radios(
    t: &T,
    entered: &Entered,
    name: &str,
    label: &'static str,
    first: &str,
    choices: Vec<Choice>,
) -> Markup {
    let field = Field::radios(name, t.get(label), choices)
        .value(entered.value(name, first))
        .error(entered.error(t, name));
    Markup::part(field)
}

// Contact.

async fn show_contact(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(step::<NoteContact>(&desk, id, &blank, ask_contact).await)
}

fn ask_contact(desk: &Desk, _: &Person, entered: &Entered) -> Asks {
    let t = &desk.t;
    let choice = |word: &&str, key: &str| Choice::new(*word, t.get(key));
    let means = MEANS.iter().map(|w| choice(w, means_key(w))).collect();
    let outcomes = OUTCOMES.iter().map(|w| choice(w, outcome_key(w))).collect();
    let line =
        Field::text("line", t.get("contact-line-field")).value(entered.value("line", "")).max_length(200);
    Asks {
        title: t.get("contact-new").into_owned(),
        path: "contact",
        note: None,
        fields: vec![
            radios(t, entered, "means", key!("contact-means"), "phone", means),
            radios(t, entered, "outcome", key!("contact-outcome"), "reached", outcomes),
            day(desk, entered, key!("contact-day")),
            Markup::part(line),
        ],
        button: t.get("contact-save").into_owned(),
        stop: false,
    }
}

async fn note_contact(desk: Desk, Path(id): Path<PersonId>, form: Form<Step>) -> Response {
    let mut form = form;
    must_be(&mut form, "means", |step| MEANS.contains(&step.means.as_str()));
    must_be(&mut form, "outcome", |step| OUTCOMES.contains(&step.outcome.as_str()));
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (step, id): &(Step, PersonId)| {
            let (person, permit) = open::<NoteContact>(tx, *id).await?;
            let deed = step.deed(tx);
            let contact = Contact {
                happened_on: deed.happened_on,
                means: step.means.clone(),
                outcome: step.outcome.clone(),
                line: step.line.clone(),
            };
            contact::note(tx, &permit, &person, &contact, &deed).await?;
            Ok::<_, Refused>(Done::to(address(*id)).said(key!("contact-noted")))
        })
        .await;
    desk.answer(done, &form, async |entered| step::<NoteContact>(&desk, id, &entered, ask_contact).await)
        .await
}

/// A choice that must be one of those offered.
fn must_be(form: &mut Form<Step>, field: &'static str, is: impl Fn(&Step) -> bool) {
    if !is(&form.given) {
        form.problems.push(zhibu_web::form::Problem {
            field: Some(field.to_owned()),
            key: key!("field-required"),
            args: Vec::new(),
        });
    }
}

// Stage.

async fn show_stage(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(step::<EditPerson>(&desk, id, &blank, ask_stage).await)
}

fn ask_stage(desk: &Desk, person: &Person, entered: &Entered) -> Asks {
    let t = &desk.t;
    let next = stage::next(&person.facts.stage).map(|next| words::plain(t, next.entry())).unwrap_or_default();
    Asks {
        title: t.with("person-advance").arg("stage", next).into(),
        path: "stage",
        note: entered.error(t, "stage").map(|error| Note::new(Tone::Err, error)),
        fields: vec![day(desk, entered, key!("person-step-day")), reason(t, entered, key!("person-basis"))],
        button: t.get("person-step-save").into_owned(),
        stop: false,
    }
}

async fn advance(desk: Desk, Path(id): Path<PersonId>, form: Form<Step>) -> Response {
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (step, id): &(Step, PersonId)| {
            let (person, permit) = open::<EditPerson>(tx, *id).await?;
            let to = stage::next(&person.facts.stage).ok_or(Refused::StepOutOfOrder)?;
            let deed = step.deed(tx);
            let undo = stage::advance(tx, &permit, &person, step.version, to, &deed).await?;
            Ok::<_, Refused>(
                Done::to(address(*id))
                    .said(key!("person-advanced"))
                    .with("name", &person.facts.name)
                    .undo(format!("/people/stage/{undo}/undo")),
            )
        })
        .await;
    desk.answer(done, &form, async |entered| step::<EditPerson>(&desk, id, &entered, ask_stage).await).await
}

// Status.

async fn show_status(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(step::<EndPerson>(&desk, id, &blank, ask_status).await)
}

fn ask_status(desk: &Desk, person: &Person, entered: &Entered) -> Asks {
    let t = &desk.t;
    let key = if person.facts.membership_status == "stopped" {
        key!("person-restore")
    } else {
        key!("person-stop")
    };
    Asks {
        title: t.get(key).into_owned(),
        path: "status",
        note: Some(Note::new(Tone::Info, t.get("person-status-note"))),
        fields: vec![
            day(desk, entered, key!("person-decided-on")),
            reason(t, entered, key!("person-decision")),
        ],
        button: t.get(key).into_owned(),
        stop: false,
    }
}

async fn set_status(desk: Desk, Path(id): Path<PersonId>, form: Form<Step>) -> Response {
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (step, id): &(Step, PersonId)| {
            let (person, permit) = open::<EndPerson>(tx, *id).await?;
            let status = if person.facts.membership_status == MembershipStatus::Stopped.key() {
                MembershipStatus::Normal
            } else {
                MembershipStatus::Stopped
            };
            let deed = step.deed(tx);
            let undo = ending::set_status(tx, &permit, &person, step.version, status, &deed).await?;
            Ok::<_, Refused>(
                Done::to(address(*id))
                    .said(key!("person-status-set"))
                    .undo(format!("/people/end/{undo}/undo")),
            )
        })
        .await;
    desk.answer(done, &form, async |entered| step::<EndPerson>(&desk, id, &entered, ask_status).await).await
}

// Ending.

async fn show_end(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(step::<EndPerson>(&desk, id, &blank, ask_end).await)
}

fn ask_end(desk: &Desk, person: &Person, entered: &Entered) -> Asks {
    let t = &desk.t;
    let endings = ending::endings_of(&person.facts.stage)
        .into_iter()
        .map(|ending| Choice::new(ending.key(), words::plain(t, ending.entry())))
        .collect();
    Asks {
        title: t.get("person-end").into_owned(),
        path: "end",
        note: Some(Note::new(Tone::Info, t.get("person-end-note"))),
        fields: vec![
            radios(t, entered, "ending", key!("person-ending"), "", endings),
            day(desk, entered, key!("person-ended-on")),
            reason(t, entered, key!("person-decision")),
        ],
        button: t.get("person-end-do").into_owned(),
        stop: true,
    }
}

async fn end(desk: Desk, Path(id): Path<PersonId>, form: Form<Step>) -> Response {
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (step, id): &(Step, PersonId)| {
            let (person, permit) = open::<EndPerson>(tx, *id).await?;
            let ending = Ending::from_key(&step.ending).ok_or(Refused::EndingOfOtherStage)?;
            let deed = step.deed(tx);
            let undo = ending::end(tx, &permit, &person, step.version, ending, &deed).await?;
            Ok::<_, Refused>(
                Done::to(address(*id))
                    .said(key!("person-ended"))
                    .with("name", &person.facts.name)
                    .undo(format!("/people/end/{undo}/undo")),
            )
        })
        .await;
    desk.answer(done, &form, async |entered| step::<EndPerson>(&desk, id, &entered, ask_end).await).await
}

// Erasing what an applicant withdrew.

async fn show_erase(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(step::<EndPerson>(&desk, id, &blank, ask_erase).await)
}

fn ask_erase(desk: &Desk, _: &Person, _: &Entered) -> Asks {
    let t = &desk.t;
    Asks {
        title: t.get("person-erase").into_owned(),
        path: "erase",
        note: Some(Note::new(Tone::Warn, t.get("person-erase-note"))),
        fields: Vec::new(),
        button: t.get("person-erase-do").into_owned(),
        stop: true,
    }
}

async fn erase(desk: Desk, Path(id): Path<PersonId>, form: Form<Step>) -> Response {
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (step, id): &(Step, PersonId)| {
            let (person, permit) = open::<EndPerson>(tx, *id).await?;
            let deed = step.deed(tx);
            ending::erase(tx, &permit, &person, &deed).await?;
            Ok::<_, Refused>(Done::to("/people").said(key!("person-erased")))
        })
        .await;
    desk.answer(done, &form, async |entered| step::<EndPerson>(&desk, id, &entered, ask_erase).await).await
}

// Posts.

async fn show_post(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(step::<ManagePosts>(&desk, id, &blank, ask_post).await)
}

fn ask_post(desk: &Desk, _: &Person, entered: &Entered) -> Asks {
    let t = &desk.t;
    let kinds = KINDS.iter().map(|kind| Choice::new(*kind, t.get(words::post_key(kind)))).collect();
    let until = date(t, entered, "until", t.get("post-term-ends"), None).error(entered.error(t, "until"));
    Asks {
        title: t.get("post-new").into_owned(),
        path: "posts/new",
        note: None,
        fields: vec![
            radios(t, entered, "kind", key!("post-kind"), "", kinds),
            day(desk, entered, key!("post-from")),
            Markup::part(until),
            reason(t, entered, key!("person-basis")),
        ],
        button: t.get("post-save").into_owned(),
        stop: false,
    }
}

async fn give_post(desk: Desk, Path(id): Path<PersonId>, form: Form<Step>) -> Response {
    let mut form = form;
    must_be(&mut form, "kind", |step| KINDS.contains(&step.kind.as_str()));
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (step, id): &(Step, PersonId)| {
            let (person, _) = open::<ManagePosts>(tx, *id).await?;
            let (org, permit) = org::open::<ManagePosts>(tx, person.org).await?;
            let deed = step.deed(tx);
            post::give(tx, &permit, &person, &org, &step.kind, step.until, &deed).await?;
            Ok::<_, Refused>(Done::to(address(*id)).said(key!("post-given")))
        })
        .await;
    desk.answer(done, &form, async |entered| step::<ManagePosts>(&desk, id, &entered, ask_post).await).await
}

async fn show_post_end(desk: Desk, Path(id): Path<PostId>) -> Response {
    let blank = desk.blank();
    desk.show(post_end_page(&desk, id, &blank).await)
}

async fn post_end_page(desk: &Desk, id: PostId, entered: &Entered) -> Result<Page, Refused> {
    let (post, org) = desk
        .read(&id, async move |read: &mut Read, id: &PostId| {
            let (post, org, _) = post::open(read, *id).await?;
            Ok::<_, Denied>((post, org))
        })
        .await?;
    let t = &desk.t;
    let view = StepPage {
        t,
        entered,
        title: t.get("post-end").into_owned(),
        name: t.with("post-line").arg("org", org.name).arg("post", t.get(words::post_key(&post.kind))).into(),
        action: format!("/posts/{id}/end"),
        back: address(post.person),
        note: entered.error(t, "until").map(|error| Note::new(Tone::Err, error)),
        fields: vec![day(desk, entered, key!("post-ended-on")), reason(t, entered, key!("person-basis"))],
        button: t.get("post-end").into_owned(),
        stop: false,
        version: 0,
    };
    Ok(Page::new(view.title.clone(), &view))
}

async fn end_post(desk: Desk, Path(id): Path<PostId>, form: Form<Step>) -> Response {
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (step, id): &(Step, PostId)| {
            let (post, org, permit) = post::open(tx, *id).await?;
            let deed = step.deed(tx);
            post::end(tx, &permit, &org, &post, &deed).await?;
            Ok::<_, Refused>(Done::to(address(post.person)).said(key!("post-ended")))
        })
        .await;
    desk.answer(done, &form, async |entered| post_end_page(&desk, id, &entered).await).await
}

// Taking back.

async fn undo_stage(desk: Desk, Path(id): Path<DeedId>) -> Response {
    undo::<EditPerson>(&desk, id, stage::KIND).await
}

async fn undo_end(desk: Desk, Path(id): Path<DeedId>) -> Response {
    undo::<EndPerson>(&desk, id, ending::KIND).await
}

async fn undo_merge(desk: Desk, Path(id): Path<DeedId>) -> Response {
    undo::<MergePerson>(&desk, id, merge::KIND).await
}

/// Takes a deed back in small transactions, and goes back to the person or the list of people.
pub(super) async fn undo<A: Action>(desk: &Desk, id: DeedId, kind: Kind) -> Response {
    loop {
        let left = desk
            .db()
            .change(desk.actor(), &(id, kind), async move |tx: &mut Tx, (id, kind): &(DeedId, Kind)| {
                let (done, permit) = deed::open::<A>(tx, *id, *kind).await?;
                if done.undone_at.is_some() {
                    return Err(Refused::UndoneAlready);
                }
                let deed = Deed::now(tx.now(), tx.today());
                deed::undo_some(tx, &permit, &done, &deed).await
            })
            .await;
        match left {
            Ok(0) => break,
            Ok(_) => {}
            Err(refused) => return desk.refuse(&refused),
        }
    }
    let outcomes =
        desk.read(&id, async move |read: &mut Read, id: &DeedId| deed::outcomes(read, *id).await).await;
    let outcomes = match outcomes {
        Ok(outcomes) => outcomes,
        Err(fault) => return desk.refuse(&fault),
    };
    let undone = outcomes.iter().filter(|one| one.word == "undone").count();
    let later = outcomes.iter().filter(|one| one.word == "later").count();
    if undone == 0 {
        return desk.refuse(&Refused::ChangedLater);
    }
    let to = match (&outcomes[..], kind) {
        ([one, ..], Kind::End | Kind::Stage | Kind::Merge) => address(one.person),
        _ => format!("/people/move/{id}"),
    };
    let done = Done::to(to).said(key!("people-undone"));
    done.with("n", undone).with("later", later).into_response(&desk.house).into_response()
}

/// The organisation that a form names, if it is the text of an id.
pub(super) fn org_id(text: &str) -> Option<OrgId> {
    text.parse().ok()
}
