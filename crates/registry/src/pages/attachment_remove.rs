//! Removing an attachment or a photo, bringing it back, taking an adding back.

use axum::extract::Path;
use axum::response::Response;
use zhibu_access::permit::{Denied, Permit};
use zhibu_access::role::EditPerson;
use zhibu_kernel::{Deed, Read, Tx};
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Field, Markup, Note, Tone};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, key};

use super::person::{address, looked};
use super::person_edit::given;
use super::person_files::kind_key;
use super::person_step::StepPage;
use crate::attachment::{self, Attachment, AttachmentId, PHOTO};
use crate::person::{Person, PersonId, Refused, open};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/people/{person}/attachments/{attachment}/remove", "person.edit", show_remove)
        .post("/people/{person}/attachments/{attachment}/remove", "person.edit", remove)
        .post("/people/{person}/attachments/{attachment}/restore", "person.edit", restore)
        .post("/people/{person}/attachments/{attachment}/undo", "person.edit", undo)
}

/// An attachment of a person, with leave to change it.
async fn open_one(
    read: &mut Read,
    person: PersonId,
    id: AttachmentId,
) -> Result<(Person, Permit<EditPerson>, Attachment), Denied> {
    let (person, permit) = open::<EditPerson>(read, person).await?;
    let one = attachment::find(read, person.id, id).await?.ok_or(Denied::Missing)?;
    Ok((person, permit, one))
}

type Which = (PersonId, AttachmentId);

async fn show_remove(desk: Desk, Path(which): Path<Which>) -> Response {
    let blank = desk.blank();
    desk.show(remove_page(&desk, which, &blank).await)
}

async fn remove_page(desk: &Desk, which: Which, entered: &Entered) -> Result<Page, Refused> {
    let (person, one, limits) = desk
        .look(&which, async move |read: &mut Read, (person, id): &Which| {
            let (person, _, one) = open_one(read, *person, *id).await?;
            let limits = attachment::limits(read).await?;
            let entry = looked("registry.person.page", &person);
            Ok::<_, Denied>(((person, one, limits), vec![entry]))
        })
        .await?;
    let t = &desk.t;
    let note = t.with("attachment-remove-note").arg("n", limits.undo_days).to_string();
    let reason = Field::text("reason", t.get("attachment-reason"))
        .value(entered.value("reason", ""))
        .error(entered.error(t, "reason"));
    let title = if one.is_photo() { t.get(kind_key(PHOTO)).into_owned() } else { one.title.clone() };
    let view = StepPage {
        t,
        entered,
        title: t.with("attachment-remove-what").arg("title", title).into(),
        name: person.facts.name.clone(),
        action: format!("{}/attachments/{}/remove", address(person.id), one.id),
        back: address(person.id),
        note: Some(Note::new(Tone::Plain, note)),
        fields: if one.is_photo() { Vec::new() } else { vec![Markup::part(reason)] },
        button: t.get("attachment-remove-do").into_owned(),
        stop: true,
        version: person.version,
    };
    Ok(Page::new(view.title.clone(), &view))
}

struct Removing {
    reason: Option<String>,
}

impl FromForm for Removing {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self { reason: fields.optional("reason") }
    }
}

async fn remove(desk: Desk, Path(which): Path<Which>, form: Form<Removing>) -> Response {
    let form = given(form, which);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (removing, (person, id)): &(Removing, Which)| {
            let (person, permit, one) = open_one(tx, *person, *id).await?;
            let deed = Deed::now(tx.now(), tx.today());
            attachment::remove(tx, &permit, &person, &one, removing.reason.as_deref(), &deed).await?;
            let base = address(person.id);
            Ok::<_, Refused>(
                Done::to(base.clone())
                    .said(key!("attachment-removed-done"))
                    .undo(format!("{base}/attachments/{}/restore", one.id)),
            )
        })
        .await;
    desk.answer(done, &form, async |entered| remove_page(&desk, which, &entered).await).await
}

async fn restore(desk: Desk, Path(which): Path<Which>, form: Form<()>) -> Response {
    let form = given(form, which);
    let done = desk
        .change(&form, async move |tx: &mut Tx, ((), (person, id)): &((), Which)| {
            let (person, permit, one) = open_one(tx, *person, *id).await?;
            let deed = Deed::now(tx.now(), tx.today());
            attachment::restore(tx, &permit, &person, &one, &deed).await?;
            Ok::<_, Refused>(Done::to(address(person.id)).said(key!("attachment-restored")))
        })
        .await;
    desk.answer(done, &form, async |entered| remove_page(&desk, which, &entered).await).await
}

async fn undo(desk: Desk, Path(which): Path<Which>, form: Form<()>) -> Response {
    let form = given(form, which);
    let done = desk
        .change(&form, async move |tx: &mut Tx, ((), (person, id)): &((), Which)| {
            let (person, permit, one) = open_one(tx, *person, *id).await?;
            let deed = Deed::now(tx.now(), tx.today());
            attachment::take_back(tx, &permit, &person, &one, &deed).await?;
            Ok::<_, Refused>(Done::to(address(person.id)).said(key!("attachment-taken-back")))
        })
        .await;
    desk.answer(done, &form, async |entered| remove_page(&desk, which, &entered).await).await
}
