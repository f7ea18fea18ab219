//! What must hold for every text, and the corpora. A check panics if it does not hold.

use oxsock::address::Address;
use oxsock::endpoint::{self, Endpoint};
use oxsock::error::Error;
use oxsock::everyday::{groups, options};
use oxsock::fault;
use oxsock::sys::control::{messages, Outgoing};
use oxsock::sys::interface::INTERFACES;
use std::net::IpAddr;

pub const ENDPOINTS: &[&[u8]] = &[
    b"",
    b"tcp://example.org:80",
    b"tcp://192.0.2.1:https",
    b"udp://[2001:db8::1]:53",
    b"tcp://[fe80::1%lo]:80",
    b"tcp://[fe80::1%7]:80",
    b"udp://[::ffff:192.0.2.1]:65535",
    b"tcp://*:0",
    b"localhost:http-alt",
    b"unix:/run/x.sock",
    b"unix:/run/x.sock?mode=0660",
    b"unix-dgram:relative%20path%ff",
    b"unix-seqpacket:@abstract%00name",
    b"unix:%00abstract",
    b"unix:%40sign",
    b"unix:/as/long/as/a/path/may/be/as/long/as/a/path/may/be/as/long/as/a/path/m\
      ay/be/as/long/as/a/path/may/be/as/long",
];

pub const ENDPOINT_PIECES: &[&[u8]] = &[
    b"tcp://",
    b"udp://",
    b"unix:",
    b"unix-dgram:",
    b"unix-seqpacket:",
    b"://",
    b"[",
    b"]",
    b"::",
    b":",
    b"%",
    b"%lo",
    b"%0",
    b"%4294967296",
    b"@",
    b"%00",
    b"%3F",
    b"%25",
    b"%ff",
    b"?mode=",
    b"?",
    b"0777",
    b"65536",
    b"0",
    b"256",
    b"1.2.3.4",
    b"0x7f",
    b".",
    b"*",
    b"\x00",
    b"\xff",
    b"\xc3\xa9",
    b"ffff",
];

/// An endpoint is parsed, written and parsed back as the same; or its error is explained.
pub fn endpoint(text: &[u8]) {
    match Endpoint::parse(text, &INTERFACES) {
        Err(explained) => {
            let told = explained.to_string();
            assert!(told.is_ascii() && told.len() < 512, "{told}");
            assert!(place(&told).is_some_and(|at| at <= text.len()), "{told}");
            assert!(endpoint::parse_address(text, &INTERFACES).is_err());
        }
        Ok(endpoint) => {
            let written = endpoint.to_string();
            assert!(written.is_ascii() && written.len() < 512, "{written}");
            assert_eq!(
                Endpoint::parse(&written, &INTERFACES).as_ref(),
                Ok(&endpoint),
                "{written}"
            );
            for address in endpoint.addresses_numeric() {
                same_in_all_forms(&address);
            }
        }
    }
}

/// The position in an explanation: the number after the last " at " before the colon of the reason.
fn place(told: &str) -> Option<usize> {
    let (before, _) = told.rsplit_once(": ")?;
    before.rsplit_once(" at ")?.1.parse().ok()
}

pub const SOCKADDRS: &[&[u8]] = &[
    b"",
    b"\x01\x02\0\x00\x50\x7f\0\0\x01\0\0\0\0\0\0\0\0",
    b"\x02\x0a\0\x00\x35\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\0\0\0",
    b"\x01\x01\0/run/x.sock\0",
    b"\x05\x01\0\0abstract\0name",
    b"\x02\x01\0",
];

pub const SOCKADDR_PIECES: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\x01\0",
    b"\x02\0",
    b"\x0a\0",
    b"/",
    b"@",
    b"?",
    b"%",
    b"0123456789012345678901234567890123456789012345678901234567890123456789",
];

/// The first byte is the type of the socket, the rest a sockaddr. It is either converted to an
/// address that is the same in all forms, or rejected.
pub fn sockaddr(text: &[u8]) {
    let Some((&type_, bytes)) = text.split_first() else {
        return;
    };
    if let Ok(address) = Address::from_sockaddr(type_.into(), bytes) {
        same_in_all_forms(&address);
    }
}

fn same_in_all_forms(address: &Address) {
    let type_ = address.kind().socket_type();
    assert_eq!(
        Address::from_sockaddr(type_, &address.to_sockaddr()),
        Ok(*address)
    );
    assert_eq!(
        Address::from_opaque(&address.to_opaque()),
        Ok(Some(*address))
    );
    let text = address.to_string();
    assert_eq!(
        endpoint::parse_address(text.as_bytes(), &INTERFACES),
        Ok(*address)
    );
}

pub const RULES: &[&[u8]] = &[
    b"any error=ENOMEM nth=3",
    b"sending on=tcp://127.0.0.1:80 delay=5ms from=2",
    b"recv local=udp://[::1]:53 truncate=7 chance=0.25 seed=42",
    b"accept error=EMFILE always",
    b"connect peer=unix:/run/x.sock interrupt",
    b"send on=any short=1",
    b"receiving reset chance=1",
    b"send lose",
    b"recv double",
];

pub const RULE_PIECES: &[&[u8]] = &[
    b" ",
    b"\t",
    b"\n",
    b";",
    b"=",
    b"error=",
    b"EINTR",
    b"delay=",
    b"us",
    b"ms",
    b"short=",
    b"chance=",
    b"0.999999999",
    b".",
    b"seed=",
    b"nth=",
    b"18446744073709551616",
    b"3600000000",
    b"0",
    b"always",
    b"on=",
    b"peer=",
    b"*:0",
    b"localhost:1",
    b"unix:@x%20",
    b"?mode=0600",
    b"%lo",
    b"\xff",
    b"\x00",
];

/// A rule is parsed, written and parsed back as the same; or its error is explained.
pub fn rule(text: &[u8]) {
    match fault::parse(text) {
        Err(explained) => {
            let told = explained.to_string();
            assert!(told.is_ascii() && told.len() < 512, "{told}");
            assert!(place(&told).is_some_and(|at| at <= text.len()), "{told}");
        }
        Ok(rule) => {
            let written = rule.to_string();
            assert!(written.is_ascii() && written.len() < 512, "{written}");
            assert_eq!(fault::parse(written.as_bytes()).as_ref(), Ok(&rule));
        }
    }
}

pub const OPTIONS: &[&[u8]] = &[
    b"",
    b"tcp.nodelay",
    b"tcp.info.rtt.least",
    b"ip.multicast.ttl",
    b"socket.receive.buffer",
    b"SO_REUSEADDR",
];

pub const OPTION_PIECES: &[&[u8]] = &[b".", b"tcp", b"ip", b"socket", b"info", b"ttl", b"_"];

/// A name is accepted if and only if it is listed. The handle is invalid, so no socket is touched.
pub fn option_name(text: &[u8]) {
    let is_listed = (0..)
        .map_while(options::name_at)
        .any(|name| name.to_bytes() == text);
    let expected = if is_listed {
        Error::EBADF
    } else {
        Error::ENOPROTOOPT
    };
    assert_eq!(options::get(-1, text), Err(expected));
}

pub const GROUPS: &[&[u8]] = &[
    b"",
    b"239.1.2.3",
    b"224.0.0.1",
    b"127.0.0.1",
    b"ff02::114",
    b"FF3E::1:2",
    b"ff02::1%lo",
    b"::ffff:239.1.2.3",
];

pub const GROUP_PIECES: &[&[u8]] = &[b".", b":", b"::", b"ff", b"239", b"%", b"0", b"/8"];

/// A text is accepted if and only if it is a multicast address.
pub fn group(text: &[u8]) {
    let address = std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse().ok());
    let is_group = address.is_some_and(|address: IpAddr| address.is_multicast());
    let expected = if is_group {
        Error::EBADF
    } else {
        Error::EINVAL
    };
    assert_eq!(groups::join(-1, text, None, None), Err(expected));
}

pub const CONTROL: &[&[u8]] = &[
    b"",
    &[16, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
    &[
        20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0,
    ],
];

pub const CONTROL_PIECES: &[&[u8]] = &[
    &[16, 0, 0, 0, 0, 0, 0, 0],
    &[0, 0, 0, 0, 0, 0, 0, 0],
    &[255, 255, 255, 255, 255, 255, 255, 255],
    &[0, 0, 0, 0, 0, 0, 0, 128],
    &[1, 0, 0, 0],
];

/// Control messages that are found lie within the bytes, and are found again in a copy made of
/// them.
pub fn control(bytes: &[u8]) {
    let found: Vec<_> = messages(bytes).collect();
    let length: usize = found.iter().map(|(_, _, data)| data.len() + 16).sum();
    assert!(length <= bytes.len(), "{length} of {}", bytes.len());
    let mut copy = Outgoing::default();
    for (level, kind, data) in &found {
        if copy.push(*level, *kind, data).is_err() {
            return; // longer than any control message that is sent
        }
    }
    assert!(messages(copy.bytes()).eq(found));
}
