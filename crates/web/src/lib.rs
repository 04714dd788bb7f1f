//! The web: page shell, design system, forms, answers, texts, spreadsheets.
//!
//! A handler works at a [`Desk`]. A page is a struct of finished values with its own template for
//! the main part; [`Shell`] wraps it, and the parts it is made of ([`part`], [`chart`]) come from
//! here, so that every field, table and notice of the house looks and speaks alike. `/design`
//! shows them all.
//!
//! Never: SQL, a rule of the Party, a word of a room (each room brings its own catalogue).
pub mod answer;
pub mod desk; // start reading here
pub mod form;
pub mod refusal;

pub mod download;
pub mod house;
pub mod outside;
pub mod room;
pub mod seen;
pub mod upload;

pub mod asset;
pub mod chart;
pub mod design_page;
pub mod format;
pub mod found;
pub mod leaf;
pub mod listing;
pub mod part;
pub mod sheet;
pub mod shell;
pub mod texts;

pub use answer::{Done, Entered, Page};
pub use desk::{Changed, Desk};
pub use form::Form;
pub use house::{House, Installation};
pub use room::{Pages, Room};
pub use shell::Shell;
pub use texts::{Lang, T, Texts};
