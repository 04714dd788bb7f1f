//! The list of rooms. Everything the house does to all rooms is a loop over it.

use zhibu_web::Room;

/// Every room of the house, the lowest floor first.
#[must_use]
pub fn rooms() -> Vec<Room> {
    vec![zhibu_access::room(), zhibu_courier::room(), zhibu_registry::room(), crate::hall::room()]
}
