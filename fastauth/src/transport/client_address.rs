//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use http::request::Parts;

use crate::config::FastAuthConfig;

const FORWARDED: &str = "x-forwarded-for";

/// The client's address: the peer of the socket, or, with so many proxies of the service's own before it, what the first
/// of them saw. None where nobody knows, and never what a client says of itself.
pub(crate) fn client_address(parts: &Parts, config: &FastAuthConfig) -> Option<IpAddr> {
    let address = match config.trusted_proxies {
        0 => parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip()),
        proxies => forwarded(parts, proxies),
    };
    // On a socket for both, an IPv4 client has an address of IPv6.
    address.map(|address| address.to_canonical())
}

/// Each proxy adds whom it saw on the right: the last of them is the peer itself, which is not in the header. So the
/// client is as many places from the right as there are proxies; everything left of that is the client's own text.
fn forwarded(parts: &Parts, proxies: usize) -> Option<IpAddr> {
    let values = parts.headers.get_all(FORWARDED).iter();
    let hops: Vec<&[u8]> = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b',')).collect();
    let hop = hops.get(hops.len().checked_sub(proxies)?)?;
    read(std::str::from_utf8(hop).ok()?.trim())
}

/// An address, with or without a port: some proxies add it.
fn read(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    text.parse().ok().or_else(with_port).or_else(in_brackets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(proxies: usize, peer: Option<&str>, headers: &[&str]) -> Option<String> {
        let mut config = FastAuthConfig::new("");
        config.trusted_proxies = proxies;
        let mut request = http::Request::builder();
        for header in headers {
            request =
                request.header("X-Forwarded-For", http::HeaderValue::from_bytes(header.as_bytes()).unwrap());
        }
        if let Some(peer) = peer {
            request = request.extension(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        client_address(&parts, &config).map(|address| address.to_string())
    }

    /// LG-08.
    #[test]
    fn an_address_is_believed_as_far_as_our_own_proxies_go() {
        let peer = Some("10.0.0.1");
        for (proxies, headers, address) in [
            (0, &[][..], Some("10.0.0.1")),
            (0, &["192.0.2.1"], Some("10.0.0.1")),
            (1, &["192.0.2.1"], Some("192.0.2.1")),
            (1, &["6.6.6.6, 192.0.2.1"], Some("192.0.2.1")),
            (1, &["6.6.6.6", "192.0.2.1"], Some("192.0.2.1")),
            (2, &["6.6.6.6, 192.0.2.1, 10.0.0.2"], Some("192.0.2.1")),
            (2, &["6.6.6.6, 192.0.2.1", "10.0.0.2"], Some("192.0.2.1")),
            (2, &["6.6.6.6", "192.0.2.1,10.0.0.2"], Some("192.0.2.1")),
            (1, &["  192.0.2.1\t"], Some("192.0.2.1")),
            (1, &["192.0.2.1:567"], Some("192.0.2.1")),
            (1, &["[2001:db8::1]:567"], Some("2001:db8::1")),
            (1, &["[2001:db8::1]"], Some("2001:db8::1")),
            (1, &["2001:db8::1"], Some("2001:db8::1")),
            (1, &["::ffff:192.0.2.1"], Some("192.0.2.1")),
            // What is no address where it counts is unknown: nothing else is asked in its place.
            (1, &[], None),
            (1, &["192.0.2.1, "], None),
            (1, &["192.0.2.1, unknown"], None),
            (1, &["192.0.2.1, _hidden"], None),
            (1, &["192.0.2.1, 10.0.0.256"], None),
            (1, &["192.0.2.1, fe80::1%eth0"], None),
            (1, &["192.0.2.1, \u{e4}"], None),
            (2, &["192.0.2.1"], None),
            (16, &["192.0.2.1, 192.0.2.2"], None),
        ] {
            assert_eq!(seen(proxies, peer, headers).as_deref(), address, "{proxies} proxies, {headers:?}");
        }
        assert_eq!(seen(0, None, &["192.0.2.1"]), None, "nobody said who the peer is");
        assert_eq!(
            seen(1, None, &["192.0.2.1"]).as_deref(),
            Some("192.0.2.1"),
            "a proxy behind a Unix socket"
        );
        assert_eq!(seen(0, Some("::ffff:192.0.2.1"), &[]).as_deref(), Some("192.0.2.1"));
    }
}
