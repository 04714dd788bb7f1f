//! Which rows of a sheet are titles, heading, people and footer.
//!
//! A [`Recogniser`] looks at every row once and keeps ranges only; the
//! [`Layout`] it ends with tells the page what was found, may be corrected by
//! the person, and then answers for each row when the file is read again.

mod footer;
mod heading;
mod recognise;

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

pub use footer::Footer;
pub use recognise::Recogniser;

/// A column that the caller knows, with all headings people give it. Spaces,
/// line breaks, brackets and full-width forms are ignored when they are compared.
#[derive(Debug, Clone, Copy)]
pub struct KnownColumn {
    pub key: &'static str,
    pub headings: &'static [&'static str],
}

/// All that was found, in the order of files and sheets.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    pub tables: Vec<Table>,
    /// Sheets with text but without a heading row that could be recognised.
    pub unrecognised: Vec<SheetId>,
}

/// A sheet of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SheetId {
    pub file: String,
    pub sheet: String,
}

/// One table: a heading and the rows under it. A heading that is repeated
/// further down begins another one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub place: SheetId,
    /// Lines above the heading, with their rows.
    pub titles: Vec<(u32, String)>,
    /// First and last row of the heading.
    pub heading: (u32, u32),
    pub columns: Vec<TableColumn>,
    /// First and last row of data; `None` for a heading without rows.
    pub data: Option<(u32, u32)>,
    /// How many rows of data lie in that range.
    pub rows: u32,
    /// Sums, signatures and notes, inside the range or below it.
    pub footers: Vec<(u32, Footer)>,
    pub doubts: Vec<Doubt>,
}

/// A column of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableColumn {
    /// From 0, as in [`Row::cells`](super::Row::cells).
    pub index: usize,
    /// As written; the lines of a merged heading are joined by a space.
    pub heading: String,
    /// The known column; `None` keeps the values as notes.
    pub key: Option<String>,
    /// The first values, three at most.
    pub samples: Vec<String>,
}

/// What a person should decide or confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// A heading fits several known columns; the first free one was taken.
    SeveralKeys { column: usize, keys: Vec<String> },
    /// Several columns fit one known column; the first was taken.
    SeveralColumns { key: String, columns: Vec<usize> },
    /// A row with so little in it that it may be a remark; it was taken for data.
    ThinRow { row: u32 },
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowRole {
    Title,
    Heading,
    /// Of the table at this place of [`Layout::tables`].
    Data {
        table: usize,
    },
    Footer(Footer),
    /// Of a sheet without a table, or above its first one.
    Outside,
}

impl Layout {
    /// What a row of the file is.
    pub fn role(&self, file: &str, sheet: &str, row: u32) -> RowRole {
        let here = |table: &Table| table.place.file == file && table.place.sheet == sheet;
        let before = |table: &Table| table.first_row() <= row;
        let Some((index, table)) =
            self.tables.iter().enumerate().rfind(|(_, table)| here(table) && before(table))
        else {
            return RowRole::Outside;
        };
        if table.titles.iter().any(|(title, _)| *title == row) {
            return RowRole::Title;
        }
        if row <= table.heading.1 {
            return RowRole::Heading;
        }
        let footer = table.footers.binary_search_by_key(&row, |(footer, _)| *footer);
        match (footer, table.data) {
            (Ok(at), _) => RowRole::Footer(table.footers[at].1),
            (Err(_), Some((first, last))) if (first..=last).contains(&row) => RowRole::Data { table: index },
            _ => RowRole::Outside,
        }
    }
}

impl Table {
    /// The person's word on a column: `key` for a known one, `None` for notes.
    /// Another column that had the key gives it up; doubts about either are settled.
    pub fn map(&mut self, index: usize, key: Option<&str>) {
        for column in &mut self.columns {
            if column.index == index {
                column.key = key.map(str::to_owned);
            } else if key.is_some() && column.key.as_deref() == key {
                column.key = None;
            }
        }
        self.doubts.retain(|doubt| match doubt {
            Doubt::SeveralKeys { column, .. } => *column != index,
            Doubt::SeveralColumns { key: doubtful, columns } => {
                !columns.contains(&index) && Some(doubtful.as_str()) != key
            }
            Doubt::ThinRow { .. } => true,
        });
    }

    /// The column with a key.
    pub fn column(&self, key: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.key.as_deref() == Some(key))
    }

    /// Columns that hold something we have no place for.
    pub fn unknown(&self) -> impl Iterator<Item = &TableColumn> {
        self.columns.iter().filter(|column| column.key.is_none())
    }

    /// Rows from the first title to the last of data or footer.
    pub fn span(&self) -> RangeInclusive<u32> {
        let last_data = self.data.map_or(self.heading.1, |(_, last)| last);
        let last_footer = self.footers.last().map_or(0, |(row, _)| *row);
        self.first_row()..=last_data.max(last_footer)
    }

    fn first_row(&self) -> u32 {
        self.titles.first().map_or(self.heading.0, |(row, _)| *row)
    }
}
