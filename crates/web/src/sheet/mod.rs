//! Spreadsheets in and out: rows of cells as people wrote them.
//!
//! Nouns: an [`Input`] (an upload, a file, an archive) is read into [`Item`]s,
//! a [`Row`] of [`Cell`]s at a time; a [`Layout`] says which rows are heading,
//! people and footer; a [`SheetWriter`] writes lists; [`marked_copy`] gives a
//! workbook back with its faults in red.
//!
//! Never: knows what a column means, holds a whole sheet in memory, lets a
//! cell become a formula. Sentences live in the catalogues: [`SheetError`]
//! carries data only.
mod cell;
mod error;
mod injection;
pub mod layout;
pub mod read;
pub mod write;

pub use cell::{Cell, CellKind, CodeText, Flaw, Row, code_text};
pub use error::{Exceeded, SheetError, Skipped};
pub use layout::{KnownColumn, Layout, Recogniser, RowRole, Table};
pub use read::{Input, Item, Limits, Pieces, Reader, XlsChild, child_main};
pub use write::{
    Column, ColumnKind, Fault, Format, Head, Marked, Marks, Place, SheetWriter, Value, marked_copy,
};
