//! The caller (来访): from which network and which browser a request comes.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use sha2::{Digest as _, Sha256};
use zhibu_kernel::{Fault, Read, Tx, bind, sql};
use zhibu_web::House;
use zhibu_web::desk::Cookies;

use super::AccountId;
use super::guess::{ACCOUNT, Count, HERE, NETWORK};

/// How long a browser is remembered without signing in: a year, in seconds.
pub(crate) const REMEMBERED_S: i64 = 365 * 24 * 3600;

/// The name of the cookie by which a browser is known again.
#[must_use]
pub(crate) fn device_cookie(tls: bool) -> &'static str {
    if tls { "__Host-device" } else { "device" }
}

/// From where a request comes.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// Whom a limit on a network meets: an IPv4 address, or the /64 of an IPv6 address.
    network: Vec<u8>,
    /// The digest of the device cookie.
    pub(crate) device: Option<[u8; 32]>,
    /// What the browser says it is.
    pub(crate) agent: String,
}

impl FromRequestParts<House> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip().to_canonical());
        let trusted = &house.installation.trusted_proxies;
        let address = peer.map(|peer| beyond_proxies(peer, &parts.headers, trusted));
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
        Ok(Self {
            network: address.map_or_else(Vec::new, network_of),
            device: Cookies(&parts.headers).get(device_cookie(house.installation.tls)).map(digest),
            agent: agent.chars().take(120).collect(),
        })
    }
}

pub(crate) fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The last address in front of our own proxies. What stands left of it in `X-Forwarded-For`
/// anybody can have written.
fn beyond_proxies(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut address = peer;
    for hop in forwarded.into_iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        let Ok(before) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        address = before.to_canonical();
    }
    address
}

fn network_of(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

impl Caller {
    /// What a try at an account counts for; `known` when the account has signed in here before.
    pub(crate) fn counts(&self, account: &[u8], known: bool) -> Vec<Count> {
        match self.device {
            Some(device) if known => vec![Count::new(HERE, &[account, b"device", &device])],
            _ => vec![
                Count::new(HERE, &[account, b"network", &self.network]),
                Count::new(ACCOUNT, &[account]),
                self.count(NETWORK),
            ],
        }
    }

    /// What is counted for the network alone.
    pub(crate) fn count(&self, limit: super::guess::Limit) -> Count {
        Count::new(limit, &[&self.network])
    }

    /// Whether the account has signed in from this browser before.
    pub(crate) async fn is_known(&self, read: &mut Read, account: AccountId) -> Result<bool, Fault> {
        let Some(device) = self.device else {
            return Ok(false);
        };
        let found: Option<i64> = read
            .value(bind!(
                sql!("SELECT COUNT(*) FROM access_device WHERE account_id = $1 AND secret_hash = $2"),
                account,
                device,
            ))
            .await?;
        Ok(found.unwrap_or(0) > 0)
    }
}

/// How a browser was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    /// The account's first.
    First,
    /// One in which it has signed in before.
    Again,
    /// A further one: its owner is told.
    New,
}

/// Remembers the browser with a device secret for an account.
pub(crate) async fn remember(tx: &mut Tx, account: AccountId, device: [u8; 32]) -> Result<Met, Fault> {
    let now = tx.now();
    let seen = tx
        .execute(bind!(
            sql!("UPDATE access_device SET seen_at = $3 WHERE account_id = $1 AND secret_hash = $2"),
            account,
            device,
            now,
        ))
        .await?;
    if seen > 0 {
        return Ok(Met::Again);
    }
    let others: Option<i64> =
        tx.value(bind!(sql!("SELECT COUNT(*) FROM access_device WHERE account_id = $1"), account)).await?;
    tx.execute(bind!(
        sql!(
            "INSERT INTO access_device (account_id, secret_hash, first_at, seen_at) VALUES ($1, $2, $3, $3)"
        ),
        account,
        device,
        now,
    ))
    .await?;
    Ok(if others == Some(0) { Met::First } else { Met::New })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed() {
        let ours: Vec<IpAddr> = vec!["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        for (peer, forwarded, expected) in [
            ("203.0.113.5", "1.2.3.4", "203.0.113.5"),
            ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
            ("10.0.0.1", "1.2.3.4, 203.0.113.5", "203.0.113.5"),
            ("10.0.0.1", "1.2.3.4, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
            ("10.0.0.1", "nonsense", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            let found = beyond_proxies(peer.parse().unwrap(), &headers, &ours);
            assert_eq!(found.to_string(), expected, "{peer} {forwarded}");
        }
    }

    #[test]
    fn a_household_with_ipv6_is_one_network() {
        let of = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("203.0.113.5"), of("203.0.113.6"));
    }
}
