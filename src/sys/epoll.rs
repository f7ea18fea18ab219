//! Edge-triggered readiness.

use super::call::call;
use super::inject::{before, Call};
use super::{check, Fd};
use crate::error::Result;
use core::ffi::c_short;
use libc::epoll_event;

/// A new epoll set.
pub fn open() -> Result<Fd> {
    before(Call::Event, -1)?;
    // SAFETY: takes a number.
    check(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })
}

/// Add a descriptor to a set, edge-triggered, for these events of poll(2).
pub fn add_edge(set: Fd, fd: Fd, events: c_short) -> Result<()> {
    // The events of poll and of epoll are the same bits.
    let mut event = epoll_event {
        events: u32::from(events as u16) | libc::EPOLLET as u32,
        u64: 0,
    };
    // SAFETY: the kernel reads the event.
    check(unsafe { libc::epoll_ctl(set, libc::EPOLL_CTL_ADD, fd, &mut event) }).map(drop)
}

/// Take an event out, if there is one.
pub fn take(set: Fd) {
    let mut event = epoll_event { events: 0, u64: 0 };
    let here = &raw mut event;
    // SAFETY: there is room for one event; no mask is given.
    let _ = unsafe { call!(SYS_epoll_pwait, set, here, 1, 0, 0usize, 0usize) };
}
