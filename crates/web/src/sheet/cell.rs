use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One written row. Rows without any text are not reported; `row_no` tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name of the file, inside an archive with its folders. A label, never a path to open.
    pub file: Arc<str>,
    /// Name of the sheet; empty for a text file.
    pub sheet: Arc<str>,
    /// Counted from 1, as the spreadsheet program shows it.
    pub row_no: u32,
    /// From column A on; trailing empty cells are left out.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The text in a column counted from 0, empty where nothing is written.
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| &cell.text)
    }
}

/// One cell: its text exactly as written (or as the program shows it), and what it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cell {
    pub text: String,
    pub kind: CellKind,
}

/// What the file says a cell is. A text file knows only `Empty` and `Text`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub enum CellKind {
    #[default]
    Empty,
    Text,
    Number(f64),
    Bool(bool),
    /// Days since 1899-12-30 in the 1900 system, whichever system the file uses.
    Date(f64),
    Error,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let kind = match text.is_empty() {
            true => CellKind::Empty,
            false => CellKind::Text,
        };
        Self { text, kind }
    }

    /// A number as its format shows it. Formats of zeros only (`000`) pad;
    /// other formats show every digit that the file holds.
    pub(crate) fn number(number: f64, format: &str) -> Self {
        let padded = !format.is_empty() && format.bytes().all(|byte| byte == b'0');
        let text = match padded && number >= 0.0 && number.fract() == 0.0 {
            true => format!("{number:0width$.0}", width = format.len()),
            false => number.to_string(),
        };
        Self { text, kind: CellKind::Number(number) }
    }

    pub(crate) fn bool(value: bool) -> Self {
        let text = if value { "TRUE" } else { "FALSE" };
        Self { text: text.into(), kind: CellKind::Bool(value) }
    }

    pub(crate) fn error(text: &str) -> Self {
        Self { text: text.into(), kind: CellKind::Error }
    }

    /// `serial` in the 1900 system. Shown as `2021-07-01`, with the time of
    /// day where there is one; a serial outside the calendar stays a number.
    pub(crate) fn date(serial: f64) -> Self {
        match serial_text(serial) {
            Some(text) => Self { text, kind: CellKind::Date(serial) },
            None => Self::number(serial, ""),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Day 0 of the serials from March 1900 on; before, the program counts a 29
/// February 1900 that never was.
pub(crate) const SERIAL_EPOCH: jiff::civil::Date = jiff::civil::date(1899, 12, 30);

fn serial_text(serial: f64) -> Option<String> {
    const LAST: f64 = 2_958_465.0; // 9999-12-31
    if !(0.0..=LAST + 0.999_99).contains(&serial) {
        return None;
    }
    let seconds = ((serial.fract()) * 86_400.0).round() as i64;
    let days = serial.trunc() as i64 + i64::from(serial < 60.0);
    let time = match seconds {
        0 => String::new(),
        s => format!("{:02}:{:02}:{:02}", s / 3600 % 24, s / 60 % 60, s % 60),
    };
    if serial < 1.0 {
        return Some(if time.is_empty() { "00:00:00".into() } else { time });
    }
    let span = jiff::Span::new().try_days(days + seconds / 86_400).ok()?;
    let day = SERIAL_EPOCH.checked_add(span).ok()?;
    Some(if time.is_empty() || seconds == 86_400 { day.to_string() } else { format!("{day} {time}") })
}

/// What went wrong with a code (ID number, phone, organisation code) on its
/// way through a spreadsheet program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// The cell holds a number, so leading zeros are gone if there were any.
    StoredAsNumber,
    /// More than 15 digits went through a number: the last ones are lost for ever.
    LostDigits,
    /// Written as `1.10101E+17`.
    Scientific,
    /// A text that begins with the apostrophe meant to make it one.
    LeadingApostrophe,
    /// A text that ends in `.0`, as programs write numbers.
    TrailingPointZero,
}

/// A code as it can best be read, and what is wrong with the way it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeText {
    pub text: String,
    pub flaws: Vec<Flaw>,
}

impl CodeText {
    /// The true code cannot be known from this cell.
    pub fn lost_digits(&self) -> bool {
        self.flaws.contains(&Flaw::LostDigits)
    }
}

/// A number holds 15 decimal digits; the program writes zeros for the rest.
const EXACT_BELOW: f64 = 1e15;

/// Reads a cell of a column whose values are codes, not amounts.
pub fn code_text(cell: &Cell) -> CodeText {
    let mut flaws = Vec::new();
    if let CellKind::Number(number) | CellKind::Date(number) = cell.kind {
        flaws.push(Flaw::StoredAsNumber);
        if number.abs() >= EXACT_BELOW {
            flaws.push(Flaw::LostDigits);
        }
        // A code shown as a date was a number before its format was changed.
        let text = match cell.kind {
            CellKind::Date(serial) => serial.to_string(),
            _ => cell.text.clone(),
        };
        return CodeText { text, flaws };
    }
    let mut text = cell.text.trim();
    if let Some(rest) = text.strip_prefix(['\'', '’', '‘', '＇']) {
        flaws.push(Flaw::LeadingApostrophe);
        text = rest;
    }
    if let Some(number) = scientific(text) {
        flaws.push(Flaw::Scientific);
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
        // 1.3912345678E+10 still holds all eleven digits of a phone.
        let whole = number.abs().log10().floor() as usize + 1;
        if number.abs() >= EXACT_BELOW || digits < whole {
            flaws.push(Flaw::LostDigits);
        }
        return CodeText { text: number.to_string(), flaws };
    }
    if let Some(whole) = text.strip_suffix(".0").filter(|whole| all_digits(whole)) {
        flaws.push(Flaw::TrailingPointZero);
        if whole.trim_start_matches('0').len() > 15 {
            flaws.push(Flaw::LostDigits);
        }
        text = whole;
    }
    CodeText { text: text.to_owned(), flaws }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `1.10101E+17`: digits, a point, digits, an exponent with its sign.
fn scientific(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let signed = exponent.strip_prefix('+')?;
    if !all_digits(whole) || !all_digits(fraction) || !all_digits(signed) || signed.len() > 3 {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_shown_as_days() {
        let rows = [
            (44_378.0, "2021-07-01"),
            (44_378.5, "2021-07-01 12:00:00"),
            (1.0, "1900-01-01"),
            (61.0, "1900-03-01"),
            (0.25, "06:00:00"),
            (44_378.999_999_9, "2021-07-02"),
            (2_958_465.0, "9999-12-31"),
        ];
        for (serial, expected) in rows {
            assert_eq!(Cell::date(serial).text, expected, "{serial}");
        }
        assert_eq!(Cell::date(1e17).kind, CellKind::Number(1e17));
        assert_eq!(Cell::date(f64::NAN).text, "NaN");
    }

    #[test]
    fn numbers_are_shown_with_every_digit() {
        let rows = [(11.0, "000", "011"), (11.0, "General", "11"), (3.5, "", "3.5"), (-4.0, "00", "-4")];
        for (number, format, expected) in rows {
            assert_eq!(Cell::number(number, format).text, expected);
        }
    }
}
