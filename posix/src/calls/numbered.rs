//! System calls by their numbers.

use super::{control, lifecycle, many, messages, moving, receiving, sandbox, sending, waiting};
use crate::{active, next};
use core::ffi::{c_int, c_long};

#[no_mangle]
pub unsafe extern "C" fn syscall(
    number: c_long,
    a: usize,
    b: usize,
    c: usize,
    d: usize,
    e: usize,
    f: usize,
) -> c_long {
    if active() {
        if number == libc::SYS_seccomp {
            sandbox::leave();
        }
        // The functions are points where a thread can be cancelled; this one is not.
        let state = cancel::disable();
        // SAFETY: the caller's arguments.
        let value = unsafe { by_name(number, [a, b, c, d, e, f]) };
        cancel::restore(state);
        if let Some(value) = value {
            return value;
        }
    }
    // SAFETY: the caller's arguments.
    unsafe { next::syscall.get()(number, a, b, c, d, e, f) }
}

mod cancel {
    use core::ffi::c_int;
    use core::ptr;

    extern "C" {
        fn pthread_setcancelstate(state: c_int, before: *mut c_int) -> c_int;
    }

    /// The thread cannot be cancelled: whether it could be before.
    pub fn disable() -> c_int {
        const PTHREAD_CANCEL_DISABLE: c_int = 1;
        let mut before = 0;
        // SAFETY: there is room for the state before.
        unsafe { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &mut before) };
        before
    }

    pub fn restore(state: c_int) {
        // SAFETY: a state that `disable` was told.
        unsafe { pthread_setcancelstate(state, ptr::null_mut()) };
    }
}

/// The call by the function of its name, if this object has it and it is the same.
unsafe fn by_name(number: c_long, a: [usize; 6]) -> Option<c_long> {
    let [fd, second, third, fourth] = [0, 1, 2, 3].map(|i| a[i] as c_int);
    // SAFETY: the caller's arguments, which the kernel reads in the same places.
    let value = unsafe {
        match number {
            libc::SYS_socket => lifecycle::socket(fd, second, third).into(),
            libc::SYS_socketpair => lifecycle::socketpair(fd, second, third, a[3] as _).into(),
            libc::SYS_bind => lifecycle::bind(fd, a[1] as _, a[2] as _).into(),
            libc::SYS_listen => lifecycle::listen(fd, second).into(),
            libc::SYS_accept => lifecycle::accept(fd, a[1] as _, a[2] as _).into(),
            libc::SYS_accept4 => lifecycle::accept4(fd, a[1] as _, a[2] as _, fourth).into(),
            libc::SYS_connect => lifecycle::connect(fd, a[1] as _, a[2] as _).into(),
            libc::SYS_shutdown => lifecycle::shutdown(fd, second).into(),
            libc::SYS_close => lifecycle::close(fd).into(),
            libc::SYS_getsockname => lifecycle::getsockname(fd, a[1] as _, a[2] as _).into(),
            libc::SYS_getpeername => lifecycle::getpeername(fd, a[1] as _, a[2] as _).into(),
            libc::SYS_sendto => {
                sending::sendto(fd, a[1] as _, a[2], fourth, a[4] as _, a[5] as _) as c_long
            }
            libc::SYS_recvfrom => {
                receiving::recvfrom(fd, a[1] as _, a[2], fourth, a[4] as _, a[5] as _) as c_long
            }
            libc::SYS_read => receiving::read(fd, a[1] as _, a[2]) as c_long,
            libc::SYS_write => sending::write(fd, a[1] as _, a[2]) as c_long,
            libc::SYS_readv => messages::readv(fd, a[1] as _, third) as c_long,
            libc::SYS_writev => messages::writev(fd, a[1] as _, third) as c_long,
            libc::SYS_sendmsg => messages::sendmsg(fd, a[1] as _, third) as c_long,
            libc::SYS_recvmsg => messages::recvmsg(fd, a[1] as _, third) as c_long,
            libc::SYS_sendmmsg => many::sendmmsg(fd, a[1] as _, a[2] as _, fourth).into(),
            libc::SYS_sendfile => moving::sendfile(fd, second, a[2] as _, a[3]) as c_long,
            libc::SYS_getsockopt => {
                control::getsockopt(fd, second, third, a[3] as _, a[4] as _).into()
            }
            libc::SYS_setsockopt => {
                control::setsockopt(fd, second, third, a[3] as _, a[4] as _).into()
            }
            libc::SYS_epoll_ctl => waiting::epoll_ctl(fd, second, third, a[3] as _).into(),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_poll => waiting::poll(a[0] as _, a[1] as _, third).into(),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_epoll_wait => waiting::epoll_wait(fd, a[1] as _, third, fourth).into(),
            _ => return None,
        }
    };
    Some(value)
}
