//! The rows of an `.xlsx`, as a stream.
//!
//! Written here because no library at hand reads untrusted workbooks safely:
//! calamine reserves memory by a count that the file states (the process
//! aborts), gathers texts of any length, holds every shared text, and drops
//! the digits as written.

use std::io::{Read, Seek};
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::shared::SharedStrings;
use super::workbook::{Look, Looks, RichText, Workbook};
use super::xml::{Part, attribute, push_reference, unescape};
use super::{Item, Job, Sink, Stop, emit, too_large};
use crate::sheet::cell::{Cell, Row};
use crate::sheet::error::{Exceeded, SheetError};

/// Every sheet of a workbook. A broken sheet does not take the others with it.
pub(super) fn read<R: Read + Seek>(
    job: &Job<'_>,
    zip: ZipArchive<R>,
    file: &Arc<str>,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let mut book = Workbook::open(job, zip)?;
    for part in book.sheets.clone() {
        let sheet: Arc<str> = part.name.as_str().into();
        emit(sink, Item::Sheet { file: file.clone(), sheet: sheet.clone() })?;
        let (xml, shared, looks) = match book.sheet(job, &part.path) {
            Ok(opened) => opened,
            Err(error) => {
                let sheet = Some(sheet);
                emit(sink, Item::Failed { file: file.clone(), sheet, error })?;
                continue;
            }
        };
        let rows = SheetRows { job, shared, looks, file, sheet: &sheet, last_row: 0 };
        match rows.read(xml, sink) {
            Err(Stop::Error(error)) => {
                emit(sink, Item::Failed { file: file.clone(), sheet: Some(sheet), error })?;
            }
            done => done?,
        }
    }
    Ok(())
}

struct SheetRows<'a> {
    job: &'a Job<'a>,
    shared: &'a mut SharedStrings,
    looks: &'a Looks,
    file: &'a Arc<str>,
    sheet: &'a Arc<str>,
    last_row: u32,
}

/// A cell being read (18.3.1.4 c).
#[derive(Default)]
struct Open {
    column: u32,
    style: Option<usize>,
    kind: String,
    value: String,
    in_value: bool,
    inline: RichText,
    in_inline: bool,
}

impl SheetRows<'_> {
    fn read<P: Read>(mut self, mut part: Part<P>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        let mut cells: Vec<Cell> = Vec::new();
        let mut row_no = 0;
        let mut next_column = 1;
        let mut open: Option<Open> = None;
        loop {
            match (part.next()?, &mut open) {
                (Event::Start(e), None) => match e.local_name().as_ref() {
                    "row" => {
                        row_no = self.row_number(&e)?;
                        next_column = 1;
                    }
                    "c" => {
                        let cell = open_cell(&e, next_column)?;
                        next_column = cell.column.saturating_add(1);
                        open = Some(cell);
                    }
                    _ => {}
                },
                (Event::End(e), None) => match e.local_name().as_ref() {
                    "row" => self.hand_over(row_no, &mut cells, sink)?,
                    "sheetData" => return Ok(()),
                    _ => {}
                },
                (Event::End(e), Some(_)) if e.local_name().as_ref() == "c" => {
                    let cell = open.take().unwrap_or_default();
                    let column = cell.column;
                    let cell = self.finish(cell)?;
                    self.place(cell, row_no, column, &mut cells)?;
                }
                (Event::Eof, _) => return Err(part.damaged().into()),
                (event, Some(cell)) => {
                    cell.event(&event);
                    self.job.check_cell(cell.value.len() + cell.inline.len())?;
                }
                _ => {}
            }
        }
    }

    /// Rows come in order; a row without a number follows the one before.
    fn row_number(&mut self, row: &BytesStart<'_>) -> Result<u32, SheetError> {
        let limit = self.job.limits().rows;
        let number = match attribute(row, "r") {
            Some(text) => text.parse().map_err(|_| SheetError::damaged("row"))?,
            None => self.last_row.saturating_add(1),
        };
        if number <= self.last_row {
            return Err(SheetError::damaged("row"));
        }
        // Kept even when it is beyond the limit: an empty row out there is harmless.
        self.last_row = number.min(limit.saturating_add(1));
        Ok(number)
    }

    fn finish(&mut self, mut open: Open) -> Result<Cell, SheetError> {
        let inline = open.inline.take();
        Ok(match open.kind.as_str() {
            "inlineStr" => Cell::text(inline),
            "s" if open.value.is_empty() => Cell::default(),
            "s" => {
                let index = open.value.trim().parse().ok();
                let text = index.map(|index| self.shared.get(index)).transpose()?.flatten();
                Cell::text(text.ok_or_else(|| SheetError::damaged("sharedStrings.xml"))?)
            }
            "b" => Cell::bool(matches!(open.value.trim(), "1" | "true")),
            "e" => Cell::error(&open.value),
            "str" | "d" => Cell::text(unescape(&open.value)),
            _ => match (open.value.trim().parse::<f64>(), self.looks.of(open.style)) {
                (Ok(number), Look::Date) => {
                    // Day 0 of the 1904 system is 1904-01-01.
                    let shift = if self.looks.epoch_1904 { 1462.0 } else { 0.0 };
                    Cell::date(number + shift)
                }
                (Ok(number), Look::Number(code)) => Cell::number(number, code),
                (Err(_), _) => Cell::text(open.value),
            },
        })
    }

    fn place(&self, cell: Cell, row: u32, column: u32, cells: &mut Vec<Cell>) -> Result<(), SheetError> {
        let limits = self.job.limits();
        if cell.is_empty() {
            return Ok(());
        }
        if row > limits.rows {
            return Err(too_large(Exceeded::Rows, limits.rows.into()));
        }
        if column > limits.columns {
            return Err(SheetError::TooWide { row, column, limit: limits.columns });
        }
        let index = column as usize - 1;
        if cells.len() <= index {
            cells.resize(index + 1, Cell::default());
        }
        cells[index] = cell;
        Ok(())
    }

    fn hand_over(&self, row_no: u32, cells: &mut Vec<Cell>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if cells.is_empty() {
            return Ok(());
        }
        let row =
            Row { file: self.file.clone(), sheet: self.sheet.clone(), row_no, cells: std::mem::take(cells) };
        emit(sink, Item::Row(row))
    }
}

impl Open {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(e) if e.local_name().as_ref() == "v" => self.in_value = true,
            Event::End(e) if e.local_name().as_ref() == "v" => self.in_value = false,
            Event::Start(e) if e.local_name().as_ref() == "is" => self.in_inline = true,
            Event::End(e) if e.local_name().as_ref() == "is" => self.in_inline = false,
            Event::Text(t) if self.in_value => self.value.push_str(&t.xml10_content()),
            Event::CData(t) if self.in_value => self.value.push_str(&t.xml10_content()),
            Event::GeneralRef(r) if self.in_value => push_reference(r, &mut self.value),
            event if self.in_inline => self.inline.event(event),
            _ => {}
        }
    }
}

fn open_cell(element: &BytesStart<'_>, next_column: u32) -> Result<Open, SheetError> {
    let mut open = Open { column: next_column, ..Open::default() };
    for attribute in element.attributes().with_checks(false).flatten() {
        match attribute.key.as_ref() {
            "r" => open.column = column_of(&attribute.value)?,
            "s" => open.style = attribute.value.parse().ok(),
            "t" => open.kind = attribute.value.into_owned(),
            _ => {}
        }
    }
    Ok(open)
}

/// The column of a reference such as `XFD1048576`, counted from 1.
fn column_of(reference: &str) -> Result<u32, SheetError> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.fold(0_u32, |sum, letter| {
        sum.saturating_mul(26).saturating_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    });
    match column {
        0 => Err(SheetError::damaged(reference)),
        column => Ok(column),
    }
}
