//! Noting that somebody was called, visited or written to.

use axum::extract::Path;
use axum::response::Response;
use zhibu_access::role::NoteContact;
use zhibu_kernel::Tx;
use zhibu_web::part::{Choice, Field, Markup};
use zhibu_web::{Desk, Done, Entered, Form, Pages, key};

use super::person::{address, means_key, outcome_key};
use super::person_edit::given;
use super::person_step::{Asks, Step, day, must_be, radios, step};
use crate::contact::{self, Contact, MEANS, OUTCOMES};
use crate::person::{Person, PersonId, Refused, open};

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/people/{person}/contact", "contact.note", show_contact).post(
        "/people/{person}/contact",
        "contact.note",
        note_contact,
    )
}

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
