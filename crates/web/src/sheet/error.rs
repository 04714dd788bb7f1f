use serde::{Deserialize, Serialize};

/// Why a file, or one sheet of it, could not be read or written.
///
/// Each variant is one message of the catalogue; its fields are that message's
/// arguments. Rows and columns count from 1, as the person sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum SheetError {
    /// The content is no spreadsheet, whatever the name says.
    #[error("not a spreadsheet")]
    NotASpreadsheet,
    /// A web page saved under a spreadsheet's name, as older systems export it.
    #[error("a web page, not a spreadsheet")]
    WebPage,
    /// Opening needs a password.
    #[error("password protected")]
    Password,
    /// Cut off or damaged; `part` names the piece inside the file.
    #[error("damaged: {part}")]
    Damaged { part: String },
    /// Bigger than we read.
    #[error("{what:?} above {limit}")]
    TooLarge { what: Exceeded, limit: u64 },
    /// A written cell lies right of the last column that is read.
    #[error("cell in row {row}, column {column}, beyond column {limit}")]
    TooWide { row: u32, column: u32, limit: u32 },
    /// Text in neither UTF-8 nor GB18030; `line` is where it stops being either.
    #[error("unknown encoding in line {line}")]
    UnknownEncoding { line: u32 },
    /// A text file with a NUL in it.
    #[error("binary data in line {line}")]
    Binary { line: u32 },
    /// A quotation mark opened in `line` never closes.
    #[error("quotation mark of line {line} never closes")]
    OpenQuote { line: u32 },
    /// The old format could not be read within its memory: save it as `.xlsx`.
    #[error("save as .xlsx")]
    SaveAsXlsx,
    /// A text longer than a cell of `.xlsx` can hold.
    #[error("text of row {row}, column {column} is too long for a cell")]
    TextTooLong { row: u32, column: u32 },
    /// Ours: reading or writing failed for a reason that is not the file's.
    #[error("input or output failed: {0}")]
    Io(String),
}

/// What was too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exceeded {
    /// Bytes of one file.
    FileBytes,
    /// Bytes of one part after unpacking.
    UnpackedBytes,
    /// Files inside an archive, or parts inside a workbook.
    Entries,
    /// Rows of one sheet.
    Rows,
    /// Bytes of one cell or of one record of a text file.
    CellBytes,
}

/// Why a file of a batch was left aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Skipped {
    /// Neither workbook nor table of text by its content and name.
    UnknownKind,
    /// An archive inside an archive.
    NestedArchive,
    /// A lock file or a system's own file (`~$a.xlsx`, `__MACOSX/`, `.DS_Store`).
    SystemFile,
}

impl SheetError {
    pub(crate) fn damaged(part: impl Into<String>) -> Self {
        Self::Damaged { part: part.into() }
    }
}

impl From<std::io::Error> for SheetError {
    fn from(error: std::io::Error) -> Self {
        // Our own readers pass their verdict through `Read` this way.
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            Some(verdict) => verdict.clone(),
            None => Self::Io(error.to_string()),
        }
    }
}

impl From<SheetError> for std::io::Error {
    fn from(error: SheetError) -> Self {
        Self::other(error)
    }
}
