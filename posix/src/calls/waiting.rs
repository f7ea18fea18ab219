//! Waiting for descriptors. What is waited for is the program's own, so the kernel does it.

use crate::engine::{self, Act};
use crate::layout::Function;
use crate::{active, next};
use core::ffi::c_int;
use libc::{epoll_event, fd_set, nfds_t, pollfd, sigset_t, timespec, timeval};
use oxsock::sys::inject::{Call, Named};

fn wait(function: Function, fd: c_int, make: impl FnMut() -> c_int) -> c_int {
    engine::perform(Act::new(function, Call::Poll, fd), Named::Nowhere, make)
}

/// The descriptor of the first entry: a rule for an endpoint looks at that one.
unsafe fn first(entries: *mut pollfd, count: nfds_t) -> c_int {
    if count == 0 || entries.is_null() {
        return -1;
    }
    // SAFETY: the caller vouches for the entries.
    unsafe { (*entries).fd }
}

#[no_mangle]
pub unsafe extern "C" fn poll(entries: *mut pollfd, count: nfds_t, timeout: c_int) -> c_int {
    // SAFETY: the caller's arguments, here and below.
    let make = || unsafe { next::poll.get()(entries, count, timeout) };
    if !active() {
        return make();
    }
    // SAFETY: the caller's arguments.
    wait(Function::poll, unsafe { first(entries, count) }, make)
}

#[no_mangle]
pub unsafe extern "C" fn __poll_chk(
    entries: *mut pollfd,
    count: nfds_t,
    timeout: c_int,
    room: usize,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::poll_chk.get()(entries, count, timeout, room) };
    if !active() {
        return make();
    }
    // SAFETY: the caller's arguments.
    wait(Function::poll, unsafe { first(entries, count) }, make)
}

#[no_mangle]
pub unsafe extern "C" fn ppoll(
    entries: *mut pollfd,
    count: nfds_t,
    timeout: *const timespec,
    mask: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::ppoll.get()(entries, count, timeout, mask) };
    if !active() {
        return make();
    }
    // SAFETY: the caller's arguments.
    wait(Function::ppoll, unsafe { first(entries, count) }, make)
}

#[no_mangle]
pub unsafe extern "C" fn __ppoll_chk(
    entries: *mut pollfd,
    count: nfds_t,
    timeout: *const timespec,
    mask: *const sigset_t,
    room: usize,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::ppoll_chk.get()(entries, count, timeout, mask, room) };
    if !active() {
        return make();
    }
    // SAFETY: the caller's arguments.
    wait(Function::ppoll, unsafe { first(entries, count) }, make)
}

#[no_mangle]
pub unsafe extern "C" fn select(
    count: c_int,
    reading: *mut fd_set,
    writing: *mut fd_set,
    excepting: *mut fd_set,
    timeout: *mut timeval,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::select.get()(count, reading, writing, excepting, timeout) };
    if !active() {
        return make();
    }
    wait(Function::select, -1, make)
}

#[no_mangle]
pub unsafe extern "C" fn pselect(
    count: c_int,
    reading: *mut fd_set,
    writing: *mut fd_set,
    excepting: *mut fd_set,
    timeout: *const timespec,
    mask: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::pselect.get()(count, reading, writing, excepting, timeout, mask) };
    if !active() {
        return make();
    }
    wait(Function::pselect, -1, make)
}

#[no_mangle]
pub unsafe extern "C" fn epoll_wait(
    epoll: c_int,
    events: *mut epoll_event,
    most: c_int,
    timeout: c_int,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::epoll_wait.get()(epoll, events, most, timeout) };
    if !active() {
        return make();
    }
    wait(Function::epoll_wait, -1, make)
}

#[no_mangle]
pub unsafe extern "C" fn epoll_pwait(
    epoll: c_int,
    events: *mut epoll_event,
    most: c_int,
    timeout: c_int,
    mask: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::epoll_pwait.get()(epoll, events, most, timeout, mask) };
    if !active() {
        return make();
    }
    wait(Function::epoll_pwait, -1, make)
}

#[no_mangle]
pub unsafe extern "C" fn epoll_pwait2(
    epoll: c_int,
    events: *mut epoll_event,
    most: c_int,
    timeout: *const timespec,
    mask: *const sigset_t,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::epoll_pwait2.get()(epoll, events, most, timeout, mask) };
    if !active() {
        return make();
    }
    wait(Function::epoll_pwait2, -1, make)
}
