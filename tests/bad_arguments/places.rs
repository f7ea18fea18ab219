//! Every parameter that is a pointer.

use super::api::Api;
use super::guarded::Guarded;
use super::stage::closed;
use libc::{c_void, iovec, mmsghdr, msghdr, SOL_SOCKET, SO_RCVBUF};
use std::ffi::c_int;
use std::ptr::null_mut;

/// A call on a socket with this pointer; the other arguments are valid.
pub type Call = unsafe fn(Api, c_int, *mut c_void) -> c_int;

const TYPE: (c_int, c_int, c_int) = (libc::AF_UNIX, libc::SOCK_STREAM, 0);
const OPTION: (c_int, c_int) = (SOL_SOCKET, SO_RCVBUF);
const WAIT_NOT: c_int = libc::MSG_DONTWAIT;

/// The buffers that a length belongs to.
#[allow(clippy::undocumented_unsafe_blocks, reason = "one comment for all")]
pub const BUFFERS: &[(&str, Call)] = &[
    // SAFETY: in all of these the kernel is to follow the pointer, and nobody else.
    ("ox_read", |api, s, p| unsafe { api.read(s, p, 8) }),
    ("ox_write", |api, s, p| unsafe { api.write(s, p, 8) }),
    ("ox_recv", |api, s, p| unsafe { api.recv(s, p, 8, 0) }),
    ("ox_send", |api, s, p| unsafe { api.send(s, p, 8, 0) }),
    ("ox_recvfrom", |api, s, p| unsafe {
        api.recvfrom(s, (p, 8), 0, (null_mut(), null_mut()))
    }),
    ("ox_sendto", |api, s, p| unsafe {
        api.sendto(s, (p, 8), 0, (null_mut(), 0))
    }),
];

/// All other pointers that must not be null.
#[allow(clippy::undocumented_unsafe_blocks, reason = "one comment for all")]
pub const OTHERS: &[(&str, Call)] = &[
    // SAFETY: in all of these the kernel is to follow the pointer, and nobody else; what else
    // the calls point to is guarded memory.
    ("ox_bind", |api, s, p| unsafe { api.bind(s, p.cast(), 16) }),
    ("ox_connect", |api, s, p| unsafe {
        api.connect(s, p.cast(), 16)
    }),
    ("ox_accept, address", |api, s, p| unsafe {
        closed(api, api.accept(s, p.cast(), Guarded::of(&[16]).ptr()))
    }),
    ("ox_accept, length", |api, s, p| unsafe {
        closed(api, api.accept(s, Guarded::room(16).ptr(), p.cast()))
    }),
    ("ox_getsockname, address", |api, s, p| unsafe {
        api.local_name(s, p.cast(), Guarded::of(&[16]).ptr())
    }),
    ("ox_getsockname, length", |api, s, p| unsafe {
        api.local_name(s, Guarded::room(16).ptr(), p.cast())
    }),
    ("ox_getpeername, address", |api, s, p| unsafe {
        api.peer_name(s, p.cast(), Guarded::of(&[16]).ptr())
    }),
    ("ox_getpeername, length", |api, s, p| unsafe {
        api.peer_name(s, Guarded::room(16).ptr(), p.cast())
    }),
    ("ox_getsockopt, value", |api, s, p| unsafe {
        api.get_option(s, OPTION, p, Guarded::of(&[4]).ptr())
    }),
    ("ox_getsockopt, length", |api, s, p| unsafe {
        api.get_option(s, OPTION, Guarded::room(4).ptr(), p.cast())
    }),
    ("ox_setsockopt", |api, s, p| unsafe {
        api.set_option(s, OPTION, p, 4)
    }),
    ("ox_recvfrom, address", |api, s, p| unsafe {
        let data = Guarded::room(8);
        api.recvfrom(s, (data.ptr(), 8), 0, (p.cast(), Guarded::of(&[16]).ptr()))
    }),
    ("ox_recvfrom, length", |api, s, p| unsafe {
        let data = Guarded::room(8);
        api.recvfrom(s, (data.ptr(), 8), 0, (Guarded::room(16).ptr(), p.cast()))
    }),
    ("ox_sendto, address", |api, s, p| unsafe {
        api.sendto(s, (Guarded::new(b"12345678").ptr(), 8), 0, (p.cast(), 16))
    }),
    ("ox_readv, vector", |api, s, p| unsafe {
        api.readv(s, p.cast(), 1)
    }),
    ("ox_readv, buffer", |api, s, p| unsafe {
        api.readv(s, vector(p).ptr(), 1)
    }),
    ("ox_writev, vector", |api, s, p| unsafe {
        api.writev(s, p.cast(), 1)
    }),
    ("ox_writev, buffer", |api, s, p| unsafe {
        api.writev(s, vector(p).ptr(), 1)
    }),
    ("ox_sendmsg, header", |api, s, p| unsafe {
        api.sendmsg(s, p.cast(), 0)
    }),
    ("ox_sendmsg, name", |api, s, p| unsafe {
        send(api, s, |m| name(m, p))
    }),
    ("ox_sendmsg, vector", |api, s, p| unsafe {
        send(api, s, |m| m.msg_iov = p.cast())
    }),
    ("ox_sendmsg, control", |api, s, p| unsafe {
        send(api, s, |m| control(m, p))
    }),
    ("ox_recvmsg, header", |api, s, p| unsafe {
        api.recvmsg(s, p.cast(), 0)
    }),
    ("ox_recvmsg, name", |api, s, p| unsafe {
        receive(api, s, |m| name(m, p))
    }),
    ("ox_recvmsg, vector", |api, s, p| unsafe {
        receive(api, s, |m| m.msg_iov = p.cast())
    }),
    ("ox_recvmsg, control", |api, s, p| unsafe {
        receive(api, s, |m| control(m, p))
    }),
    ("ox_sendmmsg, headers", |api, s, p| unsafe {
        api.sendmmsg(s, p.cast(), 1, 0)
    }),
    ("ox_sendmmsg, buffer", |api, s, p| unsafe {
        let vector = vector(p);
        api.sendmmsg(s, headers(&vector).ptr(), 2, 0)
    }),
    ("ox_recvmmsg, headers", |api, s, p| unsafe {
        api.recvmmsg(s, (p.cast(), 1), WAIT_NOT, null_mut())
    }),
    ("ox_recvmmsg, buffer", |api, s, p| unsafe {
        let vector = vector(p);
        api.recvmmsg(s, (headers(&vector).ptr(), 2), WAIT_NOT, null_mut())
    }),
];

/// Pointers that may be null, but must not be invalid.
#[allow(clippy::undocumented_unsafe_blocks, reason = "one comment for all")]
pub const OPTIONAL: &[(&str, Call)] = &[
    // SAFETY: as above.
    ("ox_recvmmsg, timeout", |api, s, p| unsafe {
        let data = Guarded::room(8);
        let vector = vector(data.ptr());
        api.recvmmsg(s, (headers(&vector).ptr(), 1), WAIT_NOT, p.cast())
    }),
];

fn vector(buffer: *mut c_void) -> Guarded {
    Guarded::of(&[iovec {
        iov_base: buffer,
        iov_len: 8,
    }])
}

fn header(vector: &Guarded) -> msghdr {
    // SAFETY: zeros are a valid header.
    let mut header: msghdr = unsafe { std::mem::zeroed() };
    header.msg_iov = vector.ptr();
    header.msg_iovlen = 1;
    header
}

fn headers(vector: &Guarded) -> Guarded {
    Guarded::of(
        &[mmsghdr {
            msg_hdr: header(vector),
            msg_len: 0,
        }; 2],
    )
}

fn name(header: &mut msghdr, place: *mut c_void) {
    header.msg_name = place;
    header.msg_namelen = 16;
}

fn control(header: &mut msghdr, place: *mut c_void) {
    header.msg_control = place;
    header.msg_controllen = 32;
}

/// # Safety
///
/// Only the kernel may follow the pointer that `spoil` puts in.
unsafe fn send(api: Api, s: c_int, spoil: impl FnOnce(&mut msghdr)) -> c_int {
    let data = Guarded::new(b"12345678");
    let vector = vector(data.ptr());
    let mut header = header(&vector);
    spoil(&mut header);
    // SAFETY: the caller answers for the pointer.
    unsafe { api.sendmsg(s, Guarded::of(&[header]).ptr(), 0) }
}

/// # Safety
///
/// As for `send`.
unsafe fn receive(api: Api, s: c_int, spoil: impl FnOnce(&mut msghdr)) -> c_int {
    let data = Guarded::room(8);
    let vector = vector(data.ptr());
    let mut header = header(&vector);
    spoil(&mut header);
    // SAFETY: the caller answers for the pointer.
    unsafe { api.recvmsg(s, Guarded::of(&[header]).ptr(), 0) }
}

/// The only pointer of a call without a socket.
pub fn socketpair(api: Api, sv: *mut c_int) -> c_int {
    // SAFETY: the kernel is to follow the pointer, or oxsock by the kernel's hand.
    unsafe { api.socketpair(TYPE, sv) }
}
