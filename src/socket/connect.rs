//! Connecting.
//!
//! connect(2) has no flag for not waiting either. Where it may have to be woken, it is begun on the
//! socket made non-blocking for that moment: a socket that is being connected is hardly ever
//! shared, and the handle remembers itself whether its calls wait.

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
        failure::take(&guard); // that of the connection before
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
            // The kernel's timeout would begin anew with every signal, and end otherwise.
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

/// A send has begun to connect the socket. When the system is done with that, connecting again
/// tells the result, and settles the kernel's state: a socket that was refused can be connected to
/// another. Whether it is done.
pub fn settle(guard: &Guard<'_>) -> Result<bool> {
    let events = poll::ready(guard.poll_number(), poll::POLLOUT)?;
    if events == 0 {
        return Ok(false); // connecting again would wait
    }
    give_up(guard.fd()?, events)?;
    match socket::connect_again_anywhere(guard.fd()?) {
        Err(Error::EISCONN) => Ok(true),
        result => result.map(|_| true),
    }
}

/// If an attempt has failed, which these events tell of, have the socket be as before it: the error.
/// To connect again would tell it, too, unless another thread has shut the socket down, or connected
/// it to nothing: then it would begin another attempt.
fn give_up(fd: Fd, events: c_short) -> Result<()> {
    if events & (poll::POLLERR | poll::POLLHUP) == 0 {
        return Ok(());
    }
    // What has been connected may have been shut down since, or have an error queue.
    let has_failed = option::is_unconnected(fd).unwrap_or(events & poll::POLLHUP != 0);
    if !has_failed {
        return Ok(());
    }
    let failure = option::take_error(fd).and(Err(Error::ECONNABORTED));
    failure.inspect_err(|_| socket::disconnect(fd))
}

/// Whether it is to wait. While another thread begins to connect a shared socket, what is seen of
/// it is that thread's doing.
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

/// As transfers do, but also under SO_SNDTIMEO, whose end a connect tells apart from a signal.
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
    /// Why the first step could not do it at once.
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

    /// On a socket that does not wait, which only a rule interrupts: a connection goes on then.
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

    /// The same on a socket that waits.
    fn begin(&self, guard: &Guard<'_>) -> Result<Result<i32>> {
        let mut switched = Ok(());
        let make = || self.make_without_waiting(guard, &mut switched);
        let result = self.attempt_at_once(guard, make);
        switched.map(|()| result)
    }

    /// A signal handler that left this by a jump would leave the socket non-blocking. The delay of a
    /// rule, for which signals would have to wait, is over.
    fn make_without_waiting(&self, guard: &Guard<'_>, switched: &mut Result<()>) -> Result<i32> {
        let _held = Held::hold();
        *switched = descriptor::set_nonblocking(self.fd, true);
        (*switched)?;
        let result = self.make();
        switch(guard, self.fd, false);
        result
    }

    /// Whether the attempt is one that goes on while nobody waits for it.
    fn is_under_way(&self) -> bool {
        matches!(self.first, Some(Error::EINPROGRESS | Error::EALREADY))
    }
}

impl Operation for Connect {
    type Output = i32;
    const SIDE: Side = Side::Sending;

    /// Once connected, connecting again tells the result, and settles the kernel's state.
    fn step(&mut self, guard: &Guard<'_>, events: c_short) -> Result<Step<i32>> {
        // Or another thread could make it blocking again before the call.
        let Some(_turn) = turn::to_connect(guard) else {
            return Ok(Step::Wait(Need::Moment));
        };
        if self.is_under_way() {
            give_up(self.fd, events)?;
        }
        let result = self.begin(guard)?;
        match result {
            Err(_) if guard.is_closed() => Err(Error::ECANCELED),
            Err(error @ (Error::EINPROGRESS | Error::EALREADY)) => {
                let is_own = self.has_begun || error == Error::EINPROGRESS;
                let first = if is_own { Error::EINPROGRESS } else { error };
                self.first.get_or_insert(first);
                Ok(Step::Wait(Need::Ready))
            }
            // The queue of a UNIX listener is full, and poll cannot tell when it is not.
            Err(Error::EAGAIN) => {
                self.first.get_or_insert(Error::EAGAIN);
                Ok(Step::Wait(Need::Moment))
            }
            result => result.map(Step::Done),
        }
    }

    /// The end of SO_SNDTIMEO is told as the kernel does.
    fn stopped(&mut self, _: &Guard<'_>, error: Error) -> Result<i32> {
        Err(match error {
            Error::EAGAIN => self.first.unwrap_or(error),
            error => error,
        })
    }
}
