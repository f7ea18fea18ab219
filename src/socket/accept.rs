//! Accepting.
//!
//! accept(2) returns without waiting only on a non-blocking socket, and O_NONBLOCK is shared by all
//! processes that share the socket. So a connection is accepted only after poll has reported one,
//! and other threads of this process are kept from accepting meanwhile. Where another process may
//! accept it first, `sys::ring` has an accept that does not wait.

use super::operation::{drive, Need, Operation, Step};
use super::table::enter;
use super::wait::{may_wait, uninterrupted, waits_in_kernel, Side};
use super::{open, process, turn};
use crate::error::{Error, Result};
use crate::handle::{Flags, Guard, Handle};
use crate::sys::{option, poll, socket, Fd, User};
use core::ffi::c_short;
use libc::{sockaddr, socklen_t};

/// accept(2).
pub fn accept(s: i32, addr: User<sockaddr>, len: User<socklen_t>) -> Result<Handle> {
    let guard = enter(s)?;
    let listener = guard.fd()?;
    let place = open::reserve()?; // first, so that no connection is accepted and then lost
    let mut accept = Accept {
        listener,
        addr,
        len,
    };
    let fd = accept.run(&guard)?;
    open::install(place, fd, inherited(&guard, fd))
}

/// The flags of an accepted connection. TCP connections inherit the listener's options; others,
/// such as UNIX ones, do not. A negative timeout cannot be read back, so the domain decides about
/// it.
fn inherited(guard: &Guard<'_>, fd: Fd) -> Flags {
    let flags = guard.flags_now().only(Flags::INHERITED);
    let never_waits = Flags::RECEIVE_NEVER_WAITS | Flags::SEND_NEVER_WAITS;
    if flags.intersects(never_waits) && !option::domain(fd).is_ok_and(is_internet) {
        return flags - never_waits;
    }
    flags
}

fn is_internet(domain: i32) -> bool {
    matches!(domain, libc::AF_INET | libc::AF_INET6)
}

struct Accept {
    listener: Fd,
    addr: User<sockaddr>,
    len: User<socklen_t>,
}

impl Accept {
    fn take(&self) -> Result<Fd> {
        socket::accept(self.listener, self.addr, self.len)
    }

    /// Accept a connection that poll has reported. Another process may accept it first.
    fn take_at_once(&self, guard: &Guard<'_>) -> Result<Fd> {
        let is_needed = || is_shared(guard);
        socket::accept_at_once(self.listener, self.addr, self.len, is_needed)
    }

    fn run(&mut self, guard: &Guard<'_>) -> Result<Fd> {
        while waits_in_kernel(guard, Side::Receiving) {
            match self.take() {
                Err(_) if guard.is_closed() => return Err(Error::ECANCELED),
                Err(Error::EINTR) if guard.flags().has(Flags::INTERRUPTIBLE) => {
                    return Err(Error::EINTR)
                }
                // SO_RCVTIMEO would start again with every signal.
                Err(Error::EINTR) if !has_no_timeout(guard) => break,
                Err(Error::EINTR) => guard.renew(),
                Err(Error::ECONNABORTED) => {}
                // Another process has set O_NONBLOCK on the listener; this handle still waits.
                Err(Error::EAGAIN)
                    if may_wait(guard, Side::Receiving)? && has_no_timeout(guard) =>
                {
                    break
                }
                taken => return taken,
            }
        }
        drive(guard, self)
    }
}

/// Whether another process may have the listener.
fn is_shared(guard: &Guard<'_>) -> bool {
    guard.flags_now().has(Flags::SHARED) || process::has_forked()
}

fn has_no_timeout(guard: &Guard<'_>) -> bool {
    !guard.flags().has(Flags::RECEIVE_TIMEOUT | Flags::SHARED)
}

impl Operation for Accept {
    type Output = Fd;
    const SIDE: Side = Side::Receiving;

    fn step(&mut self, guard: &Guard<'_>, events: c_short) -> Result<Step<Fd>> {
        if events & poll::POLLIN == 0 && !is_there(guard)? {
            return self.when_nothing_is_there(guard);
        }
        let Some(_turn) = turn::to_accept(guard) else {
            return Ok(Step::Wait(Need::Moment));
        };
        // Another thread may have accepted the connection that poll reported.
        if !is_there(guard)? {
            return Ok(Step::Wait(Need::Ready));
        }
        match uninterrupted(guard, || self.take_at_once(guard)) {
            Err(_) if guard.is_closed() => Err(Error::ECANCELED),
            // A UNIX listener has been shut down: a blocking accept(2) returns the error for that.
            Err(Error::EAGAIN) if events & poll::POLLRDHUP != 0 => {
                match uninterrupted(guard, || self.take()) {
                    Err(Error::EAGAIN) => Err(Error::EINVAL), // O_NONBLOCK was set during the wait
                    taken => taken.map(Step::Done),
                }
            }
            // Another process was quicker; or the connection was aborted in the queue and is now
            // removed.
            Err(Error::EAGAIN | Error::ECONNABORTED) => Ok(Step::Wait(Need::Ready)),
            taken => taken.map(Step::Done),
        }
    }

    fn may_wait_itself(&self, guard: &Guard<'_>) -> bool {
        guard.flags().has(Flags::INTERRUPTIBLE) && is_shared(guard) && !socket::can_accept_at_once()
    }
}

impl Accept {
    /// If the socket is not a listener, the kernel returns the error without waiting.
    fn when_nothing_is_there(&mut self, guard: &Guard<'_>) -> Result<Step<Fd>> {
        if !option::is_listener(guard.fd()?)? {
            return uninterrupted(guard, || self.take()).map(Step::Done);
        }
        Ok(Step::Wait(Need::Ready))
    }
}

/// Whether poll reports a connection. EMFILE if RLIMIT_NOFILE allows poll not even one entry: then
/// the process may have no descriptor for the connection either.
fn is_there(guard: &Guard<'_>) -> Result<bool> {
    match poll::ready(guard.poll_number(), poll::POLLIN) {
        Err(Error::EINVAL) => Err(Error::EMFILE),
        ready => Ok(ready? != 0),
    }
}
