//! Statutes as pure functions: ID numbers, code tables, joining periods, working days.
//!
//! Everything here is a function of its arguments: no clock, no database, no network, no words
//! for people. An answer that must be explained carries its rule ([`rule::RuleRef`]) and its
//! figures; the sentence belongs to the caller's message catalogue. The Chinese and English
//! labels in [`codes`] are the tables' own terms, not sentences.
//!
//! Nouns: rule, outcome, finding; citizen ID number, code table, group of the statistics, joining
//! period, working-day calendar, written day, personal name, phone number.
//!
//! Deliberately absent: votes, dues, elections, terms of office (later modules of this crate);
//! today's date (always an argument); GB/T 2260 below province level.
//!
//! # What is not verified
//!
//! Every rule, table and table row carries a [`rule::Mark`]. Marked less than *verified*, so that
//! an interface must not cite it as law:
//!
//! - `codes::JOB`: the four-digit leaf codes; only the branches of the tree and some leaf labels
//!   are known. A leaf's place under its branch is our reading.
//! - `codes::OrgKind`: the code of a Party group (641 and 699 are both in use) and of a working
//!   committee (none known); the other codes are seen in programs only.
//! - `codes::EDUCATION`, `codes::PROVINCE`, `codes::AFFILIATION`: agreeing secondary sources.
//! - `codes::Stage`, `codes::Ending`, `codes::MembershipStatus`: the terms are the statutes', the
//!   numeric codes of the national system are unknown.
//! - `codes::ETHNIC_GROUP`: 01 to 56 agree in several independent sources; 97 and 98 are custom.
//! - [`periods`]: the table of periods rests on one official answer, widely copied.
//! - [`calendar`]: the counting of publicity days is our proposal; years other than 2025 and 2026
//!   have no holiday table and every answer that touches them says so.
//! - [`groups`]: how job codes fold into the eight published groups is our reading.

pub mod rule; // start reading here
// Each of these stands alone.
pub mod calendar;
pub mod citizen_id;
pub mod codes;
pub mod day;
pub mod development;
pub mod groups;
pub mod name;
pub mod periods;
pub mod phone;

mod text;
