//! Ground floor: database, change, audit, outbox, secrets, clock.
pub mod checkpoint;
pub mod merkle;
pub mod note;
pub mod random;
pub mod seal;
