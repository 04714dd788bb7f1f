//! Headings: what two texts must share to be one, and which rows hold them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::{Doubt, KnownColumn, TableColumn};
use crate::sheet::cell::{Cell, CellKind, Row};

/// The known columns by the plain form of their headings.
pub(super) struct Headings {
    by_text: HashMap<String, Vec<&'static str>>,
}

/// A heading over one to three rows, and how many known columns it names.
pub(super) struct Found {
    /// Rows of the slice that were looked at.
    pub(super) first: usize,
    pub(super) rows: usize,
    pub(super) hits: usize,
    pub(super) columns: Vec<TableColumn>,
    pub(super) doubts: Vec<Doubt>,
}

/// The most rows a merged heading spans.
const TALLEST: usize = 3;

impl Headings {
    pub(super) fn new(known: &[KnownColumn]) -> Self {
        let mut by_text: HashMap<String, Vec<&'static str>> = HashMap::new();
        for column in known {
            for heading in column.headings {
                let keys = by_text.entry(plain(heading)).or_default();
                if !keys.contains(&column.key) {
                    keys.push(column.key);
                }
            }
        }
        Self { by_text }
    }

    /// The known columns that a heading may mean: with what stands in
    /// brackets, then without it (`联系电话（手机）`, `出生日期（年月日）`).
    fn keys(&self, heading: &str) -> &[&'static str] {
        let whole = self.by_text.get(&plain(heading));
        let keys = whole.or_else(|| self.by_text.get(&plain(&without_brackets(heading))));
        keys.map(Vec::as_slice).unwrap_or_default()
    }

    /// How many cells of a row are known headings.
    pub(super) fn hits(&self, row: &Row) -> usize {
        row.cells.iter().filter(|cell| !self.keys(&cell.text).is_empty()).count()
    }

    /// True if a row may begin a heading: it names columns and holds no data.
    pub(super) fn may_begin(&self, row: &Row) -> bool {
        let written = row.cells.iter().filter(|cell| !cell.is_empty()).count();
        let hits = self.hits(row);
        !holds_data(row) && (hits >= 3 || hits > 0 && hits * 2 >= written && written > 1)
    }

    /// The first heading within the rows: of the windows around the first row
    /// that names columns, the one with the most known columns, then the lowest.
    pub(super) fn first(&self, rows: &[Row]) -> Option<Found> {
        let begins = rows.iter().position(|row| self.may_begin(row))?;
        let names = |row: &Row| !holds_data(row) && self.hits(row) > 0;
        let run = rows[begins..].iter().take(TALLEST).take_while(|row| names(row)).count();
        let starts = begins.saturating_sub(TALLEST - 1)..begins + run;
        let windows = starts.flat_map(|first| {
            let most = TALLEST.min(rows.len() - first);
            (1..=most).map(move |height| first..first + height)
        });
        let found = windows.filter_map(|window| {
            let first = window.start;
            let window = &rows[window];
            let joined = window.windows(2).all(|two| two[1].row_no == two[0].row_no + 1);
            let plausible = window.iter().all(|row| !holds_data(row) && self.hits(row) > 0);
            (joined && plausible).then(|| self.read(window, first))
        });
        found
            .max_by_key(|found| (found.hits, Reverse(found.rows), Reverse(found.first)))
            .filter(|found| found.hits >= 2)
    }

    fn read(&self, window: &[Row], first: usize) -> Found {
        let width = window.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let mut named: Vec<(TableColumn, &[&'static str])> = Vec::new();
        for index in 0..width {
            let parts = column_parts(window, index);
            if parts.is_empty() {
                continue;
            }
            // `联系方式 手机 号` may be meant by all of it or by its lower lines.
            let keys = (0..parts.len())
                .map(|from| self.keys(&parts[from..].join(" ")))
                .find(|keys| !keys.is_empty())
                .unwrap_or_default();
            let heading = parts.join(" ");
            named.push((TableColumn { index, heading, ..TableColumn::default() }, keys));
        }
        let (columns, doubts) = assign(named);
        let hits = columns.iter().filter(|column| column.key.is_some()).count();
        Found { first, rows: window.len(), hits, columns, doubts }
    }
}

/// The texts over a column from top to bottom. A cell with text below it may
/// be merged to the right: it reaches there until the next text.
fn column_parts(window: &[Row], index: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for (depth, row) in window.iter().enumerate() {
        let under = |column| window[depth + 1..].iter().any(|row| !row.text(column).trim().is_empty());
        let mut text = row.text(index).trim();
        if text.is_empty() && under(index) {
            let left = (0..index).rev().find(|left| !row.text(*left).trim().is_empty());
            text = left.filter(|left| under(*left)).map_or("", |left| row.text(left).trim());
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() && parts.last() != Some(&text) {
            parts.push(text);
        }
    }
    parts
}

/// Gives each column its key: headings that mean one thing first, then those
/// that leave a choice take what is free.
fn assign(named: Vec<(TableColumn, &[&'static str])>) -> (Vec<TableColumn>, Vec<Doubt>) {
    let mut wanted: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (column, keys) in &named {
        if let [key] = keys {
            wanted.entry(key).or_default().push(column.index);
        }
    }
    let mut doubts: Vec<Doubt> = wanted
        .iter()
        .filter(|(_, columns)| columns.len() > 1)
        .map(|(key, columns)| Doubt::SeveralColumns { key: (*key).into(), columns: columns.clone() })
        .collect();
    let mut taken: BTreeMap<&str, usize> =
        wanted.into_iter().map(|(key, columns)| (key, columns[0])).collect();
    let mut columns = Vec::new();
    for (mut column, keys) in named {
        if keys.len() > 1 {
            if let Some(free) = keys.iter().find(|key| !taken.contains_key(*key)) {
                taken.insert(free, column.index);
            }
            let keys = keys.iter().map(|key| (*key).to_owned()).collect();
            doubts.push(Doubt::SeveralKeys { column: column.index, keys });
        }
        let key = keys.iter().find(|key| taken.get(*key) == Some(&column.index));
        column.key = key.map(|key| (*key).to_owned());
        columns.push(column);
    }
    (columns, doubts)
}

/// Headings are words: a number, a day or a long run of digits is data.
fn holds_data(row: &Row) -> bool {
    let is_data = |cell: &Cell| {
        let digits = cell.text.bytes().filter(u8::is_ascii_digit).count();
        matches!(cell.kind, CellKind::Number(_) | CellKind::Date(_) | CellKind::Bool(_))
            || digits >= 6 && digits * 2 > cell.text.chars().count()
    };
    row.cells.iter().any(is_data)
}

/// `1 2 3 4` or `(1) (2) (3)` under a heading: the numbers of the columns.
pub(super) fn numbers_columns(row: &Row) -> bool {
    let written: Vec<&Cell> = row.cells.iter().filter(|cell| !cell.is_empty()).collect();
    let numbers = written.iter().map(|cell| plain(&cell.text).parse::<usize>().ok());
    written.len() >= 4 && numbers.zip(1..).all(|(number, expected)| number == Some(expected))
}

/// A text without what people vary: spaces, marks, brackets, full-width forms, case.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(half_width).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).expect("maps onto printable ASCII"),
        other => other,
    }
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' | '〔' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}
