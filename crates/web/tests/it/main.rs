//! The design system as a browser and a translator meet it.

mod assets;
mod example;
mod formats;
mod pages;
mod sample;
mod style;
mod texts;
