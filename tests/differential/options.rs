//! Which options are read and set, to which values, and which parts of a value are not compared.

use libc::{IPPROTO_IP, IPPROTO_IPV6, IPPROTO_RAW, IPPROTO_TCP, IPPROTO_UDP, SOL_SOCKET, SOL_UDP};
use proptest::prelude::*;
use std::ffi::c_int;

/// The level and the name of an option.
pub type Name = (c_int, c_int);

/// Options that can be set to any value without effects outside of the test: no multicast groups,
/// source routes, firewalls, loadable modules, or signals by a timer.
const SETTABLE: &[Name] = &[
    (SOL_SOCKET, libc::SO_DEBUG),
    (SOL_SOCKET, libc::SO_REUSEADDR),
    (SOL_SOCKET, libc::SO_TYPE),
    (SOL_SOCKET, libc::SO_ERROR),
    (SOL_SOCKET, libc::SO_DONTROUTE),
    (SOL_SOCKET, libc::SO_BROADCAST),
    (SOL_SOCKET, libc::SO_SNDBUF),
    (SOL_SOCKET, libc::SO_RCVBUF),
    (SOL_SOCKET, libc::SO_KEEPALIVE),
    (SOL_SOCKET, libc::SO_OOBINLINE),
    (SOL_SOCKET, libc::SO_PRIORITY),
    (SOL_SOCKET, libc::SO_LINGER),
    (SOL_SOCKET, libc::SO_REUSEPORT),
    (SOL_SOCKET, libc::SO_PASSCRED),
    (SOL_SOCKET, libc::SO_RCVLOWAT),
    (SOL_SOCKET, libc::SO_SNDLOWAT),
    (SOL_SOCKET, libc::SO_RCVTIMEO),
    (SOL_SOCKET, libc::SO_SNDTIMEO),
    (SOL_SOCKET, libc::SO_TIMESTAMP),
    (SOL_SOCKET, libc::SO_TIMESTAMPNS),
    (SOL_SOCKET, libc::SO_ACCEPTCONN),
    (SOL_SOCKET, libc::SO_RXQ_OVFL),
    (SOL_SOCKET, libc::SO_PEEK_OFF),
    (SOL_SOCKET, libc::SO_LOCK_FILTER),
    (IPPROTO_IP, libc::IP_TOS),
    (IPPROTO_IP, libc::IP_TTL),
    (IPPROTO_IP, libc::IP_HDRINCL),
    (IPPROTO_IP, libc::IP_RECVOPTS),
    (IPPROTO_IP, libc::IP_PKTINFO),
    (IPPROTO_IP, libc::IP_MTU_DISCOVER),
    (IPPROTO_IP, libc::IP_RECVERR),
    (IPPROTO_IP, libc::IP_RECVTTL),
    (IPPROTO_IP, libc::IP_RECVTOS),
    (IPPROTO_IP, libc::IP_FREEBIND),
    (IPPROTO_IP, libc::IP_RECVORIGDSTADDR),
    (IPPROTO_IP, libc::IP_MULTICAST_TTL),
    (IPPROTO_IP, libc::IP_MULTICAST_LOOP),
    (IPPROTO_IPV6, libc::IPV6_UNICAST_HOPS),
    (IPPROTO_IPV6, libc::IPV6_MULTICAST_HOPS),
    (IPPROTO_IPV6, libc::IPV6_MULTICAST_LOOP),
    (IPPROTO_IPV6, libc::IPV6_MTU_DISCOVER),
    (IPPROTO_IPV6, libc::IPV6_RECVERR),
    (IPPROTO_IPV6, libc::IPV6_V6ONLY),
    (IPPROTO_IPV6, libc::IPV6_RECVPKTINFO),
    (IPPROTO_IPV6, libc::IPV6_RECVHOPLIMIT),
    (IPPROTO_IPV6, libc::IPV6_RECVTCLASS),
    (IPPROTO_IPV6, libc::IPV6_TCLASS),
    (IPPROTO_TCP, libc::TCP_NODELAY),
    (IPPROTO_TCP, libc::TCP_MAXSEG),
    (IPPROTO_TCP, libc::TCP_CORK),
    (IPPROTO_TCP, libc::TCP_KEEPIDLE),
    (IPPROTO_TCP, libc::TCP_SYNCNT),
    (IPPROTO_TCP, libc::TCP_LINGER2),
    (IPPROTO_TCP, libc::TCP_QUICKACK),
    (IPPROTO_TCP, libc::TCP_FASTOPEN),
    (SOL_UDP, 1),
    (SOL_UDP, libc::UDP_SEGMENT),
    (SOL_UDP, libc::UDP_GRO),
    (IPPROTO_RAW, 7),
    (SOL_SOCKET, 1000),
    (IPPROTO_IP, 1000),
    (IPPROTO_IPV6, 1000),
    (IPPROTO_TCP, 1000),
    (SOL_UDP, 1000),
    (9999, 1),
    (-1, -1),
    (SOL_SOCKET, -1),
    (SOL_SOCKET, 0),
];

/// Options whose values are a time, a cookie, a descriptor or a counter: only the length is
/// compared.
const VARYING: &[Name] = &[
    (SOL_SOCKET, libc::SO_COOKIE),
    (SOL_SOCKET, libc::SO_INCOMING_CPU),
    (SOL_SOCKET, libc::SO_MEMINFO),
    (IPPROTO_TCP, libc::TCP_INFO),
    (IPPROTO_TCP, libc::TCP_MAXSEG),
    (IPPROTO_TCP, libc::TCP_CC_INFO),
    (IPPROTO_TCP, libc::TCP_TIMESTAMP),
    (IPPROTO_TCP, libc::TCP_SAVED_SYN),
    (IPPROTO_TCP, libc::TCP_REPAIR_WINDOW),
    (IPPROTO_IPV6, 61),
];

/// Options that are never read: a new descriptor (SO_PEERPIDFD), pages of the queue
/// (TCP_ZEROCOPY_RECEIVE), other modules.
const UNTOUCHABLE: &[Name] = &[(SOL_SOCKET, 77), (IPPROTO_TCP, 35)];

/// Options after which a call could wait although poll has reported the socket ready.
const DELAYING: &[c_int] = &[
    libc::SO_RCVLOWAT,
    libc::SO_SNDLOWAT,
    libc::SO_SNDBUF,
    libc::SO_RCVBUF,
    libc::SO_RCVTIMEO,
    libc::SO_SNDTIMEO,
    libc::SO_PEEK_OFF,
    libc::SO_LINGER,
];

/// The part of a value that can be compared.
pub fn comparable(name: Name, value: Vec<u8>) -> Vec<u8> {
    if VARYING.contains(&name) {
        vec![0; value.len()]
    } else {
        value
    }
}

/// Whether the value is an address.
pub fn is_address(name: Name) -> bool {
    name == (SOL_SOCKET, libc::SO_PEERNAME)
}

/// Whether setting the option could make a later call wait.
pub fn delays(name: Name) -> bool {
    name.0 == SOL_SOCKET && DELAYING.contains(&name.1)
}

/// The options to read at the end.
pub fn telling() -> impl Iterator<Item = Name> {
    let settable = SETTABLE.iter().copied();
    settable.filter(|name| *name != (SOL_SOCKET, libc::SO_ERROR) && *name != QUICKACK)
}

/// Depends on whether an acknowledgement is due at this moment.
const QUICKACK: Name = (IPPROTO_TCP, libc::TCP_QUICKACK);

pub fn to_set() -> BoxedStrategy<Name> {
    prop::sample::select(SETTABLE).boxed()
}

pub fn to_get() -> BoxedStrategy<Name> {
    let level = prop::sample::select(vec![
        SOL_SOCKET,
        SOL_SOCKET,
        IPPROTO_IP,
        IPPROTO_IPV6,
        IPPROTO_TCP,
        IPPROTO_UDP,
        IPPROTO_RAW,
        9999,
        -1,
    ]);
    let any = (level, 0..64i32);
    prop_oneof![3 => to_set(), 2 => any.prop_filter("harmless", |name| !UNTOUCHABLE.contains(name))]
        .prop_filter("steady", |name| *name != QUICKACK)
        .boxed()
}

/// A value, and the length to pass if it is not the true one.
pub fn value() -> BoxedStrategy<(Vec<u8>, Option<u32>)> {
    let number = prop_oneof![
        6 => prop::sample::select(vec![0, 1, 2, 64, 255, 1000, 65535, -1, c_int::MAX, c_int::MIN]),
        1 => any::<c_int>(),
    ];
    let bytes = prop::collection::vec(number, 1..3).prop_flat_map(|numbers| {
        let bytes: Vec<u8> = numbers
            .iter()
            .flat_map(|number| number.to_ne_bytes())
            .collect();
        let odd = prop::sample::select(vec![0usize, 1, 2, 3, 5, 8, 12, 16, 64, 300]);
        let len = prop_oneof![4 => Just(4usize), 1 => odd];
        len.prop_map(move |len| bytes.iter().copied().cycle().take(len).collect())
    });
    let told = prop_oneof![
        20 => Just(None),
        1 => prop::sample::select(vec![0u32, 3, 5, 100, 0x7FFF_FFFF, 0x8000_0000, u32::MAX])
            .prop_map(Some)
    ];
    (bytes, told).boxed()
}
