use super::footer::{Frame, footer_of, is_thin};
use super::heading::{Found, Headings, numbers_columns};
use super::{Doubt, KnownColumn, Layout, SheetId, Table};
use crate::sheet::cell::Row;

/// Finds the tables in rows that it is shown one by one.
pub struct Recogniser {
    headings: Headings,
    layout: Layout,
    place: SheetId,
    state: State,
}

enum State {
    /// Rows that may hold a heading, `most` of them before it is decided.
    Looking {
        rows: Vec<Row>,
        most: usize,
    },
    Inside(Open),
}

/// The table being read.
struct Open {
    table: Table,
    columns: Vec<(usize, String)>,
    /// Lines of one cell, the last ones read: titles if a heading follows.
    lines: Vec<Row>,
}

/// How far down a sheet its first heading is looked for, in written rows.
const HEAD_ROWS: usize = 12;
/// A heading further down is looked for in the rows it can span.
const NEXT_ROWS: usize = 3;
const SAMPLES: usize = 3;
/// Lists of single rows stop growing here: a file of a million remarks is no table.
const MOST_NOTED: usize = 10_000;

impl Recogniser {
    pub fn new(known: &[KnownColumn]) -> Self {
        Self {
            headings: Headings::new(known),
            layout: Layout::default(),
            place: SheetId::default(),
            state: looking(HEAD_ROWS),
        }
    }

    /// The next row, in the order in which the reader reports them.
    pub fn row(&mut self, row: &Row) {
        if *self.place.file != *row.file || *self.place.sheet != *row.sheet {
            self.end_sheet();
            self.place = SheetId { file: row.file.to_string(), sheet: row.sheet.to_string() };
        }
        self.step(row);
    }

    /// What was found.
    pub fn finish(mut self) -> Layout {
        self.end_sheet();
        self.layout
    }

    fn step(&mut self, row: &Row) {
        match &mut self.state {
            State::Looking { rows, most } => {
                rows.push(row.clone());
                if rows.len() >= *most {
                    self.settle();
                }
            }
            State::Inside(open) => {
                // Two known words may be a person's data; three are a heading.
                if self.headings.may_begin(row) && self.headings.hits(row) >= 3 {
                    let mut rows = std::mem::take(&mut open.lines);
                    let most = rows.len() + NEXT_ROWS;
                    rows.push(row.clone());
                    self.end_table();
                    self.state = State::Looking { rows, most };
                    return;
                }
                open.row(row);
            }
        }
    }

    /// Decides where in the gathered rows the heading is, and goes on from there.
    fn settle(&mut self) {
        let State::Looking { rows, .. } = std::mem::replace(&mut self.state, looking(HEAD_ROWS)) else {
            return;
        };
        let Some(found) = self.headings.first(&rows) else {
            if !rows.is_empty() && self.layout.unrecognised.last() != Some(&self.place) {
                self.layout.unrecognised.push(self.place.clone());
            }
            return;
        };
        if self.layout.unrecognised.last() == Some(&self.place) {
            self.layout.unrecognised.pop();
        }
        let mut under = found.first + found.rows;
        let numbered = rows.get(under).is_some_and(numbers_columns);
        under += usize::from(numbered);
        self.state = State::Inside(Open::new(&self.place, found, &rows, under));
        for row in &rows[under..] {
            self.step(row);
        }
    }

    fn end_table(&mut self) {
        if let State::Inside(mut open) = std::mem::replace(&mut self.state, looking(HEAD_ROWS)) {
            open.judge_lines();
            self.layout.tables.push(open.table);
        }
    }

    fn end_sheet(&mut self) {
        // What is settled may begin another table, which is settled in turn.
        while matches!(&self.state, State::Looking { rows, .. } if !rows.is_empty()) {
            self.settle();
        }
        self.end_table();
    }
}

fn looking(most: usize) -> State {
    State::Looking { rows: Vec::new(), most }
}

impl Open {
    fn new(place: &SheetId, found: Found, rows: &[Row], under: usize) -> Self {
        let titles = rows[..found.first].iter().map(|row| (row.row_no, line(row))).collect();
        let columns = found.columns.iter().map(|c| (c.index, c.heading.clone())).collect();
        let table = Table {
            place: place.clone(),
            titles,
            heading: (rows[found.first].row_no, rows[under - 1].row_no),
            columns: found.columns,
            doubts: found.doubts,
            ..Table::default()
        };
        Self { table, columns, lines: Vec::new() }
    }

    fn row(&mut self, row: &Row) {
        let is_line = row.cells.iter().filter(|cell| !cell.is_empty()).count() == 1;
        if !is_line || self.lines.len() >= NEXT_ROWS {
            self.judge_lines();
        }
        match is_line {
            true => self.lines.push(row.clone()),
            false => self.judge(row),
        }
    }

    fn judge_lines(&mut self) {
        for line in std::mem::take(&mut self.lines) {
            self.judge(&line);
        }
    }

    fn judge(&mut self, row: &Row) {
        let frame = Frame { columns: &self.columns };
        if let Some(footer) = footer_of(row, &frame) {
            if self.table.footers.len() < MOST_NOTED {
                self.table.footers.push((row.row_no, footer));
            }
            return;
        }
        if is_thin(row, &frame) && self.table.doubts.len() < MOST_NOTED {
            self.table.doubts.push(Doubt::ThinRow { row: row.row_no });
        }
        let first = self.table.data.map_or(row.row_no, |(first, _)| first);
        self.table.data = Some((first, row.row_no));
        self.table.rows += 1;
        for column in &mut self.table.columns {
            let text = row.text(column.index);
            if column.samples.len() < SAMPLES && !text.trim().is_empty() {
                column.samples.push(text.to_owned());
            }
        }
    }
}

/// The texts of a row, as one line.
fn line(row: &Row) -> String {
    let texts = row.cells.iter().map(|cell| cell.text.trim()).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join(" ")
}
