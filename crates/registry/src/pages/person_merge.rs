//! Merging two records of one human: find the other, decide field by field, do it.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use serde::Deserialize;
use zhibu_access::permit::{Denied, Scope};
use zhibu_access::role::{ListPeople, MergePerson};
use zhibu_kernel::{Deed, Read, Tx};
use zhibu_web::form::{Fields, FromForm, VERSION};
use zhibu_web::part::{Choice, Field};
use zhibu_web::{Desk, Done, Entered, Form, Page, Pages, T, format, key};

use super::person::{address, looked};
use super::person_edit::given;
use super::person_words as words;
use crate::person::find::{self, Hit};
use crate::person::{Person, PersonId, Refused, merge, open};

pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/people/{person}/merge", "person.merge", show).post(
        "/people/{person}/merge",
        "person.merge",
        apply,
    )
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    other: String,
}

struct Seen {
    kept: Person,
    other: Option<Person>,
    hits: Vec<Hit>,
}

#[derive(Template)]
#[template(path = "person/merge.html")]
struct Merge<'a> {
    t: &'a T,
    entered: &'a Entered,
    name: String,
    action: String,
    back: String,
    q: &'a str,
    other: Option<String>,
    hits: Vec<(String, String, String)>,
    searched: bool,
    fields: Vec<Field>,
    versions: (i64, i64),
}

impl Merge<'_> {
    fn query(&self) -> Field {
        Field::search("q", self.t.get("merge-query")).value(self.q)
    }

    fn reason(&self) -> Field {
        Field::text("reason", self.t.get("person-basis")).value(self.entered.value("reason", ""))
    }
}

async fn show(desk: Desk, Path(id): Path<PersonId>, Query(asked): Query<Asked>) -> Response {
    let blank = desk.blank();
    desk.show(page(&desk, id, &asked, &blank).await)
}

async fn page(desk: &Desk, id: PersonId, asked: &Asked, entered: &Entered) -> Result<Page, Refused> {
    let seen = desk
        .look(&(id, asked.clone()), async move |read: &mut Read, (id, asked): &(PersonId, Asked)| {
            let (kept, _) = open::<MergePerson>(read, *id).await?;
            let mut entries = vec![looked("registry.person.page", &kept)];
            let mut other = None;
            if let Ok(id) = asked.other.parse::<PersonId>() {
                let (person, _) = open::<MergePerson>(read, id).await?;
                entries.push(looked("registry.person.page", &person));
                other = Some(person);
            }
            let scope = Scope::<ListPeople>::mine(read)?;
            let mut hits = find::search(read, &scope, &asked.q, 20).await?;
            hits.retain(|hit| hit.id != kept.id);
            let seen = Seen { kept, other, hits };
            Ok::<_, Denied>((seen, entries))
        })
        .await?;
    let t = &desk.t;
    let view = Merge {
        t,
        entered,
        name: seen.kept.facts.name.clone(),
        action: format!("{}/merge", address(id)),
        back: address(id),
        q: &asked.q,
        other: seen.other.as_ref().map(|other| other.id.to_string()),
        hits: seen
            .hits
            .iter()
            .map(|hit| {
                let href = format!("{}/merge?other={}", address(id), hit.id);
                let what = format!("{}　{}", words::stage(t, &hit.stage), hit.org_name);
                (href, hit.name.clone(), what)
            })
            .collect(),
        searched: !asked.q.trim().is_empty(),
        fields: fields(t, &seen, entered),
        versions: (seen.kept.version, seen.other.as_ref().map_or(0, |other| other.version)),
    };
    Ok(Page::new(t.get("person-merge"), &view))
}

/// One question for each field in which the records differ; what only one of them knows is
/// taken from that one unless somebody says otherwise.
fn fields(t: &T, seen: &Seen, entered: &Entered) -> Vec<Field> {
    let Some(other) = &seen.other else {
        return Vec::new();
    };
    merge::to_decide(&seen.kept, other)
        .into_iter()
        .map(|field| {
            let name = format!("take-{field}");
            let told = |person: &Person| told(t, field, person);
            let (kept, others) = (told(&seen.kept), told(other));
            let first = if kept.is_none() { "other" } else { "kept" };
            let nothing = || t.get("person-nothing").into_owned();
            let choices = vec![
                Choice::new("kept", kept.unwrap_or_else(nothing)),
                Choice::new("other", others.unwrap_or_else(nothing)),
            ];
            Field::radios(name.as_str(), t.get(words::field_key(field)), choices)
                .value(entered.value(&name, first))
        })
        .collect()
}

/// A field's text; what is sealed shows its ends only.
fn told(t: &T, field: &str, person: &Person) -> Option<String> {
    let facts = &person.facts;
    match field {
        "citizen_id" => facts.citizen_id.as_deref().map(format::mask_citizen_id),
        "mobile" => facts.mobile.as_deref().map(format::mask_phone),
        "landline" => facts.landline.as_deref().map(format::mask_phone),
        "address" => facts.address.as_deref().map(|text| format::mask(text, 3, 0)),
        "notes" => {
            (!facts.notes.is_empty()).then(|| t.with("merge-notes").arg("n", facts.notes.len()).to_string())
        }
        _ => crate::person::field_text(facts, field).map(|text| words::value(t, field, &text)),
    }
}

struct Wish {
    other: Option<PersonId>,
    versions: (i64, i64),
    taken: Vec<String>,
    reason: Option<String>,
}

impl FromForm for Wish {
    fn read(fields: &mut Fields<'_>) -> Self {
        let other = fields.parsed("other", key!("person-unknown-code"));
        let mut version =
            |name: &str| fields.parsed::<i64>(name, key!("person-unknown-code")).unwrap_or_default();
        let versions = (version(VERSION), version("_other_version"));
        let taken = crate::person::FIELDS
            .iter()
            .filter(|field| fields.text(&format!("take-{field}")) == "other")
            .map(|field| (*field).to_owned())
            .collect();
        Self { other, versions, taken, reason: fields.optional("reason") }
    }
}

async fn apply(desk: Desk, Path(id): Path<PersonId>, form: Form<Wish>) -> Response {
    let asked = Asked { q: String::new(), other: form.typed.get("other").to_owned() };
    let form = given(form, id);
    let done = desk
        .change(&form, async move |tx: &mut Tx, (wish, id): &(Wish, PersonId)| {
            let (kept, permit) = open::<MergePerson>(tx, *id).await?;
            let other = wish.other.ok_or(Denied::Missing)?;
            let (other, others) = open::<MergePerson>(tx, other).await?;
            let deed = Deed::now(tx.now(), tx.today());
            let deed = match &wish.reason {
                Some(reason) => deed.because(reason.as_str()),
                None => deed,
            };
            let undo =
                merge::merge(tx, (&permit, &others), (&kept, &other), wish.versions, &wish.taken, &deed)
                    .await?;
            Ok::<_, Refused>(
                Done::to(address(*id))
                    .said(key!("merge-done"))
                    .with("name", &kept.facts.name)
                    .undo(format!("/people/merge/{undo}/undo")),
            )
        })
        .await;
    desk.answer(done, &form, async |entered| page(&desk, id, &asked, &entered).await).await
}
