//! Inquiring into a person: on which basis, until when; and ending it.

use axum::extract::Path;
use axum::response::Response;
use zhibu_access::confirm;
use zhibu_access::role::InquirePerson;
use zhibu_kernel::Tx;
use zhibu_web::part::{Choice, Markup, Note, Tone};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, format, key};

use super::person::address;
use super::person_edit::given;
use super::person_sheet_page::date;
use super::person_step::{Asks, Step, must_be, radios, reason, step};
use crate::inquiry::{self, KINDS, MOST_DAYS, NewInquiry, Running};
use crate::person::{Person, PersonId, Refused, open};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/people/{person}/inquiry", "person.inquire", show)
        .post("/people/{person}/inquiry", "person.inquire", begin)
        .get("/people/{person}/inquiry/end", "person.inquire", show_end)
        .post("/people/{person}/inquiry/end", "person.inquire", end)
}

async fn show(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(step::<InquirePerson>(&desk, id, &blank, asks).await)
}

fn asks(desk: &Desk, _: &Person, entered: &Entered) -> Asks {
    let t = &desk.t;
    let kinds = KINDS.iter().map(|kind| Choice::new(*kind, t.get(kind_key(kind)))).collect();
    let until = date(t, entered, "until", t.get("inquiry-until"), Some(desk.today().plus_days(30)))
        .error(entered.error(t, "until"));
    Asks {
        title: t.get("inquiry-begin").into_owned(),
        path: "inquiry",
        note: Some(Note::new(Tone::Info, t.with("inquiry-about").arg("most", MOST_DAYS).to_string())),
        fields: vec![
            radios(t, entered, "kind", key!("inquiry-kind"), KINDS[0], kinds),
            reason(t, entered, key!("inquiry-basis")),
            Markup::part(until),
        ],
        button: t.get("inquiry-do").into_owned(),
        stop: false,
    }
}

fn kind_key(kind: &str) -> &'static str {
    match kind {
        "vetting" => key!("inquiry-vetting"),
        _ => key!("inquiry-discipline"),
    }
}

async fn begin(desk: Desk, Path(id): Path<PersonId>, form: Form<Step>) -> Response {
    if let Err(asked) = confirm::require(&desk, &format!("{}/inquiry", address(id))) {
        return asked;
    }
    let mut form = form;
    must_be(&mut form, "kind", |step| KINDS.contains(&step.kind.as_str()));
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (step, id): &(Step, PersonId)| {
            let (person, permit) = open::<InquirePerson>(tx, *id).await?;
            let new = NewInquiry { kind: step.kind.clone(), basis: step.deed(tx).basis, until: step.until };
            inquiry::begin(tx, &permit, &person, &new).await?;
            Ok::<_, Refused>(Done::to(address(*id)).said(key!("inquiry-begun")))
        })
        .await;
    desk.answer(done, &form, async |entered| step::<InquirePerson>(&desk, id, &entered, asks).await).await
}

async fn show_end(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(end_page(&desk, id, &blank).await)
}

async fn end_page(desk: &Desk, id: PersonId, entered: &Entered) -> Result<Page, Refused> {
    step::<InquirePerson>(desk, id, entered, |desk, _, _| Asks {
        title: desk.t.get("inquiry-end").into_owned(),
        path: "inquiry/end",
        note: Some(Note::new(Tone::Info, desk.t.get("inquiry-end-about"))),
        fields: Vec::new(),
        button: desk.t.get("inquiry-end").into_owned(),
        stop: false,
    })
    .await
}

async fn end(desk: Desk, Path(id): Path<PersonId>, form: Form<()>) -> Response {
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, ((), id): &((), PersonId)| {
            let (person, permit) = open::<InquirePerson>(tx, *id).await?;
            inquiry::end(tx, &permit, &person).await?;
            Ok::<_, Refused>(Done::to(address(*id)).said(key!("inquiry-ended")))
        })
        .await;
    desk.answer(done, &form, async |entered| end_page(&desk, id, &entered).await).await
}

/// The notes on the page of a person into whom the one who looks inquires.
pub(super) fn notes(desk: &Desk, running: &Running) -> Vec<Note> {
    let t: &T = &desk.t;
    running
        .of(desk.actor().account_id())
        .map(|inquiry| {
            let said = t
                .with("inquiry-runs")
                .arg("kind", t.get(kind_key(&inquiry.kind)))
                .arg("until", format::day(inquiry.shown_from.plus_days(-1).date(), t));
            Note::new(Tone::Info, said).says(inquiry.basis.as_str())
        })
        .collect()
}
