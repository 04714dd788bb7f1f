//! The facts on a person's page: the 16 official items, and what is known beyond them.

use askama::Template;
use zhibu_rules::phone::Phone;
use zhibu_web::part::{Facts, Markup, Masked};
use zhibu_web::{Desk, T, format};

use super::person::{address, may};
use super::person_unmask::reasons;
use super::person_words as words;
use crate::person::Person;

/// The 16 official items, in their order.
pub(super) fn facts(desk: &Desk, person: &Person, org: &str, lacks: &[&'static str]) -> Facts {
    let t = &desk.t;
    let facts = &person.facts;
    let label = |field: &str| t.get(words::field_key(field)).into_owned();
    let edit = facts.ending.is_none() && may(desk, "person.edit");
    let told = |field: &'static str, text: Option<String>| match text {
        Some(text) => Markup::text(text),
        None if edit && lacks.contains(&field) => Markup::template(&Fill {
            href: format!("{}/edit#{field}", address(person.id)),
            label: t.get("person-fill").into_owned(),
        }),
        None => Markup::text(t.get("person-nothing")),
    };
    let coded = |field: &'static str, key: &Option<String>| {
        let text = key.as_deref().map(|key| words::value(t, field, key));
        told(field, text)
    };
    let hidden = |field: &'static str, text: Option<String>| match text {
        Some(masked) => masked_value(desk, person, field, masked),
        None => told(field, None),
    };
    let converted = if facts.stage == "probationary" {
        Markup::text(t.get("person-still-probation"))
    } else {
        told("converted_on", words::day(t, facts.converted_on))
    };
    let away = if facts.is_floating {
        let place = facts.outflow_place.clone();
        Markup::text(words::yes_no(t, true)).and(told("outflow_place", place))
    } else {
        Markup::text(words::yes_no(t, false))
    };
    let lost = match facts.lost_since {
        Some(day) => Markup::text(t.with("person-lost-from").arg("day", format::day(day.date(), t))),
        None => Markup::text(words::yes_no(t, false)),
    };
    let phones = match (&facts.mobile, &facts.landline) {
        (None, None) => told("mobile", None),
        (mobile, landline) => [("mobile", mobile), ("landline", landline)]
            .into_iter()
            .filter_map(|(field, number)| Some((field, mask_phone(number.as_deref()?))))
            .map(|(field, masked)| masked_value(desk, person, field, masked))
            .reduce(Markup::and)
            .unwrap_or_default(),
    };
    Facts::new()
        .text(label("name"), facts.name.as_str())
        .text(label("sex"), words::sex_word(t, facts.sex))
        .holds(label("ethnic_group"), coded("ethnic_group", &facts.ethnic_group))
        .holds(
            label("citizen_id"),
            hidden("citizen_id", facts.citizen_id.as_deref().map(format::mask_citizen_id)),
        )
        .holds(label("born_on"), told("born_on", words::day(t, facts.born_on)))
        .holds(label("education"), coded("education", &facts.education))
        .text(label("stage"), words::stage(t, &facts.stage))
        .text(label("org"), org)
        .holds(label("joined_on"), told("joined_on", words::day(t, facts.joined_on)))
        .holds(label("converted_on"), converted)
        .holds(label("job_code"), coded("job_code", &facts.job_code))
        .holds(t.get("person-phone"), phones)
        .holds(
            label("address"),
            hidden("address", facts.address.as_deref().map(|text| format::mask(text, 3, 0))),
        )
        .text(label("membership_status"), words::status(t, &facts.membership_status))
        .holds(t.get("person-is-lost-item"), lost)
        .holds(label("is_floating"), away)
}

#[derive(Template)]
#[template(source = r#"<a href="{{ href }}">{{ label }}</a>"#, ext = "html")]
struct Fill {
    href: String,
    label: String,
}

/// Whatever a number looks like, its middle is hidden.
fn mask_phone(number: &str) -> String {
    Phone::parse(number).map_or_else(|_| format::mask_phone(number), |phone| phone.masked())
}

/// What is known beyond the 16 items; what is not known is not listed.
pub(super) fn further(t: &T, person: &Person) -> Option<Facts> {
    let facts = &person.facts;
    let known = [
        ("degree", facts.degree.clone()),
        ("new_stratum", facts.new_stratum.clone()),
        ("native_place", facts.native_place.clone()),
        ("applied_on", facts.applied_on.map(|day| day.to_string())),
        ("probation_ends_on", facts.probation_ends_on.map(|day| day.to_string())),
        ("floating_since", facts.floating_since.map(|day| day.to_string())),
        ("outflow_reason", facts.outflow_reason.clone()),
    ];
    known.into_iter().filter_map(|(field, text)| Some((field, text?))).fold(
        None,
        |list: Option<Facts>, (field, text)| {
            let label = t.get(words::field_key(field));
            let list = list.unwrap_or_default();
            Some(list.text(label, words::value(t, field, &text)))
        },
    )
}

fn masked_value(desk: &Desk, person: &Person, field: &'static str, masked: String) -> Markup {
    if !may(desk, "person.unmask") {
        return Markup::part(Masked::closed(masked));
    }
    let t = &desk.t;
    Markup::part(Masked::new(
        t,
        masked,
        t.get(words::field_key(field)),
        format!("look-{field}"),
        format!("{}/unmask/{field}", address(person.id)),
        reasons(t),
    ))
}
