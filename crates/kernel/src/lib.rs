//! The ground floor: what every floor above stands on, without a word of the product.
//!
//! Entry rule: a file is here when every floor above uses it. One file per thing.
//!
//! In reading order: [`db`] opens SQLite or PostgreSQL behind one type; [`Read`] and [`Tx`] are
//! the ways into it (`Db::read`, `Db::change`, `Db::look`); [`audit`] records what happened and
//! who looked; [`outbox`] holds what must happen after a change; [`job`] runs what happens by
//! the clock; [`seal`] keeps secrets and [`file`] files; [`merkle`] and [`checkpoint`] make the log
//! provable.
//!
//! Never here: organisations, people, roles, pages, or the sentences that people read.
pub mod db; // start reading here
mod tx;

pub mod actor;
pub mod child;
pub mod clock;
pub mod deed;
mod fault;
pub mod id;

pub mod audit;
pub mod checkpoint;
pub mod file;
pub mod job;
pub mod look;
pub mod merkle;
pub mod note;
pub mod outbox;
pub mod random;
pub mod repeat;
pub mod seal;
pub mod search;
pub mod setting;

pub mod migrate;

pub use actor::{Actor, Who};
pub use clock::{Clock, Day, Moment};
pub use db::{Db, Engine, Row, Value};
pub use deed::{Deed, Source};
pub use fault::{Fault, Refuse};
pub use tx::{Read, Tx};

#[doc(hidden)]
pub use inventory;
