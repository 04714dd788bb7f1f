//! A list as a file: what a page shows, all of it, as a workbook or as text with commas.
//!
//! The file lies beside the page under the same conditions, `…/export.xlsx` and `…/export.csv`
//! with the same query. Its rows are read and written some at a time; small files stay in memory,
//! larger ones lie in an unnamed scratch file until they are sent. A handler records the look
//! when everything is written and nothing is sent yet, so that the log knows the number of people.

use std::convert::Infallible;
use std::io::{self, Read, Seek, SeekFrom};

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use tempfile::SpooledTempFile;
use zhibu_kernel::{Day, Fault};

use crate::desk::percent;
use crate::sheet::{Format, Head, SheetError, SheetWriter, Value};

/// Up to this many bytes a file is held in memory.
const HELD: usize = 4 << 20;

/// Bytes that are sent at once.
const PIECE: usize = 64 * 1024;

/// The format that an address ends in.
impl<S: Send + Sync> FromRequestParts<S> for Format {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(if parts.uri.path().ends_with(".csv") { Format::Csv } else { Format::Xlsx })
    }
}

/// A cell with finished words.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Filled {
    /// Nothing.
    #[default]
    Empty,
    /// A text, a code, a telephone number.
    Text(String),
    /// A number.
    Number(i64),
    /// A day.
    Day(Day),
}

impl Filled {
    /// As the writer takes it.
    #[must_use]
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Empty => Value::Empty,
            Self::Text(text) => Value::Text(text),
            // Exact up to 2^53.
            Self::Number(n) => Value::Number(*n as f64),
            Self::Day(day) => Value::Day(day.date()),
        }
    }
}

impl From<&str> for Filled {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Filled {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<i64> for Filled {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Day> for Filled {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}

impl<T: Into<Filled>> From<Option<T>> for Filled {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// A list that is being written as a file.
pub struct Listing {
    writer: SheetWriter<SpooledTempFile>,
    format: Format,
    rows: i64,
}

impl Listing {
    /// Begins a file.
    ///
    /// # Errors
    /// A scratch file cannot be written.
    pub fn begin(format: Format, head: &Head) -> Result<Self, Fault> {
        Ok(Self { writer: SheetWriter::new(format, head, scratch()).map_err(failed)?, format, rows: 0 })
    }

    /// How many rows were written.
    #[must_use]
    pub fn rows(&self) -> i64 {
        self.rows
    }

    /// Writes a row; in front of it stands its number, counted from 1.
    ///
    /// # Errors
    /// A scratch file cannot be written.
    pub fn row(&mut self, cells: &[Filled]) -> Result<(), Fault> {
        self.rows += 1;
        let number = Filled::Number(self.rows);
        let values: Vec<Value<'_>> =
            std::iter::once(number.value()).chain(cells.iter().map(Filled::value)).collect();
        self.writer.row(&values).map_err(failed)
    }

    /// Ends the file and sends it under a name without its ending.
    ///
    /// # Errors
    /// A scratch file cannot be written.
    pub async fn send(self, name: &str) -> Result<Response, Fault> {
        let Self { writer, format, .. } = self;
        let finished = tokio::task::spawn_blocking(move || writer.finish(None));
        let file = finished.await.map_err(|_| Fault::Invariant("writing a list panicked".into()))?;
        let (ending, kind) = kind(format);
        Ok(sent(file.map_err(failed)?, &format!("{name}.{ending}"), kind))
    }
}

/// Where a file is put together: in memory, and beyond some size in a file without a name.
#[must_use]
pub fn scratch() -> SpooledTempFile {
    tempfile::spooled_tempfile(HELD)
}

/// The ending of a format's file names and its media type.
#[must_use]
pub fn kind(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Xlsx => ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Format::Csv => ("csv", "text/csv; charset=utf-8"),
    }
}

fn failed(error: SheetError) -> Fault {
    Fault::Io(io::Error::other(error))
}

/// A file from its beginning, sent piece by piece as it is read.
pub fn sent(mut file: impl Read + Seek + Send + 'static, name: &str, kind: &'static str) -> Response {
    let (send, mut receive) = tokio::sync::mpsc::channel::<io::Result<Vec<u8>>>(4);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = file.seek(SeekFrom::Start(0)) {
            drop(send.blocking_send(Err(error)));
            return;
        }
        loop {
            let mut bytes = vec![0; PIECE];
            let piece = file.read(&mut bytes).map(|n| {
                bytes.truncate(n);
                bytes
            });
            let is_last = piece.as_ref().map_or(true, Vec::is_empty);
            if piece.as_ref().is_ok_and(Vec::is_empty) || send.blocking_send(piece).is_err() || is_last {
                return;
            }
        }
    });
    // Compression asks once more after the end, which this stream bears.
    let body = Body::from_stream(futures_util::stream::poll_fn(move |cx| receive.poll_recv(cx)));
    let name = percent(name).replace('+', "%20");
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], body).into_response()
}
