//! What the ground floor promises, seen through its public face.
#![expect(
mod checkpoint;
mod merkle;
mod random;
