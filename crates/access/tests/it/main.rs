//! What access promises, through its public face.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]
mod admin;
mod asked_again;
mod enrol;
mod org_acts;
mod org_browser;
mod org_history;
mod org_import;
mod org_many;
mod org_pages;
mod passkey;
mod permit;
mod sign_in;
mod sign_in_ways;
mod steps;

/// The rooms of these tests' houses.
fn rooms() -> Vec<zhibu_web::Room> {
    vec![zhibu_access::room()]
}
