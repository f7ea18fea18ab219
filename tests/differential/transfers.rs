//! The two sides, continued: the calls that send and receive.

use super::api::Api::{self, Ox, System};
use super::api::{ox, sys};
use libc::{iovec, mmsghdr, msghdr, sockaddr, socklen_t, timespec};
use oxsock::capi::bytes::*;
use std::ffi::{c_int, c_uint, c_void};

/// Received descriptors are close-on-exec.
const CLOEXEC: c_int = libc::MSG_CMSG_CLOEXEC;

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
                System => sys(libc::recvmsg(s, message, flags | CLOEXEC)),
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
                    let flags = flags | CLOEXEC;
                    sys(libc::recvmmsg(s, messages, count, flags, timeout))
                }
            }
        }
    }
}
