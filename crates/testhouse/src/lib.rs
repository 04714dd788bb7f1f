//! A small county with people as actors, on both databases, for tests.
//!
//! Nouns: database (a fresh PostgreSQL for one test), browser and page (a real
//! Chromium), server (a router on loop-back). `#[testhouse::test]` makes one function
//! into a test for each engine.
//! Never: skips a test because something is missing; takes part in the product.
mod browser; // start reading here
mod postgres;
mod server;
mod timed;

pub use browser::{Axe, Browser, Complaint, Page, Passkeys, Viewport};
pub use postgres::{Database, template};
pub use server::Server;
pub use timed::{scratch, timed};
pub use zhibu_testhouse_macros::test;
