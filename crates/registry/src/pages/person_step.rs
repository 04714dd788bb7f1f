//! The short form that every step with a person is: what it asks, and what it says.

use askama::Template;
use zhibu_access::permit::Denied;
use zhibu_access::role::Action;
use zhibu_kernel::{Day, Deed, Read, Source, Tx};
use zhibu_web::form::{Fields, FromForm, Problem, VERSION};
use zhibu_web::part::{Choice, Field, Markup, Note};
use zhibu_web::{Desk, Entered, Form, Page, T, key};

use super::person::{address, looked};
use super::person_sheet_page::date;
use crate::person::{Person, PersonId, Refused, open};

/// What a step's form says.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) version: i64,
    day: Option<Day>,
    basis: Option<String>,
    pub(super) ending: String,
    pub(super) means: String,
    pub(super) outcome: String,
    pub(super) line: Option<String>,
    pub(super) kind: String,
    pub(super) until: Option<Day>,
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
    pub(super) fn deed(&self, tx: &Tx) -> Deed {
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
pub(super) struct StepPage<'a> {
    pub(super) t: &'a T,
    pub(super) entered: &'a Entered,
    pub(super) title: String,
    pub(super) name: String,
    pub(super) action: String,
    pub(super) back: String,
    pub(super) note: Option<Note>,
    pub(super) fields: Vec<Markup>,
    pub(super) button: String,
    pub(super) stop: bool,
    pub(super) version: i64,
}

/// What a step asks.
pub(super) struct Asks {
    pub(super) title: String,
    pub(super) path: &'static str,
    pub(super) note: Option<Note>,
    pub(super) fields: Vec<Markup>,
    pub(super) button: String,
    pub(super) stop: bool,
}

pub(super) async fn step<A: Action>(
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

pub(super) fn day(desk: &Desk, entered: &Entered, label: &'static str) -> Markup {
    let t = &desk.t;
    let boxes = date(t, entered, "day", t.get(label), Some(desk.today())).error(entered.error(t, "day"));
    Markup::part(boxes)
}

pub(super) fn reason(t: &T, entered: &Entered, label: &'static str) -> Markup {
    let field = Field::text("reason", t.get(label))
        .value(entered.value("reason", ""))
        .error(entered.error(t, "reason"));
    Markup::part(field)
}

pub(super) fn radios(
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

/// A choice that must be one of those offered.
pub(super) fn must_be(form: &mut Form<Step>, field: &'static str, is: impl Fn(&Step) -> bool) {
    if !is(&form.given) {
        form.problems.push(Problem {
            field: Some(field.to_owned()),
            key: key!("field-required"),
            args: Vec::new(),
        });
    }
}
