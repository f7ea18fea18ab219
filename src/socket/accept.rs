//! Accepting. It waits in poll first, because a listener is what processes share most, and
//! only poll can be woken without shutting the listener down for all of them.

use super::handle::Handle;
use super::life;
use super::slot::Traits;
use super::switch::{is_nonblocking, without_waiting, Among};
use super::visit::Visit;
use super::wait::{uninterrupted, Side, Waiter};
use crate::error::{Error, Result};
use crate::sys::{option, poll, socket, Fd, User};
use libc::{sockaddr, socklen_t};

/// accept(2).
pub fn accept(s: i32, addr: User<sockaddr>, len: User<socklen_t>) -> Result<Handle> {
    let visit = life::enter(s)?;
    let place = life::reserve()?; // first, so that no connection is taken out for nothing
    let fd = next_connection(&visit, || socket::accept(visit.fd(), addr, len))?;
    life::install(place, fd, visit.at_entry().only(Traits::INHERITED))
}

fn next_connection(visit: &Visit<'_>, take: impl Fn() -> Result<Fd>) -> Result<Fd> {
    let mut waiter = None;
    loop {
        if poll::ready(visit.fd(), poll::POLLIN)? == 0 {
            if is_answered_at_once(visit)? {
                return uninterrupted(visit, &take);
            }
            let waiter = match &mut waiter {
                Some(waiter) => waiter,
                none => none.insert(Waiter::blocking(visit, Side::Receiving)?),
            };
            waiter.wait()?;
        }
        match try_to_take(visit, &take) {
            Err(_) if visit.is_closed() => return Err(Error::ECANCELED),
            Err(Error::EINTR) if !visit.at_entry().has(Traits::INTERRUPTIBLE) => {}
            // It died in the queue, and is out of it now.
            Err(Error::ECONNABORTED) => {}
            // Another was quicker.
            Err(Error::EAGAIN) if !is_answered_at_once(visit)? => {}
            taken => return taken,
        }
    }
}

/// Whether the kernel would not wait: the socket is non-blocking, or it is no listener.
fn is_answered_at_once(visit: &Visit<'_>) -> Result<bool> {
    Ok(is_nonblocking(visit, Among::Processes)? || !option::is_listener(visit.fd())?)
}

/// Take a connection that seems to be there. If another is quicker, this may block where
/// closing the handle will wake it; elsewhere it does not.
fn try_to_take(visit: &Visit<'_>, take: impl Fn() -> Result<Fd>) -> Result<Fd> {
    if visit.at_entry().has(Side::Receiving.detours()) {
        return without_waiting(visit, Among::Processes, take);
    }
    visit.become_direct(); // before looking, so that whoever closes it now will wake this call
    let taken = if visit.is_closed() {
        Err(Error::ECANCELED)
    } else {
        take()
    };
    visit.quiet_down();
    taken
}
