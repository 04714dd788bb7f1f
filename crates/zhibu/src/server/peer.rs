//! Who is at the other end: the peer itself, or whom a trusted proxy names.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

/// Puts the client's own address where the handlers look for it.
pub(super) async fn find(
    State(trusted): State<Arc<[IpAddr]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0);
    if let Some(peer) = peer
        && let Some(client) = client(peer.ip(), request.headers(), &trusted)
    {
        let address = ConnectInfo(SocketAddr::new(client, peer.port()));
        request.extensions_mut().insert(address);
    }
    next.run(request).await
}

/// The last address that a trusted proxy wrote and that is no proxy itself: what stands before
/// it, anybody may have written.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    if !trusted.contains(&peer) {
        return None;
    }
    let written: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    written
        .iter()
        .rev()
        .map_while(|text| text.trim().parse().ok())
        .find(|address| !trusted.contains(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_name_the_client() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let check = |peer: &str, header: &str, expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", header.parse().unwrap());
            let found = client(ip(peer), &headers, &[ip("10.0.0.1"), ip("10.0.0.2")]);
            assert_eq!(found, expected.map(ip), "{peer} {header}");
        };
        check("10.0.0.1", "192.0.2.7", Some("192.0.2.7"));
        check(
            "10.0.0.1",
            "198.51.100.1, 192.0.2.7, 10.0.0.2",
            Some("192.0.2.7"),
        );
        check("10.0.0.1", "192.0.2.7, nonsense", None);
        check("203.0.113.5", "192.0.2.7", None);
    }
}
