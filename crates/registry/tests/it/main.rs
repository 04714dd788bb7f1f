//! What the registry promises, through its public face.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]
mod attachment;
mod attachment_browser;
mod cost;
mod exports;
mod figures;
mod hostile;
mod merged;
mod own;
mod people;
mod roster;
mod sample;
mod statistics;
mod steps;

/// The rooms of these tests' houses.
fn rooms() -> Vec<zhibu_web::Room> {
    vec![zhibu_access::room(), zhibu_registry::room()]
}
