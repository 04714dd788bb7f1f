//! What the ground floor promises, seen through its public face.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]
mod audit;
mod change;
mod checkpoint;
mod file;
mod key_file;
mod merkle;
mod outbox;
mod random;
mod recovery;
mod seal;

/// The houses of these tests have no rooms: only the ground floor.
fn rooms() -> Vec<zhibu_testhouse::Room> {
    Vec::new()
}
