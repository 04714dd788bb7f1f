//! Personal names: kept as written, matched by a key.

use crate::text;

/// A personal name as someone wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonName {
    written: String,
    key: String,
}

/// Why a text is no personal name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("empty")]
    Empty,
    /// A digit or a sign that no name has. `position` counts from 1 in the written text.
    #[error("character {position} is {found:?}")]
    Character { position: usize, found: char },
}

impl PersonName {
    /// Takes a name as written.
    pub fn new(written: &str) -> Result<Self, NameError> {
        let key = matching_key(written);
        if key.chars().all(|c| c == MIDDLE_DOT) {
            return Err(NameError::Empty);
        }
        match written.chars().enumerate().find(|(_, c)| !may_stand_in_a_name(*c)) {
            Some((at, found)) => Err(NameError::Character { position: at + 1, found }),
            None => Ok(PersonName { written: written.to_owned(), key }),
        }
    }

    /// The name as given, for display and for writing back.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// See [`matching_key`].
    pub fn matching_key(&self) -> &str {
        &self.key
    }
}

const MIDDLE_DOT: char = '\u{00B7}';

/// The form by which two writings of one name are equal: no blanks, one middle dot for all the
/// dots in use, half-width capital Latin letters. For comparing only, never for display.
pub fn matching_key(written: &str) -> String {
    written
        .chars()
        .map(text::fold)
        .filter(|c| !text::is_blank(*c))
        .map(|c| if is_dot(c) { MIDDLE_DOT } else { c })
        .flat_map(char::to_uppercase)
        .collect()
}

/// The dots that join the parts of a transcribed name (阿不都·买买提). The full-width full stop
/// is folded to the plain one before.
fn is_dot(c: char) -> bool {
    matches!(
        c,
        MIDDLE_DOT
            | '.'
            | '\u{2022}'
            | '\u{2027}'
            | '\u{2219}'
            | '\u{22C5}'
            | '\u{2E31}'
            | '\u{30FB}'
            | '\u{FF65}'
    )
}

fn may_stand_in_a_name(c: char) -> bool {
    let c = text::fold(c);
    // Apostrophe and hyphen stand in Latin names; U+3007 is the character 〇.
    c.is_alphabetic()
        || text::is_blank(c)
        || is_dot(c)
        || text::is_hyphen(c)
        || matches!(c, '\'' | '\u{2019}' | '\u{3007}')
}
