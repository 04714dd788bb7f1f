//! What holds for the house as a whole.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]
mod follow;
mod statements;

use zhibu::rooms::rooms;
