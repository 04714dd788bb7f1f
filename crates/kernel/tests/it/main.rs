//! What the ground floor promises, seen through its public face.
#![expect(
mod merkle;
mod random;
