//! Arguments with the same meaning in both worlds, and how they are chosen.

use super::api::Api;
use super::world::{loopback, World, NOBODY};
use libc::{AF_INET, AF_INET6, AF_UNIX, AF_UNSPEC};
use proptest::prelude::*;
use std::ffi::c_int;

/// The socket on which a call is made.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// The socket with this index, modulo their number; it may be closed by now.
    At(u8),
    /// A number that is no socket.
    Nobody(c_int),
}

impl Who {
    pub fn of(self, world: &World) -> c_int {
        match (self, world.api) {
            (Who::At(place), api) => {
                match (world.sockets[usize::from(place) % world.sockets.len()], api) {
                    (Some(s), _) => s,
                    (None, Api::Ox) => world.stale,
                    (None, Api::System) => NOBODY,
                }
            }
            (Who::Nobody(handle), Api::Ox) => handle,
            (Who::Nobody(_), Api::System) => NOBODY,
        }
    }

    /// The index of the socket, if it is open.
    pub fn place(self, world: &World) -> Option<usize> {
        let Who::At(place) = self else { return None };
        let place = usize::from(place) % world.sockets.len();
        world.sockets[place].map(|_| place)
    }
}

pub fn who() -> BoxedStrategy<Who> {
    prop_oneof![
        60 => (0..4u8).prop_map(Who::At),
        20 => (0..10u8).prop_map(Who::At),
        // Descriptor 0 is open in most programs, but never a handle.
        1 => prop::sample::select(vec![-1, 0, NOBODY, c_int::MIN]).prop_map(Who::Nobody),
    ]
    .boxed()
}

/// An address to pass to a call. All of them are on this machine.
#[derive(Clone, Debug)]
pub enum Address {
    Null,
    /// The address of the socket with this index.
    Of(u8),
    /// A port chosen by the system.
    Loopback(c_int),
    /// The wildcard address, and such a port.
    Wildcard(c_int),
    /// A port on which nobody listens.
    Closed(c_int),
    Abstract(u8),
    Path(u8),
    /// Only the family: bind() then chooses a name, and connect() dissolves the association.
    Family(c_int),
    /// A family with random bytes behind it.
    Nonsense(c_int, u8),
}

/// An address, and the length to pass if it is not the true one.
#[derive(Clone, Debug)]
pub struct Sent {
    pub address: Address,
    pub len: Option<u32>,
}

impl Sent {
    /// The bytes, and the length to pass. There are at least as many bytes as the length says,
    /// unless it is larger than any address.
    pub fn bytes(&self, world: &World) -> (Option<Vec<u8>>, u32) {
        let Some(mut bytes) = self.address.bytes(world) else {
            return (None, self.len.unwrap_or(0));
        };
        let len = self.len.unwrap_or(bytes.len() as u32);
        if len <= 200 {
            bytes.resize(bytes.len().max(len as usize), 0);
        }
        (Some(bytes), len)
    }

    /// The same for bind(), where a shortened name or a fixed port would clash with the other
    /// world.
    pub fn bytes_to_bind(&self, world: &World) -> (Option<Vec<u8>>, u32) {
        if let Address::Closed(domain) = self.address {
            return Sent {
                address: Address::Loopback(domain),
                len: self.len,
            }
            .bytes(world);
        }
        let full = self.address.bytes(world).unwrap_or_default();
        let is_unix = full.starts_with(&[AF_UNIX as u8, 0]);
        let is_shared = |len| len > 2 && len <= 110 && (full.len() == 2 || len < full.len() as u32);
        let len = match self.len {
            Some(len) if is_unix && is_shared(len) => None,
            len => len,
        };
        Sent {
            address: self.address.clone(),
            len,
        }
        .bytes(world)
    }
}

impl Address {
    fn bytes(&self, world: &World) -> Option<Vec<u8>> {
        let family = |family: c_int| (family as u16).to_ne_bytes().to_vec();
        Some(match *self {
            Address::Null => return None,
            Address::Of(place) => world.local(Who::At(place).of(world)),
            Address::Loopback(domain) => loopback(domain),
            Address::Wildcard(domain) => {
                let mut address = family(domain);
                address.resize(if domain == AF_INET { 16 } else { 28 }, 0);
                address
            }
            Address::Closed(domain) => {
                let mut address = loopback(domain);
                address[3] = 1;
                address
            }
            Address::Abstract(n) => world.names.abstract_name(n),
            Address::Path(n) => world.names.path(n),
            Address::Family(domain) => family(domain),
            Address::Nonsense(domain, byte) => {
                let mut address = family(domain);
                address.resize(12, byte);
                address
            }
        })
    }
}

fn address() -> BoxedStrategy<Address> {
    let domain = || prop::sample::select(vec![AF_INET, AF_INET6]);
    let any = || prop::sample::select(vec![AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6, 99, 0xFFFF]);
    prop_oneof![
        1 => Just(Address::Null),
        12 => (0..8u8).prop_map(Address::Of),
        4 => domain().prop_map(Address::Loopback),
        2 => domain().prop_map(Address::Wildcard),
        2 => domain().prop_map(Address::Closed),
        4 => (0..3u8).prop_map(Address::Abstract),
        2 => (0..3u8).prop_map(Address::Path),
        4 => any().prop_map(Address::Family),
        // Twelve bytes are too short for an address of any family that could reach another machine.
        1 => (any(), 0..=255u8).prop_map(|(family, byte)| match family {
            AF_UNIX => Address::Nonsense(AF_UNSPEC, byte),
            other => Address::Nonsense(other, byte),
        }),
    ]
    .boxed()
}

pub fn sent() -> BoxedStrategy<Sent> {
    let odd = prop::sample::select(vec![
        0,
        1,
        2,
        3,
        4,
        8,
        15,
        16,
        17,
        20,
        24,
        27,
        28,
        29,
        100,
        110,
        111,
        128,
        129,
        200,
        0x7FFF_FFFF,
        0x8000_0000,
        0xFFFF_FFFF,
    ]);
    let len = prop_oneof![4 => Just(None), 1 => odd.prop_map(Some)];
    (address(), len)
        .prop_map(|(address, len)| match address {
            // With a larger length it could be the address of another machine.
            Address::Nonsense(..) => Sent { address, len: None },
            _ => Sent { address, len },
        })
        .boxed()
}

/// Where a call writes an output whose length it reports.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub null: bool,
    /// The length to pass; None for a null pointer.
    pub len: Option<i32>,
}

impl Room {
    pub fn bytes(self) -> usize {
        usize::try_from(self.len.unwrap_or(128))
            .unwrap_or(0)
            .min(600)
    }
}

pub fn room() -> BoxedStrategy<Room> {
    let len = prop_oneof![
        6 => prop::sample::select(vec![4, 8, 16, 28, 110, 128]),
        4 => 0..130i32,
        1 => prop::sample::select(vec![-1, i32::MIN, 5000, i32::MAX]),
    ];
    let len = prop_oneof![20 => len.prop_map(Some), 1 => Just(None)];
    (prop::bool::weighted(0.04), len)
        .prop_map(|(null, len)| Room { null, len })
        .boxed()
}

/// A buffer: its length, and by how much the length that is passed exceeds it.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub len: usize,
    pub lie: usize,
}

impl Span {
    pub fn claimed(self) -> usize {
        self.len.saturating_add(self.lie)
    }
}

pub fn span() -> BoxedStrategy<Span> {
    let len = prop_oneof![
        3 => Just(0usize),
        30 => 1..80usize,
        6 => 80..3000usize,
        1 => prop::sample::select(vec![9000usize, 65507, 65508, 70000]),
    ];
    let lie = prop_oneof![
        40 => Just(0usize),
        1 => prop::sample::select(vec![1, 5000, c_int::MAX as usize, 1 << 32]),
    ];
    (len, lie).prop_map(|(len, lie)| Span { len, lie }).boxed()
}

pub fn spans() -> BoxedStrategy<Vec<Span>> {
    prop::collection::vec(span(), 0..5).boxed()
}

/// Valid flags, and bits that are not flags.
pub fn flags() -> BoxedStrategy<c_int> {
    let known = prop::sample::select(vec![
        libc::MSG_OOB,
        libc::MSG_PEEK,
        libc::MSG_PEEK,
        libc::MSG_TRUNC,
        libc::MSG_TRUNC,
        libc::MSG_WAITALL,
        libc::MSG_DONTWAIT,
        libc::MSG_MORE,
        libc::MSG_ERRQUEUE,
        libc::MSG_EOR,
        libc::MSG_CONFIRM,
        libc::MSG_NOSIGNAL,
        libc::MSG_CMSG_CLOEXEC,
        libc::MSG_DONTROUTE,
        libc::MSG_CTRUNC,
        libc::MSG_WAITFORONE,
        libc::MSG_FASTOPEN,
        libc::MSG_SYN,
        libc::MSG_FIN,
        libc::MSG_RST,
        0x10,
        0x40000,
        0x80_0000,
        1 << 31,
    ]);
    prop_oneof![
        4 => Just(0),
        6 => known.clone(),
        3 => (known.clone(), known.clone()).prop_map(|(a, b)| a | b),
        1 => prop::collection::vec(known, 3..6).prop_map(|all| all.into_iter().fold(0, |a, b| a | b)),
    ]
    .boxed()
}
