//! The attribute `testhouse::test`: one test, both databases.
//!
//! ```text
//! #[testhouse::test] // name::on_sqlite and name::on_postgres
//! async fn nobody_reviews_only_himself(house: House) { .. }
//!
//! #[testhouse::test(sqlite)] // name::on_sqlite; also (postgres)
//! async fn ..(house: House) { .. }
//!
//! #[testhouse::test(browser)] // name::in_browser, on SQLite; (story): in_browser_on_postgres too
//! async fn ..(house: House, browser: Browser) { .. }
//! ```
//!
//! Never: decides what a house is, or skips a test. The generated tests call
//! `zhibu_testhouse::{run_on, timed}` and `Browser::launch`, which fail when the engine or
//! the browser is missing.
mod expand; // start reading here

use proc_macro::TokenStream;

/// Makes tests of an `async fn` that takes a house; see the head of this crate.
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(arguments.into(), item.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}
