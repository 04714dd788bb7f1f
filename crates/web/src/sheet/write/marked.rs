use std::collections::HashMap;
use std::io::{Seek, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::workbook::{at, day_format, sheet_name, text_format};
use crate::sheet::cell::{Cell, CellKind, Row};
use crate::sheet::error::SheetError;
use crate::sheet::read::{Input, Item, Reader};

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    pub file: Arc<str>,
    pub sheet: Arc<str>,
    /// Counted from 1.
    pub row: u32,
}

/// What is wrong in a row, and in which of its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub place: Place,
    /// From 0, as in [`Row::cells`]; `None` for the row as a whole.
    pub column: Option<usize>,
    pub remark: String,
}

/// What [`marked_copy`] writes into the workbook it gives back.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Heading of the added column.
    pub remark_heading: String,
    /// The heading row of each table.
    pub headings: Vec<Place>,
    pub faults: Vec<Fault>,
}

/// What came out: it decides the ending of the file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    /// An `.xlsx`.
    Workbook,
    /// A `.zip` of them.
    Archive,
}

/// Writes what was handed in once more, faulty cells in red, with the remarks
/// in a column behind the last one. Sheets keep names and order, cells their
/// text; columns are as wide as their contents.
///
/// `.xls` and `.csv` come back as `.xlsx`: text has no colours, and a code
/// edited in a `.csv` loses its last digits, which is the fault most often
/// marked here. An archive comes back as an archive; files in it that could
/// not be read are left out.
pub fn marked_copy<W: Write + Seek + Send>(
    reader: &Reader,
    input: &Input,
    marks: &Marks,
    out: W,
) -> Result<Marked, SheetError> {
    let shapes = shapes(reader, input)?;
    let single = shapes.keys().all(|(file, _)| **file == *input.name);
    let mut copy = Copy {
        shapes: &shapes,
        marks: by_row(marks),
        headings: marks.headings.iter().map(|place| (place, &*marks.remark_heading)).collect(),
        styles: Styles::new(),
        out: if single { Out::Single(out) } else { Out::Archive(Box::new(ZipWriter::new(out)), Vec::new()) },
        open: None,
        error: None,
    };
    reader.read(std::slice::from_ref(input), |item| match copy.take(item) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            copy.error = Some(error);
            ControlFlow::Break(())
        }
    });
    copy.finish()
}

type SheetKey = (Arc<str>, Arc<str>);

/// The widest text of each column of each sheet, in Latin characters.
type Shapes = HashMap<SheetKey, Vec<u16>>;

fn shapes(reader: &Reader, input: &Input) -> Result<Shapes, SheetError> {
    let mut shapes = Shapes::new();
    let mut failed = None;
    reader.read(std::slice::from_ref(input), |item| {
        match item {
            Item::Sheet { file, sheet } => {
                shapes.entry((file, sheet)).or_default();
            }
            Item::Row(row) => {
                widen(shapes.entry((row.file, row.sheet)).or_default(), &row.cells);
            }
            Item::Failed { file, error, .. } if *file == *input.name => failed = Some(error),
            Item::Failed { .. } | Item::Skipped { .. } => {}
        }
        ControlFlow::Continue(())
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(shapes),
    }
}

fn widen(widths: &mut Vec<u16>, cells: &[Cell]) {
    const WIDEST: usize = 40;
    if widths.len() < cells.len() {
        widths.resize(cells.len(), 6);
    }
    // A title over the whole table says nothing about its first column.
    if cells.iter().filter(|cell| !cell.is_empty()).count() < 2 {
        return;
    }
    for (width, cell) in widths.iter_mut().zip(cells) {
        let shown: usize = cell.text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        *width = (*width).max(shown.min(WIDEST) as u16 + 2);
    }
}

fn by_row(marks: &Marks) -> HashMap<&Place, Vec<&Fault>> {
    let mut rows: HashMap<&Place, Vec<&Fault>> = HashMap::new();
    for fault in &marks.faults {
        rows.entry(&fault.place).or_default().push(fault);
    }
    rows
}

struct Copy<'a, W: Write + Seek + Send> {
    shapes: &'a Shapes,
    marks: HashMap<&'a Place, Vec<&'a Fault>>,
    headings: HashMap<&'a Place, &'a str>,
    styles: Styles,
    out: Out<W>,
    open: Option<Open>,
    error: Option<SheetError>,
}

enum Out<W: Write + Seek + Send> {
    Single(W),
    /// With the names given so far.
    Archive(Box<ZipWriter<W>>, Vec<String>),
}

/// The workbook being written.
struct Open {
    file: Arc<str>,
    book: Workbook,
    names: Vec<String>,
}

impl<W: Write + Seek + Send> Copy<'_, W> {
    fn take(&mut self, item: Item) -> Result<(), SheetError> {
        match item {
            Item::Sheet { file, sheet } => self.sheet(file, sheet),
            Item::Row(row) => self.row(row),
            Item::Skipped { .. } | Item::Failed { .. } => Ok(()),
        }
    }

    fn sheet(&mut self, file: Arc<str>, sheet: Arc<str>) -> Result<(), SheetError> {
        if self.open.as_ref().is_some_and(|open| open.file != file) {
            self.close()?;
        }
        let open = self.open.get_or_insert_with(|| Open {
            file: file.clone(),
            book: Workbook::new(),
            names: Vec::new(),
        });
        let name = sheet_name(&sheet, &open.names);
        let written = open.book.add_worksheet_with_constant_memory().map_err(at(0, 0))?;
        written.set_name(&name).map_err(at(0, 0))?;
        open.names.push(name);
        if let Some(widths) = self.shapes.get(&(file, sheet)) {
            for (width, column) in widths.iter().zip(0..) {
                written.set_column_width(column, f64::from(*width)).map_err(at(0, column))?;
            }
            let remarks = widths.len() as u16;
            written.set_column_width(remarks, 50).map_err(at(0, remarks))?;
        }
        Ok(())
    }

    fn row(&mut self, row: Row) -> Result<(), SheetError> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        let last = open.names.len().saturating_sub(1);
        let sheet = open.book.worksheet_from_index(last).map_err(at(row.row_no, 0))?;
        let key = (row.file.clone(), row.sheet.clone());
        let remark_column = self.shapes.get(&key).map_or(0, |widths| widths.len() as u16);
        let place = Place { file: row.file, sheet: row.sheet, row: row.row_no };
        let faults = self.marks.get(&place).map(Vec::as_slice).unwrap_or_default();
        let row_index = place.row - 1;
        let faulty = |column: u16| faults.iter().any(|f| f.column == Some(column.into()));
        for column in 0..remark_column {
            let cell = row.cells.get(usize::from(column)).unwrap_or(&EMPTY);
            self.styles
                .write(sheet, row_index, column, cell, faulty(column))
                .map_err(at(row_index, column))?;
        }
        let mut remarks: Vec<&str> = Vec::new();
        for fault in faults {
            if !remarks.contains(&&*fault.remark) {
                remarks.push(&fault.remark);
            }
        }
        let heading = self.headings.get(&place).copied();
        let text = heading.map_or_else(|| remarks.join("\n"), str::to_owned);
        if !text.is_empty() {
            sheet
                .write_string_with_format(row_index, remark_column, text, &self.styles.remark)
                .map_err(at(row_index, remark_column))?;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), SheetError> {
        let Some(mut open) = self.open.take() else {
            return Ok(());
        };
        match &mut self.out {
            Out::Single(out) => open.book.save_to_writer(out).map_err(at(0, 0)),
            Out::Archive(zip, names) => {
                let name = entry_name(&open.file, names);
                zip.start_file(&name, SimpleFileOptions::default())
                    .map_err(|error| SheetError::Io(error.to_string()))?;
                names.push(name);
                open.book.save_to_writer(zip).map_err(at(0, 0))
            }
        }
    }

    fn finish(mut self) -> Result<Marked, SheetError> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        self.close()?;
        match self.out {
            Out::Single(mut out) => {
                out.flush()?;
                Ok(Marked::Workbook)
            }
            Out::Archive(zip, _) => {
                zip.finish().map_err(|error| SheetError::Io(error.to_string()))?;
                Ok(Marked::Archive)
            }
        }
    }
}

static EMPTY: Cell = Cell { text: String::new(), kind: CellKind::Empty };

/// The looks of a marked workbook.
struct Styles {
    text: [Format; 2],
    number: [Format; 2],
    day: [Format; 2],
    remark: Format,
}

impl Styles {
    fn new() -> Self {
        // Red alone is not seen by everyone: the remark says it in words.
        let pair = |format: Format| {
            let red = Color::RGB(0x00FF_C7CE);
            [format.clone(), format.set_background_color(red)]
        };
        Self {
            text: pair(text_format()),
            number: pair(Format::new()),
            day: pair(day_format()),
            remark: text_format().set_text_wrap().set_align(FormatAlign::Top),
        }
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        cell: &Cell,
        faulty: bool,
    ) -> Result<(), rust_xlsxwriter::XlsxError> {
        let of = |pair: &[Format; 2]| pair[usize::from(faulty)].clone();
        match cell.kind {
            CellKind::Empty if faulty => sheet.write_blank(row, column, &of(&self.text)).map(drop),
            CellKind::Empty => Ok(()),
            CellKind::Number(number) if number.to_string() == cell.text => {
                sheet.write_number_with_format(row, column, number, &of(&self.number)).map(drop)
            }
            CellKind::Date(serial) if serial.fract() == 0.0 => {
                sheet.write_number_with_format(row, column, serial, &of(&self.day)).map(drop)
            }
            CellKind::Bool(value) => {
                sheet.write_boolean_with_format(row, column, value, &of(&self.number)).map(drop)
            }
            _ => sheet.write_string_with_format(row, column, &cell.text, &of(&self.text)).map(drop),
        }
    }
}

/// A name inside the archive given back: the label without its archive and
/// without steps that lead out of it.
fn entry_name(label: &str, taken: &[String]) -> String {
    let inner = label.split_once('/').map_or(label, |(_, inner)| inner);
    let steps = inner.split(['/', '\\']).filter(|step| !matches!(*step, "" | "." | ".."));
    let path = steps.collect::<Vec<_>>().join("/");
    let stem = path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
    let numbered = (2..).map(|number: u32| format!("{stem} {number}.xlsx"));
    std::iter::once(format!("{stem}.xlsx"))
        .chain(numbered)
        .find(|name| !taken.contains(name))
        .unwrap_or_else(|| "workbook.xlsx".into())
}
