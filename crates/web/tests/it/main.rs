//! The design system as a browser and a translator meet it.

mod assets;
mod contrast;
mod desk;
mod example;
mod floor;
mod formats;
mod pages;
mod sample;
mod style;
mod texts;

#[path = "../../build/floor.rs"]
mod lower;

/// The rooms of these tests' houses.
fn rooms() -> Vec<zhibu_web::Room> {
    vec![desk::room()]
}
