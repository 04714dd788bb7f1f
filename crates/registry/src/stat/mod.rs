//! Statistics (统计): figures of any organisation on any day.
//!
//! A figure is a sum of deltas: a change of a person appends an event with what it adds and takes
//! away on which day; a job folds events into deltas per organisation and day, month and year.
//! The job keeps the sum of everything so far beside them, from which a reading takes away what
//! lies after its day and to which it adds what is not folded yet, in one statement, so it is exact
//! at once. Nothing is ever counted by scanning people, and no sum is kept that every writer must
//! touch.
//!
//! Nouns: figure (how many on a day), flow (who came and went between two days), report (the
//! tables of a page or a spreadsheet). Deliberately absent: rankings, scores, thresholds of people.

mod event; // start reading here
mod figures;
pub mod flow;
mod fold;
mod heads;
mod read;

pub mod branches;
pub mod journal;
pub mod report;

mod batch;
mod recount;

pub use self::batch::{settle, withdraw};
pub(crate) use self::event::emit;
pub use self::figures::Figures;
pub use self::fold::{fold, fold_all, fold_quietly};
pub use self::heads::{HeadCount, head_counts, members_of};
pub use self::read::{Span, figures, span};
pub use self::recount::{Difference, recount};

/// Deltas of a day of what lies below an organisation; `period` is `yyyymmdd`.
const DAY: i64 = 0;
/// Of a month, `period` is `yyyymm`.
const MONTH: i64 = 1;
/// Of a year, `period` is `yyyy`.
const YEAR: i64 = 2;
/// Of a day, of those who belong to the organisation directly; `period` is `yyyymmdd`.
const DIRECT: i64 = 3;
