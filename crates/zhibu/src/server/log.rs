//! The log: lines on standard error, of routes and acts, never of people.

use std::io::stderr;

use tracing_subscriber::EnvFilter;

use crate::settings::LogFormat;

/// Begins to log; a second call changes nothing.
pub fn begin(level: &str, format: LogFormat) {
    let lines = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(level)).with_writer(stderr);
    // An error says that somebody began already.
    drop(match format {
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
        LogFormat::Text => lines.with_ansi(false).try_init(),
    });
}
