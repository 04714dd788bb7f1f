//! Files out: lists in the official columns, and workbooks given back with
//! their faults marked. Texts are written as texts; nothing becomes a formula.

mod marked;
mod workbook;

use std::io::Write;

use jiff::civil::Date;

use super::error::SheetError;
use super::injection::disarm;
pub use marked::{Fault, Marked, Marks, Place, marked_copy};
use workbook::ListWorkbook;

/// The two formats a list leaves in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    /// UTF-8 with a byte order mark, without which spreadsheet programs read another encoding.
    Csv,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub heading: String,
    /// In Latin characters; a Chinese one takes two.
    pub width: u16,
    pub kind: ColumnKind,
}

/// What a column holds, so that the program treats what is typed into it later alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Codes and phones too: digits that are no amount.
    Text,
    Number,
    Day,
}

/// What is written into a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    Empty,
    Text(&'a str),
    Number(f64),
    Day(Date),
}

/// What stands above the rows of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Characters that a sheet's name cannot have are replaced.
    pub sheet: String,
    /// One line each, over the whole width.
    pub titles: Vec<String>,
    pub columns: Vec<Column>,
}

/// Writes a list row by row in constant memory.
///
/// `.csv` goes to `out` as it comes; `.xlsx` lies in an unnamed scratch file
/// until [`finish`](Self::finish).
pub struct SheetWriter<W: Write + Send> {
    body: Body<W>,
}

enum Body<W: Write + Send> {
    Xlsx(Box<ListWorkbook>, W),
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write + Send> SheetWriter<W> {
    pub fn new(format: Format, head: &Head, mut out: W) -> Result<Self, SheetError> {
        let body = match format {
            Format::Xlsx => Body::Xlsx(Box::new(ListWorkbook::new(head)?), out),
            Format::Csv => {
                out.write_all("\u{FEFF}".as_bytes())?;
                let mut csv = csv::WriterBuilder::new()
                    .flexible(true)
                    .terminator(csv::Terminator::CRLF)
                    // A tab or semicolon in the open makes programs guess another delimiter.
                    .quote_style(csv::QuoteStyle::Always)
                    .from_writer(out);
                for title in &head.titles {
                    csv.write_record([disarm(title).as_ref()]).map_err(failed)?;
                }
                let headings = head.columns.iter().map(|column| disarm(&column.heading));
                for heading in headings {
                    csv.write_field(heading.as_ref()).map_err(failed)?;
                }
                csv.write_record(None::<&[u8]>).map_err(failed)?;
                Body::Csv(Box::new(csv))
            }
        };
        Ok(Self { body })
    }

    /// One row, a value per column.
    pub fn row(&mut self, values: &[Value<'_>]) -> Result<(), SheetError> {
        match &mut self.body {
            Body::Xlsx(book, _) => book.row(values),
            Body::Csv(csv) => {
                for value in values {
                    let text = match value {
                        Value::Empty => "".into(),
                        Value::Text(text) => disarm(text),
                        Value::Number(number) => number.to_string().into(),
                        Value::Day(day) => day.to_string().into(),
                    };
                    csv.write_field(text.as_ref()).map_err(failed)?;
                }
                csv.write_record(None::<&[u8]>).map_err(failed)
            }
        }
    }

    /// Ends the list, with a line below it if there is one to say.
    pub fn finish(self, footer: Option<&str>) -> Result<W, SheetError> {
        match self.body {
            Body::Xlsx(mut book, mut out) => {
                book.finish(footer, &mut out)?;
                Ok(out)
            }
            Body::Csv(mut csv) => {
                if let Some(footer) = footer {
                    csv.write_record([disarm(footer).as_ref()]).map_err(failed)?;
                }
                csv.into_inner().map_err(|error| SheetError::Io(error.to_string()))
            }
        }
    }
}

fn failed(error: csv::Error) -> SheetError {
    SheetError::Io(error.to_string())
}
