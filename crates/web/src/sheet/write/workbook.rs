use std::io::Write;

use jiff::civil::{Date, date};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{ColumnKind, Head, Value};
use crate::sheet::cell::SERIAL_EPOCH;
use crate::sheet::error::{Exceeded, SheetError};

/// A list on its way into an `.xlsx`.
pub(super) struct ListWorkbook {
    book: Workbook,
    /// The next row, from 0.
    row: u32,
    columns: u16,
    text: Format,
    day: Format,
}

impl ListWorkbook {
    pub(super) fn new(head: &Head) -> Result<Self, SheetError> {
        let columns = u16::try_from(head.columns.len()).map_err(|_| SheetError::TooWide {
            row: 1,
            column: u32::MAX,
            limit: 16_384,
        })?;
        let mut list =
            Self { book: Workbook::new(), row: 0, columns, text: text_format(), day: day_format() };
        let sheet = list.book.add_worksheet_with_constant_memory().map_err(at(0, 0))?;
        sheet.set_name(sheet_name(&head.sheet, &[])).map_err(at(0, 0))?;
        for (column, index) in head.columns.iter().zip(0..) {
            let format = match column.kind {
                ColumnKind::Text => &list.text,
                ColumnKind::Day => &list.day,
                ColumnKind::Number => &Format::new(),
            };
            sheet
                .set_column_width(index, f64::from(column.width))
                .and_then(|sheet| sheet.set_column_format(index, format))
                .map_err(at(0, index))?;
        }
        let title = Format::new().set_bold().set_font_size(14).set_align(FormatAlign::Center);
        for line in &head.titles {
            write_line(sheet, list.row, columns, line, &title)?;
            list.row += 1;
        }
        let heading = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border_bottom(FormatBorder::Thin);
        for (column, index) in head.columns.iter().zip(0..) {
            sheet
                .write_string_with_format(list.row, index, &column.heading, &heading)
                .map_err(at(list.row, index))?;
        }
        list.row += 1;
        sheet.set_freeze_panes(list.row, 0).map_err(at(list.row, 0))?;
        Ok(list)
    }

    pub(super) fn row(&mut self, values: &[Value<'_>]) -> Result<(), SheetError> {
        let (row, text, day) = (self.row, &self.text, &self.day);
        let sheet = self.book.worksheet_from_index(0).map_err(at(row, 0))?;
        for (value, column) in values.iter().zip(0_u16..) {
            match value {
                Value::Empty | Value::Text("") => continue,
                Value::Text(value) => sheet.write_string_with_format(row, column, *value, text),
                Value::Number(number) => sheet.write_number(row, column, *number),
                Value::Day(value) => match serial(*value) {
                    Some(serial) => sheet.write_number_with_format(row, column, serial, day),
                    None => sheet.write_string_with_format(row, column, value.to_string(), text),
                },
            }
            .map_err(at(row, column))?;
        }
        self.row += 1;
        Ok(())
    }

    pub(super) fn finish(
        &mut self,
        footer: Option<&str>,
        out: &mut (impl Write + Send),
    ) -> Result<(), SheetError> {
        let row = self.row;
        if let Some(footer) = footer {
            let sheet = self.book.worksheet_from_index(0).map_err(at(row, 0))?;
            write_line(sheet, row, self.columns, footer, &Format::new().set_italic())?;
        }
        self.book.save_to_writer(out).map_err(at(row, 0))
    }
}

/// A line over all columns.
fn write_line(
    sheet: &mut Worksheet,
    row: u32,
    columns: u16,
    line: &str,
    format: &Format,
) -> Result<(), SheetError> {
    let written = match columns {
        0 | 1 => sheet.write_string_with_format(row, 0, line, format),
        _ => sheet.merge_range(row, 0, row, columns - 1, line, format),
    };
    written.map(drop).map_err(at(row, 0))
}

/// Texts stay texts when somebody edits them.
pub(super) fn text_format() -> Format {
    Format::new().set_num_format("@")
}

pub(super) fn day_format() -> Format {
    Format::new().set_num_format("yyyy-mm-dd")
}

/// Days before March 1900 have no right serial: the program counts a 29
/// February 1900. They are written as text.
fn serial(day: Date) -> Option<f64> {
    if day < date(1900, 3, 1) {
        return None;
    }
    let days = SERIAL_EPOCH.until(day).ok()?.get_days();
    Some(f64::from(days))
}

/// A writer's error at a place counted from 0.
pub(super) fn at(row: u32, column: u16) -> impl Fn(XlsxError) -> SheetError {
    move |error| match error {
        XlsxError::MaxStringLengthExceeded => {
            SheetError::TextTooLong { row: row + 1, column: u32::from(column) + 1 }
        }
        XlsxError::RowColumnLimitError => SheetError::TooLarge { what: Exceeded::Rows, limit: 1_048_576 },
        error => SheetError::Io(error.to_string()),
    }
}

/// A name that a sheet may have: 31 UTF-16 units, none of `[]:*?/\`, no
/// apostrophe at either end, unlike the others whatever the case.
pub(super) fn sheet_name(wanted: &str, taken: &[String]) -> String {
    const LONGEST: usize = 31;
    let clean: String = wanted
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { ' ' } else { c })
        .collect();
    let clean = clean.trim_matches(['\'', ' ']);
    let clean = if clean.is_empty() { "Sheet" } else { clean };
    let fit = |suffix: &str| {
        let mut room = LONGEST - suffix.len();
        let kept = clean.chars().take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        });
        kept.collect::<String>().trim_end_matches(['\'', ' ']).to_owned() + suffix
    };
    let is_free = |name: &String| taken.iter().all(|other| other.to_lowercase() != name.to_lowercase());
    let numbered = (2..).map(|number: u32| fit(&format!(" {number}")));
    std::iter::once(fit("")).chain(numbered).find(is_free).unwrap_or_else(|| "Sheet".into())
}

#[cfg(test)]
mod tests {
    use super::sheet_name;

    #[test]
    fn sheets_get_names_they_may_have() {
        let long = "支".repeat(40);
        let rows = [
            ("党员名册", "党员名册".to_owned()),
            ("a/b:c", "a b c".to_owned()),
            ("''", "Sheet".to_owned()),
            (long.as_str(), "支".repeat(31)),
            ("名册", "名册 2".to_owned()),
        ];
        for (wanted, expected) in rows {
            assert_eq!(sheet_name(wanted, &["名册".into()]), expected);
        }
    }
}
