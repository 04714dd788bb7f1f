//! What is wrong with a row, or worth knowing: where it stands, what is written, how to mend it.

use serde::{Deserialize, Serialize};
use zhibu_web::texts::Arg;
use zhibu_web::{T, key};

use super::columns::Field;

/// A sentence of the catalogues with what goes into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Say {
    /// The key.
    pub key: String,
    /// What goes in, by name.
    pub args: Vec<(String, Word)>,
}

/// What goes into a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Word {
    /// A number, with its plural.
    Number(i64),
    /// A text as it is.
    Text(String),
}

impl From<&Word> for Arg {
    fn from(word: &Word) -> Self {
        match word {
            Word::Number(n) => Arg::from(*n),
            Word::Text(text) => Arg::from(text.as_str()),
        }
    }
}

impl Say {
    /// A sentence.
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        Self { key: key.to_owned(), args: Vec::new() }
    }

    /// With a text.
    #[must_use]
    pub fn text(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), Word::Text(value.to_string())));
        self
    }

    /// With a number.
    #[must_use]
    pub fn number(mut self, name: &str, value: impl TryInto<i64>) -> Self {
        let value = value.try_into().unwrap_or(i64::MAX);
        self.args.push((name.to_owned(), Word::Number(value)));
        self
    }

    /// The sentence in the words of somebody.
    #[must_use]
    pub fn to(&self, t: &T) -> String {
        let args: Vec<(&str, Arg)> =
            self.args.iter().map(|(name, word)| (name.as_str(), Arg::from(word))).collect();
        t.message(&self.key, &args)
    }
}

/// How much it weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Kept as written, and flagged.
    Note,
    /// The row waits for somebody's decision.
    Doubt,
    /// The row is not taken before it is mended.
    Fault,
}

impl Level {
    /// The number in rows.
    #[must_use]
    pub fn number(self) -> i64 {
        self as i64
    }
}

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

    /// What is written, without what nobody needs to see.
    #[must_use]
    pub fn masked(&self) -> String {
        match self.field {
            Some(Field::CitizenId) => zhibu_web::format::mask(&self.written, 6, 4),
            Some(Field::Mobile | Field::Landline) => zhibu_web::format::mask(&self.written, 3, 4),
            Some(Field::Address) => zhibu_web::format::mask(&self.written, 4, 0),
            _ => self.written.clone(),
        }
    }
}

/// The letters of a column counted from 0: `A`, `Z`, `AA`.
#[must_use]
pub fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), expected);
        }
    }
}
