//! A small county with people as actors, on both databases, for tests.
//!
//! Nouns: house (all pages over a fresh database, with a clock of its own), visitor (somebody
//! who asks for pages in-process, signed in or not), database (a fresh PostgreSQL for one test), browser and page (a real
//! Chromium), server (a router on loop-back). `#[testhouse::test]` makes one function
//! into a test for each engine.
//! Never: skips a test because something is missing; takes part in the product.
mod house; // start reading here
mod visitor;

mod browser;
mod postgres;
mod server;
mod timed;

pub use browser::{Axe, Browser, Complaint, Page, Passkeys, Viewport};
pub use house::{Engine, House, run_on};
pub use postgres::{Database, template};
pub use server::Server;
pub use timed::{scratch, timed};
pub use visitor::{Reply, Visitor};
pub use zhibu_testhouse_macros::test;
pub use zhibu_web::Room;
