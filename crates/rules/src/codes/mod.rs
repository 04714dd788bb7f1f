//! Code tables: what a roster's cells may hold, and reading them.
//!
//! A [`Table`] is data. Where a program decides by the value there is an enum beside the table
//! ([`Sex`], [`OrgKind`], [`Stage`], [`MembershipStatus`], [`Ending`], [`UnitSituation`],
//! [`YesNo`]); its variants and the table's rows are one list. Everything else is kept as the
//! row's [`Entry::key`].
//!
//! Reading accepts what people write: "01 汉族", "汉族", "汉", "01", "1", also in full-width
//! characters. A code that an unverified table lacks is never refused: see [`Lookup::Kept`].

mod look_up;
mod membership;
mod org;
mod person;
mod place;
mod stratum;
mod work;

pub use look_up::{Lookup, Unlisted};
pub use membership::{Ending, FLOATING_REASON, MembershipStatus, Stage};
pub use org::{OrgKind, UnitSituation};
pub use person::{EDUCATION, ETHNIC_GROUP, Sex, YesNo};
pub use place::{AFFILIATION, PROVINCE};
pub use stratum::NEW_STRATUM;
pub use work::{JOB, job_branch};

use std::sync::OnceLock;

use look_up::Index;

use crate::rule::Mark;

/// One row of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is stored: the code where the table's codes are known, else an identifier.
    pub key: &'static str,
    /// The official code, where one is known.
    pub code: Option<&'static str>,
    /// The table's own Chinese term.
    pub zh: &'static str,
    pub en: &'static str,
    /// Other spellings that mean this row.
    pub also: &'static [&'static str],
    /// The row above, in a hierarchical table.
    pub parent: Option<&'static str>,
    /// Set where a row is less certain than its table.
    mark: Option<Mark>,
}

/// A value table with its source.
#[derive(Debug)]
pub struct Table {
    /// Identifier of the field, as in the glossary.
    pub name: &'static str,
    /// Standard or form from which the rows come.
    pub source: &'static str,
    pub mark: Mark,
    /// Digits of a code where all codes have the same number, so that "1" is read as "01".
    pub width: Option<usize>,
    /// Endings of a label that may be left out or added: "汉" is "汉族".
    pub suffixes: &'static [&'static str],
    pub entries: &'static [Entry],
    /// Built when the table is first read; an import reads millions of cells.
    pub(crate) index: OnceLock<Index>,
}

impl Entry {
    /// A row kept under its official code.
    pub(crate) const fn coded(code: &'static str, zh: &'static str, en: &'static str) -> Entry {
        Entry { key: code, code: Some(code), zh, en, also: &[], parent: None, mark: None }
    }

    /// A row kept under an identifier, without a known code.
    pub(crate) const fn named(key: &'static str, zh: &'static str, en: &'static str) -> Entry {
        Entry { key, code: None, zh, en, also: &[], parent: None, mark: None }
    }

    pub(crate) const fn code(self, code: &'static str) -> Entry {
        Entry { code: Some(code), ..self }
    }

    pub(crate) const fn also(self, also: &'static [&'static str]) -> Entry {
        Entry { also, ..self }
    }

    pub(crate) const fn under(self, parent: &'static str) -> Entry {
        Entry { parent: Some(parent), ..self }
    }

    pub(crate) const fn marked(self, mark: Mark) -> Entry {
        Entry { mark: Some(mark), ..self }
    }
}

impl Table {
    /// The row stored under `key`.
    pub fn find(&self, key: &str) -> Option<&'static Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// How well one of this table's rows is known.
    pub fn mark_of(&self, entry: &Entry) -> Mark {
        entry.mark.unwrap_or(self.mark)
    }

    /// Whether `entry` stands below `above` in a hierarchical table.
    pub fn is_under(&self, entry: &Entry, above: &Entry) -> bool {
        let parent = entry.parent.and_then(|parent| self.find(parent));
        parent.is_some_and(|parent| parent == above || self.is_under(parent, above))
    }

    /// Whether values that the table lacks are kept and flagged instead of refused.
    pub fn is_open(&self) -> bool {
        self.mark != Mark::Verified
    }
}

/// Declares an enum and its table as one list, so that neither can miss a row of the other.
macro_rules! coded_enum {
    (
        $(#[$doc:meta])*
        $name:ident { $($(#[$row_doc:meta])* $row:ident = $entry:expr,)+ }
        table { $($field:ident: $value:expr,)+ }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$row_doc])* $row,)+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$row,)+];

            /// The value table; its rows stand in the order of [`ALL`](Self::ALL).
            pub fn table() -> &'static $crate::codes::Table {
                static TABLE: $crate::codes::Table = $crate::codes::Table {
                    $($field: $value,)+
                    entries: &[$($entry,)+],
                    index: ::std::sync::OnceLock::new(),
                };
                &TABLE
            }

            pub fn entry(self) -> &'static $crate::codes::Entry {
                &Self::table().entries[self as usize]
            }

            /// The identifier under which the value is stored.
            pub fn key(self) -> &'static str {
                self.entry().key
            }

            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.key() == key)
            }

            /// Reads a written value: code, label or both.
            pub fn look_up(written: &str) -> $crate::codes::Lookup<Self> {
                Self::table().look_up(written).map(|entry| {
                    Self::from_key(entry.key).expect("variants and rows are one list")
                })
            }
        }
    };
}
pub(crate) use coded_enum;
