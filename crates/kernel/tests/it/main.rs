//! What the ground floor promises, seen through its public face.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]
mod checkpoint;
mod key_file;
mod merkle;
mod random;
mod recovery;
mod seal;
