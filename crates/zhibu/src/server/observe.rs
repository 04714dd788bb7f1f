//! One line of the log and one count per request: its route, never its address, since addresses
//! may hold what people searched for.

use std::sync::LazyLock;

use axum::extract::{MatchedPath, Request};
use axum::http::header::HeaderName;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use jiff::tz::TimeZone;
use metrics::{counter, histogram};
use tracing::Instrument as _;
use zhibu_kernel::Clock;

/// The answer's number, for whoever reports a fault.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

static CLOCK: LazyLock<Clock> = LazyLock::new(|| Clock::system(TimeZone::UTC));

pub(super) async fn observe(request: Request, next: Next) -> Response {
    let id = zhibu_kernel::random::code(10);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = word_of(request.method());
    let span = tracing::info_span!("request", id = id.as_str(), method, route);
    let began = CLOCK.now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = CLOCK.now().0 - began.0;
    let status = response.status();
    span.in_scope(|| tracing::info!(status = status.as_u16(), ms = took, "answered"));
    let labels = [("route", route), ("method", method.to_owned()), ("status", status.as_str().to_owned())];
    histogram!("zhibu_request_milliseconds", "route" => labels[0].1.clone()).record(took as f64);
    counter!("zhibu_requests_total", &labels).increment(1);
    if status.is_server_error() {
        counter!("zhibu_faults_total").increment(1);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// A method that nobody knows could be any text; it is counted as one.
fn word_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}
