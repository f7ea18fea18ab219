//! Transfers of several buffers and of whole messages.

use super::life;
use super::transfer::{run, run_patiently, Transfer};
use super::wait::Side;
use crate::error::Result;
use crate::sys::message::Buffers;
use crate::sys::{transfer, Fd, User};
use crate::time::FOREVER;
use libc::{iovec, msghdr};

struct Send(User<msghdr>);

impl Transfer for Send {
    const SIDE: Side = Side::Sending;

    #[inline]
    fn attempt_directly(&mut self, fd: Fd, flags: i32) -> Result<i32> {
        transfer::sendmsg_unjudged(fd, self.0, flags)
    }

    fn attempt(&mut self, fd: Fd, flags: i32, done: usize) -> Result<i32> {
        if done > 0 {
            return Buffers::of(self.0).send(fd, done, flags);
        }
        transfer::sendmsg(fd, self.0, flags)
    }

    fn wanted(&self, _: usize) -> usize {
        Buffers::of(self.0).total()
    }

    #[inline]
    fn is_surely_all(&self, _: i32, moved: i32) -> bool {
        moved as usize == self.wanted(0)
    }
}

struct Recv {
    msg: User<msghdr>,
    until: i64,
}

impl Transfer for Recv {
    const SIDE: Side = Side::Receiving;

    #[inline]
    fn attempt_directly(&mut self, fd: Fd, flags: i32) -> Result<i32> {
        transfer::recvmsg_unjudged(fd, self.msg, flags)
    }

    fn attempt(&mut self, fd: Fd, flags: i32, done: usize) -> Result<i32> {
        if done > 0 {
            return Buffers::of(self.msg).recv(fd, done, flags);
        }
        transfer::recvmsg(fd, self.msg, flags)
    }

    /// Control messages belong to the bytes that they came with: no more after them.
    fn wanted(&self, done: usize) -> usize {
        if transfer::has_control(self.msg) {
            return done;
        }
        Buffers::of(self.msg).total()
    }

    fn until(&self) -> i64 {
        self.until
    }
}

struct ReadV(Buffers);

impl Transfer for ReadV {
    const SIDE: Side = Side::Receiving;

    #[inline]
    fn attempt(&mut self, fd: Fd, flags: i32, done: usize) -> Result<i32> {
        if flags == 0 {
            return self.0.readv(fd);
        }
        // Where there is no room, readv does not even look at the socket.
        if done == 0 && self.0.are_empty()? {
            return Ok(0);
        }
        self.0.recv(fd, done, flags)
    }

    fn wanted(&self, _: usize) -> usize {
        self.0.total()
    }
}

struct WriteV(Buffers);

impl Transfer for WriteV {
    const SIDE: Side = Side::Sending;

    #[inline]
    fn attempt(&mut self, fd: Fd, flags: i32, done: usize) -> Result<i32> {
        if done == 0 {
            return self.0.writev(fd, flags);
        }
        self.0.send(fd, done, flags)
    }

    fn wanted(&self, _: usize) -> usize {
        self.0.total()
    }

    #[inline]
    fn is_surely_all(&self, _: i32, moved: i32) -> bool {
        moved as usize == self.wanted(0)
    }
}

/// sendmsg(2).
#[inline]
pub fn send(s: i32, msg: User<msghdr>, flags: i32) -> Result<i32> {
    run(s, flags, Send(msg))
}

/// recvmsg(2).
#[inline]
pub fn recv(s: i32, msg: User<msghdr>, flags: i32) -> Result<i32> {
    recv_until(s, msg, flags, FOREVER)
}

/// The same, giving up with EAGAIN then.
pub fn recv_until(s: i32, msg: User<msghdr>, flags: i32, until: i64) -> Result<i32> {
    let transfer = Recv { msg, until };
    if until == FOREVER {
        return run(s, flags, transfer);
    }
    run_patiently(life::enter(s)?, flags, transfer)
}

/// readv(2).
pub fn readv(s: i32, iov: User<iovec>, count: i32) -> Result<i32> {
    run(s, 0, ReadV(buffers(s, iov, count)?))
}

/// writev(2).
pub fn writev(s: i32, iov: User<iovec>, count: i32) -> Result<i32> {
    run(s, 0, WriteV(buffers(s, iov, count)?))
}

/// A dead handle is worse than a count that no array has.
fn buffers(s: i32, iov: User<iovec>, count: i32) -> Result<Buffers> {
    Buffers::new(iov, count).or_else(|error| life::enter(s).and(Err(error)))
}
