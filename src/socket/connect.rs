//! Connecting.
//!
//! connect(2) has no flag for not waiting. Where the call may have to be woken, the connection is
//! begun with O_NONBLOCK set on the socket for that moment: a socket that is being connected is
//! hardly ever shared, and whether calls on the handle wait is noted in the handle.

use super::control::{forget_waits, switch};
use super::failure;
use super::operation::{unless_closed, wait_and_go_on, Need, Operation, Step};
use super::table::enter;
use super::turn;
use super::wait::{may_wait, uninterrupted, Side, Waiter};
use crate::error::{Error, Result};
use crate::handle::{Flags, Guard};
use crate::sys::{current, descriptor, option, poll, signals::Held, socket, Fd, User};
use core::ffi::c_short;
use libc::{sockaddr, socklen_t};

/// connect(2).
pub fn connect(s: i32, addr: User<sockaddr>, len: socklen_t) -> Result<i32> {
    let guard = enter(s)?;
    let fd = guard.fd()?;
    forget_waits(&guard);
    let connect = Connect {
        fd,
        addr,
        len,
        first: None,
        has_begun: false,
    };
    let connected = run(&guard, connect);
    if connected != Err(Error::EISCONN) {
        failure::take(&guard); // the error of the previous connection
    }
    connected
}

fn run(guard: &Guard<'_>, mut connect: Connect) -> Result<i32> {
    if guard.flags().has(Flags::CONNECTIONLESS) || !is_to_wait(guard)? {
        let make = || connect.make();
        return unless_closed(guard, connect.attempt_at_once(guard, make));
    }
    while waits_in_kernel(guard) {
        let result = connect.attempt(|| connect.make());
        connect.has_begun = result == Err(Error::EINTR);
        match result {
            Err(_) if guard.is_closed() => return Err(Error::ECANCELED),
            Err(Error::EINTR) if guard.flags().has(Flags::INTERRUPTIBLE) => {
                return Err(Error::EINTR)
            }
            // A repeated connect(2) would start SO_SNDTIMEO again, and end it with another error.
            Err(Error::EINTR) if guard.flags().has(Flags::SEND_TIMEOUT | Flags::SHARED) => break,
            Err(Error::EINTR) => guard.renew(),
            result => return result,
        }
    }
    match connect.step(guard, 0)? {
        Step::Done(connected) => Ok(connected),
        Step::Wait(need) => {
            let waiter = Waiter::new(guard, Side::Sending)?;
            wait_and_go_on(guard, &mut connect, waiter, need)
        }
    }
}

/// A send has begun to connect the socket. When the attempt is over, a second connect(2) returns
/// its result and resets the kernel's state, so that a refused socket can be connected to another
/// address. Returns whether the attempt is over.
pub fn settle(guard: &Guard<'_>) -> Result<bool> {
    let events = poll::ready(guard.poll_number(), poll::POLLOUT)?;
    if events == 0 {
        return Ok(false); // a second connect(2) would wait
    }
    give_up(guard.fd()?, events)?;
    match socket::connect_again_anywhere(guard.fd()?) {
        Err(Error::EISCONN) => Ok(true),
        result => result.map(|_| true),
    }
}

/// If these events say that an attempt has failed, return its error, and reset the socket. A second
/// connect(2) would return the error, too, unless another thread has shut the socket down or
/// disconnected it: then it would begin another attempt.
fn give_up(fd: Fd, events: c_short) -> Result<()> {
    if events & (poll::POLLERR | poll::POLLHUP) == 0 {
        return Ok(());
    }
    // On a connected socket the events can come from a shutdown or an error queue.
    let has_failed = option::is_unconnected(fd).unwrap_or(events & poll::POLLHUP != 0);
    if !has_failed {
        return Ok(());
    }
    let failure = option::take_error(fd).and(Err(Error::ECONNABORTED));
    failure.inspect_err(|_| socket::disconnect(fd))
}

/// Whether the call is to wait. While another thread begins to connect a shared socket, O_NONBLOCK
/// may be that thread's, so the socket's own setting does not count then.
fn is_to_wait(guard: &Guard<'_>) -> Result<bool> {
    if !guard.flags().has(Flags::SHARED) {
        return may_wait(guard, Side::Sending);
    }
    match turn::to_connect(guard) {
        Some(_turn) => may_wait(guard, Side::Sending),
        None => Ok(!guard
            .flags()
            .has(Flags::NONBLOCKING | Side::Sending.never_waits())),
    }
}

/// As for transfers, but also with SO_SNDTIMEO: connect(2) reports its end and a signal by
/// different errors.
fn waits_in_kernel(guard: &Guard<'_>) -> bool {
    let others = Side::Sending
        .waits_in_poll()
        .difference(Flags::SEND_TIMEOUT);
    current::is_single() && !guard.flags().has(others)
}

struct Connect {
    fd: Fd,
    addr: User<sockaddr>,
    len: socklen_t,
    /// The error of the first attempt, if it did not connect at once.
    first: Option<Error>,
    /// This call has begun the attempt, and was interrupted.
    has_begun: bool,
}

impl Connect {
    /// The system's call, about which no rule is asked.
    fn make(&self) -> Result<i32> {
        socket::connect_again(self.fd, self.addr, self.len)
    }

    /// Ask the rules, unless the attempt is under way, and have the call made.
    fn attempt(&self, make: impl FnOnce() -> Result<i32>) -> Result<i32> {
        if self.is_under_way() {
            return make();
        }
        socket::connect_by(self.fd, self.addr, self.len, make)
    }

    /// Attempt it on a non-blocking socket. EINTR comes from a fault rule only; as after a real
    /// one, the connection is then under way.
    fn attempt_at_once(
        &self,
        guard: &Guard<'_>,
        mut make: impl FnMut() -> Result<i32>,
    ) -> Result<i32> {
        let result = uninterrupted(guard, || self.attempt(&mut make));
        let goes_on = guard.flags().has(Flags::STREAM) && !guard.flags().has(Flags::UNIX);
        if result == Err(Error::EINTR) && goes_on {
            let _ = make();
        }
        result
    }

    /// The call on a socket that is non-blocking for this moment. Signals are held back: a handler
    /// that left this by longjmp would leave the socket so. The delay of a fault rule is over.
    fn make_without_waiting(&self, guard: &Guard<'_>, switched: &mut Result<()>) -> Result<i32> {
        let _held = Held::hold();
        *switched = descriptor::set_nonblocking(self.fd, true);
        (*switched)?;
        let result = self.make();
        switch(guard, self.fd, false);
        result
    }

    /// Whether the attempt goes on in the kernel between the steps.
    fn is_under_way(&self) -> bool {
        matches!(self.first, Some(Error::EINPROGRESS | Error::EALREADY))
    }
}

impl Operation for Connect {
    type Output = i32;
    const SIDE: Side = Side::Sending;

    /// When the attempt is over, a second connect(2) returns its result and settles the kernel's
    /// state.
    fn step(&mut self, guard: &Guard<'_>, events: c_short) -> Result<Step<i32>> {
        // Without the turn, another thread could make the socket blocking again before the call.
        let Some(_turn) = turn::to_connect(guard) else {
            return Ok(Step::Wait(Need::Moment));
        };
        if self.is_under_way() {
            give_up(self.fd, events)?;
        }
        let mut switched = Ok(());
        let make = || self.make_without_waiting(guard, &mut switched);
        let result = self.attempt_at_once(guard, make);
        switched?;
        match result {
            Err(_) if guard.is_closed() => Err(Error::ECANCELED),
            Err(error @ (Error::EINPROGRESS | Error::EALREADY)) => {
                let is_own = self.has_begun || error == Error::EINPROGRESS;
                let first = if is_own { Error::EINPROGRESS } else { error };
                self.first.get_or_insert(first);
                Ok(Step::Wait(Need::Ready))
            }
            // The queue of a UNIX listener is full, and poll does not report when it has room.
            Err(Error::EAGAIN) => {
                self.first.get_or_insert(Error::EAGAIN);
                Ok(Step::Wait(Need::Moment))
            }
            // Another thread that waits for this connection has already been told of it.
            Err(Error::EISCONN) if self.is_under_way() => Ok(Step::Done(0)),
            result => result.map(Step::Done),
        }
    }

    /// When SO_SNDTIMEO ends the wait, return the same error as the kernel. If O_NONBLOCK has been
    /// set instead, return that of a second connect(2).
    fn stopped(&mut self, guard: &Guard<'_>, error: Error) -> Result<i32> {
        let side = Side::Sending;
        let is_set = || {
            may_wait(guard, side) == Ok(false)
                && option::timeout(self.fd, side.timeout_option()) == Ok(0)
        };
        Err(match error {
            Error::EAGAIN if self.is_under_way() && is_set() => Error::EALREADY,
            Error::EAGAIN => self.first.unwrap_or(error),
            error => error,
        })
    }
}
