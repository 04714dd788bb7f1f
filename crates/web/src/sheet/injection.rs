//! Formula injection (OWASP "CSV Injection", ASVS 5.0 1.2.10).
//!
//! A text file has no types: what begins with one of these characters is taken
//! for a formula by the program that opens it. We put an apostrophe before it
//! on the way out and take it away on the way in, so a list comes back unchanged.

use std::borrow::Cow;

/// The full-width forms count too: some programs fold them.
const DANGEROUS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// True for a dangerous text and for one that already carries apostrophes
/// before it, so that taking one away is always the exact inverse.
fn guarded(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(DANGEROUS)
}

/// What is written to a text file.
pub(crate) fn disarm(text: &str) -> Cow<'_, str> {
    match guarded(text) {
        true => format!("'{text}").into(),
        false => text.into(),
    }
}

/// What was meant by a cell of a text file.
pub(crate) fn rearm(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if guarded(rest) => rest,
        _ => text,
    }
}
