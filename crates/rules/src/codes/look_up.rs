//! From what a cell holds to a row of a table.

use std::collections::HashMap;

use super::{Entry, Table};
use crate::text;

/// What a written value turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<T = &'static Entry> {
    Empty,
    Known(T),
    /// The label fits several rows.
    Ambiguous(Vec<T>),
    /// Code and label name two different rows.
    Conflict {
        by_code: T,
        by_label: T,
    },
    /// Not in the table, but the table is not verified: keep it as written and flag it.
    Kept(Unlisted),
    /// Not in the table, and the table is complete.
    Unknown(Unlisted),
}

/// The parts of a value that no row has, folded to half-width and without blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlisted {
    pub code: Option<String>,
    pub label: Option<String>,
}

impl<T> Lookup<T> {
    /// The value, if it is settled.
    pub fn known(self) -> Option<T> {
        match self {
            Lookup::Known(value) => Some(value),
            _ => None,
        }
    }

    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Lookup<U> {
        match self {
            Lookup::Empty => Lookup::Empty,
            Lookup::Known(value) => Lookup::Known(f(value)),
            Lookup::Ambiguous(values) => Lookup::Ambiguous(values.into_iter().map(f).collect()),
            Lookup::Conflict { by_code, by_label } => {
                Lookup::Conflict { by_code: f(by_code), by_label: f(by_label) }
            }
            Lookup::Kept(unlisted) => Lookup::Kept(unlisted),
            Lookup::Unknown(unlisted) => Lookup::Unknown(unlisted),
        }
    }
}

/// Rows of a table by what may be written for them.
#[derive(Debug)]
pub(crate) struct Index {
    by_code: HashMap<&'static str, &'static Entry>,
    /// Labels, other spellings, identifiers and English terms.
    by_label: HashMap<String, Vec<&'static Entry>>,
    /// Chinese labels and other spellings without the table's endings.
    by_stem: HashMap<String, Vec<&'static Entry>>,
}

impl Index {
    fn of(table: &Table) -> Index {
        let mut index = Index { by_code: HashMap::new(), by_label: HashMap::new(), by_stem: HashMap::new() };
        let put = |rows: &mut HashMap<String, Vec<&'static Entry>>, word, entry| {
            let rows = rows.entry(word).or_default();
            if !rows.contains(&entry) {
                rows.push(entry);
            }
        };
        for entry in table.entries {
            for word in entry.also.iter().chain([&entry.zh]) {
                let word = text::squeeze(word);
                put(&mut index.by_stem, table.stem(&word).to_owned(), entry);
                put(&mut index.by_label, word, entry);
            }
            for word in [entry.key, entry.en] {
                put(&mut index.by_label, text::squeeze(word).to_lowercase(), entry);
            }
            let spare = entry.also.iter().filter(|also| also.bytes().all(|b| b.is_ascii_digit()));
            for code in spare.chain(entry.code.as_ref()) {
                index.by_code.insert(code, entry);
            }
        }
        index
    }
}

impl Table {
    /// Reads a written value: "01 汉族", "汉族", "汉", "01", "1", "汉族(01)", full-width forms.
    /// A key of the table reads as its row, so that stored values read as themselves. Where code
    /// and label name a row and one above it, the lower row is meant.
    pub fn look_up(&self, written: &str) -> Lookup {
        let squeezed = text::squeeze(written);
        // A stroke or a dash in a cell says that there is nothing.
        if squeezed.chars().all(is_joint) {
            return Lookup::Empty;
        }
        // Some terms hold digits of their own.
        if let [entry] = self.exactly(&squeezed) {
            return Lookup::Known(entry);
        }
        let (code, label) = split(&squeezed);
        let by_code = code.and_then(|code| self.by_code(code));
        let by_label = label.map(|label| self.by_label(label)).unwrap_or_default();
        match (code, by_code, by_label) {
            (None, _, [entry]) => Lookup::Known(entry),
            (None, _, [_, _, ..]) => Lookup::Ambiguous(by_label.to_vec()),
            (Some(_), Some(entry), _) if label.is_none() => Lookup::Known(entry),
            (Some(_), Some(by_code), [first, ..]) => {
                let under = by_label.iter().find(|row| self.is_under(row, by_code));
                if by_label.iter().any(|row| *row == by_code || self.is_under(by_code, row)) {
                    Lookup::Known(by_code)
                } else if let Some(row) = under {
                    Lookup::Known(row)
                } else {
                    Lookup::Conflict { by_code, by_label: first }
                }
            }
            // A known code with an unknown label may be another table's code.
            _ => self.unlisted(code, label),
        }
    }

    fn unlisted(&self, code: Option<&str>, label: Option<&str>) -> Lookup {
        let unlisted = Unlisted { code: code.map(str::to_owned), label: label.map(str::to_owned) };
        if self.is_open() { Lookup::Kept(unlisted) } else { Lookup::Unknown(unlisted) }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(self))
    }

    fn by_code(&self, code: &str) -> Option<&'static Entry> {
        let find = |code: &str| self.index().by_code.get(code).copied();
        find(code).or_else(|| {
            let width = self.width.filter(|width| code.len() < *width)?;
            find(&format!("{code:0>width$}"))
        })
    }

    fn exactly(&self, label: &str) -> &[&'static Entry] {
        let rows = &self.index().by_label;
        let found = rows.get(label).or_else(|| rows.get(&label.to_lowercase()));
        found.map_or(&[], Vec::as_slice)
    }

    fn by_label(&self, label: &str) -> &[&'static Entry] {
        match self.exactly(label) {
            [] => self.index().by_stem.get(self.stem(label)).map_or(&[], Vec::as_slice),
            rows => rows,
        }
    }

    /// The label without the ending that people leave out; never empty.
    fn stem<'a>(&self, label: &'a str) -> &'a str {
        self.suffixes
            .iter()
            .filter_map(|suffix| label.strip_suffix(suffix))
            .find(|stem| !stem.is_empty())
            .unwrap_or(label)
    }
}

/// Splits a leading or a trailing code from a label, and drops what joins them.
fn split(squeezed: &str) -> (Option<&str>, Option<&str>) {
    let digit = |c: char| c.is_ascii_digit();
    let outer = squeezed.trim_matches(is_joint);
    let after_code = outer.trim_start_matches(digit);
    let before_code = outer.trim_end_matches(digit);
    let (code, label) = if after_code.len() < outer.len() {
        (&outer[..outer.len() - after_code.len()], after_code)
    } else {
        (&outer[before_code.len()..], before_code)
    };
    // Brackets inside a label belong to it; only those around the code are dropped.
    let label = label.trim_start_matches(is_joint);
    let label = if code.is_empty() { squeezed } else { label.trim_end_matches(is_joint) };
    (Some(code).filter(|c| !c.is_empty()), Some(label).filter(|l| !l.is_empty()))
}

/// What stands between or around code and label.
fn is_joint(c: char) -> bool {
    text::is_hyphen(c) || "()[]【】.,:;_/\\、。·".contains(c)
}
