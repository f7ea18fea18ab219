//! Transfers of several buffers and of whole messages.

use super::object;
use super::state::{has_credentials, peeks_move_on};
use super::steps::Transfer;
use super::table::enter;
use super::transfer::{run, run_until};
use super::wait::Side;
use crate::error::Result;
use crate::handle::flags::State;
use crate::handle::{Entry, Flags, Guard};
use crate::sys::control::{credentials_of, receiving, sending_rest, Bytes, Incoming};
use crate::sys::errno::decoded;
use crate::sys::message::Buffers;
use crate::sys::{transfer, User};
use crate::time::FOREVER;
use libc::{iovec, msghdr, MSG_CMSG_CLOEXEC, MSG_DONTWAIT, MSG_PEEK, MSG_WAITALL};

/// sendmsg(2), as an operation.
#[derive(Clone, Copy)]
struct Send(User<msghdr>);

impl Transfer for Send {
    const SIDE: Side = Side::Sending;

    #[inline]
    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> isize {
        transfer::sendmsg_directly(entry.fd(), self.0, flags)
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        if done > 0 {
            return Buffers::of(self.0).with_rest(done, |rest| {
                sending_rest(self.0, rest, |rest| object::sendmsg(guard, rest, flags))
            });
        }
        object::sendmsg(guard, self.0, flags)
    }

    fn wanted(&self, _: usize) -> usize {
        Buffers::of(self.0).total()
    }

    #[inline]
    fn is_surely_all(&self, _: i32, moved: isize) -> bool {
        moved > 0 && moved as usize == self.wanted(0)
    }
}

/// recvmsg(2), as an operation.
#[derive(Clone, Copy)]
struct Recv {
    msg: User<msghdr>,
    /// The room for control messages, noted where the call may go on after the first bytes: the
    /// kernel overwrites it with the length received.
    room: Option<usize>,
    has_received: bool,
}

impl Transfer for Recv {
    const SIDE: Side = Side::Receiving;

    #[inline]
    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> isize {
        if may_go_on(entry.flags(), flags) {
            self.note_room();
        }
        let kept_from_children = close_on_exec(entry.flags());
        let received = transfer::recvmsg_directly(entry.fd(), self.msg, flags | kept_from_children);
        if received >= 0 {
            self.has_received = true;
            self.hide_flag(flags, kept_from_children);
        }
        received
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        let kept_from_children = close_on_exec(guard.flags());
        if done > 0 {
            let received = self.attempt_rest(guard, flags | kept_from_children, done)?;
            self.hide_flag(flags, kept_from_children);
            return Ok(received);
        }
        match self.room {
            Some(room) if self.has_received => transfer::set_control_room(self.msg, room),
            None if may_go_on(guard.flags(), flags) => self.note_room(),
            _ => {}
        }
        let received = object::recvmsg(guard, self.msg, flags | kept_from_children)?;
        self.has_received = true;
        self.hide_flag(flags, kept_from_children);
        Ok(received)
    }

    fn wanted(&self, done: usize) -> usize {
        if done > 0 && self.room.is_none() {
            return done;
        }
        Buffers::of(self.msg).total()
    }

    /// Over AF_UNIX, control messages belong to the bytes that they came with, so they end the
    /// call; but credentials alone do not, since more bytes of the same sender have the same ones.
    /// TCP's control messages are about all bytes received.
    fn is_complete(&self, guard: &Guard<'_>) -> bool {
        if !guard.flags().has(Flags::UNIX) {
            return false;
        }
        if !transfer::has_control(self.msg) {
            return transfer::is_control_cut(self.msg) && !has_credentials(guard);
        }
        credentials_of(self.msg).is_none() || peeks_move_on(guard)
    }
}

impl Recv {
    fn new(msg: User<msghdr>) -> Self {
        Self {
            msg,
            room: None,
            has_received: false,
        }
    }

    /// If the msghdr cannot be read, the kernel returns EFAULT.
    #[cold]
    fn note_room(&mut self) {
        self.room = transfer::control_room(self.msg).ok();
    }

    /// Receive behind the first bytes. Control messages that come with these replace the earlier
    /// ones.
    fn attempt_rest(&self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        if self.is_another_next(guard)? {
            return Ok(0);
        }
        let buffers = Buffers::of(self.msg);
        buffers.with_rest(done, |rest| {
            transfer::share_control(self.msg, rest, self.room.unwrap_or(0));
            let received = object::recvmsg(guard, rest, flags)?;
            transfer::note_control(self.msg, rest);
            Ok(received)
        })
    }

    /// Whether the next bytes have another sender than the one whose credentials came with the
    /// first. Not inlined, so that its stack is free again when more is received.
    #[inline(never)]
    fn is_another_next(&self, guard: &Guard<'_>) -> Result<bool> {
        if !guard.flags().has(Flags::UNIX) {
            return Ok(false);
        }
        let Some(sender) = credentials_of(self.msg) else {
            return Ok(false);
        };
        let mut byte = [0];
        let flags = MSG_PEEK | MSG_DONTWAIT | MSG_CMSG_CLOEXEC;
        let look = |msg| object::recvmsg(guard, msg, flags);
        let mut next = Incoming::empty();
        let seen = receiving(Bytes::Room(&mut byte), &mut next, look)?;
        Ok(seen > 0 && next.credentials() != Some(sender))
    }

    /// The kernel reports MSG_CMSG_CLOEXEC in the message's flags; hide it if the caller did not
    /// set it.
    #[inline]
    fn hide_flag(&self, asked: i32, added: i32) {
        if added & !asked != 0 {
            transfer::clear_flags(self.msg, added);
        }
    }
}

/// Whether a call that has received something may wait for more, judging by the handle's flags.
#[inline]
fn may_go_on(state: State, flags: i32) -> bool {
    state.has(Flags::STREAM) && (flags & MSG_WAITALL != 0 || state.has(Flags::LOW_WATER))
}

/// Send what lies behind the first bytes.
fn send_rest(guard: &Guard<'_>, buffers: Buffers, flags: i32, done: usize) -> Result<i32> {
    buffers.with_rest(done, |msg| object::sendmsg(guard, msg, flags))
}

/// Receive behind the first bytes.
fn recv_rest(guard: &Guard<'_>, buffers: Buffers, flags: i32, done: usize) -> Result<i32> {
    buffers.with_rest(done, |msg| object::recvmsg(guard, msg, flags))
}

/// The flag that makes received descriptors close-on-exec. Only for AF_UNIX: other families refuse
/// it.
#[inline]
pub fn close_on_exec(state: State) -> i32 {
    if state.has(Flags::UNIX) {
        MSG_CMSG_CLOEXEC
    } else {
        0
    }
}

/// readv(2), as an operation.
#[derive(Clone, Copy)]
struct ReadV(Buffers);

impl Transfer for ReadV {
    const SIDE: Side = Side::Receiving;

    #[inline]
    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> isize {
        self.0.recv_directly(entry.fd(), flags)
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        recv_rest(guard, self.0, flags, done)
    }

    fn wanted(&self, _: usize) -> usize {
        self.0.total()
    }
}

/// writev(2), as an operation.
#[derive(Clone, Copy)]
struct WriteV(Buffers);

impl Transfer for WriteV {
    const SIDE: Side = Side::Sending;

    #[inline]
    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> isize {
        self.0.send_directly(entry.fd(), flags)
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        send_rest(guard, self.0, flags, done)
    }

    fn wanted(&self, _: usize) -> usize {
        self.0.total()
    }

    #[inline]
    fn is_surely_all(&self, _: i32, moved: isize) -> bool {
        moved > 0 && moved as usize == self.wanted(0)
    }
}

/// sendmsg(2).
#[inline]
pub fn send(s: i32, msg: User<msghdr>, flags: i32) -> Result<i32> {
    decoded(run(s, flags, Send(msg)))
}

/// recvmsg(2).
#[inline]
pub fn recv(s: i32, msg: User<msghdr>, flags: i32) -> Result<i32> {
    decoded(run(s, flags, Recv::new(msg)))
}

/// The same, ending with EAGAIN at `until`.
pub fn recv_until(s: i32, msg: User<msghdr>, flags: i32, until: i64) -> Result<i32> {
    if until == FOREVER {
        return recv(s, msg, flags);
    }
    run_until(&enter(s)?, flags, Recv::new(msg), until)
}

/// readv(2). If the buffers have no room, the kernel does not even look at the socket.
pub fn readv(s: i32, iov: User<iovec>, count: i32) -> Result<i32> {
    match buffers(s, iov, count)? {
        Some(buffers) => decoded(run(s, 0, ReadV(buffers))),
        None => Ok(0),
    }
}

/// writev(2). If there is nothing to send, the kernel does not even look at the socket.
pub fn writev(s: i32, iov: User<iovec>, count: i32) -> Result<i32> {
    match buffers(s, iov, count)? {
        Some(buffers) => decoded(run(s, 0, WriteV(buffers))),
        None => Ok(0),
    }
}

/// The caller's buffers; None if their total length is 0. A dead handle is reported before a bad
/// array.
fn buffers(s: i32, iov: User<iovec>, count: i32) -> Result<Option<Buffers>> {
    let checked = Buffers::new(iov, count).and_then(|buffers| {
        let is_empty = buffers.check()?.are_empty()?;
        Ok((!is_empty).then_some(buffers))
    });
    match checked {
        Ok(Some(buffers)) => Ok(Some(buffers)),
        checked => enter(s).and(checked),
    }
}
