//! What a row of the sheet says of an organisation, and what is wrong with its cells.

use serde::{Deserialize, Serialize};
use zhibu_kernel::Day;
use zhibu_rules::codes::{Lookup, OrgKind, UnitSituation};
use zhibu_rules::day::{self, Parsed};
use zhibu_web::found::{Level, Say};
use zhibu_web::key;
use zhibu_web::sheet::layout::Table;
use zhibu_web::sheet::{CellKind, Row, code_text};

use super::columns::Field;

/// What was found in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How much it weighs: a note is kept as written, with a fault the row is not taken.
    pub level: Level,
    /// The column of the sheet, counted from 0; none for the row as a whole.
    pub column: Option<usize>,
    /// The cell as written.
    pub written: String,
    /// What is wrong.
    pub problem: Say,
    /// How to mend it.
    pub mend: Say,
}

/// What a row says; what it does not say is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The sheet.
    pub sheet: String,
    /// The row, counted from 1.
    pub row: u32,
    /// The full name.
    pub name: Option<String>,
    /// The short name.
    pub short_name: Option<String>,
    /// The superior, by full name or code.
    pub superior: Option<String>,
    /// The official code.
    pub code: Option<String>,
    /// The kind's word.
    pub kind: Option<String>,
    /// The day it was founded.
    pub founded_on: Option<Day>,
    /// The word of 所在单位情况.
    pub unit: Option<String>,
    /// Where each column stands.
    columns: Vec<(Field, usize)>,
    /// What is wrong with the cells by themselves.
    pub(super) findings: Vec<Finding>,
}

/// Reads a row of data of a table.
pub(super) fn read(row: &Row, table: &Table) -> Draft {
    let mut draft = Draft { sheet: row.sheet.to_string(), row: row.row_no, ..Draft::default() };
    for column in &table.columns {
        let Some(field) = column.key.as_deref().and_then(Field::from_key) else { continue };
        draft.columns.push((field, column.index));
        let text = row.text(column.index).trim();
        if !text.is_empty() {
            draft.cell(field, row, column.index, text);
        }
    }
    draft
}

impl Draft {
    fn cell(&mut self, field: Field, row: &Row, column: usize, text: &str) {
        match field {
            Field::Name => self.name = Some(squeezed(text)),
            Field::ShortName => self.short_name = Some(squeezed(text)),
            Field::Superior => self.superior = Some(squeezed(text)),
            Field::Code => {
                let code = code_text(&row.cells[column]);
                if code.lost_digits() {
                    return self.fault(
                        field,
                        text,
                        Say::new(key!("org-fault-code-lost")),
                        key!("org-mend-text"),
                    );
                }
                self.code = Some(code.text);
            }
            Field::Kind => match OrgKind::look_up(text) {
                Lookup::Known(kind) => self.kind = Some(kind.key().to_owned()),
                _ => {
                    let problem = Say::new(key!("org-fault-kind")).text("written", text);
                    self.fault(field, text, problem, key!("org-mend-kind"));
                }
            },
            Field::Unit => match UnitSituation::look_up(text) {
                Lookup::Known(unit) => self.unit = Some(unit.key().to_owned()),
                _ => {
                    let problem = Say::new(key!("org-fault-unit")).text("written", text);
                    self.fault(field, text, problem, key!("org-mend-unit"));
                }
            },
            Field::FoundedOn => {
                // A day that the sheet stores as one is read from its number.
                let parsed = match row.cells[column].kind {
                    CellKind::Date(serial) => day::from_serial(serial as i64).map(Parsed::Day),
                    _ => day::parse(text),
                };
                match parsed {
                    // Of old organisations the month alone is known: its first day stands for it.
                    Ok(parsed) => self.founded_on = Some(parsed.earliest().into()),
                    Err(_) => self.fault(field, text, Say::new(key!("org-fault-day")), key!("org-mend-day")),
                }
            }
            Field::Number | Field::Other => {}
        }
    }

    /// Where the sheet has a column.
    pub(super) fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().find(|(known, _)| *known == field).map(|(_, column)| *column)
    }

    /// Notes something wrong at a column.
    pub(super) fn fault(&mut self, field: Field, written: &str, problem: Say, mend: &'static str) {
        let finding = self.finding(Level::Fault, field, written, problem, mend);
        self.findings.push(finding);
    }

    /// What is said of a column of this row.
    pub(super) fn finding(
        &self,
        level: Level,
        field: Field,
        written: &str,
        problem: Say,
        mend: &'static str,
    ) -> Finding {
        let column = self.column_of(field);
        Finding { level, column, written: written.to_owned(), problem, mend: Say::new(mend) }
    }
}

/// A name without the blanks that forms are stretched with.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
