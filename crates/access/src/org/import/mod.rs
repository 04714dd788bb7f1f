//! Organisation sheets in (党组织信息表): the columns in which the tree goes out, back again.
//!
//! A [`Batch`] is one sheet: read and judged at once ([`take`]), shown, and when somebody says so
//! applied as one change ([`apply`]): every creation, renaming and move is the act of its own file
//! beside this folder, with one day, one approval and one basis for all. [`undo`] takes all of
//! them back, as long as nothing was done since.
//! Never: ends an organisation that the sheet lacks, erases a value because a cell is empty,
//! changes the day of founding, keeps what the tree has no place for.

pub(crate) mod columns; // start reading here

mod apply;
mod batch;
mod command;
mod draft;
mod judge;
mod places;
mod refused;
mod take;
mod tree;
mod undo;

pub use self::apply::apply;
pub use self::batch::{Batch, BatchId, Counts, State, file, latest, lines, open, open_by_system};
pub use self::columns::Field;
pub use self::command::{Failed, Report, import};
pub use self::draft::{Draft, Finding};
pub use self::judge::{Judged, Node, Outcome};
pub use self::refused::Refused;
pub use self::take::{Sheet, read, take};
pub use self::undo::undo;

/// Organisations that one batch creates or changes at most: it is one change, and who writes
/// meanwhile waits for it.
pub const MOST_ACTS: usize = 5_000;
