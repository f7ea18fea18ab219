//! Accepting. It waits in poll first, because a listener is what processes share most, and
//! only poll can be woken without shutting the listener down for all of them.

use super::handle::Handle;
use super::life;
use super::slot::Traits;
use super::table::Visit;
use super::wait::{Side, Waiter};
use crate::error::{Error, Result};
use crate::sys::{descriptor, option, poll, socket, Fd, User};
use libc::{sockaddr, socklen_t};
use std::sync::atomic::{AtomicBool, Ordering};

/// accept(2).
pub fn accept(s: i32, addr: User<sockaddr>, len: User<socklen_t>) -> Result<Handle> {
    let mut visit = life::enter(s)?;
    let place = life::reserve()?; // first, so that no connection is taken out for nothing
    let fd = next_connection(&mut visit, addr, len)?;
    life::install(place, fd, visit.at_entry().only(Traits::INHERITED))
}

fn next_connection(
    visit: &mut Visit<'_>,
    addr: User<sockaddr>,
    len: User<socklen_t>,
) -> Result<Fd> {
    let fd = visit.fd();
    let take = || socket::accept(fd, addr, len);
    if poll::ready(fd, poll::POLLIN)? == 0
        && (descriptor::is_nonblocking(fd)? || !option::is_listener(fd)?)
    {
        return take(); // the kernel's answer comes at once
    }
    let may_block = !visit.at_entry().has(Side::Receiving.detours());
    loop {
        if poll::ready(fd, poll::POLLIN)? == 0 {
            Waiter::new(visit, Side::Receiving)?.wait()?;
        }
        // Whoever was quicker may have left nothing.
        let taken = if may_block {
            visit.become_direct();
            let taken = take();
            visit.quiet_down();
            taken
        } else {
            without_waiting(fd, take)
        };
        match taken {
            Err(_) if visit.is_closed() => return Err(Error::ECANCELED),
            Err(Error::EINTR) if !visit.at_entry().has(Traits::INTERRUPTIBLE) => {}
            Err(Error::EAGAIN) if !descriptor::is_nonblocking(fd)? => {}
            taken => return taken,
        }
    }
}

/// Descriptors are being made non-blocking for a moment, by one thread at a time.
static SWITCHING: AtomicBool = AtomicBool::new(false);

/// Make a call on a blocking socket that has no flag for not waiting. The socket is
/// non-blocking for that moment.
pub fn without_waiting<T>(fd: Fd, call: impl FnOnce() -> Result<T>) -> Result<T> {
    while SWITCHING.swap(true, Ordering::Acquire) {
        std::thread::yield_now();
    }
    let result = switch_and_call(fd, call);
    SWITCHING.store(false, Ordering::Release);
    result
}

fn switch_and_call<T>(fd: Fd, call: impl FnOnce() -> Result<T>) -> Result<T> {
    if descriptor::is_nonblocking(fd)? {
        return call();
    }
    descriptor::set_nonblocking(fd, true)?;
    let result = call();
    descriptor::set_nonblocking(fd, false)?;
    result
}

/// In a new child: the thread that was at it is not here.
pub fn forget() {
    SWITCHING.store(false, Ordering::Release);
}
