//! Which addresses may be talked to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Into the world.
    Public,
    /// To this computer or into its network: only where that is configured.
    Inside(&'static str),
    /// To nothing that serves exports. Clouds hand out credentials on
    /// link-local addresses.
    Never(&'static str),
}

/// An address that is not talked to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address} is {kind} address")]
pub(super) struct Forbidden {
    /// The address.
    pub(super) address: IpAddr,
    /// Its kind with its article, as in "a private".
    pub(super) kind: &'static str,
    /// Whether `http.private` would allow it.
    pub(super) curable: bool,
}

/// Judges every address before a connection to it is made. A name is judged by
/// the very addresses that are connected to, so that a second answer of the
/// name server cannot lead elsewhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guard {
    /// Whether the own network is allowed.
    pub(super) inside: bool,
}

impl Guard {
    /// Whether this address may be talked to.
    pub(super) fn judge(self, address: IpAddr) -> Result<(), Forbidden> {
        let forbidden = |kind, curable| Forbidden {
            address,
            kind,
            curable,
        };
        match reach(address) {
            Reach::Public => Ok(()),
            Reach::Inside(_) if self.inside => Ok(()),
            Reach::Inside(kind) => Err(forbidden(kind, true)),
            Reach::Never(kind) => Err(forbidden(kind, false)),
        }
    }

    /// Those addresses of a name that may be talked to.
    fn sift(self, name: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Forbidden> {
        let mut refused = None;
        let mut allowed = Vec::new();
        for address in found {
            // A login may go to `localhost` in the clear, so it must be this computer.
            let judged = if name == "localhost" && !address.ip().is_loopback() {
                Err(Forbidden {
                    address: address.ip(),
                    kind: "no loopback",
                    curable: false,
                })
            } else {
                self.judge(address.ip())
            };
            match judged {
                Ok(()) => allowed.push(address),
                Err(forbidden) => refused = Some(forbidden),
            }
        }
        match refused {
            Some(forbidden) if allowed.is_empty() => Err(forbidden),
            Some(_) | None => Ok(allowed),
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed = guard.sift(name.as_str(), found.collect())?;
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_4(address),
        IpAddr::V6(address) => reach_6(address),
    }
}

/// IANA's registry of special-purpose IPv4 addresses (RFC 6890).
fn reach_4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [127, ..] => Reach::Inside("a loopback"),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Reach::Inside("a private"),
        [100, 64..=127, ..] => Reach::Inside("a shared (carrier-grade NAT)"),
        [198, 18..=19, ..] => Reach::Inside("a benchmarking"),
        [169, 254, ..] => Reach::Never("a link-local"),
        [0, ..] => Reach::Never("an unspecified"),
        [224..=239, ..] => Reach::Never("a multicast"),
        [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 51, 100, _]
        | [203, 0, 113, _]
        | [240..=255, ..] => Reach::Never("a reserved"),
        _ => Reach::Public,
    }
}

/// IANA's registry of special-purpose IPv6 addresses. An address that carries
/// an IPv4 address leads where that one does.
fn reach_6(address: Ipv6Addr) -> Reach {
    let inner = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        reach_4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Reach::Never("an unspecified"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Inside("a loopback"),
        // Mapped, and translated by NAT64.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            inner(high, low)
        }
        [0x64, 0xff9b, 1, ..] => Reach::Inside("a private"),
        // 6to4.
        [0x2002, high, low, ..] => inner(high, low),
        [0xfc00..=0xfdff, ..] => Reach::Inside("a unique local"),
        [0xfec0..=0xfeff, ..] => Reach::Inside("a site-local"),
        [0xfe80..=0xfebf, ..] => Reach::Never("a link-local"),
        [0xff00..=0xffff, ..] => Reach::Never("a multicast"),
        // Protocols of the IETF (Teredo among them), and documentation.
        [0x2001, 0..=0x01ff | 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Reach::Never("a reserved"),
        [0x2000..=0x3fff, ..] => Reach::Public,
        _ => Reach::Never("a reserved"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_of_addresses_is_told_apart() {
        let cases = [
            ("8.8.8.8", "public"),
            ("100.63.255.255", "public"),
            ("100.128.0.0", "public"),
            ("172.15.255.255", "public"),
            ("172.32.0.0", "public"),
            ("192.167.255.255", "public"),
            ("192.0.1.1", "public"),
            ("198.17.255.255", "public"),
            ("198.20.0.0", "public"),
            ("169.253.255.255", "public"),
            ("223.255.255.255", "public"),
            ("127.0.0.1", "inside"),
            ("127.255.255.254", "inside"),
            ("10.0.0.1", "inside"),
            ("172.16.0.1", "inside"),
            ("172.31.255.255", "inside"),
            ("192.168.1.1", "inside"),
            ("100.64.0.1", "inside"),
            ("100.127.255.255", "inside"),
            ("198.18.0.1", "inside"),
            ("198.19.255.255", "inside"),
            ("0.0.0.0", "never"),
            ("0.1.2.3", "never"),
            ("169.254.169.254", "never"),
            ("192.0.0.1", "never"),
            ("192.0.2.1", "never"),
            ("192.88.99.1", "never"),
            ("198.51.100.1", "never"),
            ("203.0.113.1", "never"),
            ("224.0.0.1", "never"),
            ("239.255.255.255", "never"),
            ("240.0.0.1", "never"),
            ("255.255.255.255", "never"),
            ("2606:4700::1111", "public"),
            ("2001:200::1", "public"),
            ("2a00:1450:4001::1", "public"),
            ("3ffe::1", "public"),
            ("::1", "inside"),
            ("fc00::1", "inside"),
            ("fd12:3456::1", "inside"),
            ("fec0::1", "inside"),
            ("64:ff9b:1::1", "inside"),
            ("::", "never"),
            ("::2", "never"),
            ("::8.8.8.8", "never"),
            ("fe80::1", "never"),
            ("febf::1", "never"),
            ("ff02::1", "never"),
            ("2001::1", "never"),
            ("2001:20::1", "never"),
            ("2001:db8::1", "never"),
            ("3fff::1", "never"),
            ("100::1", "never"),
            ("5f00::1", "never"),
            ("4000::1", "never"),
            ("::ffff:8.8.8.8", "public"),
            ("::ffff:127.0.0.1", "inside"),
            ("::ffff:10.0.0.1", "inside"),
            ("::ffff:169.254.169.254", "never"),
            ("64:ff9b::808:808", "public"),
            ("64:ff9b::a00:1", "inside"),
            ("64:ff9b::a9fe:a9fe", "never"),
            ("2002:808:808::1", "public"),
            ("2002:7f00:1::1", "inside"),
            ("2002:a9fe:a9fe::1", "never"),
        ];
        for (text, wanted) in cases {
            let got = match reach(text.parse().unwrap()) {
                Reach::Public => "public",
                Reach::Inside(_) => "inside",
                Reach::Never(_) => "never",
            };
            assert_eq!(got, wanted, "{text}");
        }
    }

    #[test]
    fn a_name_is_judged_by_all_its_addresses() {
        let found = |list: &[&str]| -> Vec<SocketAddr> {
            list.iter()
                .map(|text| SocketAddr::new(text.parse().unwrap(), 0))
                .collect()
        };
        let shown = |guard: Guard, name: &str, list: &[&str]| match guard.sift(name, found(list)) {
            Ok(allowed) => allowed.len().to_string(),
            Err(forbidden) => forbidden.to_string(),
        };
        let (outside, both) = (Guard { inside: false }, Guard { inside: true });
        #[rustfmt::skip]
        let cases = [
            (outside, "shop.example", &["8.8.8.8", "::1"][..], "1"),
            (outside, "shop.example", &["10.0.0.1"], "10.0.0.1 is a private address"),
            (outside, "localhost", &["127.0.0.1"], "127.0.0.1 is a loopback address"),
            (both, "localhost", &["127.0.0.1", "::1"], "2"),
            (both, "localhost", &["8.8.8.8"], "8.8.8.8 is no loopback address"),
            (both, "shop.internal", &["10.0.0.1", "169.254.169.254"], "1"),
            (both, "metadata", &["169.254.169.254"], "169.254.169.254 is a link-local address"),
        ];
        for (guard, name, list, wanted) in cases {
            assert_eq!(shown(guard, name, list), wanted, "{name} {list:?}");
        }
    }
}
