//! Transfers of many messages a call.

use super::life::{self, TABLE};
use super::message;
use super::slot::{Entry, Traits};
use super::transfer::{run, run_patiently, Transfer};
use super::wait::Side;
use crate::error::{Error, Result};
use crate::sys::message::Buffers;
use crate::sys::{transfer, Fd, Timespec, User};
use crate::time;
use libc::{mmsghdr, MSG_DONTWAIT, MSG_WAITALL, MSG_WAITFORONE};

struct Send {
    msgs: User<mmsghdr>,
    count: u32,
}

impl Transfer for Send {
    const SIDE: Side = Side::Sending;
    const RESUMES: bool = false;

    fn attempt(&mut self, fd: Fd, flags: i32, done: usize) -> Result<i32> {
        transfer::sendmmsg(fd, self.msgs.skip(done), self.count - done as u32, flags)
    }

    /// A message that was taken in part is the last.
    fn wanted(&self, done: usize) -> usize {
        if is_short(self.msgs.skip(done - 1)) {
            return done;
        }
        self.count as usize
    }

    fn wants_all(&self, _: i32, _: bool) -> bool {
        true
    }
}

struct Recv {
    msgs: User<mmsghdr>,
    count: u32,
    until: i64,
}

impl Transfer for Recv {
    const SIDE: Side = Side::Receiving;
    const RESUMES: bool = false;

    fn attempt(&mut self, fd: Fd, flags: i32, done: usize) -> Result<i32> {
        transfer::recvmmsg(fd, self.msgs.skip(done), self.count - done as u32, flags)
    }

    fn wanted(&self, _: usize) -> usize {
        self.count as usize
    }

    fn wants_all(&self, flags: i32, _: bool) -> bool {
        flags & MSG_WAITFORONE == 0
    }

    fn until(&self) -> i64 {
        self.until
    }
}

/// sendmmsg(2).
pub fn send(s: i32, msgs: User<mmsghdr>, count: u32, flags: i32) -> Result<i32> {
    let count = count.min(libc::UIO_MAXIOV as u32); // as the kernel does
    if takes_each_apart(s, Side::Sending, time::FOREVER)? {
        let send = |msg, _| message::send(s, msg, flags);
        return each(msgs, count, is_short, send);
    }
    run(s, flags, Send { msgs, count })
}

/// recvmmsg(2), with a timeout that bounds the wait.
pub fn recv(
    s: i32,
    msgs: User<mmsghdr>,
    count: u32,
    flags: i32,
    timeout: Timespec,
) -> Result<i32> {
    if timeout.is_none() {
        return recv_until(s, msgs, count, flags, time::FOREVER);
    }
    let _alive = life::enter(s)?;
    let until = time::ahead(timeout.micros()?);
    let received = recv_until(s, msgs, count, flags, until)?;
    timeout.put((until - time::now()).max(0))?;
    Ok(received)
}

fn recv_until(s: i32, msgs: User<mmsghdr>, count: u32, flags: i32, until: i64) -> Result<i32> {
    let count = count.min(i32::MAX as u32);
    if flags & MSG_WAITALL != 0 && takes_each_apart(s, Side::Receiving, until)? {
        let recv = |msg, i| {
            let stop = i > 0 && flags & MSG_WAITFORONE != 0;
            let flags = if stop { flags | MSG_DONTWAIT } else { flags };
            message::recv_until(s, msg, flags, until)
        };
        return each(msgs, count, |_| time::is_past(until), recv);
    }
    let transfer = Recv { msgs, count, until };
    if until != time::FOREVER {
        return run_patiently(life::enter(s)?, flags, transfer);
    }
    let received = run(s, flags, transfer)?;
    if life::enter(s).is_err() {
        return without_ends(msgs, received);
    }
    Ok(received)
}

/// Whether a message on this socket may be moved in part and then be waited for, so that the
/// messages have to be moved one by one.
fn takes_each_apart(s: i32, side: Side, until: i64) -> Result<bool> {
    let state = TABLE.enter(s, Entry::Quiet)?.at_entry();
    let may_part = until != time::FOREVER || state.has(side.detours());
    Ok(may_part && state.has(Traits::STREAM))
}

/// Move one message after the other, until one of them, or the time, is the last: how many.
fn each(
    msgs: User<mmsghdr>,
    count: u32,
    is_last: impl Fn(User<mmsghdr>) -> bool,
    transfer: impl Fn(User<libc::msghdr>, u32) -> Result<i32>,
) -> Result<i32> {
    for i in 0..count {
        let place = msgs.skip(i as usize);
        let moved = match transfer(place.cast(), i) {
            Ok(moved) => moved,
            Err(_) if i > 0 => return Ok(i as i32),
            Err(error) => return Err(error),
        };
        let mut msg = place.read()?;
        msg.msg_len = moved as u32;
        place.write(msg)?;
        if is_last(place) {
            return Ok(i as i32 + 1);
        }
    }
    Ok(count as i32)
}

/// Whether less of a message has been moved than its buffers hold.
fn is_short(msg: User<mmsghdr>) -> bool {
    let moved = transfer::moved_of(msg);
    (moved as usize) < Buffers::of(msg.cast()).total()
}

/// Closing the handle made the kernel fill the rest of the array with ends of file, which are
/// not messages.
fn without_ends(msgs: User<mmsghdr>, received: i32) -> Result<i32> {
    for i in (0..received).rev() {
        if msgs.skip(i as usize).read()?.msg_len > 0 {
            return Ok(i + 1);
        }
    }
    Err(Error::ECANCELED)
}
