//! What is wrong with a row, or worth knowing: where it stands, what is written, how to mend it.

use serde::{Deserialize, Serialize};
pub use zhibu_web::found::{Level, Say, letters};
use zhibu_web::{format, key};

use super::columns::Field;

/// A mend by one tap; it holds for all rows that ask the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tap {
    /// What is answered.
    pub choice: String,
    /// The words on the button.
    pub label: Say,
}

/// What was found in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How much it weighs.
    pub level: Level,
    /// What the column means; none for the row as a whole.
    pub field: Option<Field>,
    /// The column of the sheet, counted from 0.
    pub column: Option<usize>,
    /// The cell as written.
    pub written: String,
    /// What is wrong.
    pub problem: Say,
    /// How to mend it.
    pub mend: Say,
    /// The question that a tap answers for all rows that ask it.
    pub question: Option<String>,
    /// The answers.
    pub taps: Vec<Tap>,
}

impl Finding {
    /// Something wrong that must be mended.
    #[must_use]
    pub fn fault(field: Field, written: &str, problem: Say, mend: Say) -> Self {
        Self {
            level: Level::Fault,
            field: Some(field),
            column: None,
            written: written.to_owned(),
            problem,
            mend,
            question: None,
            taps: Vec::new(),
        }
    }

    /// A row lacks what every row must say.
    pub(super) fn required(field: Field) -> Self {
        let problem = Say::new(key!("roster-fault-required")).text("what", field.heading());
        Self::fault(field, "", problem, Say::new(key!("roster-mend-required")))
    }

    /// The same with another weight.
    #[must_use]
    pub fn at(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// With a question that taps answer.
    #[must_use]
    pub fn asks(mut self, question: impl Into<String>) -> Self {
        self.question = Some(question.into());
        self
    }

    /// With an answer to the question.
    #[must_use]
    pub fn tap(mut self, choice: impl Into<String>, label: Say) -> Self {
        self.taps.push(Tap { choice: choice.into(), label });
        self
    }

    /// What sort of fault it is: its sentence's key without the noun, such as `fault-id-check`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.problem.key.strip_prefix("roster-").unwrap_or(&self.problem.key)
    }

    /// What is written, without what nobody needs to see.
    #[must_use]
    pub fn masked(&self) -> String {
        self.field.map_or_else(|| self.written.clone(), |field| masked(field.key(), &self.written))
    }
}

/// A value of a field without what nobody needs to see.
#[must_use]
pub fn masked(field: &str, text: &str) -> String {
    match field {
        "citizen_id" => format::mask_citizen_id(text),
        "mobile" | "landline" => format::mask_phone(text),
        "address" => format::mask(text, 4, 0),
        _ => text.to_owned(),
    }
}
