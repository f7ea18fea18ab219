//! Transfers of one buffer, over sockets of every type.

use super::table::enter;
use super::transfer::{run, Transfer};
use super::wait::Side;
use crate::error::{Error, Result};
use crate::handle::{Entry, Guard};
use crate::sys::message::MOST;
use crate::sys::{transfer, User};
use libc::{sockaddr, socklen_t, MSG_TRUNC};

pub(super) struct Send {
    buf: User<u8>,
    len: usize,
    to: User<sockaddr>,
    tolen: socklen_t,
}

impl Send {
    /// Of bytes alone.
    pub fn new(buf: User<u8>, len: usize) -> Self {
        Self {
            buf,
            len,
            to: User::null(),
            tolen: 0,
        }
    }
}

impl Transfer for Send {
    const SIDE: Side = Side::Sending;

    #[inline(always)]
    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> Result<i32> {
        self.check_buffer()?;
        transfer::send_directly(entry.fd(), self.buf, self.len, flags, self.to, self.tolen)
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        self.check_buffer()?;
        let (buf, len) = (self.buf.skip(done), self.len.min(MOST) - done);
        transfer::send(guard.fd(), buf, len, flags, self.to, self.tolen)
    }

    fn wanted(&self, _: usize) -> usize {
        self.len.min(MOST)
    }

    fn may_look_first(&self) -> bool {
        self.len > 0
    }

    #[inline(always)]
    fn is_surely_all(&self, _: i32, moved: i32) -> bool {
        moved as usize == self.len
    }
}

impl Send {
    #[inline(always)]
    fn check_buffer(&self) -> Result<()> {
        if self.buf.is_null() {
            return check_null(self.len);
        }
        Ok(())
    }
}

pub(super) struct Recv {
    buf: User<u8>,
    len: usize,
    from: User<sockaddr>,
    fromlen: User<socklen_t>,
}

impl Recv {
    /// Of bytes alone.
    pub fn new(buf: User<u8>, len: usize) -> Self {
        Self {
            buf,
            len,
            from: User::null(),
            fromlen: User::null(),
        }
    }
}

impl Transfer for Recv {
    const SIDE: Side = Side::Receiving;

    #[inline(always)]
    fn attempt_directly(&mut self, entry: Entry<'_>, flags: i32) -> Result<i32> {
        self.check_buffer(flags)?;
        transfer::recv_directly(
            entry.fd(),
            self.buf,
            self.len,
            flags,
            self.from,
            self.fromlen,
        )
    }

    fn attempt(&mut self, guard: &Guard<'_>, flags: i32, done: usize) -> Result<i32> {
        self.check_buffer(flags)?;
        let (buf, len) = (self.buf.skip(done), self.len.min(MOST) - done);
        transfer::recv(guard.fd(), buf, len, flags, self.from, self.fromlen)
    }

    fn wanted(&self, _: usize) -> usize {
        self.len.min(MOST)
    }

    fn may_look_first(&self) -> bool {
        self.len > 0
    }
}

impl Recv {
    /// A stream discards bytes with MSG_TRUNC, and needs no buffer for it.
    #[inline(always)]
    fn check_buffer(&self, flags: i32) -> Result<()> {
        if self.buf.is_null() && flags & MSG_TRUNC == 0 {
            return check_null(self.len);
        }
        Ok(())
    }
}

#[cold]
fn check_null(len: usize) -> Result<()> {
    if len > 0 {
        return Err(Error::EFAULT);
    }
    Ok(())
}

/// send(2).
#[inline]
pub fn send(s: i32, buf: User<u8>, len: usize, flags: i32) -> Result<i32> {
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
) -> Result<i32> {
    run(
        s,
        flags,
        Send {
            buf,
            len,
            to,
            tolen,
        },
    )
}

/// recv(2).
#[inline]
pub fn recv(s: i32, buf: User<u8>, len: usize, flags: i32) -> Result<i32> {
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
) -> Result<i32> {
    run(
        s,
        flags,
        Recv {
            buf,
            len,
            from,
            fromlen,
        },
    )
}

/// read(2), which differs from recv(2) where the length is 0: it does not look at the queue.
pub fn read(s: i32, buf: User<u8>, len: usize) -> Result<i32> {
    if len == 0 {
        return transfer::read(enter(s)?.fd(), buf, 0);
    }
    recv(s, buf, len, 0)
}
