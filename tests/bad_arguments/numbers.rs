//! Invalid numbers: domains, types, flags, options, commands, times.

use super::api::Api::Ox;
use super::guarded::Guarded;
use super::stage::{same_everywhere, Kind, Stage, Way};
use libc::{AF_INET, AF_UNIX, SOCK_STREAM};
use oxsock::capi::control::{OX_INTERRUPTIBLE, SOL_OX};
use oxsock::capi::descriptors::ox_adopt;
use oxsock::capi::time::{ox_deadline, OX_BOTH, OX_FOREVER, OX_RECEIVING, OX_SENDING};
use std::ffi::c_int;
use std::os::fd::AsRawFd;

const ODD: [c_int; 8] = [-1, 3, 4, 99, 1000, 0x4F58, c_int::MAX, c_int::MIN];

pub fn unknown_numbers() {
    kinds_of_sockets();
    for odd in ODD {
        odd_number(odd);
    }
    for command in [-1, 7777, c_int::MAX, c_int::MIN] {
        same_everywhere("ox_fcntl", |on| on.api.fcntl(on.s, command, 0));
    }
}

fn kinds_of_sockets() {
    for (domain, type_, protocol, expected) in [
        (99, SOCK_STREAM, 0, libc::EAFNOSUPPORT),
        (-1, SOCK_STREAM, 0, libc::EAFNOSUPPORT),
        (AF_UNIX, 0, 0, libc::ESOCKTNOSUPPORT),
        (AF_UNIX, 15, 0, libc::EINVAL),
        (AF_UNIX, SOCK_STREAM | 0x100, 0, libc::EINVAL),
        (AF_UNIX, -1, 0, libc::EINVAL),
        (AF_UNIX, SOCK_STREAM, 99, libc::EPROTONOSUPPORT),
        (AF_INET, SOCK_STREAM, -1, libc::EINVAL),
    ] {
        let what = format!("domain {domain}, type {type_}, protocol {protocol}");
        assert_eq!(
            -expected,
            Ox.socket(domain, type_, protocol),
            "ox_socket: {what}"
        );
        let sv = Guarded::of(&[-7, -7]);
        // SAFETY: room for two.
        let answer = unsafe { Ox.socketpair((domain, type_, protocol), sv.ptr()) };
        assert_eq!(-expected, answer, "ox_socketpair: {what}");
        assert_eq!(
            [-7, -7],
            sv.get::<[c_int; 2]>(),
            "ox_socketpair leaves sv alone: {what}"
        );
    }
}

fn odd_number(odd: c_int) {
    same_everywhere(&format!("ox_shutdown {odd}"), |on| {
        on.api.shutdown(on.s, odd)
    });
    same_everywhere(&format!("ox_listen {odd}"), |on| on.api.listen(on.s, odd));
    let value = Guarded::of(&[0, 0]);
    let flags = odd | libc::MSG_DONTWAIT;
    // SAFETY: guarded memory.
    unsafe {
        for (level, name) in [(odd, 1), (libc::SOL_SOCKET, odd), (libc::IPPROTO_IP, odd)] {
            if level == SOL_OX {
                continue;
            }
            same_everywhere(&format!("ox_getsockopt {level}, {name}"), |on| {
                let len = Guarded::of(&[4]);
                on.api
                    .get_option(on.s, (level, name), value.ptr(), len.ptr())
            });
            same_everywhere(&format!("ox_setsockopt {level}, {name}"), |on| {
                on.api.set_option(on.s, (level, name), value.ptr(), 4)
            });
        }
        same_everywhere(&format!("ox_recv with flags {odd}"), |on| {
            on.api.recv(on.s, value.ptr(), 8, flags)
        });
        same_everywhere(&format!("ox_send with flags {odd}"), |on| {
            on.api.send(on.s, value.ptr(), 8, flags)
        });
    }
}

pub fn deadlines() {
    let stage = Stage::new(Kind::Pair(SOCK_STREAM), Ox, Way::Direct);
    for which in [0, -1, OX_BOTH + 1, 8, c_int::MAX, c_int::MIN] {
        assert_eq!(
            -libc::EINVAL,
            ox_deadline(stage.s, which, OX_FOREVER),
            "which {which}"
        );
    }
    for when in [-2, -1_000_000, i64::MIN] {
        for which in [OX_RECEIVING, OX_SENDING, OX_BOTH] {
            assert_eq!(
                -libc::EINVAL,
                ox_deadline(stage.s, which, when),
                "when {when}"
            );
        }
    }
    for when in [0, 1, i64::MAX, OX_FOREVER] {
        assert_eq!(0, ox_deadline(stage.s, OX_BOTH, when), "when {when}");
    }
}

pub fn own_options() {
    let stage = Stage::new(Kind::Pair(SOCK_STREAM), Ox, Way::Direct);
    let option = (SOL_OX, OX_INTERRUPTIBLE);
    let get = |name, value: *mut c_int, len| {
        let word = Guarded::of(&[len]);
        // SAFETY: guarded memory, or a pointer that must be rejected.
        let answer = unsafe { Ox.get_option(stage.s, name, value.cast(), word.ptr()) };
        (answer, word.int())
    };
    let set = |name, value: *const c_int, len: c_int| {
        // SAFETY: as above.
        unsafe { Ox.set_option(stage.s, name, value.cast(), len as u32) }
    };
    let one = Guarded::of(&[1]);
    let null: *mut c_int = std::ptr::null_mut();
    for name in [0, 2, -1, c_int::MAX] {
        assert_eq!(
            -libc::ENOPROTOOPT,
            set((SOL_OX, name), one.ptr(), 4),
            "option {name}"
        );
        assert_eq!(
            -libc::ENOPROTOOPT,
            get((SOL_OX, name), one.ptr(), 4).0,
            "option {name}"
        );
    }
    for len in [0, 1, 3, -1, c_int::MIN] {
        assert_eq!(-libc::EINVAL, set(option, one.ptr(), len), "length {len}");
    }
    assert_eq!(-libc::EFAULT, set(option, null, 4), "at null");
    assert_eq!(-libc::EFAULT, get(option, null, 4).0, "at null");
    // SAFETY: the pointer must be rejected.
    let answer = unsafe { Ox.get_option(stage.s, option, one.ptr(), null.cast()) };
    assert_eq!(-libc::EFAULT, answer, "length at null");
    assert_eq!(
        -libc::EINVAL,
        get(option, one.ptr(), -1).0,
        "a negative length"
    );
    let room = Guarded::room(8);
    assert_eq!((0, 4), get(option, room.ptr(), 8), "the option is an int");
    assert_eq!(
        [0, 0, 0, 0, 0xA5],
        room.bytes()[..5],
        "still 0: no bad call has set it"
    );
    let short = Guarded::room(2);
    assert_eq!(
        (0, 2),
        get(option, short.ptr(), 2),
        "cut to the room, as the kernel does"
    );
}

pub fn descriptors() {
    for fd in [-1, c_int::MIN, c_int::MAX, (1 << 20) - 1] {
        assert_eq!(-libc::EBADF, ox_adopt(fd), "ox_adopt({fd})");
    }
    let stage = Stage::new(Kind::Pair(SOCK_STREAM), Ox, Way::Direct);
    assert_eq!(-libc::EBADF, ox_adopt(stage.s), "ox_adopt of a handle");
    assert_eq!(
        -libc::EBUSY,
        ox_adopt(Ox.descriptor(stage.s)),
        "ox_adopt of a handle's own"
    );
    assert_eq!(7, Ox.available(stage.s), "and the handle goes on");

    let file = std::fs::File::open("/dev/null").expect("/dev/null");
    // SAFETY: only numbers, and the file is this test's.
    unsafe {
        assert_eq!(0, libc::fcntl(file.as_raw_fd(), libc::F_SETFD, 0));
        assert_eq!(
            -libc::ENOTSOCK,
            ox_adopt(file.as_raw_fd()),
            "ox_adopt of a file"
        );
        let flags = libc::fcntl(file.as_raw_fd(), libc::F_GETFD);
        assert_eq!(
            0, flags,
            "the file is as it was: open, and not close-on-exec"
        );
    }
    assert_eq!(
        -libc::EINVAL,
        Ox.fcntl(stage.s, libc::F_DUPFD_CLOEXEC, -1),
        "a negative place"
    );
    assert_eq!(
        -libc::EINVAL,
        Ox.fcntl(stage.s, libc::F_DUPFD_CLOEXEC, c_int::MAX),
        "too high"
    );
}

/// Commands of fcntl that take a pointer, which an int cannot be.
pub fn commands_that_take_pointers() {
    let commands = [
        ("F_GETLK", libc::F_GETLK),
        ("F_SETLK", libc::F_SETLK),
        ("F_SETLKW", libc::F_SETLKW),
        ("F_OFD_GETLK", libc::F_OFD_GETLK),
        ("F_OFD_SETLK", libc::F_OFD_SETLK),
        ("F_OFD_SETLKW", libc::F_OFD_SETLKW),
        ("F_GETOWN_EX", 16),
        ("F_SETOWN_EX", 15),
    ];
    for (name, command) in commands {
        for argument in [0, 1, -1, c_int::MAX] {
            let stage = Stage::new(Kind::Pair(SOCK_STREAM), Ox, Way::Direct);
            let answer = Ox.fcntl(stage.s, command, argument);
            assert_eq!(-libc::EFAULT, answer, "ox_fcntl({name}, {argument})");
        }
    }
}
