//! Style, script and pictures inside the binary, under addresses that change with their content.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// The whole style, lowered and minified by the build.
pub const CSS: &str = include_str!(concat!(env!("OUT_DIR"), "/zhibu.css"));

/// The whole script: one closed block per comfort, `start.js` first.
pub const JS: &str = concat!(
    include_str!("../script/start.js"),
    include_str!("../script/search.js"),
    include_str!("../script/dialog.js"),
    include_str!("../script/form.js"),
    include_str!("../script/draft.js"),
    include_str!("../script/date.js"),
    include_str!("../script/file.js"),
    include_str!("../script/select.js"),
    include_str!("../script/poll.js"),
    include_str!("../script/passkey.js"),
);

/// The seal: 支部, two characters one above the other.
pub const MARK: &str = include_str!("../assets/mark.svg");

struct Asset {
    url: String,
    kind: &'static str,
    plain: &'static [u8],
    gzip: Vec<u8>,
}

static ASSETS: LazyLock<BTreeMap<&'static str, Asset>> = LazyLock::new(|| {
    [
        ("zhibu.css", "text/css; charset=utf-8", CSS),
        ("zhibu.js", "text/javascript; charset=utf-8", JS),
        ("mark.svg", "image/svg+xml", MARK),
    ]
    .into_iter()
    .map(|(name, kind, text)| (name, asset(name, kind, text.as_bytes())))
    .collect()
});

fn asset(name: &str, kind: &'static str, plain: &'static [u8]) -> Asset {
    let (stem, ext) = name.split_once('.').expect("an asset's name has an ending");
    let digest = Sha256::digest(plain);
    let hash: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(plain).expect("writing to memory");
    let gzip = gzip.finish().expect("writing to memory");
    Asset { url: format!("/assets/{stem}.{hash}.{ext}"), kind, plain, gzip }
}

/// The address of an asset: `asset::url("zhibu.css")`.
///
/// # Panics
/// If there is no asset of that name: names are literals in templates that a test renders.
pub fn url(name: &str) -> &'static str {
    let asset = ASSETS.get(name).unwrap_or_else(|| panic!("no asset is called {name}"));
    &asset.url
}

/// Serves `/assets/..`; an address with an old hash is gone.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{file}", get(serve))
}

async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let wanted = format!("/assets/{file}");
    let Some(asset) = ASSETS.values().find(|asset| asset.url == wanted) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let head = [
        (CONTENT_TYPE, asset.kind),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (VARY, "accept-encoding"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    if takes_gzip(&headers) {
        (head, [(CONTENT_ENCODING, "gzip")], asset.gzip.as_slice()).into_response()
    } else {
        (head, asset.plain).into_response()
    }
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|list| {
        list.split(',').any(|one| {
            let (coding, weight) = one.split_once(';').unwrap_or((one, ""));
            coding.trim() == "gzip" && weight.trim() != "q=0"
        })
    })
}
