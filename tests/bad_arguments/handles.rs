//! Numbers that are not handles, or no longer.

use super::api::Api::Ox;
use super::guarded::Guarded;
use super::places::{BUFFERS, OTHERS};
use super::stage::{Kind, Stage, Way};
use libc::{pollfd, EBADF, SOCK_STREAM};
use oxsock::capi::{control, descriptors, lifecycle, time};
use std::ffi::c_int;

/// A call on a handle.
type Numeric = fn(c_int) -> c_int;

/// The calls without pointers.
const NUMERIC: &[(&str, Numeric)] = &[
    ("ox_listen", |s| lifecycle::ox_listen(s, 1)),
    ("ox_shutdown", |s| {
        lifecycle::ox_shutdown(s, libc::SHUT_RDWR)
    }),
    ("ox_close", |s| lifecycle::ox_close(s)),
    ("ox_fcntl", |s| control::ox_fcntl(s, libc::F_GETFL, 0)),
    ("ox_fcntl, F_DUPFD_CLOEXEC", |s| {
        control::ox_fcntl(s, libc::F_DUPFD_CLOEXEC, 0)
    }),
    ("ox_fcntl, unknown", |s| control::ox_fcntl(s, 12345, 0)),
    ("ox_sockatmark", |s| control::ox_sockatmark(s)),
    ("ox_available", |s| control::ox_available(s)),
    ("ox_deadline", |s| {
        time::ox_deadline(s, time::OX_BOTH, time::OX_FOREVER)
    }),
    ("ox_fd", |s| descriptors::ox_fd(s)),
    ("ox_release", |s| descriptors::ox_release(s)),
];

/// Every POSIX call returns EBADF for this number. `tests/every_function.rs` checks the other
/// functions.
fn assert_rejected(s: c_int, why: &str) {
    for (name, call) in NUMERIC {
        assert_eq!(-EBADF, call(s), "{name}({s}): {why}");
    }
    let memory = Guarded::of(&[[16; 4]; 8]);
    for (name, call) in [BUFFERS, OTHERS].concat() {
        if name != "ox_poll" {
            // SAFETY: guarded memory, enough for any of them.
            let answer = unsafe { call(Ox, s, memory.ptr()) };
            assert_eq!(-EBADF, answer, "{name}({s}): {why}");
        }
    }
    let own = control::SOL_OX;
    // SAFETY: guarded memory.
    unsafe {
        let name = (own, control::OX_INTERRUPTIBLE);
        assert_eq!(
            -EBADF,
            Ox.set_option(s, name, memory.ptr(), 4),
            "own option: {why}"
        );
        assert_eq!(
            -EBADF,
            Ox.get_option(s, name, memory.ptr(), memory.ptr()),
            "{why}"
        );
    }
}

fn polled(fd: c_int) -> i16 {
    let fds = Guarded::of(&[pollfd {
        fd,
        events: libc::POLLIN,
        revents: 0,
    }]);
    // SAFETY: one entry.
    unsafe { Ox.poll(fds.ptr(), 1, 0) };
    fds.get::<pollfd>().revents
}

pub fn every_call_rejects_what_is_no_handle() {
    let stage = Stage::new(Kind::Pair(SOCK_STREAM), Ox, Way::Direct);
    let descriptor = Ox.descriptor(stage.s);
    assert_rejected(descriptor, "it is a descriptor, and an open socket's");
    assert_eq!(7, Ox.available(stage.s), "the socket was not touched");
    for s in [
        -1,
        -EBADF,
        c_int::MIN,
        0,
        1,
        2,
        (1 << 20) - 1,
        c_int::MAX,
        c_int::MAX - 1,
    ] {
        assert_rejected(s, "it is none");
    }
    assert_eq!(libc::POLLNVAL, polled(c_int::MAX));
    assert_eq!(0, polled(-1), "negative entries are passed over");
    assert_eq!(
        libc::POLLIN,
        polled(descriptor),
        "ox_poll takes descriptors too"
    );
}

/// A stale handle stays invalid after its slot has been used again.
pub fn stale_handles_stay_dead() {
    let stale = {
        let stage = Stage::new(Kind::Pair(SOCK_STREAM), Ox, Way::Direct);
        [stage.s, stage.peer]
    };
    let successors = [(); 8].map(|()| Stage::new(Kind::Pair(SOCK_STREAM), Ox, Way::Direct));
    for s in stale {
        assert_rejected(s, "it was closed");
        assert_eq!(libc::POLLNVAL, polled(s));
    }
    for stage in successors {
        assert_eq!(7, Ox.available(stage.s), "the successors were not touched");
    }
    let stage = Stage::new(Kind::Pair(SOCK_STREAM), Ox, Way::Direct);
    let duplicate = Ox.fcntl(stage.s, libc::F_DUPFD_CLOEXEC, 0);
    let descriptor = Ox.release(duplicate);
    assert_rejected(duplicate, "it was released");
    // SAFETY: the descriptor is this test's since it was released.
    assert_eq!(0, unsafe { libc::close(descriptor) });
}
