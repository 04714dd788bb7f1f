//! Tables of text: `.csv` and its relatives, in UTF-8, UTF-16 (by its mark) or
//! GB18030, separated by comma, tab or semicolon. The file is gone through
//! twice before its first row is reported, so that what is wrong with it as a
//! whole is said first.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek};
use std::ops::Range;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord, Terminator};
use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, GB18030, UTF_8};

use super::{Item, Job, Sink, Stop, emit, too_large};
use crate::sheet::cell::{Cell, Row};
use crate::sheet::error::{Exceeded, SheetError};
use crate::sheet::injection::rearm;

pub(super) fn read<R: Read + Seek>(
    job: &Job<'_>,
    mut source: R,
    file: &Arc<str>,
    sink: &mut Sink<'_>,
) -> Result<(), Stop> {
    let encoding = encoding_of(&mut source)?;
    let delimiter = survey(&mut Decoded::start(&mut source, encoding)?)?;
    let sheet: Arc<str> = "".into();
    emit(sink, Item::Sheet { file: file.clone(), sheet: sheet.clone() })?;

    let text = job.limited(Decoded::start(&mut source, encoding)?);
    // Only the line feed ends a record: each one then is a row of the program.
    let mut records = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(text);
    let mut record = StringRecord::new();
    let mut inner_lines = 0;
    loop {
        records.get_mut().renew();
        if !records.read_record(&mut record).map_err(csv_error)? {
            return Ok(());
        }
        inner_lines += record.iter().flat_map(str::bytes).filter(|byte| *byte == b'\n').count();
        // Blank lines are passed over silently, so the row is counted by lines.
        let lines = records.position().line() - 1;
        let row_no = u32::try_from(lines - inner_lines as u64).unwrap_or(u32::MAX);
        if let Some(cells) = cells(job, &record, row_no)? {
            emit(sink, Item::Row(Row { file: file.clone(), sheet: sheet.clone(), row_no, cells }))?;
        }
    }
}

fn cells(job: &Job<'_>, record: &StringRecord, row: u32) -> Result<Option<Vec<Cell>>, SheetError> {
    let limits = job.limits();
    let last = record.len().saturating_sub(1);
    let texts = record.iter().enumerate().map(|(index, text)| match index == last {
        true => text.strip_suffix('\r').unwrap_or(text),
        false => text,
    });
    let texts: Vec<&str> = texts.collect();
    let Some(last) = texts.iter().rposition(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if row > limits.rows {
        return Err(too_large(Exceeded::Rows, limits.rows.into()));
    }
    if last >= limits.columns as usize {
        let column = u32::try_from(last + 1).unwrap_or(u32::MAX);
        return Err(SheetError::TooWide { row, column, limit: limits.columns });
    }
    Ok(Some(texts[..=last].iter().map(|text| Cell::text(rearm(text))).collect()))
}

fn csv_error(error: csv::Error) -> SheetError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        _ => SheetError::damaged("csv"),
    }
}

/// By the mark at the beginning, else UTF-8 if all of it is, else GB18030.
fn encoding_of(source: &mut (impl Read + Seek)) -> Result<&'static Encoding, SheetError> {
    let mut mark = Vec::new();
    source.rewind()?;
    source.by_ref().take(3).read_to_end(&mut mark)?;
    if let Some((encoding, _)) = Encoding::for_bom(&mark) {
        return Ok(encoding);
    }
    if first_malformed_line(source, UTF_8)?.is_none() {
        return Ok(UTF_8);
    }
    match first_malformed_line(source, GB18030)? {
        None => Ok(GB18030),
        Some(line) => Err(SheetError::UnknownEncoding { line }),
    }
}

const CHUNK: usize = 16 << 10;

fn first_malformed_line(
    source: &mut (impl Read + Seek),
    encoding: &'static Encoding,
) -> io::Result<Option<u32>> {
    source.rewind()?;
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut bytes, mut scratch) = (vec![0; CHUNK], vec![0; CHUNK]);
    let mut line = 1;
    loop {
        let length = source.read(&mut bytes)?;
        let mut rest = &bytes[..length];
        loop {
            let (result, taken, _) =
                decoder.decode_to_utf8_without_replacement(rest, &mut scratch, length == 0);
            line += rest[..taken].iter().filter(|byte| **byte == b'\n').count() as u32;
            rest = &rest[taken..];
            match result {
                DecoderResult::Malformed(..) => return Ok(Some(line)),
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
            }
        }
        if length == 0 {
            return Ok(None);
        }
    }
}

/// The text of a file as UTF-8, without its mark, always ending in a line feed.
struct Decoded<'a, R> {
    source: &'a mut R,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// What of `bytes` is not decoded yet.
    waiting: Range<usize>,
    /// Decoded text: a character may not fit into what a caller has room for.
    text: Vec<u8>,
    /// What of `text` is not handed out yet.
    ready: Range<usize>,
    last_byte: u8,
    ended: bool,
}

impl<'a, R: Read + Seek> Decoded<'a, R> {
    fn start(source: &'a mut R, encoding: &'static Encoding) -> io::Result<Self> {
        source.rewind()?;
        Ok(Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            bytes: vec![0; CHUNK],
            waiting: 0..0,
            text: vec![0; CHUNK],
            ready: 0..0,
            last_byte: b'\n',
            ended: false,
        })
    }
}

impl<R: Read> Decoded<'_, R> {
    /// Decodes on until there is text to hand out, or no more.
    fn fill(&mut self) -> io::Result<()> {
        while self.ready.is_empty() && !self.ended {
            if self.waiting.is_empty() {
                self.waiting = 0..self.source.read(&mut self.bytes)?;
            }
            let last = self.waiting.is_empty();
            let input = &self.bytes[self.waiting.clone()];
            let (result, taken, written, _) = self.decoder.decode_to_utf8(input, &mut self.text, last);
            self.waiting.start += taken;
            self.ready = 0..written;
            self.ended = last && result == CoderResult::InputEmpty;
            if let Some(byte) = self.text[..written].last() {
                self.last_byte = *byte;
            }
        }
        if self.ready.is_empty() && self.last_byte != b'\n' {
            self.last_byte = b'\n';
            self.text[0] = b'\n';
            self.ready = 0..1;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        let length = self.ready.len().min(out.len());
        let start = self.ready.start;
        out[..length].copy_from_slice(&self.text[start..start + length]);
        self.ready.start += length;
        Ok(length)
    }
}

const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// Goes through the whole text: finds the delimiter, refuses NULs and a
/// quotation mark that never closes (the rest of the file would be one cell).
fn survey(text: &mut impl Read) -> Result<u8, SheetError> {
    let mut sample = vec![0; 64 << 10];
    let mut held = 0;
    while held < sample.len() {
        match text.read(&mut sample[held..])? {
            0 => break,
            length => held += length,
        }
    }
    sample.truncate(held);
    let delimiter = delimiter_of(&sample);
    let mut quotes = Quotes { delimiter, state: Quote::Start, line: 1, opened: 1 };
    quotes.follow(&sample)?;
    loop {
        sample.resize(CHUNK, 0);
        match text.read(&mut sample)? {
            0 => break,
            length => quotes.follow(&sample[..length])?,
        }
    }
    match quotes.state {
        Quote::Inside => Err(SheetError::OpenQuote { line: quotes.opened }),
        _ => Ok(delimiter),
    }
}

/// The one that most lines have equally often; of two such, the more frequent.
fn delimiter_of(sample: &[u8]) -> u8 {
    let score = |delimiter: u8| {
        let mut lines: BTreeMap<usize, usize> = BTreeMap::new();
        let mut quoted = false;
        for line in sample.split(|byte| *byte == b'\n') {
            let mut count = 0;
            for byte in line {
                quoted ^= *byte == b'"';
                count += usize::from(*byte == delimiter && !quoted);
            }
            *lines.entry(count).or_default() += usize::from(count > 0);
        }
        lines.into_iter().map(|(count, lines)| (lines, count)).max().unwrap_or_default()
    };
    let best = DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter));
    best.unwrap_or(b',')
}

/// Follows quotation marks as the reader of records does: they count at the
/// beginning of a field only.
struct Quotes {
    delimiter: u8,
    state: Quote,
    line: u32,
    opened: u32,
}

#[derive(Clone, Copy)]
enum Quote {
    Start,
    Bare,
    Inside,
    /// A mark inside: the end of the field, or half of a doubled mark.
    Closing,
}

impl Quotes {
    fn follow(&mut self, text: &[u8]) -> Result<(), SheetError> {
        for &byte in text {
            if byte == 0 {
                return Err(SheetError::Binary { line: self.line });
            }
            self.state = match (self.state, byte) {
                (Quote::Start, b'"') => {
                    self.opened = self.line;
                    Quote::Inside
                }
                (Quote::Closing, b'"') => Quote::Inside,
                (Quote::Inside, b'"') => Quote::Closing,
                (Quote::Inside, _) => Quote::Inside,
                (_, b'\n') => Quote::Start,
                (_, byte) if byte == self.delimiter => Quote::Start,
                _ => Quote::Bare,
            };
            self.line += u32::from(byte == b'\n');
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::delimiter_of;

    #[test]
    fn delimiters_are_recognised() {
        let rows = [
            ("a,b,c\n1,2,3\n", b','),
            ("a\tb\n1,5\t2\n", b'\t'),
            ("名册\n\na;b;c\n1,5;2;3\n", b';'),
            ("a,b,c\n\"x;y\",\"1;2\",3\n", b','),
            ("only\none\n", b','),
        ];
        for (text, expected) in rows {
            assert_eq!(delimiter_of(text.as_bytes()), expected, "{text}");
        }
    }
}
