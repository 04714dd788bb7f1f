//! The design system as a browser and a translator meet it.

mod assets;
mod contrast;
mod example;
mod floor;
mod formats;
mod pages;
mod sample;
mod style;
mod texts;

#[path = "../../build/floor.rs"]
mod lower;
