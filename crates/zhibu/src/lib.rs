//! The house put together: the list of rooms, and where rooms meet.
pub mod rooms; // start reading here
pub mod wiring;
