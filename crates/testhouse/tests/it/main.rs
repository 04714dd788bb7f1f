//! The tests' own tools, tested with the real parts.
mod browser; // one test per thing a page can do
mod pages; // the small site that they visit
mod postgres; // a database for each test
