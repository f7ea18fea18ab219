//! Transfers of one buffer, over sockets of every type.

use super::operation::unless_closed;
use super::steps::Transfer;
use super::transfer::run;
use super::wait::{uninterrupted, Side};
use super::{object, table::enter};
use crate::error::{Error, Result};
use crate::handle::{Entry, Guard, Target};
use crate::sys::message::MOST;
use crate::sys::{errno, transfer, User};
use libc::{sockaddr, socklen_t, MSG_TRUNC};

/// send(2), as an operation.
#[derive(Clone, Copy)]
pub(super) struct Send {
    buf: User<u8>,
    len: usize,
}

impl Send {
    pub fn new(buf: User<u8>, len: usize) -> Self {
        Self { buf, len }
    }

    #[inline(always)]
    fn to(self, to: User<sockaddr>, tolen: socklen_t) -> SendTo {
        let bytes = self;
        SendTo { bytes, to, tolen }
    }
}

impl Transfer for Send {
    const SIDE: Side = Side::Sending;

    #[inline(always)]
    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> isize {
        let Send { buf, len } = self;
        transfer::send_directly(entry.fd(), buf, len, flags, User::null(), 0)
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        self.to(User::null(), 0).attempt(guard, flags, done)
    }

    /// With a null buffer, the kernel may have other errors to report first.
    #[inline(always)]
    fn has_buffer(&self) -> bool {
        !self.buf.is_null()
    }

    fn wanted(&self, _: usize) -> usize {
        self.len.min(MOST)
    }

    #[inline(always)]
    fn is_surely_all(&self, _: i32, moved: isize) -> bool {
        let len = self.len as u64 & i64::MAX as u64; // so that it equals no error
        moved as u64 == len
    }
}

/// sendto(2), as an operation.
#[derive(Clone, Copy)]
struct SendTo {
    bytes: Send,
    to: User<sockaddr>,
    tolen: socklen_t,
}

impl Transfer for SendTo {
    const SIDE: Side = Side::Sending;

    #[inline(always)]
    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> isize {
        let Send { buf, len } = &mut self.bytes;
        transfer::send_directly(entry.fd(), buf, len, flags, self.to, self.tolen)
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        let Send { buf, len } = self.bytes;
        if buf.is_null() && len > 0 {
            return Err(Error::EFAULT);
        }
        let (buf, len) = (buf.skip(done), len.min(MOST) - done);
        object::send(guard, (buf, len), flags, self.to, self.tolen)
    }

    #[inline(always)]
    fn has_buffer(&self) -> bool {
        self.bytes.has_buffer()
    }

    fn wanted(&self, done: usize) -> usize {
        self.bytes.wanted(done)
    }

    #[inline(always)]
    fn is_surely_all(&self, flags: i32, moved: isize) -> bool {
        self.bytes.is_surely_all(flags, moved)
    }
}

/// recv(2), as an operation.
#[derive(Clone, Copy)]
pub(super) struct Recv {
    buf: User<u8>,
    len: usize,
}

impl Recv {
    pub fn new(buf: User<u8>, len: usize) -> Self {
        Self { buf, len }
    }

    #[inline(always)]
    fn from(self, from: User<sockaddr>, fromlen: User<socklen_t>) -> RecvFrom {
        let bytes = self;
        RecvFrom {
            bytes,
            from,
            fromlen,
        }
    }

    /// A stream discards bytes with MSG_TRUNC, and needs no buffer for it. Otherwise the kernel
    /// would wait for something to receive before it returns EFAULT.
    fn has_no_room(self, flags: i32) -> bool {
        self.buf.is_null() && self.len > 0 && flags & MSG_TRUNC == 0
    }
}

impl Transfer for Recv {
    const SIDE: Side = Side::Receiving;

    #[inline(always)]
    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> isize {
        let Recv { buf, len } = self;
        transfer::recv_directly(entry.fd(), buf, len, flags, User::null(), User::null())
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        self.from(User::null(), User::null())
            .attempt(guard, flags, done)
    }

    #[inline(always)]
    fn has_buffer(&self) -> bool {
        !self.buf.is_null()
    }

    fn wanted(&self, _: usize) -> usize {
        self.len.min(MOST)
    }

    /// The kernel refuses an address outside user space at once, without waiting.
    fn may_look_first(&self) -> bool {
        self.len > 0 && !self.buf.is_kernels()
    }
}

/// recvfrom(2), as an operation.
#[derive(Clone, Copy)]
struct RecvFrom {
    bytes: Recv,
    from: User<sockaddr>,
    fromlen: User<socklen_t>,
}

impl Transfer for RecvFrom {
    const SIDE: Side = Side::Receiving;

    #[inline(always)]
    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> isize {
        let Recv { buf, len } = &mut self.bytes;
        transfer::recv_directly(entry.fd(), buf, len, flags, self.from, self.fromlen)
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        if self.bytes.has_no_room(flags) {
            return Err(Error::EFAULT);
        }
        let (buf, len) = (self.bytes.buf.skip(done), self.bytes.len.min(MOST) - done);
        // The address came with the first bytes. Its length has replaced the room for it, so it
        // cannot be asked for again.
        let (from, fromlen) = match done {
            0 => (self.from, self.fromlen),
            _ => (User::null(), User::null()),
        };
        object::recv(guard, (buf, len), flags, from, fromlen)
    }

    #[inline(always)]
    fn has_buffer(&self) -> bool {
        self.bytes.has_buffer()
    }

    fn wanted(&self, done: usize) -> usize {
        self.bytes.wanted(done)
    }

    fn may_look_first(&self) -> bool {
        self.bytes.may_look_first()
    }
}

/// send(2).
#[inline(always)]
pub fn send(s: i32, buf: User<u8>, len: usize, flags: i32) -> i32 {
    run(s, flags, Send::new(buf, len))
}

/// sendto(2).
#[inline]
pub fn send_to(
    s: i32,
    buf: User<u8>,
    len: usize,
    flags: i32,
    to: User<sockaddr>,
    tolen: socklen_t,
) -> i32 {
    run(s, flags, Send::new(buf, len).to(to, tolen))
}

/// recv(2).
#[inline(always)]
pub fn recv(s: i32, buf: User<u8>, len: usize, flags: i32) -> i32 {
    run(s, flags, Recv::new(buf, len))
}

/// recvfrom(2).
#[inline]
pub fn recv_from(
    s: i32,
    buf: User<u8>,
    len: usize,
    flags: i32,
    from: User<sockaddr>,
    fromlen: User<socklen_t>,
) -> i32 {
    run(s, flags, Recv::new(buf, len).from(from, fromlen))
}

/// read(2), which differs from recv(2) where the length is 0: it does not look at the queue.
#[inline(always)]
pub fn read(s: i32, buf: User<u8>, len: usize) -> i32 {
    if len == 0 {
        return read_nothing(s, buf);
    }
    recv(s, buf, len, 0)
}

#[cold]
fn read_nothing(s: i32, buf: User<u8>) -> i32 {
    errno::reply(enter(s).and_then(|guard| match guard.target() {
        Target::Descriptor(fd) => {
            let read = uninterrupted(&guard, || transfer::read(fd, buf, 0));
            unless_closed(&guard, read)
        }
        Target::Object(_) => Ok(0),
    }))
}
