//! The courier: one message to one person by the way that reaches them (手机短信等渠道).
//!
//! Nouns: message, channel. A message is finished words for one address; a channel hands it on.
//! So far there is what sign-in codes need: a channel that writes messages to a file or to the
//! console, for installations whose carrier is not connected yet and for tests.
//! Never: knows members, decides what is said, keeps numbers or words.
pub mod channel;
pub mod message; // start reading here

use zhibu_kernel::migrate::Step;
use zhibu_web::{Pages, Room};

/// The migrations of this room.
const STEPS: &[Step] =
    &[Step { name: "2026112420_courier.sql", text: include_str!("../migrations/2026112420_courier.sql") }];

/// This room: it has no pages, only what it keeps.
#[must_use]
pub fn room() -> Room {
    Room {
        name: "courier",
        steps: STEPS,
        pages: Pages::new,
        menu: |_, _| Vec::new(),
        foot: |_| Vec::new(),
        jobs: Vec::new,
        texts: &[],
    }
}
