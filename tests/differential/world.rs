//! A world: some sockets, prepared in one way on one of the two sides.

use super::api::Api;
use super::guarded::Guarded;
use super::names::Names;
use super::settle::settle;
use libc::{AF_INET, AF_INET6, AF_UNIX, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET, SOCK_STREAM};
use std::ffi::c_int;
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::Arc;

/// The largest number of sockets in a world.
const MOST: usize = 10;

/// Neither a handle nor a descriptor.
pub const NOBODY: c_int = c_int::MAX;

/// The sockets that a world begins with.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Two connected to each other, by socketpair.
    Pair(c_int),
    /// A UNIX listener of this type with one accepted and one waiting connection.
    UnixServer(c_int),
    /// UNIX datagram sockets: two bound, the second connected to the first, and one unbound.
    UnixDatagrams,
    /// UDP: two connected to each other, and one unconnected.
    Udp(c_int),
    /// A TCP listener with one accepted and one waiting connection.
    Tcp(c_int),
    /// One socket of each kind, neither bound nor connected.
    Fresh,
    /// Raw sockets: one that receives everything, one connected, one that only sends.
    Raw(c_int),
}

/// What else is done to each handle. It must not change any result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    Plain,
    /// Its descriptor is lent.
    Lent,
    /// It has deadlines in the far future.
    Timed,
    /// Its descriptor was released and adopted again.
    Adopted,
    /// It can be interrupted by signals, of which there are none here.
    Interruptible,
}

/// How sockets behave where a call would wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Waiting {
    /// They are non-blocking.
    Never,
    /// They block, but only calls are made that need not wait.
    NotNeeded,
    /// They block with short timeouts (SO_RCVTIMEO and SO_SNDTIMEO).
    Briefly,
}

impl Waiting {
    /// The timeout. Where no call should wait there is one as well, so that a mistake does not hang
    /// the test.
    fn limit(self) -> libc::timeval {
        match self {
            Waiting::Briefly => libc::timeval {
                tv_sec: 0,
                tv_usec: 1000,
            },
            _ => libc::timeval {
                tv_sec: 0,
                tv_usec: 400_000,
            },
        }
    }
}

/// How a world is prepared.
#[derive(Clone, Debug)]
pub struct Plan {
    pub kind: Kind,
    pub mode: Mode,
    pub waiting: Waiting,
    /// The network namespace of each side, for plans that need their own.
    pub namespaces: Option<Arc<[OwnedFd; 2]>>,
}

pub struct World {
    pub api: Api,
    pub names: Names,
    /// Handles or descriptors; None for those that were closed.
    pub sockets: Vec<Option<c_int>>,
    /// The handle that was closed last.
    pub stale: c_int,
    plan: Plan,
}

impl World {
    pub fn new(plan: &Plan, api: Api) -> Self {
        let names = Names::new();
        let mut world = Self {
            api,
            names,
            sockets: Vec::new(),
            stale: NOBODY,
            plan: plan.clone(),
        };
        world.enter();
        world.populate();
        let newborn = std::mem::take(&mut world.sockets);
        world.sockets = newborn
            .iter()
            .flatten()
            .map(|&s| Some(world.prepare(s)))
            .collect();
        settle();
        world
    }

    /// Enter this world's network namespace, if it has one.
    pub fn enter(&self) {
        if let Some(namespaces) = &self.plan.namespaces {
            let namespace = &namespaces[usize::from(self.api == Api::System)];
            // SAFETY: only numbers; only this thread moves.
            let moved = unsafe { libc::setns(namespace.as_raw_fd(), libc::CLONE_NEWNET) };
            assert_eq!(0, moved, "setns");
        }
    }

    /// Add a socket that a call has made.
    pub fn keep(&mut self, s: c_int) {
        if self.sockets.len() < MOST {
            let s = self.prepare(s);
            self.sockets.push(Some(s));
        } else {
            self.api.close(s);
        }
    }

    /// Prepare a socket as planned. Returns its handle, which may be a new one.
    fn prepare(&self, s: c_int) -> c_int {
        let flags = self.api.fcntl(s, libc::F_GETFL, 0);
        assert!(flags >= 0, "F_GETFL: {flags}");
        if self.plan.waiting == Waiting::Never {
            assert_eq!(
                0,
                self.api.fcntl(s, libc::F_SETFL, flags | libc::O_NONBLOCK)
            );
        } else {
            self.limit(s);
        }
        match self.plan.mode {
            Mode::Plain => {}
            Mode::Lent => assert!(self.api.descriptor(s) >= 0),
            Mode::Timed => self.api.far_deadline(s),
            Mode::Adopted => return self.api.readopted(s),
            Mode::Interruptible => self.api.make_interruptible(s),
        }
        s
    }

    fn limit(&self, s: c_int) {
        let limit = Guarded::of(&[self.plan.waiting.limit()]);
        for name in [libc::SO_RCVTIMEO, libc::SO_SNDTIMEO] {
            // SAFETY: the option's value is as long as it says.
            let set = unsafe {
                self.api
                    .set_option(s, (libc::SOL_SOCKET, name), limit.ptr(), 16)
            };
            assert_eq!(0, set, "SO_RCVTIMEO or SO_SNDTIMEO");
        }
    }

    fn populate(&mut self) {
        match self.plan.kind {
            Kind::Pair(type_) => self.pair(type_),
            Kind::UnixServer(type_) => {
                let listener = self.socket(AF_UNIX, type_, 0);
                self.bind(listener, &self.names.abstract_name(0));
                self.serve(listener, AF_UNIX, type_);
            }
            Kind::UnixDatagrams => self.unix_datagrams(),
            Kind::Udp(domain) => self.udp(domain),
            Kind::Tcp(domain) => {
                let listener = self.socket(domain, SOCK_STREAM, 0);
                self.bind(listener, &loopback(domain));
                self.serve(listener, domain, SOCK_STREAM);
            }
            Kind::Fresh => {
                for (domain, type_) in [
                    (AF_UNIX, SOCK_STREAM),
                    (AF_UNIX, SOCK_DGRAM),
                    (AF_UNIX, SOCK_SEQPACKET),
                    (AF_INET, SOCK_STREAM),
                    (AF_INET, SOCK_DGRAM),
                    (AF_INET6, SOCK_STREAM),
                    (AF_INET6, SOCK_DGRAM),
                ] {
                    self.socket(domain, type_, 0);
                }
            }
            Kind::Raw(domain) => {
                self.socket(domain, SOCK_RAW, 253);
                let connected = self.socket(domain, SOCK_RAW, 253);
                self.connect(connected, &loopback(domain));
                self.socket(domain, SOCK_RAW, libc::IPPROTO_RAW);
            }
        }
    }

    fn pair(&mut self, type_: c_int) {
        let sv = Guarded::of(&[-1, -1]);
        // SAFETY: room for the two.
        let made = unsafe { self.api.socketpair((AF_UNIX, type_, 0), sv.ptr()) };
        assert_eq!(0, made, "socketpair");
        self.sockets.extend(sv.get::<[c_int; 2]>().map(Some));
    }

    fn serve(&mut self, listener: c_int, domain: c_int, type_: c_int) {
        assert_eq!(0, self.api.listen(listener, 16), "listen");
        let address = self.local(listener);
        let taken = self.socket(domain, type_, 0);
        self.connect(taken, &address);
        // SAFETY: null is allowed here.
        let server = unsafe {
            self.api
                .accept(listener, std::ptr::null_mut(), std::ptr::null_mut())
        };
        assert!(server >= 0, "accept: {server}");
        self.sockets.push(Some(server));
        let waiting = self.socket(domain, type_, 0);
        self.connect(waiting, &address);
    }

    fn unix_datagrams(&mut self) {
        let first = self.socket(AF_UNIX, SOCK_DGRAM, 0);
        self.bind(first, &self.names.abstract_name(0));
        let second = self.socket(AF_UNIX, SOCK_DGRAM, 0);
        std::fs::create_dir(self.names.directory()).expect("a directory of its own");
        self.bind(second, &self.names.path(1));
        self.connect(second, &self.names.abstract_name(0));
        self.socket(AF_UNIX, SOCK_DGRAM, 0);
    }

    fn udp(&mut self, domain: c_int) {
        let both = [(); 2].map(|()| self.socket(domain, SOCK_DGRAM, 0));
        for s in both {
            self.bind(s, &loopback(domain));
        }
        self.connect(both[0], &self.local(both[1]));
        self.connect(both[1], &self.local(both[0]));
        let alone = self.socket(domain, SOCK_DGRAM, 0);
        self.bind(alone, &loopback(domain));
    }

    fn socket(&mut self, domain: c_int, type_: c_int, protocol: c_int) -> c_int {
        let s = self.api.socket(domain, type_, protocol);
        assert!(s >= 0, "socket: {s}");
        self.sockets.push(Some(s));
        s
    }

    fn bind(&self, s: c_int, address: &[u8]) {
        let memory = Guarded::new(address);
        // SAFETY: as many bytes as it says.
        let bound = unsafe { self.api.bind(s, memory.ptr(), address.len() as u32) };
        assert_eq!(0, bound, "bind to {address:?}");
    }

    fn connect(&self, s: c_int, address: &[u8]) {
        let memory = Guarded::new(address);
        // SAFETY: as many bytes as it says.
        let connected = unsafe { self.api.connect(s, memory.ptr(), address.len() as u32) };
        assert_eq!(0, connected, "connect to {address:?}");
    }

    /// The argument for a command of fcntl. The sockets of non-blocking worlds stay non-blocking.
    pub fn status(&self, command: c_int, argument: c_int) -> c_int {
        match command {
            libc::F_SETFL if self.plan.waiting == Waiting::Never => argument | libc::O_NONBLOCK,
            _ => argument,
        }
    }

    /// Received bytes without the parts of a raw packet that differ each time: its identification
    /// and checksum.
    pub fn seen(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        if matches!(self.plan.kind, Kind::Raw(AF_INET)) && bytes.first() == Some(&0x45) {
            for at in [4, 5, 10, 11] {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = 0;
                }
            }
        }
        bytes
    }

    /// A socket's own address; empty if there is none.
    pub fn local(&self, s: c_int) -> Vec<u8> {
        let room = Guarded::room(128);
        let len = Guarded::of(&[128]);
        // SAFETY: room for 128 bytes, and for the length.
        match unsafe { self.api.local_name(s, room.ptr(), len.ptr()) } {
            0 => room.bytes()[..len.int() as usize].to_vec(),
            _ => Vec::new(),
        }
    }
}

/// The loopback address, with a port for the system to choose.
pub fn loopback(domain: c_int) -> Vec<u8> {
    let mut address = (domain as u16).to_ne_bytes().to_vec();
    match domain {
        AF_INET => address.extend([0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
        _ => {
            address.resize(28, 0);
            address[23] = 1;
        }
    }
    address
}

impl Drop for World {
    /// Connections are reset, so that they do not occupy their ports in TIME_WAIT.
    fn drop(&mut self) {
        let reset = Guarded::of(&[libc::linger {
            l_onoff: 1,
            l_linger: 0,
        }]);
        for s in self.sockets.drain(..).flatten() {
            // SAFETY: the option's value is as long as it says.
            unsafe {
                self.api
                    .set_option(s, (libc::SOL_SOCKET, libc::SO_LINGER), reset.ptr(), 8)
            };
            self.api.close(s);
        }
        let _ = std::fs::remove_dir_all(self.names.directory());
    }
}
