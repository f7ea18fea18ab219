//! Sockets to try bad arguments on, prepared alike for oxsock and the system, and their state
//! afterwards.

use super::api::Api;
use super::guarded::Guarded;
use libc::{AF_UNIX, SOCK_DGRAM, SOCK_STREAM};
use std::ffi::c_int;
use std::fmt::Debug;
use std::ptr::null_mut;

/// The kind of sockets.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Two connected to each other; the first has a message to receive.
    Pair(c_int),
    /// A listener with a connection waiting, and the client.
    Listener,
}

pub const KINDS: [Kind; 3] = [
    Kind::Pair(SOCK_STREAM),
    Kind::Pair(SOCK_DGRAM),
    Kind::Listener,
];

/// The way that a call takes through oxsock.
#[derive(Clone, Copy, Debug)]
pub enum Way {
    Direct,
    Lent,
    Timed,
}

pub const WAYS: [Way; 3] = [Way::Direct, Way::Lent, Way::Timed];

/// The sockets of one side, closed when dropped.
pub struct Stage {
    pub api: Api,
    /// The socket that the calls are made on.
    pub s: c_int,
    pub peer: c_int,
}

impl Stage {
    pub fn new(kind: Kind, api: Api, way: Way) -> Self {
        let stage = match kind {
            Kind::Pair(type_) => Self::pair(api, type_),
            Kind::Listener => Self::listener(api),
        };
        match way {
            Way::Direct => {}
            Way::Lent => assert!(api.descriptor(stage.s) >= 0),
            Way::Timed => api.far_deadline(stage.s),
        }
        stage
    }

    fn pair(api: Api, type_: c_int) -> Self {
        let sv = Guarded::of(&[-1, -1]);
        let type_ = type_ | libc::SOCK_NONBLOCK;
        // SAFETY: room for two.
        assert_eq!(0, unsafe { api.socketpair((AF_UNIX, type_, 0), sv.ptr()) });
        let [s, peer] = sv.get();
        let message = Guarded::new(b"message");
        // SAFETY: as many bytes as it says.
        assert_eq!(7, unsafe { api.write(peer, message.ptr(), 7) });
        Self { api, s, peer }
    }

    fn listener(api: Api) -> Self {
        let type_ = SOCK_STREAM | libc::SOCK_NONBLOCK;
        let (s, peer) = (api.socket(AF_UNIX, type_, 0), api.socket(AF_UNIX, type_, 0));
        let family = Guarded::of(&[AF_UNIX as u16]);
        let (name, len) = (Guarded::room(110), Guarded::of(&[110]));
        // SAFETY: memory as long as it says; the system chooses the name.
        unsafe {
            assert_eq!(0, api.bind(s, family.ptr(), 2));
            assert_eq!(0, api.listen(s, 5));
            assert_eq!(0, api.local_name(s, name.ptr(), len.ptr()));
            assert_eq!(0, api.connect(peer, name.ptr(), len.int() as u32));
        }
        Self { api, s, peer }
    }

    /// What remains to be received on both sockets, and to be accepted.
    pub fn remains(&self) -> Vec<(c_int, Vec<u8>)> {
        let mut all = Vec::new();
        for s in [self.s, self.peer] {
            for _ in 0..3 {
                let room = Guarded::room(16);
                // SAFETY: as much room as it says.
                let answer = unsafe { self.api.recv(s, room.ptr(), 16, libc::MSG_DONTWAIT) };
                all.push((answer, room.bytes()));
            }
        }
        // SAFETY: null is allowed.
        let accepted = unsafe { self.api.accept(self.s, null_mut(), null_mut()) };
        all.push((closed(self.api, accepted), Vec::new()));
        all
    }
}

/// The result of accept; a new socket is closed, and 0 returned for it.
pub fn closed(api: Api, accepted: c_int) -> c_int {
    if accepted >= 0 {
        api.close(accepted);
    }
    accepted.min(0)
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.api.close(self.s);
        self.api.close(self.peer);
    }
}

/// Make a call on all kinds of sockets and in all ways. It must return what the system returns, and
/// leave as much behind.
pub fn same_everywhere<T: PartialEq + Debug>(what: &str, call: impl Fn(&Stage) -> T) {
    for kind in KINDS {
        let system = Stage::new(kind, Api::System, Way::Direct);
        let expected = (call(&system), system.remains());
        for way in WAYS {
            let ox = Stage::new(kind, Api::Ox, way);
            let found = (call(&ox), ox.remains());
            assert_eq!(
                expected, found,
                "{what}, {kind:?}, {way:?}: the system and oxsock"
            );
        }
    }
}
