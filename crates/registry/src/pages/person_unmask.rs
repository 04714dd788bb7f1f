//! Seeing a sealed field in clear, for a reason that the member reads too, and calling somebody.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use zhibu_access::permit::Denied;
use zhibu_access::role::UnmaskPerson;
use zhibu_kernel::Read;
use zhibu_web::form::{Fields, FromForm};
use zhibu_web::part::{Choice, Icon};
use zhibu_web::{Desk, Form, Page, Pages, T, key};

use super::person::{address, looked};
use super::person_words as words;
use crate::person::{Person, PersonId, Refused, open};

pub(super) fn pages(pages: Pages) -> Pages {
    pages.post("/people/{person}/unmask/{field}", "person.unmask", unmask).post(
        "/people/{person}/call",
        "person.unmask",
        call,
    )
}

/// Why somebody may look at a number: the words that the member reads too.
pub(super) const REASONS: [(&str, &str); 4] = [
    ("contact", key!("person-reason-contact")),
    ("verify", key!("person-reason-verify")),
    ("transfer", key!("person-reason-transfer")),
    ("paper", key!("person-reason-paper")),
];

pub(super) fn reasons(t: &T) -> Vec<Choice> {
    REASONS.iter().map(|(value, key)| Choice::new(*value, t.get(key))).collect()
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
