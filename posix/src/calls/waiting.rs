//! Waiting for descriptors. The kernel waits, as the descriptors are the program's own; what the
//! program learns by it is noted, because rules have to respect it.

use crate::engine::{self, Act};
use crate::layout::Function;
use crate::{active, next, watches};
use core::ffi::c_int;
use core::slice;
use libc::{epoll_event, fd_set, nfds_t, pollfd, sigset_t, timespec, timeval};
use oxsock::sys::inject::{Call, Named};
use oxsock::sys::{probe, User};

/// A wait to which no rule for an endpoint applies.
pub fn wait(function: Function, make: impl FnMut() -> c_int) -> c_int {
    wait_on(function, -1, make)
}

fn wait_on(function: Function, fd: c_int, mut make: impl FnMut() -> c_int) -> c_int {
    if !active() {
        return make();
    }
    engine::perform(Act::new(function, Call::Poll, fd), Named::Nowhere, make)
}

/// poll and ppoll. A rule for an endpoint applies if the first entry's socket has it.
///
/// # Safety
///
/// The caller vouches for the entries.
pub unsafe fn wait_for(
    function: Function,
    entries: *mut pollfd,
    count: nfds_t,
    mut make: impl FnMut() -> c_int,
) -> c_int {
    if !active() {
        return make();
    }
    // SAFETY: the caller vouches for them; nothing is there that has to be.
    let first = probe::read(unsafe { User::new(entries) });
    let fd = first.map_or(-1, |first| if count > 0 { first.fd } else { -1 });
    let ready = wait_on(function, fd, make);
    if ready > 0 {
        // SAFETY: so many are there, as the kernel has found out.
        for entry in unsafe { slice::from_raw_parts(entries, count as usize) } {
            watches::told(entry.fd, entry.revents);
        }
    }
    ready
}

#[no_mangle]
pub unsafe extern "C" fn poll(entries: *mut pollfd, count: nfds_t, timeout: c_int) -> c_int {
    // SAFETY: the caller's arguments, here and below.
    let make = || unsafe { next::poll.get()(entries, count, timeout) };
    // SAFETY: the caller's arguments.
    unsafe { wait_for(Function::poll, entries, count, make) }
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
    // SAFETY: the caller's arguments.
    unsafe { wait_for(Function::poll, entries, count, make) }
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
    // SAFETY: the caller's arguments.
    unsafe { wait_for(Function::ppoll, entries, count, make) }
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
    // SAFETY: the caller's arguments.
    unsafe { wait_for(Function::ppoll, entries, count, make) }
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
    wait(Function::select, make)
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
    wait(Function::pselect, make)
}

#[no_mangle]
pub unsafe extern "C" fn epoll_ctl(
    epoll: c_int,
    operation: c_int,
    fd: c_int,
    event: *mut epoll_event,
) -> c_int {
    if active() && operation != libc::EPOLL_CTL_DEL {
        // SAFETY: four bytes of a structure of the caller's.
        let events = unsafe { User::new(event.cast::<u32>()) };
        if let Ok(events) = probe::read(events) {
            watches::begin(fd, events);
        }
    }
    // SAFETY: the caller's arguments.
    unsafe { next::epoll_ctl.get()(epoll, operation, fd, event) }
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
    wait(Function::epoll_wait, make)
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
    wait(Function::epoll_pwait, make)
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
    wait(Function::epoll_pwait2, make)
}
