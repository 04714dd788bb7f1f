//! Ground floor: database, change, audit, outbox, secrets, clock.
pub mod merkle;
pub mod random;
