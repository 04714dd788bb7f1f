//! Statistics (统计): figures of any organisation on any day.
//!
//! A figure is a sum of deltas: a change of a person appends an event with what it adds and takes
//! away on which day; a job folds events into deltas per organisation and day, month and year.
//! A reading adds what is folded and what is not, in one statement, so it is exact at once.
//! Nothing is ever counted by scanning people, and no sum is kept that every writer must touch.

mod event;
mod fold;
mod read;

pub(crate) use self::event::{Deltas, append, deltas, emit};
pub use self::fold::{fold, fold_all};
pub use self::read::{Figures, figures};

/// The day's deltas, `period` is `yyyymmdd`.
const DAY: i64 = 0;
/// The month's deltas, `period` is `yyyymm`.
const MONTH: i64 = 1;
/// The year's deltas, `period` is `yyyy`.
const YEAR: i64 = 2;
