//! Where rooms meet: the only file that turns one room's event into another's act.

use zhibu_kernel::outbox::Handlers;

/// Who handles which event.
#[must_use]
pub fn handlers() -> Handlers {
    Handlers::new()
}
