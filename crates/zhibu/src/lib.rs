//! The house put together: the list of rooms, where rooms meet, and how it is run.
//!
//! In reading order: [`rooms`] and [`wiring`] put the house together; [`cli`] is the command
//! line, one file per command; [`settings`] are what an operator sets; [`open`] opens keys and
//! database; [`server`] serves until the process is asked to end; [`hall`] is the public front
//! page; [`demo`] makes the sample county.
//!
//! Never: a rule of the Party, SQL, a page with somebody's data.
pub mod rooms; // start reading here
pub mod wiring;

pub mod cli;
pub mod open;
pub mod server;
pub mod settings;
pub mod told;

pub mod hall;

pub mod demo;
