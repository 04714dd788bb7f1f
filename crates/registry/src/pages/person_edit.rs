//! Entering a person and changing what is known: one sheet of fields for both.

use axum::extract::Path;
use axum::response::Response;
use zhibu_access::org::{self, OrgId, names_on};
use zhibu_access::permit::Denied;
use zhibu_access::role::EditPerson;
use zhibu_kernel::{Read, Tx};
use zhibu_web::form::VERSION;
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, key};

use super::person::{address, looked};
use super::person_sheet::{ENTRIES, Sheet};
use super::person_sheet_page::SheetPage;
use crate::person::check::{Doubt, new_doubts};
use crate::person::edit;
use crate::person::{Facts, PersonId, Refused, open};

pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/people/{person}/edit", "person.edit", show_edit)
        .post("/people/{person}/edit", "person.edit", edit)
        .get("/orgs/{org}/people/new", "person.edit", show_new)
        .post("/orgs/{org}/people/new", "person.edit", add)
}

/// What the rules find in what was typed, if it can be read.
fn found(desk: &Desk, entered: &Entered, known: Option<&Facts>, fresh: &Facts) -> Vec<Doubt> {
    if !entered.is_again() {
        return Vec::new();
    }
    let form = Form::<Sheet>::from_typed(entered.typed().clone());
    let facts = form.given.edit.onto(fresh);
    new_doubts(known, &facts, desk.today())
}

async fn show_edit(desk: Desk, Path(id): Path<PersonId>) -> Response {
    let blank = desk.blank();
    desk.show(edit_page(&desk, id, &blank).await)
}

async fn edit_page(desk: &Desk, id: PersonId, entered: &Entered) -> Result<Page, Refused> {
    let (person, org) = desk
        .look(&id, async move |read: &mut Read, id: &PersonId| {
            let (person, _) = open::<EditPerson>(read, *id).await?;
            let today = read.today();
            let names = names_on(read, [person.org], today).await?;
            let entry = looked("registry.person.page", &person);
            let org = names.get(&person.org).cloned().unwrap_or_default();
            Ok::<_, Denied>(((person, org), vec![entry]))
        })
        .await?;
    let typed: Option<i64> = entered.typed().get(VERSION).parse().ok();
    let view = SheetPage {
        t: &desk.t,
        entered,
        title: desk.t.with("person-edit-title").arg("name", &person.facts.name).into(),
        org,
        action: format!("{}/edit", address(id)),
        back: address(id),
        doubts: found(desk, entered, Some(&person.facts), &person.facts),
        crossed: entered.is_again() && typed.is_some_and(|typed| typed != person.version),
        version: person.version,
        known: Some(&person),
    };
    Ok(Page::new(view.title.clone(), &view))
}

async fn edit(desk: Desk, Path(id): Path<PersonId>, form: Form<Sheet>) -> Response {
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (sheet, id): &(Sheet, PersonId)| {
            let (person, permit) = open::<EditPerson>(tx, *id).await?;
            let deed = sheet.deed(tx);
            let fields = edit::edit(tx, &permit, &person, sheet.version, &sheet.edit, &deed).await?;
            let done = Done::to(address(*id));
            Ok::<_, Refused>(if fields.is_empty() {
                done.said(key!("person-nothing-changed"))
            } else {
                done.said(key!("person-edited")).with("n", fields.len())
            })
        })
        .await;
    desk.answer(done, &form, async |entered| edit_page(&desk, id, &entered).await).await
}

/// A form with something that the act needs beside it: an act that borrowed it from around it
/// could not be proved `Send`.
pub(super) fn given<F, W>(form: Form<F>, with: W) -> Form<(F, W)> {
    Form { given: (form.given, with), typed: form.typed, problems: form.problems }
}

async fn show_new(desk: Desk, Path(org): Path<OrgId>) -> Response {
    let blank = desk.blank();
    desk.show(new_page(&desk, org, &blank).await)
}

async fn new_page(desk: &Desk, org: OrgId, entered: &Entered) -> Result<Page, Refused> {
    let org = desk
        .read(&org, async move |read: &mut Read, org: &OrgId| {
            let (org, _) = org::open::<EditPerson>(read, *org).await?;
            edit::takes_people(&org)?;
            Ok::<_, Refused>(org)
        })
        .await?;
    let form = Form::<Sheet>::from_typed(entered.typed().clone());
    let view = SheetPage {
        t: &desk.t,
        entered,
        known: None,
        title: desk.t.get("people-new").into_owned(),
        org: org.name.clone(),
        action: format!("/orgs/{}/people/new", org.id),
        back: format!("/orgs/{}/people", org.id),
        doubts: found(desk, entered, None, &form.given.fresh()),
        crossed: false,
        version: 0,
    };
    Ok(Page::new(view.title.clone(), &view))
}

async fn add(desk: Desk, Path(org): Path<OrgId>, form: Form<Sheet>) -> Response {
    let mut form = form;
    if !ENTRIES.iter().any(|(word, _)| *word == form.given.entry) {
        form.problems.push(zhibu_web::form::Problem {
            field: Some("entry".to_owned()),
            key: key!("person-entry-missing"),
            args: Vec::new(),
        });
    }
    let form = given(form, org);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (sheet, org): &(Sheet, OrgId)| {
            let (org, permit) = org::open::<EditPerson>(tx, *org).await?;
            let facts = sheet.edit.onto(&sheet.fresh());
            let deed = sheet.deed(tx);
            let person = edit::add(tx, &permit, &org, facts, sheet.edit.sure, &deed).await?;
            Ok::<_, Refused>(
                Done::to(address(person.id)).said(key!("person-added")).with("name", &person.facts.name),
            )
        })
        .await;
    desk.answer(done, &form, async |entered| new_page(&desk, org, &entered).await).await
}
