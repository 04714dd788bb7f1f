//! Form fields: label above, hint and error below, width after the answer.

use askama::Template;
use jiff::civil::Date;

use super::Icon;
use crate::texts::T;

/// How long an answer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// A few digits.
    W4,
    /// A name, a date.
    W8,
    /// A number of eighteen characters.
    W16,
    W24,
    #[default]
    Full,
}

impl Width {
    fn class(self) -> &'static str {
        match self {
            Width::W4 => " w4",
            Width::W8 => " w8",
            Width::W16 => " w16",
            Width::W24 => " w24",
            Width::Full => "",
        }
    }
}

/// One answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice { value: value.into(), label: label.into() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// `<input type>`
    Line(&'static str),
    Area,
    Select(Vec<Choice>),
    Radios(Vec<Choice>),
    Checks(Vec<Choice>),
}

/// A question with its answer. The id is the name unless [`Field::id`] says otherwise, so that an error summary
/// can lead here.
#[derive(Clone, Debug, Template)]
#[template(path = "part/field.html")]
pub struct Field {
    kind: Kind,
    id: String,
    name: String,
    label: String,
    values: Vec<String>,
    hint: String,
    error: String,
    width: Width,
    placeholder: String,
    autocomplete: &'static str,
    inputmode: &'static str,
    max_length: u16,
    required: bool,
    readonly: bool,
    mono: bool,
    private: bool,
}

impl Field {
    fn new(kind: Kind, name: impl Into<String>, label: impl Into<String>) -> Self {
        let name: String = name.into();
        Field {
            kind,
            id: name.clone(),
            name,
            label: label.into(),
            values: Vec::new(),
            hint: String::new(),
            error: String::new(),
            width: Width::Full,
            placeholder: String::new(),
            autocomplete: "off",
            inputmode: "",
            max_length: 0,
            required: false,
            readonly: false,
            mono: false,
            private: false,
        }
    }

    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Field::new(Kind::Line("text"), name, label)
    }

    pub fn search(name: impl Into<String>, label: impl Into<String>) -> Self {
        Field::new(Kind::Line("search"), name, label)
    }

    /// A password: never shown again, never kept as a draft.
    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Self {
        let mut field = Field::new(Kind::Line("password"), name, label).private();
        field.autocomplete = "current-password";
        field
    }

    pub fn phone(name: impl Into<String>, label: impl Into<String>) -> Self {
        let mut field = Field::new(Kind::Line("tel"), name, label).width(Width::W16).private();
        field.inputmode = "tel";
        field
    }

    /// A one-time code of six digits: one box, numeric keyboard, the phone may fill it in.
    pub fn code(name: impl Into<String>, label: impl Into<String>) -> Self {
        let mut field = Field::new(Kind::Line("text"), name, label).width(Width::W8).mono().private();
        field.inputmode = "numeric";
        field.autocomplete = "one-time-code";
        field.max_length(6)
    }

    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Self {
        let mut field = Field::new(Kind::Line("text"), name, label).width(Width::W8);
        field.inputmode = "numeric";
        field
    }

    pub fn area(name: impl Into<String>, label: impl Into<String>) -> Self {
        Field::new(Kind::Area, name, label)
    }

    pub fn select(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Field::new(Kind::Select(choices), name, label)
    }

    pub fn radios(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Field::new(Kind::Radios(choices), name, label)
    }

    pub fn checks(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Field::new(Kind::Checks(choices), name, label)
    }

    /// Tells the field apart where two forms of a page ask by the same name.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// What was typed or is known. Of checks, call it once for each that is ticked.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.values.push(value.into());
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// What is wrong and how to mend it.
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into).unwrap_or_default();
        self
    }

    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    pub fn placeholder(mut self, placeholder: impl Into<String>) -> Self {
        self.placeholder = placeholder.into();
        self
    }

    /// The browser's own name of the answer (HTML, autofill detail tokens): `username`, `name`.
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    pub fn max_length(mut self, characters: u16) -> Self {
        self.max_length = characters;
        self
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn readonly(mut self) -> Self {
        self.readonly = true;
        self
    }

    /// Digits and letters in even widths: numbers, codes.
    pub fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// Never kept in the browser as a draft: citizen ids, phones, addresses.
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    fn first(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    fn has(&self, value: &str) -> bool {
        self.values.iter().any(|each| each == value)
    }

    /// The ids of hint and error, as `aria-describedby` wants them.
    fn described_by(&self) -> String {
        described_by(&self.id, &self.hint, &self.error)
    }
}

fn described_by(id: &str, hint: &str, error: &str) -> String {
    let mut ids = Vec::new();
    if !error.is_empty() {
        ids.push(format!("{id}-error"));
    }
    if !hint.is_empty() {
        ids.push(format!("{id}-hint"));
    }
    ids.join(" ")
}

/// Year, month and day in three boxes named `NAME-year`, `NAME-month`, `NAME-day`. Pasting 20261206, 2026-12-06
/// or 2026.12 into the first fills them.
#[derive(Clone, Debug, Template)]
#[template(path = "part/date_boxes.html")]
pub struct DateBoxes {
    name: String,
    label: String,
    boxes: [DateBox; 3],
    weekday: String,
    hint: String,
    error: String,
}

#[derive(Clone, Debug)]
struct DateBox {
    id: String,
    name: String,
    unit: String,
    digits: u8,
    value: String,
}

impl DateBoxes {
    pub fn new(t: &T, name: impl Into<String>, label: impl Into<String>) -> Self {
        let name: String = name.into();
        let one = |part: &str, unit: &str, digits: u8| DateBox {
            id: if part == "year" { name.clone() } else { format!("{name}-{part}") },
            name: format!("{name}-{part}"),
            unit: t.get(unit).into_owned(),
            digits,
            value: String::new(),
        };
        let boxes = [
            one("year", crate::key!("date-year"), 4),
            one("month", crate::key!("date-month"), 2),
            one("day", crate::key!("date-day"), 2),
        ];
        DateBoxes {
            boxes,
            name,
            label: label.into(),
            weekday: String::new(),
            hint: t.get("date-hint").into_owned(),
            error: String::new(),
        }
    }

    /// A known day, with its weekday beside it.
    pub fn day(self, t: &T, date: Option<Date>) -> Self {
        let Some(date) = date else { return self };
        let typed = [date.year().to_string(), date.month().to_string(), date.day().to_string()];
        let mut filled = self.typed(typed);
        filled.weekday = crate::format::weekday(date, t);
        filled
    }

    /// Year, month and day as someone typed them.
    pub fn typed(mut self, values: [String; 3]) -> Self {
        for (target, value) in self.boxes.iter_mut().zip(values) {
            target.value = value;
        }
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into).unwrap_or_default();
        self
    }

    fn described_by(&self) -> String {
        described_by(&self.name, &self.hint, &self.error)
    }
}
