//! The sheet of a person as it is shown: what is known, what was typed, and what is wrong with it.

use askama::Template;
use zhibu_kernel::Day;
use zhibu_rules::codes::Stage;
use zhibu_rules::rule::Outcome;
use zhibu_web::form::{Fields, FromForm, Typed};
use zhibu_web::part::{Choice, DateBoxes, Field, Note, Tone, Width};
use zhibu_web::{Entered, Form, T, format, key};

use super::person_sheet::ENTRIES;
use super::person_words as words;
use crate::person::check::Doubt;
use crate::person::edit::gravest;
use crate::person::{Facts, Person};

/// The sheet as it is shown.
#[derive(Template)]
#[template(path = "person/sheet.html")]
pub(super) struct SheetPage<'a> {
    pub(super) t: &'a T,
    pub(super) entered: &'a Entered,
    pub(super) known: Option<&'a Person>,
    pub(super) title: String,
    pub(super) org: String,
    pub(super) action: String,
    pub(super) back: String,
    pub(super) doubts: Vec<Doubt>,
    /// Somebody changed the record since this was typed.
    pub(super) crossed: bool,
    pub(super) version: i64,
}

impl SheetPage<'_> {
    fn facts(&self) -> Option<&Facts> {
        self.known.map(|person| &person.facts)
    }

    fn label(&self, field: &str) -> String {
        self.t.get(words::field_key(field)).into_owned()
    }

    /// What is wrong with a field: what cannot be read, or what a rule finds.
    fn error(&self, field: &str) -> Option<String> {
        self.entered.error(self.t, field).or_else(|| {
            let doubt = self.doubts.iter().find(|doubt| doubt.field == field)?;
            Some(words::doubt(self.t, doubt))
        })
    }

    /// What the other editor saved, where it differs from what is typed here.
    fn crossing(&self, field: &str, typed: &str, known: &str) -> String {
        if !self.crossed || typed == known {
            return String::new();
        }
        let known = if known.is_empty() {
            self.t.get("person-nothing").into_owned()
        } else {
            words::value(self.t, field, known)
        };
        self.t.with("person-saved-now").arg("text", known).into()
    }

    fn line(&self, field: &str, known: &str) -> Field {
        let typed = self.entered.value(field, known);
        Field::text(field, self.label(field))
            .value(typed)
            .hint(self.crossing(field, typed, known))
            .error(self.error(field))
    }

    fn name(&self) -> Field {
        self.line("name", self.facts().map_or("", |f| f.name.as_str())).width(Width::W8).required()
    }

    fn sex(&self) -> Field {
        let known = self.facts().map(|f| f.sex.to_string()).unwrap_or_default();
        let typed = self.entered.value("sex", &known);
        Field::radios("sex", self.label("sex"), words::sexes(self.t))
            .value(typed)
            .hint(self.crossing("sex", typed, &known))
            .error(self.error("sex"))
    }

    fn text(&self, field: &str) -> Field {
        let known = self.facts().and_then(|f| match field {
            "degree" => f.degree.as_deref(),
            "native_place" => f.native_place.as_deref(),
            _ => f.outflow_place.as_deref(),
        });
        self.line(field, known.unwrap_or(""))
    }

    fn code(&self, field: &str) -> Field {
        let known = self.facts().and_then(|f| match field {
            "ethnic_group" => f.ethnic_group.as_deref(),
            "education" => f.education.as_deref(),
            "job_code" => f.job_code.as_deref(),
            "new_stratum" => f.new_stratum.as_deref(),
            _ => f.outflow_reason.as_deref(),
        });
        let typed = self.entered.value(field, known.unwrap_or(""));
        let choices =
            words::table(field).map(|table| words::choices(self.t, table, known)).unwrap_or_default();
        Field::select(field, self.label(field), choices)
            .value(typed)
            .hint(self.crossing(field, typed, known.unwrap_or("")))
            .error(self.error(field))
    }

    fn day(&self, field: &str) -> DateBoxes {
        let known = self.facts().and_then(|f| match field {
            "born_on" => f.born_on,
            "applied_on" => f.applied_on,
            "joined_on" => f.joined_on,
            "converted_on" => f.converted_on,
            "probation_ends_on" => f.probation_ends_on,
            "floating_since" => f.floating_since,
            _ => f.lost_since,
        });
        let boxes = date(self.t, self.entered, field, self.label(field), known).error(self.error(field));
        let typed = self.typed_day(field);
        let shown = known.map(|day| day.to_string()).unwrap_or_default();
        match self.crossing(field, &typed, &shown) {
            hint if hint.is_empty() => boxes,
            hint => boxes.hint(hint),
        }
    }

    fn typed_day(&self, field: &str) -> String {
        let form = Form::<OneDay>::from_typed(Typed::new(
            ["year", "month", "day"]
                .map(|part| {
                    let name = format!("{field}-{part}");
                    (format!("day-{part}"), self.entered.typed().get(&name).to_owned())
                })
                .into(),
        ));
        form.given.0.map(|day| day.to_string()).unwrap_or_default()
    }

    /// A number is never shown here: what is known stands masked in the hint.
    fn hidden(&self, field: &'static str) -> Field {
        let known = self.facts().and_then(|f| match field {
            "citizen_id" => f.citizen_id.as_deref().map(format::mask_citizen_id),
            "mobile" => f.mobile.as_deref().map(format::mask_phone),
            "landline" => f.landline.as_deref().map(format::mask_phone),
            _ => f.address.as_deref().map(|text| format::mask(text, 3, 0)),
        });
        let hint = match known {
            Some(masked) => self.t.with("person-hidden-known").arg("masked", masked).into(),
            None if field == "address" => self.t.get("person-address-hint").into_owned(),
            None => String::new(),
        };
        let base = match field {
            "mobile" | "landline" => Field::phone(field, self.label(field)),
            "citizen_id" => Field::text(field, self.label(field)).width(Width::W16).mono().private(),
            _ => Field::text(field, self.label(field)).private(),
        };
        base.value(self.entered.value(field, "")).hint(hint).error(self.error(field))
    }

    fn gone(&self) -> Option<Field> {
        let facts = self.facts()?;
        let choices: Vec<Choice> = [
            ("mobile", facts.mobile.is_some()),
            ("landline", facts.landline.is_some()),
            ("address", facts.address.is_some()),
        ]
        .into_iter()
        .filter(|(_, known)| *known)
        .map(|(field, _)| Choice::new(field, self.label(field)))
        .collect();
        let field =
            (!choices.is_empty()).then(|| Field::checks("gone", self.t.get("person-gone"), choices))?;
        Some(self.entered.typed().all("gone").fold(field, |field, name| field.value(name)))
    }

    fn floating(&self) -> Field {
        let known = match self.facts() {
            Some(facts) if facts.is_floating => "yes",
            _ => "",
        };
        let choice = vec![Choice::new("yes", self.t.get("person-is-away"))];
        Field::checks("is_floating", self.label("is_floating"), choice)
            .value(self.entered.value("is_floating", known))
    }

    fn since(&self) -> DateBoxes {
        date(self.t, self.entered, "since", self.t.get("person-since"), None)
            .hint(self.t.get("person-since-hint"))
            .error(self.entered.error(self.t, "since"))
    }

    fn stage(&self) -> Field {
        let choices = Stage::ALL
            .iter()
            .map(|stage| Choice::new(stage.key(), words::plain(self.t, stage.entry())))
            .collect();
        Field::select("stage", self.label("stage"), choices).value(self.entered.value("stage", "full"))
    }

    fn entry(&self) -> Field {
        let choices = ENTRIES.iter().map(|(word, key)| Choice::new(*word, self.t.get(key))).collect();
        Field::radios("entry", self.t.get("person-entry"), choices)
            .value(self.entered.value("entry", ""))
            .error(self.entered.error(self.t, "entry"))
    }

    fn doubtful(&self) -> Option<Note> {
        if self.doubts.is_empty() {
            return None;
        }
        let (tone, key) = if gravest(&self.doubts) == Outcome::Block {
            (Tone::Err, key!("person-blocked-note"))
        } else {
            (Tone::Warn, key!("person-doubt-note"))
        };
        Some(Note::new(tone, self.t.get(key)))
    }

    fn sure(&self) -> Field {
        let choice = vec![Choice::new("yes", self.t.get("person-sure-yes"))];
        Field::checks("sure", self.t.get("person-sure"), choice).error(self.entered.error(self.t, "sure"))
    }

    fn basis(&self) -> Field {
        Field::text("basis", self.t.get("person-basis"))
            .value(self.entered.value("basis", ""))
            .hint(self.t.get("person-basis-hint"))
            .error(self.entered.error(self.t, "basis"))
    }
}

struct OneDay(Option<Day>);

impl FromForm for OneDay {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self(fields.day("day"))
    }
}

/// Date boxes with what was typed, or what is known.
pub(super) fn date(
    t: &T,
    entered: &Entered,
    field: &str,
    label: impl Into<String>,
    known: Option<Day>,
) -> DateBoxes {
    let boxes = DateBoxes::new(t, field, label);
    if entered.is_again() {
        let part = |part: &str| entered.typed().get(&format!("{field}-{part}")).to_owned();
        boxes.typed([part("year"), part("month"), part("day")])
    } else {
        boxes.day(t, known.map(Day::date))
    }
}
