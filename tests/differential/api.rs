//! The two sides that are compared: each call of oxsock and its counterpart of the system.
//!
//! The documented differences are evened out here and nowhere else: close-on-exec, no SIGPIPE.

use super::guarded::Guarded;
use super::signals;
use libc::{pollfd, sockaddr, socklen_t};
use oxsock::capi::{control::*, descriptors::*, lifecycle::*, time::*, waiting::*};
use std::ffi::{c_int, c_ulong, c_void};

/// Whose calls are made. Each returns zero or more, or the negated errno.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Api {
    /// oxsock's, over handles.
    Ox,
    /// The system's, over descriptors.
    System,
}
use Api::{Ox, System};

/// A result of oxsock's: an error must be in errno too, and no signal may have been raised.
pub fn ox(answer: c_int) -> c_int {
    let errno = errno();
    assert!(
        answer >= 0 || errno == -answer,
        "returned {answer} but errno is {errno}"
    );
    assert_eq!(0, signals::broken_pipes(), "SIGPIPE was raised");
    answer
}

/// A result of the system's: -1 becomes the negated errno.
pub fn sys(answer: impl TryInto<c_int>) -> c_int {
    let errno = errno();
    signals::forget_broken_pipes();
    let answer = answer.try_into().unwrap_or(c_int::MAX);
    if answer < 0 {
        -errno
    } else {
        answer
    }
}

fn errno() -> c_int {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

fn set_errno(value: c_int) {
    // SAFETY: the location of this thread's errno is always valid.
    unsafe { *libc::__errno_location() = value };
}

impl Api {
    pub fn socket(self, domain: c_int, type_: c_int, protocol: c_int) -> c_int {
        match self {
            Ox => ox(ox_socket(domain, type_, protocol)),
            // SAFETY: only numbers.
            System => sys(unsafe { libc::socket(domain, type_ | libc::SOCK_CLOEXEC, protocol) }),
        }
    }

    pub fn listen(self, s: c_int, backlog: c_int) -> c_int {
        match self {
            Ox => ox(ox_listen(s, backlog)),
            // SAFETY: only numbers.
            System => sys(unsafe { libc::listen(s, backlog) }),
        }
    }

    pub fn shutdown(self, s: c_int, how: c_int) -> c_int {
        match self {
            Ox => ox(ox_shutdown(s, how)),
            // SAFETY: only numbers.
            System => sys(unsafe { libc::shutdown(s, how) }),
        }
    }

    pub fn close(self, s: c_int) -> c_int {
        match self {
            Ox => ox(ox_close(s)),
            // SAFETY: only numbers; the descriptor belongs to a world of this test.
            System => sys(unsafe { libc::close(s) }),
        }
    }

    /// fcntl. The result may be a process group, which is negative and not an error.
    pub fn fcntl(self, s: c_int, command: c_int, argument: c_int) -> c_int {
        set_errno(0);
        let command = match command {
            libc::F_DUPFD => libc::F_DUPFD_CLOEXEC,
            other => other,
        };
        match self {
            Ox => ox_fcntl(s, command, argument),
            // SAFETY: the kernel checks whatever it takes for a pointer.
            System => match unsafe { libc::fcntl(s, command, argument) } {
                -1 if errno() != 0 => -errno(),
                answer => answer,
            },
        }
    }

    pub fn sockatmark(self, s: c_int) -> c_int {
        match self {
            Ox => ox(ox_sockatmark(s)),
            // SAFETY: only numbers.
            System => sys(unsafe { sockatmark(s) }),
        }
    }

    pub fn available(self, s: c_int) -> c_int {
        let mut bytes = 0;
        match self {
            Ox => ox(ox_available(s)),
            // SAFETY: the request writes one int.
            System => match sys(unsafe { libc::ioctl(s, libc::FIONREAD, &mut bytes) }) {
                0 => bytes,
                error => error,
            },
        }
    }

    /// The socket's descriptor; oxsock's is lent from then on.
    pub fn descriptor(self, s: c_int) -> c_int {
        match self {
            Ox => ox(ox_fd(s)),
            System => s,
        }
    }

    /// End the handle, and keep the descriptor.
    pub fn release(self, s: c_int) -> c_int {
        match self {
            Ox => ox(ox_release(s)),
            System => s,
        }
    }

    /// End the handle and adopt its descriptor again.
    pub fn readopted(self, s: c_int) -> c_int {
        match self {
            Ox => ox(ox_adopt(ox(ox_release(s)))),
            System => s,
        }
    }

    /// Have signals interrupt a handle's calls; there are no signals here.
    pub fn make_interruptible(self, s: c_int) {
        let (yes, name) = (Guarded::of(&[1]), (SOL_OX, OX_INTERRUPTIBLE));
        // SAFETY: the option is an int.
        let set = || unsafe { self.set_option(s, name, yes.ptr(), 4) };
        assert!(self == System || set() == 0, "OX_INTERRUPTIBLE");
    }

    /// Set deadlines that are never reached here.
    pub fn far_deadline(self, s: c_int) {
        if self == Ox {
            assert_eq!(0, ox_deadline(s, OX_BOTH, ox_now() + 3_600_000_000));
        }
    }
}

extern "C" {
    fn sockatmark(s: c_int) -> c_int;
}

/// The calls with pointers. The pointers are to `Guarded` memory, or are such that the call must
/// reject them.
impl Api {
    pub unsafe fn socketpair(
        self,
        (domain, type_, protocol): (c_int, c_int, c_int),
        sv: *mut c_int,
    ) -> c_int {
        // SAFETY: the caller answers for the pointers, here and in all the calls below.
        unsafe {
            match self {
                Ox => ox(ox_socketpair(domain, type_, protocol, sv)),
                System => {
                    let type_ = type_ | libc::SOCK_CLOEXEC;
                    sys(libc::socketpair(domain, type_, protocol, sv))
                }
            }
        }
    }

    pub unsafe fn bind(self, s: c_int, address: *const sockaddr, len: socklen_t) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_bind(s, address, len)),
                System => sys(libc::bind(s, address, len)),
            }
        }
    }

    pub unsafe fn connect(self, s: c_int, address: *const sockaddr, len: socklen_t) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_connect(s, address, len)),
                System => sys(libc::connect(s, address, len)),
            }
        }
    }

    pub unsafe fn accept(self, s: c_int, address: *mut sockaddr, len: *mut socklen_t) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_accept(s, address, len)),
                System => sys(libc::accept4(s, address, len, libc::SOCK_CLOEXEC)),
            }
        }
    }

    pub unsafe fn local_name(self, s: c_int, a: *mut sockaddr, len: *mut socklen_t) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_getsockname(s, a, len)),
                System => sys(libc::getsockname(s, a, len)),
            }
        }
    }

    pub unsafe fn peer_name(self, s: c_int, a: *mut sockaddr, len: *mut socklen_t) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_getpeername(s, a, len)),
                System => sys(libc::getpeername(s, a, len)),
            }
        }
    }

    pub unsafe fn get_option(
        self,
        s: c_int,
        (level, name): (c_int, c_int),
        value: *mut c_void,
        len: *mut socklen_t,
    ) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_getsockopt(s, level, name, value, len)),
                System => sys(libc::getsockopt(s, level, name, value, len)),
            }
        }
    }

    pub unsafe fn set_option(
        self,
        s: c_int,
        (level, name): (c_int, c_int),
        value: *const c_void,
        len: socklen_t,
    ) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_setsockopt(s, level, name, value, len)),
                System => sys(libc::setsockopt(s, level, name, value, len)),
            }
        }
    }

    pub unsafe fn poll(self, fds: *mut pollfd, count: c_ulong, timeout: c_int) -> c_int {
        // SAFETY: see `socketpair`.
        unsafe {
            match self {
                Ox => ox(ox_poll(fds, count, timeout)),
                System => sys(libc::poll(fds, count, timeout)),
            }
        }
    }
}
