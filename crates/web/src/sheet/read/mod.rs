//! Files in: what kind a file is, and its rows one by one.

mod archive;
mod delimited;
mod limit;
mod pieces;
mod shared;
mod workbook;
mod xls;
mod xlsx;
mod xml;

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use super::cell::Row;
use super::error::{Exceeded, SheetError, Skipped};
use limit::Limited;
pub use xls::{XlsChild, child_main};

/// One thing handed over: a workbook, a text file, or an archive of them.
#[derive(Debug, Clone)]
pub struct Input {
    /// Shown to the person. From a folder: with the folders inside it.
    pub name: String,
    pub body: Body,
}

/// Where the bytes are.
#[derive(Debug, Clone)]
pub enum Body {
    Bytes(Arc<[u8]>),
    Path(PathBuf),
    Pieces(Pieces),
}

/// A file that lies in pieces of one size somewhere, the last one shorter: a piece at a time is
/// held, so that a large file never lies whole anywhere.
#[derive(Clone)]
pub struct Pieces {
    /// Bytes in all.
    pub bytes: u64,
    /// Bytes of a piece.
    pub size: u64,
    /// Reads a piece by its number. Blocks.
    pub read: ReadPiece,
}

/// Reads a piece by its number.
pub type ReadPiece = Arc<dyn Fn(u64) -> io::Result<Vec<u8>> + Send + Sync>;

impl std::fmt::Debug for Pieces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pieces").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl Input {
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { name: name.into(), body: Body::Bytes(bytes.into()) }
    }

    pub fn path(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self { name: name.into(), body: Body::Path(path.into()) }
    }

    pub fn pieces(name: impl Into<String>, pieces: Pieces) -> Self {
        Self { name: name.into(), body: Body::Pieces(pieces) }
    }

    fn open(&self) -> io::Result<Source> {
        Ok(match &self.body {
            Body::Pieces(pieces) => Source::Pieces(pieces::Reader::new(pieces.clone())),
            Body::Bytes(bytes) => Source::Bytes(Cursor::new(bytes.clone())),
            Body::Path(path) => Source::File(BufReader::new(File::open(path)?)),
        })
    }
}

/// An opened [`Input`].
enum Source {
    Bytes(Cursor<Arc<[u8]>>),
    File(BufReader<File>),
    Pieces(pieces::Reader),
}

impl Read for Source {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bytes(bytes) => bytes.read(buf),
            Self::File(file) => file.read(buf),
            Self::Pieces(pieces) => pieces.read(buf),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Bytes(bytes) => bytes.seek(to),
            Self::File(file) => file.seek(to),
            Self::Pieces(pieces) => pieces.seek(to),
        }
    }
}

/// How much is read before a file is refused. The figures are far above every
/// honest file and far below what would harm the house.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of one file as it came.
    pub file_bytes: u64,
    /// Bytes of one file inside an archive, and of one `.xls`: both are held in memory.
    pub held_bytes: u64,
    /// Bytes of one input after unpacking, all its parts together.
    pub unpacked_bytes: u64,
    /// Files in an archive, parts in a workbook.
    pub entries: u64,
    /// Rows of one sheet.
    pub rows: u32,
    /// Columns of one sheet.
    pub columns: u32,
    /// Bytes of one cell, and of one record of a text file.
    pub cell_bytes: u64,
    /// Address space of the process that reads `.xls`, in KiB.
    pub child_kib: u64,
    /// Processor time of that process.
    pub child_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 << 20,
            held_bytes: 32 << 20,
            unpacked_bytes: 2 << 30,
            entries: 10_000,
            rows: 1_048_576,
            columns: 256,
            cell_bytes: 256 << 10,
            child_kib: 1 << 20,
            child_seconds: 60,
        }
    }
}

/// What reading reports, in the order of the files.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A sheet begins; empty ones too.
    Sheet {
        file: Arc<str>,
        sheet: Arc<str>,
    },
    Row(Row),
    /// A file was left aside.
    Skipped {
        file: Arc<str>,
        why: Skipped,
    },
    /// A file (`sheet` is `None`) or a sheet ended early; its rows so far were reported.
    Failed {
        file: Arc<str>,
        sheet: Option<Arc<str>>,
        error: SheetError,
    },
}

/// Where items go; `Break` ends the reading.
pub(crate) type Sink<'a> = dyn FnMut(Item) -> ControlFlow<()> + 'a;

/// A file failed, or the sink wants no more.
pub(crate) enum Stop {
    Enough,
    Error(SheetError),
}

impl<E: Into<SheetError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// Hands one item over.
pub(crate) fn emit(sink: &mut Sink<'_>, item: Item) -> Result<(), Stop> {
    match sink(item) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Stop::Enough),
    }
}

/// What one input may still cost, whatever lies inside it.
pub(crate) struct Job<'a> {
    reader: &'a Reader,
    /// Bytes that may still come out of unpacking, over all parts together:
    /// an archive of a thousand bombs is one bomb.
    unpacked_left: Rc<Cell<u64>>,
}

impl Job<'_> {
    fn limits(&self) -> &Limits {
        &self.reader.limits
    }

    fn limited<R: Read>(&self, inner: R) -> Limited<R> {
        Limited::new(inner, self.unpacked_left.clone(), self.limits())
    }

    /// A text may arrive in any number of pieces.
    fn check_cell(&self, bytes: usize) -> Result<(), SheetError> {
        let limit = self.limits().cell_bytes;
        match bytes as u64 > limit {
            true => Err(too_large(Exceeded::CellBytes, limit)),
            false => Ok(()),
        }
    }

    /// Without a limit on the single piece.
    fn whole<R: Read>(&self, inner: R) -> Limited<R> {
        let limits = Limits { cell_bytes: u64::MAX, ..self.limits().clone() };
        Limited::new(inner, self.unpacked_left.clone(), &limits)
    }
}

/// Reads spreadsheets. Blocks: call it where blocking is allowed.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    pub limits: Limits,
    /// How the process is started that reads `.xls`.
    pub xls: XlsChild,
}

/// What a file is by its content.
enum Kind {
    Zip,
    Ole,
    Text,
}

impl Reader {
    /// Reports every row of every sheet of every input to `sink`, in order,
    /// holding one row at a time. A file that cannot be read is reported as
    /// [`Item::Failed`] and the next one is read.
    pub fn read(&self, inputs: &[Input], mut sink: impl FnMut(Item) -> ControlFlow<()>) {
        for input in inputs {
            let file: Arc<str> = input.name.as_str().into();
            match self.read_input(input, &file, &mut sink) {
                Ok(()) => {}
                Err(Stop::Enough) => return,
                Err(Stop::Error(error)) => {
                    if sink(Item::Failed { file, sheet: None, error }).is_break() {
                        return;
                    }
                }
            }
        }
    }

    fn read_input(&self, input: &Input, file: &Arc<str>, sink: &mut Sink<'_>) -> Result<(), Stop> {
        if archive::is_system_file(file) {
            return emit(sink, Item::Skipped { file: file.clone(), why: Skipped::SystemFile });
        }
        let mut source = input.open()?;
        let bytes = source.seek(SeekFrom::End(0))?;
        source.rewind()?;
        if bytes > self.limits.file_bytes {
            return Err(too_large(Exceeded::FileBytes, self.limits.file_bytes).into());
        }
        let unpacked_left = Rc::new(Cell::new(self.limits.unpacked_bytes));
        let job = Job { reader: self, unpacked_left };
        if matches!(kind_of(&mut source)?, Kind::Zip) {
            let zip = archive::open(source, &self.limits)?;
            return match archive::is_workbook(&zip) {
                true => xlsx::read(&job, zip, file, sink),
                false => archive::read(&job, zip, file, sink),
            };
        }
        job.read_single(source, bytes, file, sink)
    }
}

impl Job<'_> {
    /// A file that is not an archive.
    fn read_single(
        &self,
        mut source: impl Read + Seek,
        bytes: u64,
        file: &Arc<str>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Stop> {
        let extension = extension(file);
        match kind_of(&mut source)? {
            Kind::Zip => {
                let zip = archive::open(source, self.limits())?;
                match archive::is_workbook(&zip) {
                    true => xlsx::read(self, zip, file, sink),
                    false => {
                        let why = Skipped::NestedArchive;
                        emit(sink, Item::Skipped { file: file.clone(), why })
                    }
                }
            }
            Kind::Ole if bytes > self.limits().held_bytes => {
                Err(too_large(Exceeded::FileBytes, self.limits().held_bytes).into())
            }
            Kind::Ole => xls::read(self.reader, source, file, sink),
            Kind::Text if matches!(extension.as_str(), "csv" | "tsv" | "txt") => {
                delimited::read(self, source, file, sink)
            }
            Kind::Text if matches!(extension.as_str(), "xlsx" | "xlsm" | "xls" | "et") => {
                Err(match is_web_page(&mut source)? {
                    true => SheetError::WebPage,
                    false => SheetError::NotASpreadsheet,
                }
                .into())
            }
            Kind::Text => emit(sink, Item::Skipped { file: file.clone(), why: Skipped::UnknownKind }),
        }
    }
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default()
}

fn too_large(what: Exceeded, limit: u64) -> SheetError {
    SheetError::TooLarge { what, limit }
}

fn head<const N: usize>(source: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(N);
    source.by_ref().take(N as u64).read_to_end(&mut bytes)?;
    source.rewind()?;
    Ok(bytes)
}

/// By the first bytes: names lie, and so do the programs that choose them.
fn kind_of(source: &mut (impl Read + Seek)) -> io::Result<Kind> {
    let bytes = head::<8>(source)?;
    Ok(match bytes.as_slice() {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => Kind::Zip,
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] => Kind::Ole,
        _ => Kind::Text,
    })
}

fn is_web_page(source: &mut (impl Read + Seek)) -> io::Result<bool> {
    let bytes = head::<1024>(source)?;
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    Ok(["<html", "<table", "<!doctype html"].iter().any(|tag| text.contains(tag)))
}
