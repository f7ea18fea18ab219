//! Transfers of many messages a call.

use super::failure;
use super::message::{self, close_on_exec};
use super::object;
use super::steps::Transfer;
use super::table::{enter, TABLE};
use super::transfer::{run, run_until};
use super::wait::{waits_in_kernel, Side};
use crate::error::Result;
use crate::handle::flags::State;
use crate::handle::{Entry, Flags, Guard, Target};
use crate::sys::errno::{decoded, encoded};
use crate::sys::message::Buffers;
use crate::sys::{option, poll, transfer, Timespec, User};
use crate::time;
use libc::{mmsghdr, MSG_DONTWAIT, MSG_ERRQUEUE, MSG_WAITALL, MSG_WAITFORONE};

/// sendmmsg(2), as an operation.
#[derive(Clone, Copy)]
struct Send {
    msgs: User<mmsghdr>,
    count: u32,
}

impl Transfer for Send {
    const SIDE: Side = Side::Sending;
    const RESUMES: bool = false;

    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> isize {
        encoded(transfer::sendmmsg(entry.fd(), self.msgs, self.count, flags)) as isize
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        let (rest, count) = (self.msgs.skip(done), self.count - done as u32);
        object::sendmmsg(guard, rest, count, flags)
    }

    /// A message that was sent in part is the last of the call.
    fn wanted(&self, done: usize) -> usize {
        if done > 0 && is_short(self.msgs.skip(done - 1)) {
            return done;
        }
        self.count as usize
    }

    fn wants_all(&self, _: i32, _: bool) -> bool {
        true
    }
}

/// recvmmsg(2), as an operation.
#[derive(Clone, Copy)]
struct Recv {
    msgs: User<mmsghdr>,
    count: u32,
}

impl Transfer for Recv {
    const SIDE: Side = Side::Receiving;
    const RESUMES: bool = false;

    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> isize {
        let receive = |msgs, count, flags| transfer::recvmmsg(entry.fd(), msgs, count, flags);
        encoded(self.receive(entry.flags(), flags, 0, receive)) as isize
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        let receive = |msgs, count, flags| object::recvmmsg(guard, msgs, count, flags);
        self.receive(guard.flags(), flags, done, receive)
    }

    fn wanted(&self, _: usize) -> usize {
        self.count as usize
    }

    fn is_surely_all(&self, _: i32, moved: isize) -> bool {
        moved > 0 && moved as usize == self.count as usize
    }

    fn wants_all(&self, flags: i32, _: bool) -> bool {
        flags & MSG_WAITFORONE == 0
    }
}

impl Recv {
    fn receive(
        &self,
        state: State,
        flags: i32,
        done: usize,
        receive: impl FnOnce(User<mmsghdr>, u32, i32) -> Result<i32>,
    ) -> Result<i32> {
        let added = close_on_exec(state);
        let (rest, count) = (self.msgs.skip(done), self.count - done as u32);
        let received = receive(rest, count, flags | added)?;
        hide_flag(rest, received, flags, added);
        Ok(received)
    }
}

/// The kernel reports MSG_CMSG_CLOEXEC in each message's flags; hide it if the caller did not set
/// it.
fn hide_flag(msgs: User<mmsghdr>, received: i32, asked: i32, added: i32) {
    if added & !asked != 0 {
        for i in 0..received as usize {
            transfer::clear_flags(msgs.skip(i).cast(), added);
        }
    }
}

/// sendmmsg(2).
pub fn send(s: i32, msgs: User<mmsghdr>, count: u32, flags: i32) -> Result<i32> {
    let count = count.min(libc::UIO_MAXIOV as u32); // as the kernel does
    if takes_each_apart(s, Side::Sending)? {
        let send = |msg, _| message::send(s, msg, flags);
        return each(msgs, count, is_short, send);
    }
    decoded(run(s, flags, Send { msgs, count }))
}

/// recvmmsg(2), with a timeout that bounds the wait.
pub fn recv(s: i32, msgs: User<mmsghdr>, count: u32, flags: i32, timeout: Timespec) -> Result<i32> {
    if timeout.is_none() {
        return recv_until(s, msgs, count, flags, time::FOREVER);
    }
    if let Target::Descriptor(fd) = enter(s)?.target() {
        timeout.check(fd)?;
    }
    // A timeout of zero ends the call after the first message.
    let until = match timeout.micros()? {
        0 => time::now(),
        span => time::ahead(span),
    };
    let received = recv_until(s, msgs, count, flags, until)?;
    // Both conversions round up; the time left must not exceed the timeout that was given.
    timeout.put((until - time::now() - 2).max(0))?;
    Ok(received)
}

fn recv_until(s: i32, msgs: User<mmsghdr>, count: u32, flags: i32, until: i64) -> Result<i32> {
    let count = count.min(i32::MAX as u32);
    let has_mark = || {
        TABLE
            .look(s)
            .is_some_and(|(_, state)| state.has(Flags::LOW_WATER))
    };
    let waits_for_bytes = flags & MSG_WAITALL != 0 || has_mark();
    if waits_for_bytes && (until != time::FOREVER || takes_each_apart(s, Side::Receiving)?) {
        if flags & MSG_ERRQUEUE == 0 {
            tell_error(&enter(s)?)?;
        }
        let recv = |msg, i| {
            let stop = i > 0 && flags & MSG_WAITFORONE != 0;
            let flags = if stop { flags | MSG_DONTWAIT } else { flags };
            let received = message::recv_until(s, msg, flags, until);
            // recvmmsg(2) also keeps the error for the next call; sendmmsg(2) does not.
            received.inspect_err(|&error| {
                if let (1.., Ok(guard)) = (i, enter(s)) {
                    failure::keep(&guard, error);
                }
            })
        };
        return each(msgs, count, |_| time::is_past(until), recv);
    }
    let transfer = Recv { msgs, count };
    if until != time::FOREVER {
        return run_until(&enter(s)?, flags, transfer, until);
    }
    decoded(run(s, flags, transfer))
}

/// recvmmsg(2) returns the socket's pending error before it receives anything. Poll is asked first:
/// SO_ERROR would return, and clear, errors that poll does not report.
fn tell_error(guard: &Guard<'_>) -> Result<()> {
    let Ok(fd) = guard.fd() else {
        return Ok(());
    };
    match poll::ready(fd, 0) {
        Ok(events) if events & poll::POLLERR != 0 => option::take_error(fd),
        _ => Ok(()),
    }
}

/// Whether a message may be moved in part and the call then wait for the rest of it, so that the
/// messages have to be moved one by one.
fn takes_each_apart(s: i32, side: Side) -> Result<bool> {
    let guard = enter(s)?;
    Ok(guard.flags().has(Flags::STREAM) && !waits_in_kernel(&guard, side))
}

/// Move one message after the other, until one of them, or the time, ends the call. Returns how
/// many were moved.
fn each(
    msgs: User<mmsghdr>,
    count: u32,
    is_last: impl Fn(User<mmsghdr>) -> bool,
    move_one: impl Fn(User<libc::msghdr>, u32) -> Result<i32>,
) -> Result<i32> {
    for i in 0..count {
        let place = msgs.skip(i as usize);
        let moved = move_one(place.cast(), i);
        match moved.and_then(|moved| transfer::note_moved(place, moved)) {
            Ok(()) if is_last(place) => return Ok(i as i32 + 1),
            Ok(()) => {}
            Err(_) if i > 0 => return Ok(i as i32),
            Err(error) => return Err(error),
        }
    }
    Ok(count as i32)
}

/// Whether fewer bytes of a message have been moved than its buffers hold.
fn is_short(msg: User<mmsghdr>) -> bool {
    let moved = transfer::moved_of(msg);
    (moved as usize) < Buffers::of(msg.cast()).total()
}
