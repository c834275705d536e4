//! Whose an address is.

use std::net::{IpAddr, Ipv6Addr};

/// What the attempts from an address are counted under: an IPv4 address by itself, an IPv6 address by its /64, which
/// is the least that a provider gives a customer (RFC 6177). Whoever comes from nowhere shares one bucket with
/// everybody else who does: an address that is hidden is no way around a limit.
pub(crate) fn address_bucket(address: Option<IpAddr>) -> String {
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => format!("{}/64", network(address)),
        None => "unknown".to_owned(),
    }
}

fn network(address: Ipv6Addr) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// LG-08.
    #[test]
    fn neighbours_share_a_bucket_as_far_as_one_customer_has_addresses() {
        let bucket = |text: &str| address_bucket(Some(text.parse().unwrap()));
        assert_eq!(bucket("192.0.2.1"), "192.0.2.1");
        assert_ne!(bucket("192.0.2.1"), bucket("192.0.2.2"));
        assert_eq!(bucket("::ffff:192.0.2.1"), bucket("192.0.2.1"), "one address, two ways to write it");
        assert_eq!(bucket("2001:db8:0:1::1"), bucket("2001:db8:0:1:ffff:ffff:ffff:ffff"));
        assert_eq!(bucket("2001:db8:0:1::1"), "2001:db8:0:1::/64");
        assert_ne!(bucket("2001:db8:0:1::1"), bucket("2001:db8:0:2::1"));
        assert_eq!(address_bucket(None), "unknown");
    }
}
