//! The two sides, continued: the calls that send and receive.

use super::api::Api::{self, Ox, System};
use super::api::{ox, sys};
use libc::{iovec, mmsghdr, msghdr, sockaddr, socklen_t, timespec};
use oxsock::capi::bytes::*;
use std::ffi::{c_int, c_uint, c_void};

impl Api {
    pub unsafe fn read(self, s: c_int, buffer: *mut c_void, len: usize) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_read(s, buffer, len)),
                System => sys(libc::read(s, buffer, len)),
            }
        }
    }

    pub unsafe fn write(self, s: c_int, buffer: *const c_void, len: usize) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_write(s, buffer, len)),
                System => sys(libc::write(s, buffer, len)),
            }
        }
    }

    pub unsafe fn readv(self, s: c_int, vector: *const iovec, count: c_int) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_readv(s, vector, count)),
                System => sys(libc::readv(s, vector, count)),
            }
        }
    }

    pub unsafe fn writev(self, s: c_int, vector: *const iovec, count: c_int) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_writev(s, vector, count)),
                System => sys(libc::writev(s, vector, count)),
            }
        }
    }

    pub unsafe fn send(self, s: c_int, b: *const c_void, len: usize, flags: c_int) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_send(s, b, len, flags)),
                System => sys(libc::send(s, b, len, flags)),
            }
        }
    }

    pub unsafe fn recv(self, s: c_int, b: *mut c_void, len: usize, flags: c_int) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_recv(s, b, len, flags)),
                System => sys(libc::recv(s, b, len, flags)),
            }
        }
    }

    pub unsafe fn sendto(
        self,
        s: c_int,
        (buffer, len): (*const c_void, usize),
        flags: c_int,
        (to, tolen): (*const sockaddr, socklen_t),
    ) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_sendto(s, buffer, len, flags, to, tolen)),
                System => sys(libc::sendto(s, buffer, len, flags, to, tolen)),
            }
        }
    }

    pub unsafe fn recvfrom(
        self,
        s: c_int,
        (buffer, len): (*mut c_void, usize),
        flags: c_int,
        (from, fromlen): (*mut sockaddr, *mut socklen_t),
    ) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_recvfrom(s, buffer, len, flags, from, fromlen)),
                System => sys(libc::recvfrom(s, buffer, len, flags, from, fromlen)),
            }
        }
    }

    pub unsafe fn sendmsg(self, s: c_int, message: *const msghdr, flags: c_int) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_sendmsg(s, message, flags)),
                System => sys(libc::sendmsg(s, message, flags)),
            }
        }
    }

    pub unsafe fn recvmsg(self, s: c_int, message: *mut msghdr, flags: c_int) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_recvmsg(s, message, flags)),
                System => {
                    let added = kept_from_children(s) & !flags;
                    let received = sys(libc::recvmsg(s, message, flags | added));
                    if received >= 0 {
                        clear(&raw mut (*message).msg_flags, added);
                    }
                    received
                }
            }
        }
    }

    pub unsafe fn sendmmsg(self, s: c_int, m: *mut mmsghdr, n: c_uint, flags: c_int) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_sendmmsg(s, m, n, flags)),
                System => sys(libc::sendmmsg(s, m, n, flags)),
            }
        }
    }

    pub unsafe fn recvmmsg(
        self,
        s: c_int,
        (messages, count): (*mut mmsghdr, c_uint),
        flags: c_int,
        timeout: *mut timespec,
    ) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_recvmmsg(s, messages, count, flags, timeout)),
                System => {
                    let added = kept_from_children(s) & !flags;
                    let received = sys(libc::recvmmsg(s, messages, count, flags | added, timeout));
                    for i in 0..received.max(0) as usize {
                        clear(&raw mut (*messages.add(i)).msg_hdr.msg_flags, added);
                    }
                    received
                }
            }
        }
    }
}

/// # Safety
///
/// There have to be flags at this place, wherever it is.
unsafe fn clear(flags: *mut c_int, what: c_int) {
    // SAFETY: promised.
    unsafe { flags.write_unaligned(flags.read_unaligned() & !what) };
}

/// Received descriptors are close-on-exec, which the system's calls have to ask for
/// (MSG_CMSG_CLOEXEC). The system returns that flag in msg_flags; oxsock does not.
fn kept_from_children(s: c_int) -> c_int {
    let (mut domain, mut len): (c_int, u32) = (0, 4);
    // SAFETY: both are our own to write.
    unsafe {
        let (value, len) = ((&raw mut domain).cast(), &raw mut len);
        libc::getsockopt(s, libc::SOL_SOCKET, libc::SO_DOMAIN, value, len);
    }
    if domain == libc::AF_UNIX {
        libc::MSG_CMSG_CLOEXEC
    } else {
        0
    }
}
