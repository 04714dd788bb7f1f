//! What holds for the house as a whole.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]
mod commands;
mod follow;
mod installation;
mod matrix;
mod open;
mod process;
mod sample;
mod settings;
mod statements;
mod stories;
mod tables;
mod texts;

use zhibu::rooms::rooms;
