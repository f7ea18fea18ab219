//! Invalid and misaligned pointers.

use super::api::Api;
use super::guarded::Guarded;
use super::places::{self, BUFFERS, OPTIONAL, OTHERS};
use super::stage::{same_everywhere, Kind, Stage, Way, WAYS};
use libc::{c_void, pollfd, SOCK_DGRAM};
use std::ffi::c_int;
use std::ptr::null_mut;

/// Addresses that no program can use: two below every mapping, a page without access, an address in
/// the kernel's half, and the last byte of the address space.
fn wild() -> [*mut c_void; 5] {
    let forbidden = Guarded::new(b"").ptr::<u8>();
    [1, 8, forbidden as usize, 1 << 63, usize::MAX].map(|address| address as *mut c_void)
}

pub fn wild_pointers_are_the_kernels_to_reject() {
    for pointer in wild() {
        for (name, call) in [BUFFERS, OTHERS, OPTIONAL].concat() {
            // SAFETY: nobody but the kernel may follow the pointer, which is the point.
            let on = |stage: &Stage| unsafe { call(stage.api, stage.s, pointer) };
            same_everywhere(&format!("{name} at {pointer:p}"), on);
        }
        let sv = pointer.cast();
        assert_eq!(
            -libc::EFAULT,
            places::socketpair(Api::Ox, sv),
            "ox_socketpair at {sv:p}"
        );
    }
    // Null, for pointers other than buffers.
    for (name, call) in OTHERS {
        // SAFETY: as above.
        let on = |stage: &Stage| unsafe { call(stage.api, stage.s, null_mut()) };
        same_everywhere(&format!("{name} at null"), on);
    }
    assert_eq!(
        -libc::EFAULT,
        places::socketpair(Api::Ox, null_mut()),
        "ox_socketpair at null"
    );
}

/// The system takes a datagram out of the queue before it looks at the buffer, and so loses it.
pub fn null_buffers_are_rejected_before_anything_moves() {
    for way in WAYS {
        for (name, call) in BUFFERS {
            let stage = Stage::new(Kind::Pair(SOCK_DGRAM), Api::Ox, way);
            // SAFETY: null, which oxsock rejects.
            let answer = unsafe { call(Api::Ox, stage.s, null_mut()) };
            assert_eq!(-libc::EFAULT, answer, "{name}, {way:?}");
            let [first, second, .., peer] = &stage.remains()[..4] else {
                unreachable!()
            };
            assert_eq!(
                7, first.0,
                "{name}, {way:?}: the waiting datagram is still there"
            );
            assert_eq!(-libc::EAGAIN, second.0, "{name}, {way:?}: and no other");
            assert_eq!(-libc::EAGAIN, peer.0, "{name}, {way:?}: and none was sent");
        }
    }
}

pub fn null_is_an_empty_buffer() {
    let nowhere = || (null_mut(), null_mut());
    // SAFETY: null, with a length of nothing.
    unsafe {
        same_everywhere("ox_read", |on| on.api.read(on.s, null_mut(), 0));
        same_everywhere("ox_write", |on| on.api.write(on.s, null_mut(), 0));
        same_everywhere("ox_recv", |on| on.api.recv(on.s, null_mut(), 0, 0));
        same_everywhere("ox_send", |on| on.api.send(on.s, null_mut(), 0, 0));
        same_everywhere("ox_recvfrom", |on| {
            on.api.recvfrom(on.s, (null_mut(), 0), 0, nowhere())
        });
        same_everywhere("ox_sendto", |on| {
            on.api.sendto(on.s, (null_mut(), 0), 0, (null_mut(), 0))
        });
        same_everywhere("ox_readv", |on| on.api.readv(on.s, null_mut(), 0));
        same_everywhere("ox_writev", |on| on.api.writev(on.s, null_mut(), 0));
        same_everywhere("ox_sendmmsg", |on| on.api.sendmmsg(on.s, null_mut(), 0, 0));
        same_everywhere("ox_recvmmsg", |on| {
            on.api
                .recvmmsg(on.s, (null_mut(), 0), libc::MSG_DONTWAIT, null_mut())
        });
        same_everywhere("ox_poll", |on| on.api.poll(null_mut(), 0, 0));
        same_everywhere("ox_setsockopt", |on| {
            on.api.set_option(on.s, (0xFFFF, 1), null_mut(), 0)
        });
        same_everywhere("ox_bind", |on| on.api.bind(on.s, null_mut(), 0));
        same_everywhere("ox_connect", |on| on.api.connect(on.s, null_mut(), 0));
    }
}

/// The same bytes one byte further, at an odd address.
fn unaligned<T: Copy>(values: &[T]) -> Guarded {
    let aligned = Guarded::of(values).bytes();
    let odd = [&aligned[..], &[0]].concat();
    Guarded::new(&odd)
}

pub fn unaligned_pointers_work() {
    for (name, call) in UNALIGNED {
        same_everywhere(name, call);
    }
    let sv = unaligned(&[-1, -1]);
    assert_eq!(0, places::socketpair(Api::Ox, sv.ptr()), "ox_socketpair");
    for s in sv.get::<[c_int; 2]>() {
        assert_eq!(0, Api::Ox.close(s));
    }
    let stage = Stage::new(Kind::Pair(SOCK_DGRAM), Api::Ox, Way::Direct);
    let fds = unaligned(&[pollfd {
        fd: stage.s,
        events: libc::POLLIN,
        revents: 0,
    }]);
    // SAFETY: one entry, though at an odd address.
    assert_eq!(1, unsafe { Api::Ox.poll(fds.ptr(), 1, 0) }, "ox_poll");
    assert_eq!(libc::POLLIN, fds.get::<pollfd>().revents);
}

type OnStage = fn(&Stage) -> c_int;

/// Calls all of whose pointers are odd addresses.
#[allow(clippy::undocumented_unsafe_blocks, reason = "one comment for all")]
const UNALIGNED: &[(&str, OnStage)] = &[
    // SAFETY: in all of these: guarded memory of the right size.
    ("ox_getsockname", |on| unsafe {
        let (address, len) = (unaligned(&[0u64; 2]), unaligned(&[16]));
        on.api
            .local_name(on.s, address.ptr(), len.ptr())
            .max(len.int().min(2))
    }),
    ("ox_getsockopt", |on| unsafe {
        let (value, len) = (unaligned(&[0]), unaligned(&[4]));
        let name = (libc::SOL_SOCKET, libc::SO_TYPE);
        assert_eq!(0, on.api.get_option(on.s, name, value.ptr(), len.ptr()));
        value.int()
    }),
    ("ox_recvfrom", |on| unsafe {
        let (data, address, len) = (Guarded::room(9), unaligned(&[0u64; 2]), unaligned(&[16]));
        on.api
            .recvfrom(on.s, (data.ptr(), 9), 0, (address.ptr(), len.ptr()))
    }),
    ("ox_recvmsg", |on| unsafe {
        let (vector, _data) = vector();
        on.api.recvmsg(on.s, unaligned(&[header(&vector)]).ptr(), 0)
    }),
    ("ox_sendmsg", |on| unsafe {
        let (vector, _data) = vector();
        on.api.sendmsg(on.s, unaligned(&[header(&vector)]).ptr(), 0)
    }),
    ("ox_readv", |on| unsafe {
        on.api.readv(on.s, vector().0.ptr(), 1)
    }),
    ("ox_writev", |on| unsafe {
        on.api.writev(on.s, vector().0.ptr(), 1)
    }),
    ("ox_recvmmsg", |on| unsafe {
        let (vector, _data) = vector();
        let headers = unaligned(&[libc::mmsghdr {
            msg_hdr: header(&vector),
            msg_len: 0,
        }]);
        let timeout = unaligned(&[libc::timespec {
            tv_sec: 0,
            tv_nsec: 1,
        }]);
        let flags = libc::MSG_DONTWAIT;
        on.api
            .recvmmsg(on.s, (headers.ptr(), 1), flags, timeout.ptr())
    }),
    ("ox_sendmmsg", |on| unsafe {
        let (vector, _data) = vector();
        let headers = unaligned(&[libc::mmsghdr {
            msg_hdr: header(&vector),
            msg_len: 0,
        }]);
        on.api.sendmmsg(on.s, headers.ptr(), 1, 0)
    }),
];

/// An array of buffers at an odd address, and its buffer.
fn vector() -> (Guarded, Guarded) {
    let data = Guarded::new(b"12345678");
    let entry = libc::iovec {
        iov_base: data.ptr(),
        iov_len: 8,
    };
    (unaligned(&[entry]), data)
}

fn header(vector: &Guarded) -> libc::msghdr {
    // SAFETY: zeros are a valid header.
    let mut header: libc::msghdr = unsafe { std::mem::zeroed() };
    header.msg_iov = vector.ptr();
    header.msg_iovlen = 1;
    header
}
