//! Steps in a person's membership, each a short form of its own: a stage, a status, an ending, and
//! erasing what an applicant withdrew.

use axum::extract::Path;
use axum::response::Response;
use zhibu_access::role::{EditPerson, EndPerson};
use zhibu_kernel::Tx;
use zhibu_rules::codes::{Ending, MembershipStatus};
use zhibu_web::part::{Choice, Note, Tone};
use zhibu_web::{Desk, Done, Entered, Form, Pages, key};

use super::person::address;
use super::person_edit::given;
use super::person_step::{Asks, Step, day, radios, reason, step};
use super::person_words as words;
use crate::person::{Person, PersonId, Refused, ending, open, stage};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/people/{person}/stage", "person.edit", show_stage)
        .post("/people/{person}/stage", "person.edit", advance)
        .get("/people/{person}/status", "person.end", show_status)
        .post("/people/{person}/status", "person.end", set_status)
        .get("/people/{person}/end", "person.end", show_end)
        .post("/people/{person}/end", "person.end", end)
        .get("/people/{person}/erase", "person.end", show_erase)
        .post("/people/{person}/erase", "person.end", erase)
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
