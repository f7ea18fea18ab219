//! Transfers that end only when all has been moved, at the end of the stream, or on an error; and
//! that always return how much was moved.

use super::object;
use super::operation::{drive_until, Need, Operation, Step};
use super::state::{low_water, peeks_move_on};
use super::steps::Transfer;
use super::stream::{Recv, Send};
use super::table::enter;
use super::wait::{uninterrupted, Side};
use crate::error::{Error, Result};
use crate::handle::{Flags, Guard};
use crate::sys::memory::Buffer;
use crate::sys::{content, Fd, User};
use crate::time;
use core::ffi::c_short;
use libc::{MSG_DONTWAIT, MSG_PEEK};

/// How much was moved, and what went wrong. Less than all and no error is the end of the stream.
pub struct Moved {
    /// In bytes. A file may be longer than memory can be.
    pub count: u64,
    /// The error that came after those bytes.
    pub result: Result<()>,
}

/// Send so many bytes.
pub fn send(s: i32, buf: User<u8>, len: usize, deadline: i64) -> Result<Moved> {
    let guard = check(s, deadline)?;
    run(&guard, &mut SendAll { buf, len }, len as u64, deadline)
}

/// Receive so many bytes.
pub fn recv(s: i32, buf: User<u8>, len: usize, deadline: i64) -> Result<Moved> {
    let guard = check(s, deadline)?;
    run(&guard, &mut RecvAll { buf, len }, len as u64, deadline)
}

/// Receive so many bytes at most, but none behind the first `delimiter`. EMSGSIZE if the delimiter
/// is not among them, ENODATA if the stream ends before it; EINVAL if it is no byte value, or
/// SO_PEEK_OFF is set.
pub fn recv_until(
    s: i32,
    buf: User<u8>,
    len: usize,
    delimiter: i32,
    deadline: i64,
) -> Result<Moved> {
    let guard = check(s, deadline)?;
    if peeks_move_on(&guard) {
        return Err(Error::EINVAL); // a peek would not show the bytes that are received next
    }
    let mut until = RecvUntil {
        buf,
        len,
        delimiter: u8::try_from(delimiter).map_err(|_| Error::EINVAL)?,
        is_found: false,
    };
    let mut moved = run(&guard, &mut until, len as u64, deadline)?;
    if moved.result.is_ok() && !until.is_found {
        moved.result = Err(if moved.count == len as u64 {
            Error::EMSGSIZE
        } else {
            Error::ENODATA
        });
    }
    Ok(moved)
}

/// Send so many bytes of a file, from a position on.
pub fn send_file(s: i32, fd: Fd, position: i64, len: u64, deadline: i64) -> Result<Moved> {
    let guard = check(s, deadline)?;
    if len == 0 {
        content::read_at(fd, &mut [], position)?; // fails if it cannot be read
    }
    let mut file = File::new(fd, position, len)?;
    run(&guard, &mut file, len, deadline)
}

fn check(s: i32, deadline: i64) -> Result<Guard<'static>> {
    let guard = enter(s)?;
    if deadline < time::FOREVER {
        return Err(Error::EINVAL);
    }
    if !guard.flags().has(Flags::STREAM) {
        return Err(Error::EOPNOTSUPP);
    }
    Ok(guard)
}

fn run<P: Pieces>(guard: &Guard<'_>, pieces: &mut P, len: u64, deadline: i64) -> Result<Moved> {
    let mut whole = Whole {
        pieces,
        len,
        count: 0,
    };
    let result = drive_until(guard, &mut whole, deadline);
    Ok(Moved {
        count: whole.count,
        result,
    })
}

/// What is to be moved, piece by piece.
trait Pieces {
    /// The side of the socket.
    const SIDE: Side;

    /// Move some of what follows the first `done` bytes, without waiting.
    fn attempt(&mut self, guard: &Guard<'_>, done: u64) -> Result<i32>;

    /// Whether what has been moved is all, although there is room for more.
    fn is_complete(&self) -> bool {
        false
    }
}

/// A whole transfer as an operation.
struct Whole<'a, P> {
    pieces: &'a mut P,
    len: u64,
    count: u64,
}

impl<P: Pieces> Operation for Whole<'_, P> {
    type Output = ();
    const SIDE: Side = P::SIDE;

    fn step(&mut self, guard: &Guard<'_>, _: c_short) -> Result<Step<()>> {
        let mut need = Need::Ready;
        while self.count < self.len && !self.pieces.is_complete() {
            match uninterrupted(guard, || self.pieces.attempt(guard, self.count)) {
                Ok(0) if guard.is_closed() => return Err(Error::ECANCELED),
                Ok(0) => return Ok(Step::Done(())),
                Ok(moved) => self.count += moved as u64,
                Err(Error::EAGAIN) if low_water(guard, P::SIDE) > 1 => {
                    return Ok(Step::Wait(Need::Moment)); // poll does not report the last bytes
                }
                Err(Error::EAGAIN) => return Ok(Step::Wait(need)),
                Err(error) => return Err(error),
            }
            need = Need::More;
        }
        Ok(Step::Done(()))
    }

    fn may_look_first(&self) -> bool {
        P::SIDE == Side::Receiving && self.count == 0 && self.len > 0
    }
}

struct SendAll {
    buf: User<u8>,
    len: usize,
}

impl Pieces for SendAll {
    const SIDE: Side = Side::Sending;

    fn attempt(&mut self, guard: &Guard<'_>, done: u64) -> Result<i32> {
        let done = done as usize;
        Send::new(self.buf.skip(done), self.len - done).attempt(guard, MSG_DONTWAIT, 0)
    }
}

struct RecvAll {
    buf: User<u8>,
    len: usize,
}

impl Pieces for RecvAll {
    const SIDE: Side = Side::Receiving;

    fn attempt(&mut self, guard: &Guard<'_>, done: u64) -> Result<i32> {
        let done = done as usize;
        Recv::new(self.buf.skip(done), self.len - done).attempt(guard, MSG_DONTWAIT, 0)
    }
}

struct RecvUntil {
    buf: User<u8>,
    len: usize,
    delimiter: u8,
    is_found: bool,
}

impl Pieces for RecvUntil {
    const SIDE: Side = Side::Receiving;

    /// Peek first, to receive no byte behind the delimiter.
    fn attempt(&mut self, guard: &Guard<'_>, done: u64) -> Result<i32> {
        let done = done as usize;
        let rest = self.buf.skip(done);
        // Each call is restarted by itself: if both were restarted together, signals could
        // interrupt them for ever.
        let receive = |len, flags| {
            let mut recv = Recv::new(rest, len);
            uninterrupted(guard, || recv.attempt(guard, flags | MSG_DONTWAIT, 0))
        };
        let seen = receive(self.len - done, MSG_PEEK)? as usize;
        let wanted = rest.find(self.delimiter, seen).map_or(seen, |at| at + 1);
        if wanted == 0 {
            return Ok(0);
        }
        let taken = receive(wanted, 0)?;
        self.is_found = rest.find(self.delimiter, taken as usize).is_some();
        Ok(taken)
    }

    fn is_complete(&self) -> bool {
        self.is_found
    }
}

/// How much of a file is read at once.
const PIECE: u64 = 128 * 1024;

fn piece_of(len: u64) -> usize {
    len.min(PIECE) as usize
}

/// A file that is being sent. sendfile(2) raises SIGPIPE and waits without a deadline, and nothing
/// tells it not to; so the file is read and sent.
struct File {
    fd: Fd,
    position: i64,
    len: u64,
    read: Buffer<u8>,
    /// The bytes that have been read: where in the transfer they begin, and how many they are.
    start: u64,
    held: usize,
}

impl File {
    fn new(fd: Fd, position: i64, len: u64) -> Result<Self> {
        Ok(Self {
            fd,
            position,
            len,
            read: Buffer::zeroed(piece_of(len))?,
            start: 0,
            held: 0,
        })
    }

    /// Read the next bytes, if all that were read have been sent.
    fn refill(&mut self, done: u64) -> Result<()> {
        if done == self.start + self.held as u64 {
            let position = self
                .position
                .checked_add_unsigned(done)
                .ok_or(Error::EINVAL)?;
            let room = piece_of(self.len - done);
            self.held = content::read_at(self.fd, &mut self.read[..room], position)? as usize;
            self.start = done;
        }
        Ok(())
    }
}

impl Pieces for File {
    const SIDE: Side = Side::Sending;

    /// Returns 0 at the end of the file.
    fn attempt(&mut self, guard: &Guard<'_>, done: u64) -> Result<i32> {
        self.refill(done)?;
        match &self.read[(done - self.start) as usize..self.held] {
            [] => Ok(0),
            rest => object::send_own(guard, rest, MSG_DONTWAIT),
        }
    }
}
