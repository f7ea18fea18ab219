//! Accepting.
//!
//! No system call accepts without waiting, other than on a non-blocking socket; and whether a
//! socket is that belongs to all processes that share it. So a connection is taken only when poll
//! has said that there is one. Threads of the process that want it too are kept off meanwhile.
//! Where another process may take it first, `sys::ring` has an accept that does not wait.

use super::operation::{drive, Need, Operation, Step};
use super::table::enter;
use super::wait::{may_wait, uninterrupted, waits_in_kernel, Side};
use super::{open, process};
use crate::error::{Error, Result};
use crate::handle::{Flags, Guard, Handle};
use crate::sys::process::give_way;
use crate::sys::{current, option, poll, ring, socket, Fd, User};
use core::ffi::c_short;
use core::sync::atomic::{AtomicUsize, Ordering};
use libc::{sockaddr, socklen_t};

/// accept(2).
pub fn accept(s: i32, addr: User<sockaddr>, len: User<socklen_t>) -> Result<Handle> {
    let guard = enter(s)?;
    let listener = guard.fd()?;
    let place = open::reserve()?; // first, so that no connection is taken out for nothing
    let mut accept = Accept {
        listener,
        addr,
        len,
    };
    let fd = accept.run(&guard)?;
    open::install(place, fd, guard.flags().only(Flags::INHERITED))
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

    /// When poll has reported a connection, which another process may take first.
    fn take_at_once(&self, guard: &Guard<'_>) -> Result<Fd> {
        if guard.flags().has(Flags::SHARED) || process::has_forked() {
            return socket::accept_at_once(self.listener, self.addr, self.len);
        }
        self.take()
    }

    fn run(&mut self, guard: &Guard<'_>) -> Result<Fd> {
        while waits_in_kernel(guard, Side::Receiving) {
            match self.take() {
                Err(_) if guard.is_closed() => return Err(Error::ECANCELED),
                // The kernel's timeout would begin anew with every signal.
                Err(Error::EINTR) if !has_no_timeout(guard) => break,
                Err(Error::EINTR) => guard.renew(),
                Err(Error::ECONNABORTED) => {}
                // Another process has made the listener non-blocking, which this handle is not.
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

fn has_no_timeout(guard: &Guard<'_>) -> bool {
    !guard.flags().has(Flags::RECEIVE_TIMEOUT | Flags::SHARED)
}

impl Operation for Accept {
    type Output = Fd;
    const SIDE: Side = Side::Receiving;

    fn step(&mut self, guard: &Guard<'_>, events: c_short) -> Result<Step<Fd>> {
        if events & poll::POLLIN == 0 && poll::ready(guard.poll_number(), poll::POLLIN)? == 0 {
            return self.when_nothing_is_there(guard);
        }
        let Some(_taking) = Taking::begin(guard) else {
            return Ok(Step::Wait(Need::Moment)); // another thread is at it, and slow
        };
        // Another thread may have taken what poll told of.
        if poll::ready(guard.poll_number(), poll::POLLIN)? == 0 {
            return Ok(Step::Wait(Need::Ready));
        }
        match uninterrupted(guard, || self.take_at_once(guard)) {
            Err(_) if guard.is_closed() => Err(Error::ECANCELED),
            // Another process was quicker; or it died in the queue, and is out of it now.
            Err(Error::EAGAIN | Error::ECONNABORTED) => Ok(Step::Wait(Need::Ready)),
            taken => taken.map(Step::Done),
        }
    }
}

impl Accept {
    /// What is no listener is told so by the kernel, which does not wait then.
    fn when_nothing_is_there(&mut self, guard: &Guard<'_>) -> Result<Step<Fd>> {
        if !option::is_listener(guard.fd()?)? {
            return uninterrupted(guard, || self.take()).map(Step::Done);
        }
        Ok(Step::Wait(Need::Ready))
    }
}

/// Being the one call of this process that takes a connection from a listener.
struct Taking<'a> {
    guard: &'a Guard<'a>,
    /// Of a listener that has several handles, none of which knows of the others.
    is_shared: bool,
    /// A call that this one, in a signal handler, has interrupted is it already, and stays it.
    is_nested: bool,
}

/// The thread that takes a connection from a shared listener; 0 for none.
static SHARED: AtomicUsize = AtomicUsize::new(0);

/// How often to ask. What it is held for takes a microsecond; but whoever holds it may have lost
/// the processor.
const ASKING: u32 = 100;

impl<'a> Taking<'a> {
    fn begin(guard: &'a Guard<'a>) -> Option<Self> {
        let is_shared = guard.flags().has(Flags::SHARED);
        for _ in 0..ASKING {
            let is_nested = if is_shared {
                Self::try_shared()
            } else {
                Self::try_own(guard)
            };
            if let Some(is_nested) = is_nested {
                return Some(Self {
                    guard,
                    is_shared,
                    is_nested,
                });
            }
            give_way();
        }
        None
    }

    /// Whether it is nested; none while another thread is at it.
    fn try_shared() -> Option<bool> {
        let me = current::thread();
        let (success, failure) = (Ordering::AcqRel, Ordering::Acquire);
        match SHARED.compare_exchange(0, me, success, failure) {
            Ok(_) => Some(false),
            Err(other) => (other == me).then_some(true),
        }
    }

    /// The same for a listener that has one handle. It is noted first, so that no signal handler
    /// finds it taken and does not know by whom.
    fn try_own(guard: &Guard<'_>) -> Option<bool> {
        guard.record().note_taking(true);
        if !guard.slot().set(Flags::TAKING).has(Flags::TAKING) {
            return Some(false);
        }
        guard.record().note_taking(false);
        guard.has_interrupted_taking().then_some(true)
    }
}

impl Drop for Taking<'_> {
    fn drop(&mut self) {
        if self.is_nested {
            return;
        }
        if self.is_shared {
            SHARED.store(0, Ordering::Release);
        } else {
            self.guard.slot().clear(Flags::TAKING);
            self.guard.record().note_taking(false);
        }
    }
}

/// In a new child: the thread that was taking one is not here, and the ring is the parent's.
pub fn forget_parents() {
    ring::forget();
    SHARED.store(0, Ordering::Release);
}
