//! Opening, naming, connecting, accepting and closing.

use crate::engine::{self, is_socket, Act};
use crate::layout::Function;
use crate::{active, deadline, next};
use core::ffi::c_int;
use libc::{sockaddr, socklen_t};
use oxsock::sys::inject::{Call, Named};
use oxsock::sys::{duplicate, User};

#[no_mangle]
pub unsafe extern "C" fn socket(domain: c_int, kind: c_int, protocol: c_int) -> c_int {
    // SAFETY: the caller's arguments, here and below.
    let make = || unsafe { next::socket.get()(domain, kind, protocol) };
    if !active() {
        return make();
    }
    let act = Act::new(Function::socket, Call::Socket, -1);
    engine::perform(act, Named::Nowhere, make)
}

#[no_mangle]
pub unsafe extern "C" fn socketpair(
    domain: c_int,
    kind: c_int,
    protocol: c_int,
    pair: *mut c_int,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::socketpair.get()(domain, kind, protocol, pair) };
    if !active() {
        return make();
    }
    let act = Act::new(Function::socketpair, Call::Socketpair, -1);
    engine::perform(act, Named::Nowhere, make)
}

#[no_mangle]
pub unsafe extern "C" fn bind(fd: c_int, addr: *const sockaddr, len: socklen_t) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::bind.get()(fd, addr, len) };
    if !active() || !is_socket(fd) {
        return make();
    }
    let act = Act::new(Function::bind, Call::Bind, fd);
    // SAFETY: the caller vouches for the address.
    let named = Named::At(unsafe { User::new(addr.cast_mut()) }, len);
    engine::perform(act, named, make)
}

#[no_mangle]
pub unsafe extern "C" fn listen(fd: c_int, backlog: c_int) -> c_int {
    // SAFETY: takes numbers only.
    let make = || unsafe { next::listen.get()(fd, backlog) };
    engine::on_socket(Function::listen, Call::Listen, fd, make)
}

#[no_mangle]
pub unsafe extern "C" fn accept(fd: c_int, addr: *mut sockaddr, len: *mut socklen_t) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::accept.get()(fd, addr, len) };
    accept_by(Function::accept, fd, make)
}

#[no_mangle]
pub unsafe extern "C" fn accept4(
    fd: c_int,
    addr: *mut sockaddr,
    len: *mut socklen_t,
    flags: c_int,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::accept4.get()(fd, addr, len, flags) };
    accept_by(Function::accept4, fd, make)
}

pub fn accept_by(function: Function, fd: c_int, mut make: impl FnMut() -> c_int) -> c_int {
    if !active() || !is_socket(fd) {
        return make();
    }
    let act = Act::new(function, Call::Accept, fd);
    limited(act, Named::Nowhere, make)
}

#[no_mangle]
pub unsafe extern "C" fn connect(fd: c_int, addr: *const sockaddr, len: socklen_t) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::connect.get()(fd, addr, len) };
    // SAFETY: as above.
    unsafe { connect_by(fd, addr, len, make) }
}

/// # Safety
///
/// The caller vouches for the address.
pub unsafe fn connect_by(
    fd: c_int,
    addr: *const sockaddr,
    len: socklen_t,
    mut make: impl FnMut() -> c_int,
) -> c_int {
    if !active() || !is_socket(fd) {
        return make();
    }
    let act = Act::new(Function::connect, Call::Connect, fd);
    // SAFETY: the caller vouches for the address.
    let named = Named::At(unsafe { User::new(addr.cast_mut()) }, len);
    limited(act, named, make)
}

/// Perform a call that may wait, under the time limit if there is one.
fn limited(act: Act, named: Named, mut make: impl FnMut() -> c_int) -> c_int {
    let limit = deadline::impose(act);
    engine::perform(act, named, || {
        let result = engine::outcome(make() as isize);
        engine::give(result.map_err(|error| limit.told(error)))
    })
}

#[no_mangle]
pub unsafe extern "C" fn shutdown(fd: c_int, how: c_int) -> c_int {
    // SAFETY: takes numbers only.
    let make = || unsafe { next::shutdown.get()(fd, how) };
    engine::on_socket(Function::shutdown, Call::Shutdown, fd, make)
}

#[no_mangle]
pub unsafe extern "C" fn close(fd: c_int) -> c_int {
    // SAFETY: takes a number.
    close_by(fd, || unsafe { next::close.get()(fd) })
}

pub fn close_by(fd: c_int, mut make: impl FnMut() -> c_int) -> c_int {
    if !active() || !is_socket(fd) {
        return make();
    }
    duplicate::forget(fd);
    let act = Act::new(Function::close, Call::Close, fd);
    engine::perform(act, Named::Nowhere, make)
}

#[no_mangle]
pub unsafe extern "C" fn getsockname(fd: c_int, addr: *mut sockaddr, len: *mut socklen_t) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::getsockname.get()(fd, addr, len) };
    engine::on_socket(Function::getsockname, Call::Name, fd, make)
}

#[no_mangle]
pub unsafe extern "C" fn getpeername(fd: c_int, addr: *mut sockaddr, len: *mut socklen_t) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::getpeername.get()(fd, addr, len) };
    engine::on_socket(Function::getpeername, Call::Name, fd, make)
}
