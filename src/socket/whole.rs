//! Transfers that end only when all is done, the stream is at its end, or something went wrong;
//! and that tell in any case how much was moved.

use super::life;
use super::slot::Traits;
use super::stream::{Recv, Send};
use super::transfer::{low_water, Transfer};
use super::visit::Visit;
use super::wait::{Side, Waiter};
use crate::error::{Error, Result};
use crate::sys::{content, transfer, Fd, User};
use crate::time;
use libc::MSG_DONTWAIT;

/// How much was moved, and what went wrong. Less than all and no error is the end of the stream.
pub struct Moved {
    /// In bytes.
    pub count: usize,
    /// The error that came after them.
    pub result: Result<()>,
}

/// Send so many bytes.
pub fn send(s: i32, buf: User<u8>, len: usize, deadline: i64) -> Result<Moved> {
    Ok(run(
        &enter(s, deadline)?,
        Send::new(buf, len),
        len,
        deadline,
    ))
}

/// Receive so many bytes.
pub fn recv(s: i32, buf: User<u8>, len: usize, deadline: i64) -> Result<Moved> {
    Ok(run(
        &enter(s, deadline)?,
        Recv::new(buf, len),
        len,
        deadline,
    ))
}

/// Send so many bytes of a file, from a position on.
pub fn send_file(s: i32, fd: Fd, position: i64, len: usize, deadline: i64) -> Result<Moved> {
    let visit = enter(s, deadline)?;
    let transfer = SendFile::new(fd, position, len)?;
    Ok(run(&visit, transfer, len, deadline))
}

fn enter(s: i32, deadline: i64) -> Result<Visit<'static>> {
    let visit = life::enter(s)?;
    if deadline < time::FOREVER {
        return Err(Error::EINVAL);
    }
    if !visit.at_entry().has(Traits::STREAM) {
        return Err(Error::EOPNOTSUPP);
    }
    Ok(visit)
}

fn run<T: Transfer>(visit: &Visit<'_>, transfer: T, len: usize, deadline: i64) -> Moved {
    let mut whole = Whole {
        visit,
        waiter: Waiter::until(visit, T::SIDE, deadline),
        transfer,
        count: 0,
    };
    let result = whole.move_all(len);
    Moved {
        count: whole.count,
        result,
    }
}

struct Whole<'a, 'table, T> {
    visit: &'a Visit<'table>,
    waiter: Waiter<'a, 'table>,
    transfer: T,
    count: usize,
}

impl<T: Transfer> Whole<'_, '_, T> {
    fn move_all(&mut self, len: usize) -> Result<()> {
        while self.count < len {
            let moved = self
                .transfer
                .attempt(self.visit.fd(), MSG_DONTWAIT, self.count);
            match moved {
                Ok(0) if self.visit.is_closed() => return Err(Error::ECANCELED),
                Ok(0) => return Ok(()),
                Ok(moved) => {
                    self.count += moved as usize;
                    self.waiter.made_progress();
                }
                Err(Error::EAGAIN) => self.wait()?,
                Err(Error::EINTR) if !self.visit.at_entry().has(Traits::INTERRUPTIBLE) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn wait(&mut self) -> Result<()> {
        if low_water(self.visit, T::SIDE) > 1 {
            return self.waiter.nap(); // poll would not tell of the last few bytes
        }
        self.waiter.wait().map(drop)
    }
}

/// How much of a file is read at once.
const PIECE: usize = 128 * 1024;

/// sendfile(2) raises SIGPIPE and waits without a deadline, and nothing tells it not to; so the
/// file is read and sent.
struct SendFile {
    fd: Fd,
    position: i64,
    len: usize,
    piece: Vec<u8>,
    /// What has been read: where in the transfer it begins, and how much it is.
    start: usize,
    held: usize,
}

impl SendFile {
    fn new(fd: Fd, position: i64, len: usize) -> Result<Self> {
        let mut piece = Vec::new();
        let room = len.min(PIECE);
        piece.try_reserve_exact(room).map_err(|_| Error::ENOMEM)?;
        piece.resize(room, 0);
        Ok(Self {
            fd,
            position,
            len,
            piece,
            start: 0,
            held: 0,
        })
    }

    /// Read on where what has been read is used up.
    fn refill(&mut self, done: usize) -> Result<()> {
        if done == self.start + self.held {
            let position = self
                .position
                .checked_add_unsigned(done as u64)
                .ok_or(Error::EINVAL)?;
            let room = self.piece.len().min(self.len - done);
            self.held = content::read_at(self.fd, &mut self.piece[..room], position)? as usize;
            self.start = done;
        }
        Ok(())
    }
}

impl Transfer for SendFile {
    const SIDE: Side = Side::Sending;

    fn attempt(&mut self, fd: Fd, flags: i32, done: usize) -> Result<i32> {
        self.refill(done)?;
        let rest = &self.piece[done - self.start..self.held];
        if rest.is_empty() {
            return Ok(0); // the end of the file
        }
        transfer::send_own(fd, rest, flags)
    }

    fn wanted(&self, _: usize) -> usize {
        self.len
    }
}
