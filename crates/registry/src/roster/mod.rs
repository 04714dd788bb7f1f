//! Rosters (党员名册): spreadsheets in, spreadsheets out, and back again.
//!
//! Nouns: a [`Batch`] is what was handed in at once; its rows are read ([`reading`]), judged one
//! by one ([`draft`], [`judge`]) and, when somebody says so, staged behind a gate ([`gate`]) that
//! opens in one small change: before it nothing of the batch is seen, after it everything. An
//! undo is the same with the rows turned round ([`undo`]). A [`Worker`] does all of it in steps
//! of 200 rows; every step is a transaction, so it may be stopped anywhere and goes on later.
//! Never: closes the record of somebody who is missing from a file, erases a value because a
//! cell is empty, moves a person out of or into the importing organisation's subtree.
pub mod columns; // start reading here
pub mod finding;

mod ask;
mod batch;
mod choice;
mod draft;
mod gate;
mod joining;
mod judge;
mod likeness;
mod marked;
mod match_people;
mod reading;
mod remembered;
mod undo;
mod upload;
mod which_branch;
mod work;

pub mod cli;
pub mod export;
pub mod preview;

pub use self::ask::{Mapping, ask_apply, ask_check, ask_undo, ask_withdraw};
pub use self::batch::{Batch, BatchId, Counts, Refused, State, list, open, open_by_system};
pub use self::choice::choose;
pub use self::gate::let_go;
pub use self::marked::marked;
pub use self::remembered::{Remembered, forget, remembered};
pub use self::upload::{Kept, Upload, begin, files, finish, put_piece};
pub use self::work::{Worker, work};

/// Rows in a block, which is what one step works on.
pub(crate) const BLOCK: usize = 200;
