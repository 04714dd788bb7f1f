//! What stands between the network and the pages: headers, limits, and the switches of view,
//! theme and language.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, SET_COOKIE, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use crate::answer::{Done, cookie};
use crate::desk::Desk;
use crate::form::{Fields, Form, FromForm};
use crate::house::House;
use crate::room::Pages;
use crate::shell::Setting;

/// Nothing from elsewhere, nothing inline, in no frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// A year in seconds: how long a choice of view is remembered.
const YEAR: i64 = 365 * 24 * 3600;

/// The pages that belong to no room.
#[must_use]
pub fn pages() -> Pages {
    Pages::new().post("/view", "public", set_view)
}

struct SetView {
    set: String,
    back: String,
}

impl FromForm for SetView {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self { set: fields.text("set"), back: fields.text("back") }
    }
}

async fn set_view(desk: Desk, form: Form<SetView>) -> Response {
    let mut response = Done::to(form.given.back).into_response(&desk.house);
    if let Ok(setting) = form.given.set.parse::<Setting>() {
        let (name, tag) = match setting {
            Setting::View(view) => ("view", view.tag()),
            Setting::Theme(theme) => ("theme", theme.tag()),
            Setting::Lang(lang) => ("lang", lang.tag()),
        };
        response.headers_mut().append(SET_COOKIE, cookie(&desk.house, name, tag, YEAR));
    }
    response
}

/// Puts the layers round the pages of the whole house.
pub fn protect(router: Router<House>, house: &House) -> Router<House> {
    router
        .layer(DefaultBodyLimit::max(64 * 1024 * 1024))
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(60)))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(house.clone(), headers))
}

async fn headers(
    axum::extract::State(house): axum::extract::State<House>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let set = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in set {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // Whatever a page does not say itself is kept nowhere: it may be personal.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if house.installation.tls {
        let value = HeaderValue::from_static("max-age=31536000");
        headers.entry(STRICT_TRANSPORT_SECURITY).or_insert(value);
    }
    response
}
