//! System calls by number, from programs that call `syscall`. They are made by number here, too:
//! the C library's functions are cancellation points, and some take other arguments.

use super::many::Many;
use super::{control, lifecycle, messages, moving, receiving, sandbox, sending, waiting};
use crate::engine::on_socket;
use crate::layout::Function;
use crate::next::numbered;
use crate::{active, next};
use core::ffi::{c_int, c_long, c_uint};
use libc::{iovec, msghdr};
use oxsock::sys::inject::{Call, Named};
use oxsock::sys::User;

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
        let arguments = [a, b, c, d, e, f];
        // SAFETY: the caller's arguments, which the kernel reads in the same places.
        let value = unsafe {
            lifecycle(number, arguments)
                .or_else(|| bytes(number, arguments))
                .or_else(|| messages(number, arguments))
                .or_else(|| buffers(number, arguments))
                .or_else(|| moving(number, arguments))
                .or_else(|| waiting(number, arguments))
                .or_else(|| control(number, arguments))
        };
        if let Some(value) = value {
            return value;
        }
    }
    // SAFETY: the caller's arguments.
    unsafe { next::syscall.get()(number, a, b, c, d, e, f) }
}

type Arguments = [usize; 6];

unsafe fn lifecycle(number: c_long, a: Arguments) -> Option<c_long> {
    let [fd, second, third] = [0, 1, 2].map(|i| a[i] as c_int);
    // SAFETY: the caller's arguments, here and below.
    let make = || unsafe { numbered(number, a) as c_int };
    // SAFETY: as above.
    let value = unsafe {
        match number {
            libc::SYS_socket => lifecycle::socket(fd, second, third),
            libc::SYS_socketpair => lifecycle::socketpair(fd, second, third, a[3] as _),
            libc::SYS_bind => lifecycle::bind(fd, a[1] as _, a[2] as _),
            libc::SYS_listen => lifecycle::listen(fd, second),
            libc::SYS_accept => lifecycle::accept_by(Function::accept, fd, make),
            libc::SYS_accept4 => lifecycle::accept_by(Function::accept4, fd, make),
            libc::SYS_connect => lifecycle::connect_by(fd, a[1] as _, a[2] as _, make),
            libc::SYS_shutdown => lifecycle::shutdown(fd, second),
            libc::SYS_close => lifecycle::close_by(fd, make),
            libc::SYS_getsockname => lifecycle::getsockname(fd, a[1] as _, a[2] as _),
            libc::SYS_getpeername => lifecycle::getpeername(fd, a[1] as _, a[2] as _),
            _ => return None,
        }
    };
    Some(value.into())
}

unsafe fn bytes(number: c_long, a: Arguments) -> Option<c_long> {
    let (fd, len, flags) = (a[0] as c_int, a[2], a[3] as c_int);
    // SAFETY: the caller's arguments, here and below.
    let make = |len| unsafe { numbered(number, [a[0], a[1], len]) as isize };
    let with_flags = |len, flags: c_int, addr, addrlen| {
        let number = match number {
            libc::SYS_read => libc::SYS_recvfrom,
            number => number,
        };
        // SAFETY: as above.
        unsafe { numbered(number, [a[0], a[1], len, flags as usize, addr, addrlen]) as isize }
    };
    let value = match number {
        libc::SYS_sendto => {
            // SAFETY: as above.
            let to = Named::At(unsafe { User::new(a[4] as _) }, a[5] as _);
            let make = &mut |len, flags| with_flags(len, flags, a[4], a[5]);
            sending::send_by(Function::sendto, fd, len, flags, to, make)
        }
        libc::SYS_recvfrom => {
            let make = &mut |len, flags| with_flags(len, flags, a[4], a[5]);
            receiving::receive_by(Function::recvfrom, fd, len, flags, make)
        }
        libc::SYS_write => {
            let make = &mut |len, _| make(len);
            sending::send_by(Function::write, fd, len, 0, Named::Nowhere, make)
        }
        libc::SYS_read => {
            let with_flags = |len, flags| with_flags(len, flags, 0, 0);
            receiving::read_by(fd, len, &make, &with_flags)
        }
        _ => return None,
    };
    Some(value as c_long)
}

/// sendmsg or recvmsg.
fn message(call: Call, fd: usize) -> impl Fn(User<msghdr>, c_int) -> isize {
    let number = match call {
        Call::Send => libc::SYS_sendmsg,
        _ => libc::SYS_recvmsg,
    };
    // SAFETY: the caller's message, or a copy; the kernel checks it.
    move |msg, flags| unsafe {
        numbered(number, [fd, msg.pointer() as usize, flags as usize]) as isize
    }
}

unsafe fn messages(number: c_long, a: Arguments) -> Option<c_long> {
    let (function, call) = match number {
        libc::SYS_sendmsg => (Function::sendmsg, Call::Send),
        libc::SYS_recvmsg => (Function::recvmsg, Call::Recv),
        libc::SYS_sendmmsg => (Function::sendmmsg, Call::Send),
        libc::SYS_recvmmsg => (Function::recvmmsg, Call::Recv),
        _ => return None,
    };
    let fd = a[0] as c_int;
    let one = message(call, a[0]);
    if matches!(function, Function::sendmsg | Function::recvmsg) {
        // SAFETY: the caller's message.
        let msg = unsafe { User::new(a[1] as _) };
        return Some(messages::message_by(function, call, fd, msg, a[2] as _, &one) as c_long);
    }
    // SAFETY: the caller's arguments.
    let make = |count: c_uint| unsafe {
        numbered(number, [a[0], a[1], count as usize, a[3], a[4]]) as c_int
    };
    let many = Many {
        function,
        call,
        fd,
        // SAFETY: the caller's messages.
        msgs: unsafe { User::new(a[1] as _) },
        count: a[2] as c_uint,
        flags: a[3] as c_int,
        make: &make,
        one: &one,
    };
    Some(many.perform().into())
}

unsafe fn buffers(number: c_long, a: Arguments) -> Option<c_long> {
    let (function, call) = match number {
        libc::SYS_writev => (Function::writev, Call::Send),
        libc::SYS_readv => (Function::readv, Call::Recv),
        libc::SYS_pwritev2 => (Function::pwritev2, Call::Send),
        libc::SYS_preadv2 => (Function::preadv2, Call::Recv),
        _ => return None,
    };
    let (fd, array) = (a[0] as c_int, (a[1] as *const iovec, a[2] as c_int));
    // SAFETY: the caller's buffers, or copies of the array.
    let make = |iov: *const iovec, count: c_int| unsafe {
        let count = count as usize;
        numbered(number, [a[0], iov as usize, count, a[3], a[4], a[5]]) as isize
    };
    let with_flags = message(call, a[0]);
    let value = match function {
        Function::writev | Function::readv => {
            messages::buffers_by(function, call, fd, array, 0, &make, &with_flags)
        }
        _ => {
            let place = (a[3] as _, a[5] as _);
            messages::placed_by(function, call, fd, array, place, &make, &with_flags)
        }
    };
    Some(value as c_long)
}

unsafe fn moving(number: c_long, a: Arguments) -> Option<c_long> {
    let value = match number {
        // SAFETY: the caller's arguments, here and below.
        libc::SYS_sendfile => unsafe { moving::sendfile(a[0] as _, a[1] as _, a[2] as _, a[3]) },
        libc::SYS_splice => {
            // SAFETY: as above.
            let make =
                |count| unsafe { numbered(number, [a[0], a[1], a[2], a[3], count, a[5]]) as isize };
            moving::splice_by(a[0] as _, a[2] as _, a[4], &make)
        }
        _ => return None,
    };
    Some(value as c_long)
}

unsafe fn waiting(number: c_long, a: Arguments) -> Option<c_long> {
    // SAFETY: the caller's arguments, here and below.
    let make = || unsafe { numbered(number, a) as c_int };
    // SAFETY: as above.
    let poll = |function| unsafe { waiting::wait_for(function, a[0] as _, a[1] as _, make) };
    let value = match number {
        #[cfg(target_arch = "x86_64")]
        libc::SYS_poll => poll(Function::poll),
        libc::SYS_ppoll => poll(Function::ppoll),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_select => waiting::wait(Function::select, make),
        libc::SYS_pselect6 => waiting::wait(Function::pselect, make),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_epoll_wait => waiting::wait(Function::epoll_wait, make),
        libc::SYS_epoll_pwait => waiting::wait(Function::epoll_pwait, make),
        libc::SYS_epoll_pwait2 => waiting::wait(Function::epoll_pwait2, make),
        _ => return None,
    };
    Some(value.into())
}

unsafe fn control(number: c_long, a: Arguments) -> Option<c_long> {
    let [fd, second, third] = [0, 1, 2].map(|i| a[i] as c_int);
    // SAFETY: the caller's arguments, here and below.
    let make = || unsafe { numbered(number, a) as c_int };
    // SAFETY: as above.
    let value = unsafe {
        match number {
            libc::SYS_getsockopt => control::getsockopt(fd, second, third, a[3] as _, a[4] as _),
            libc::SYS_setsockopt => control::setsockopt(fd, second, third, a[3] as _, a[4] as _),
            libc::SYS_fcntl => on_socket(Function::fcntl, Call::Fcntl, fd, make),
            libc::SYS_ioctl => control::ioctl_by(fd, a[1] as _, a[2], make),
            libc::SYS_epoll_ctl => waiting::epoll_ctl(fd, second, third, a[3] as _),
            libc::SYS_prctl => sandbox::prctl(fd, a[1], a[2], a[3], a[4]),
            libc::SYS_seccomp => {
                sandbox::leave();
                return None;
            }
            _ => return None,
        }
    };
    Some(value.into())
}
