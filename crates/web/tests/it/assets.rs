use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt;
use zhibu_web::asset;

async fn get(address: &str, encodings: &str) -> (StatusCode, axum::http::HeaderMap, Vec<u8>) {
    let request =
        Request::get(address).header("accept-encoding", encodings).body(Body::empty()).expect("a request");
    let router: Router = asset::routes();
    let answer = router.oneshot(request).await.expect("an answer");
    let (head, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
    (head.status, head.headers, body)
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_the_name_of_their_content() {
    for name in ["zhibu.css", "zhibu.js", "mark.svg"] {
        let (status, headers, body) = get(asset::url(name), "").await;
        assert_eq!(status, StatusCode::OK, "{name}");
        assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
        assert!(!body.is_empty() && !headers.contains_key("content-encoding"));
        let (_, zipped, small) = get(asset::url(name), "br, gzip").await;
        assert_eq!(zipped["content-encoding"], "gzip");
        assert!(small.len() < body.len() && small.starts_with(&[0x1f, 0x8b]));
        let (_, plain, _) = get(asset::url(name), "gzip;q=0").await;
        assert!(!plain.contains_key("content-encoding"));
    }
    let (gone, _, _) = get("/assets/zhibu.000000000000.css", "").await;
    assert_eq!(gone, StatusCode::NOT_FOUND);
}
