//! Ground floor: database, change, audit, outbox, secrets, clock.
