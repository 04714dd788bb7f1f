//! The registry: people and their states, from applicant to farewell (党务管理).
//!
//! Nouns: person, figure. A person has periods; each says what was true from a day until before
//! another. Figures are sums of what changes of people added and took away.
//! Never: signs anybody in, sends messages, knows a room.
pub mod person; // start reading here
pub mod stat;

use zhibu_kernel::migrate::Step;

/// The migrations of this room.
pub const STEPS: &[Step] = &[Step {
    name: "2026112404_person.sql",
    text: include_str!("../migrations/2026112404_person.sql"),
}];
