//! Properties of endpoints and addresses: what is written is read back as the same value, no text
//! makes the parser panic, and the manual page's examples are true.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod support;

use oxsock::address::{Address, Kind, Place, UnixName};
use oxsock::endpoint::{self, Endpoint, Host, HostName, Port, ServiceName};
use oxsock::error::Explained;
use oxsock::sys::interface::INTERFACES;
use proptest::collection::vec;
use proptest::prelude::*;
use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr};

fn parse(text: impl AsRef<[u8]>) -> Result<Endpoint, Explained> {
    Endpoint::parse(text, &INTERFACES)
}

fn parse_address(text: &str) -> Result<Address, Explained> {
    endpoint::parse_address(text.as_bytes(), &INTERFACES)
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Stream),
        Just(Kind::Datagram),
        Just(Kind::Seqpacket)
    ]
}

fn inet_kind() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Stream), Just(Kind::Datagram)]
}

fn unix_name() -> impl Strategy<Value = UnixName> {
    prop_oneof![
        Just(UnixName::Unnamed),
        vec(1u8.., 1..=108).prop_map(|bytes| UnixName::path(&bytes).unwrap()),
        "[@%?/a-z]{1,108}".prop_map(|text| UnixName::path(text.as_bytes()).unwrap()),
        vec(any::<u8>(), 0..=107).prop_map(|bytes| UnixName::hidden(&bytes).unwrap()),
    ]
}

/// Interfaces are few, and have low numbers.
fn zone() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), 1u32..8, any::<u32>()]
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![
        any::<(Ipv4Addr, u16)>().prop_map(|(addr, port)| Place::V4 { addr, port }),
        (any::<Ipv6Addr>(), zone(), any::<u16>()).prop_map(|(addr, zone, port)| Place::V6 {
            addr,
            zone,
            port
        }),
        unix_name().prop_map(Place::Unix),
    ]
}

fn address() -> impl Strategy<Value = Address> {
    (kind(), place()).prop_map(|(kind, place)| {
        Address::new(kind, place).unwrap_or_else(|_| Address::new(Kind::Stream, place).unwrap())
    })
}

fn host() -> impl Strategy<Value = Host> {
    prop_oneof![
        Just(Host::Any),
        any::<Ipv4Addr>().prop_map(Host::V4),
        (any::<Ipv6Addr>(), zone()).prop_map(|(addr, zone)| Host::V6 { addr, zone }),
        "([a-zA-Z0-9_-]{1,40}\\.){0,5}[a-zA-Z_-][a-zA-Z_-]{0,20}\\.?"
            .prop_map(|name| Host::Name(HostName::from(&name).unwrap())),
    ]
}

fn port() -> impl Strategy<Value = Port> {
    prop_oneof![
        any::<u16>().prop_map(Port::Number),
        "([0-9][a-zA-Z0-9_.+-]{0,29})?[a-zA-Z][a-zA-Z0-9_.+-]{0,32}"
            .prop_map(|name| Port::Service(ServiceName::from(&name).unwrap())),
    ]
}

fn endpoint() -> impl Strategy<Value = Endpoint> {
    prop_oneof![
        (inet_kind(), host(), port()).prop_map(|(kind, host, port)| Endpoint::Inet {
            kind,
            host,
            port
        }),
        (kind(), unix_name(), proptest::option::of(0u32..=0o777)).prop_map(|(kind, name, mode)| {
            let mode = mode.filter(|_| matches!(name, UnixName::Path(_)));
            Endpoint::Unix { kind, name, mode }
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_written_reads_back_the_same(endpoint in endpoint()) {
        let text = endpoint.to_string();
        prop_assert!(text.len() < 512 && text.is_ascii(), "{text}");
        prop_assert_eq!(parse(&text), Ok(endpoint.clone()), "{}", text);
        let named = endpoint.named(&INTERFACES).to_string();
        prop_assert!(named.len() < 512 && named.is_ascii(), "{named}");
        prop_assert_eq!(parse(&named), Ok(endpoint), "{}", named);
    }

    #[test]
    fn address_survives_its_text(address in address()) {
        prop_assert_eq!(parse_address(&address.to_string()), Ok(address));
    }

    #[test]
    fn address_survives_the_systems_form(address in address()) {
        let type_ = address.kind().socket_type();
        prop_assert_eq!(Address::from_sockaddr(type_, &address.to_sockaddr()), Ok(address));
    }

    #[test]
    fn address_survives_the_callers_form(address in address()) {
        prop_assert_eq!(Address::from_opaque(&address.to_opaque()), Ok(Some(address)));
    }

    #[test]
    fn equal_addresses_have_equal_bytes(one in address(), other in address()) {
        prop_assert_eq!(one == other, one.to_opaque() == other.to_opaque());
    }

    #[test]
    fn any_text_is_read_or_explained(text in vec(any::<u8>(), 0..600)) {
        if let Err(explained) = parse(&text) {
            prop_assert!(explained.to_string().contains(" at "), "{}", explained);
        }
    }

    #[test]
    fn any_bytes_are_an_address_or_an_error(type_: i32, bytes in vec(any::<u8>(), 0..140)) {
        if let Ok(address) = Address::from_sockaddr(type_, &bytes) {
            prop_assert_eq!(parse_address(&address.to_string()), Ok(address));
        }
    }

    #[test]
    fn no_changed_byte_makes_an_address_that_is_none(
        address in address(),
        word in 0usize..18,
        bit in 0u32..64,
    ) {
        let mut words = address.to_opaque();
        words[word] ^= 1 << bit;
        if let Ok(Some(other)) = Address::from_opaque(&words) {
            prop_assert_eq!(other.to_opaque(), words);
        }
    }
}

/// The lines of the manual page between two marks.
fn manual(section: &str) -> Vec<String> {
    let page =
        fs::read_to_string(support::source("docs/oxsock-endpoint.7")).expect("the manual page");
    page.lines()
        .skip_while(|line| *line != format!(".\\\" begin {section}"))
        .skip(1)
        .take_while(|line| *line != format!(".\\\" end {section}"))
        .filter(|line| !line.starts_with('.'))
        .map(|line| line.replace("\\-", "-").replace("\\(aq", "'"))
        .collect()
}

#[test]
fn examples_of_the_manual_page_are_endpoints() {
    let examples = manual("examples");
    assert!(examples.len() > 10, "found only {examples:?}");
    for text in examples {
        let endpoint = parse(&text).map_err(|explained| explained.to_string());
        assert_eq!(
            endpoint.map(|endpoint| endpoint.named(&INTERFACES).to_string()),
            Ok(text),
            "an example is not written as it is read"
        );
    }
}

#[test]
fn errors_of_the_manual_page_are_what_is_said() {
    let errors = manual("errors");
    assert!(errors.len() > 5, "found only {errors:?}");
    for line in errors {
        let (text, explanation) = line
            .split_once('\t')
            .expect("a text, a tab, an explanation");
        let explained = parse(text).map_err(|explained| explained.to_string());
        assert_eq!(explained, Err(explanation.to_owned()), "{text}");
    }
}
