//! What is found in a spreadsheet that somebody hands in: sentences that keep as data what goes into
//! them, how much they weigh, and the letters of a column. What a column means is the room's.

use serde::{Deserialize, Serialize};

use crate::texts::{Arg, T};

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
