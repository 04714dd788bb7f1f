//! Asking again (再次核对): before a sensitive act its owner proves once more who they are.
//!
//! ```ignore
//! if let Err(asked) = confirm::require(&desk, "/me/security") {
//!     return asked;
//! }
//! ```

use axum::response::Response;
use zhibu_kernel::{Actor, Moment};
use zhibu_web::desk::percent;
use zhibu_web::{Desk, Done};

use crate::acting::Acting;

/// How long a proof is good for: ten minutes, in milliseconds.
const GOOD_FOR_MS: i64 = 10 * 60_000;

/// Whether the actor proved within the last ten minutes who they are, by signing in or on the
/// page that asks.
#[must_use]
pub fn is_fresh(actor: &Actor, now: Moment) -> bool {
    actor.acting::<Acting>().is_some_and(|acting| now.0 - acting.confirmed_at.0 < GOOD_FOR_MS)
}

/// Lets a sensitive act go on, or answers with the way to the page that asks, which leads to
/// `back` afterwards: the page that shows the act's form.
///
/// # Errors
/// The answer to give instead.
// The answer is as large as every handler's answer, and is returned as one.
#[expect(clippy::result_large_err, reason = "the error is the handler's answer")]
pub fn require(desk: &Desk, back: &str) -> Result<(), Response> {
    if is_fresh(desk.actor(), desk.now()) {
        return Ok(());
    }
    let page = if desk.seen.chip.is_some() { "/confirm" } else { "/sign-in" };
    Err(Done::to(format!("{page}?back={}", percent(back))).into_response(&desk.house))
}
