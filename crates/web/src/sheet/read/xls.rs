//! The old `.xls`, read by a process of its own.
//!
//! The library builds a dense grid as large as the file says, and a process
//! that runs out of memory cannot be saved; so it is one that nobody misses.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, BufWriter, Cursor, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ExitCode};
use std::sync::Arc;

use calamine::{Data, Reader as _, Xls, XlsError};
use serde::{Deserialize, Serialize};
use zhibu_kernel::child;

use super::{Item, Limits, Reader, Sink, Stop, emit};
use crate::sheet::cell::{Cell, Row};
use crate::sheet::error::SheetError;

/// How the reading process is started: by default this very program again,
/// with the argument `read-xls`, on which it calls [`child_main`] and nothing else.
#[derive(Debug, Clone)]
pub struct XlsChild {
    /// This program if `None`.
    pub program: Option<PathBuf>,
    pub arguments: Vec<OsString>,
}

impl Default for XlsChild {
    fn default() -> Self {
        Self { program: None, arguments: vec!["read-xls".into()] }
    }
}

/// One line of the child's output.
#[derive(Serialize, Deserialize)]
enum Line {
    Sheet(String),
    Row(u32, Vec<Cell>),
    Failed(SheetError),
    /// All is said. Without it the child has died.
    Done,
}

pub(super) fn read(
    reader: &Reader,
    mut source: impl Read,
    file: &Arc<str>,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    if names(&bytes, "EncryptedPackage") {
        return Err(SheetError::Password.into());
    }
    if !names(&bytes, "Workbook") && !names(&bytes, "Book") {
        return Err(SheetError::NotASpreadsheet.into());
    }
    let mut child = spawn(reader)?;
    let told = talk(&mut child, &bytes, &reader.limits, file, sink);
    // It may still be writing; nobody listens any more.
    child.kill()?;
    child.wait()?;
    told
}

/// A stream's name as an OLE directory writes it (MS-CFB 2.6.1).
fn names(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|window| window == wide)
}

fn spawn(reader: &Reader) -> io::Result<Child> {
    let program = match &reader.xls.program {
        Some(program) => program.clone(),
        None => std::env::current_exe()?,
    };
    let limits = child::Limits {
        memory_kib: reader.limits.child_kib,
        cpu_seconds: reader.limits.child_seconds.into(),
    };
    child::start(&program, &reader.xls.arguments, limits)
}

fn talk(
    child: &mut Child,
    bytes: &[u8],
    limits: &Limits,
    file: &Arc<str>,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let (Some(mut to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(SheetError::SaveAsXlsx.into());
    };
    // It reads everything before it writes, so this cannot block for ever. If
    // it is dead already, its silence says so below.
    let _ = to.write_all(bytes);
    drop(to);
    let mut from = BufReader::new(from);
    let mut sheet: Arc<str> = "".into();
    let mut text = Vec::new();
    loop {
        text.clear();
        from.by_ref().take(limits.held_bytes).read_until(b'\n', &mut text)?;
        let line = serde_json::from_slice(&text).map_err(|_| SheetError::SaveAsXlsx)?;
        match line {
            Line::Sheet(name) => {
                sheet = name.into();
                emit(sink, Item::Sheet { file: file.clone(), sheet: sheet.clone() })?;
            }
            Line::Row(row, cells) if cells.len() > limits.columns as usize => {
                let column = u32::try_from(cells.len()).unwrap_or(u32::MAX);
                return Err(SheetError::TooWide { row, column, limit: limits.columns }.into());
            }
            Line::Row(row_no, cells) => {
                let (file, sheet) = (file.clone(), sheet.clone());
                emit(sink, Item::Row(Row { file, sheet, row_no, cells }))?;
            }
            Line::Failed(error) => return Err(error.into()),
            Line::Done => return Ok(()),
        }
    }
}

/// The whole work of the reading process: an `.xls` on standard input, its rows
/// on standard output. The product's program calls it for `read-xls` before
/// anything else is set up.
pub fn child_main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let told = tell(&mut out).and_then(|()| out.flush());
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn tell(out: &mut impl Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let mut book = match Xls::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsError::Password) => return say(out, &Line::Failed(SheetError::Password)),
        Err(_) => return say(out, &Line::Failed(SheetError::damaged("xls"))),
    };
    // Day 0 of the 1904 system is 1904-01-01.
    let shift = if book.has_1904_epoch() { 1462.0 } else { 0.0 };
    for name in book.sheet_names() {
        say(out, &Line::Sheet(name.clone()))?;
        let Ok(range) = book.worksheet_range(&name) else {
            return say(out, &Line::Failed(SheetError::damaged(name)));
        };
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row_no, row) in (first_row + 1..).zip(range.rows()) {
            let Some(last) = row.iter().rposition(|data| *data != Data::Empty) else {
                continue;
            };
            let mut cells = vec![Cell::default(); first_column as usize];
            cells.extend(row[..=last].iter().map(|data| cell(data, shift)));
            if cells.iter().any(|cell| !cell.is_empty()) {
                say(out, &Line::Row(row_no, cells))?;
            }
        }
    }
    say(out, &Line::Done)
}

fn say(out: &mut impl Write, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

fn cell(data: &Data, shift: f64) -> Cell {
    match data {
        Data::Empty => Cell::default(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::text(text),
        Data::Int(number) => Cell::number(*number as f64, ""),
        Data::Float(number) => Cell::number(*number, ""),
        Data::Bool(value) => Cell::bool(*value),
        Data::DateTime(moment) => Cell::date(moment.as_f64() + shift),
        Data::Error(error) => Cell::error(&error.to_string()),
    }
}
