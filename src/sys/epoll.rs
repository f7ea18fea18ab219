//! epoll sets: edge-triggered readiness, and waiting of several threads for one socket.

use super::call::call;
use super::clock;
use super::inject::{before, Call};
use super::{check, Fd};
use crate::error::{Error, Result};
use crate::time::FOREVER;
use core::ffi::{c_int, c_short};
use libc::epoll_event;

/// The events of poll and of epoll are the same bits.
fn bits(events: c_short) -> u32 {
    u32::from(events as u16)
}

/// What an event of the timer carries; those of sockets carry 0.
const TIMER: u64 = 1;

/// A new epoll set.
pub fn open() -> Result<Fd> {
    before(Call::Event, -1)?;
    // SAFETY: takes a number.
    check(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })
}

fn control(set: Fd, operation: c_int, fd: Fd, events: u32, carried: u64) -> Result<()> {
    let mut event = epoll_event {
        events,
        u64: carried,
    };
    // SAFETY: the kernel reads the event.
    check(unsafe { libc::epoll_ctl(set, operation, fd, &mut event) }).map(drop)
}

/// Add a descriptor to a set, edge-triggered, for these events of poll(2).
pub fn add_edge(set: Fd, fd: Fd, events: c_short) -> Result<()> {
    let events = bits(events) | libc::EPOLLET as u32;
    control(set, libc::EPOLL_CTL_ADD, fd, events, 0)
}

/// Add a socket, for these events of poll(2).
pub fn add(set: Fd, fd: Fd, events: c_short) -> Result<()> {
    control(set, libc::EPOLL_CTL_ADD, fd, bits(events), 0)
}

/// Add a timer, for no event.
pub fn add_timer(set: Fd, timer: Fd) -> Result<()> {
    add_exclusive(set, timer, 0)
}

/// An exclusive entry cannot be modified, so the kernel can be asked for it without any change.
fn add_exclusive(set: Fd, timer: Fd, events: u32) -> Result<()> {
    let events = events | libc::EPOLLEXCLUSIVE as u32;
    control(set, libc::EPOLL_CTL_ADD, timer, events, TIMER)
}

/// Whether the set holds the timer; or is no epoll set, so that nobody can wait on it.
pub fn may_hold_timer(set: Fd, timer: Fd) -> bool {
    control(set, libc::EPOLL_CTL_MOD, timer, 0, TIMER) == Err(Error::EINVAL)
}

/// Whether this is an epoll set that holds the timer.
pub fn holds_timer(set: Fd, timer: Fd) -> bool {
    may_hold_timer(set, timer) && take(set).is_ok()
}

/// If the set holds the timer, have it report that the timer has expired, to all who wait on it.
pub fn report_timer(set: Fd, timer: Fd) {
    if control(set, libc::EPOLL_CTL_DEL, timer, 0, 0).is_err() {
        return;
    }
    for _ in 0..TRIES {
        if add_exclusive(set, timer, bits(libc::POLLIN)).is_ok() {
            return;
        }
        clock::sleep(NAP); // the kernel is out of memory
    }
}

/// How often to try what needs memory of the kernel's, and how long to sleep between, in
/// microseconds.
const TRIES: u32 = 1000;
const NAP: i64 = 100;

/// Wait for the socket in a set until a deadline, at which this may return up to a millisecond too
/// early. Returns the socket's events, or 0 if there are none; None if the set reports its timer, the
/// program has closed it, or a sandbox refuses the call.
pub fn wait(set: Fd, fd: Fd, deadline: i64) -> Result<Option<c_short>> {
    before(Call::Poll, fd)?;
    let millis = match deadline {
        FOREVER => -1,
        _ => (clock::until(deadline) / 1_000).min(c_int::MAX.into()) as c_int,
    };
    match next(set, millis) {
        Err(Error::EINTR) => Err(Error::EINTR),
        Err(_) => Ok(None),
        Ok(None) => Ok(Some(0)),
        Ok(Some(event)) if event.u64 == TIMER => Ok(None),
        Ok(Some(event)) => Ok(Some(event.events as c_short)),
    }
}

/// Take an event out, if there is one.
pub fn take(set: Fd) -> Result<()> {
    next(set, 0).map(drop)
}

/// Wait for an event for so many milliseconds.
fn next(set: Fd, millis: c_int) -> Result<Option<epoll_event>> {
    let mut event = epoll_event { events: 0, u64: 0 };
    let here = &raw mut event;
    // SAFETY: there is room for one event; no mask is given.
    let count = unsafe { call!(SYS_epoll_pwait, set, here, 1, millis, 0usize, 0usize) }?;
    Ok((count > 0).then_some(event))
}
