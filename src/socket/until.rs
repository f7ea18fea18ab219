//! Receiving up to a byte that ends a record, and nothing behind it.

use super::operation::{drive_until, Need, Operation, Step};
use super::stream::Recv;
use super::transfer::{low_water, Transfer};
use super::wait::{uninterrupted, Side};
use super::whole::{check, Moved};
use crate::error::{Error, Result};
use crate::handle::Guard;
use crate::sys::User;
use core::ffi::c_short;
use libc::{MSG_DONTWAIT, MSG_PEEK};

/// Receive so many bytes at most, but none behind the first `delimiter`. EMSGSIZE if it is not
/// among so many, ENODATA if the stream ends before it; EINVAL if it is no byte.
pub fn recv(s: i32, buf: User<u8>, len: usize, delimiter: i32, deadline: i64) -> Result<Moved> {
    let guard = check(s, deadline)?;
    let delimiter = u8::try_from(delimiter).map_err(|_| Error::EINVAL)?;
    let mut until = Until {
        buf,
        len,
        delimiter,
        count: 0,
    };
    let result = drive_until(&guard, &mut until, deadline);
    Ok(Moved {
        count: until.count,
        result,
    })
}

struct Until {
    buf: User<u8>,
    len: usize,
    delimiter: u8,
    count: usize,
}

impl Operation for Until {
    type Output = ();
    const SIDE: Side = Side::Receiving;

    fn step(&mut self, guard: &Guard<'_>, _: c_short) -> Result<Step<()>> {
        let mut need = Need::Ready;
        while self.count < self.len {
            match uninterrupted(guard, || self.attempt(guard)) {
                Ok((0, _)) if guard.is_closed() => return Err(Error::ECANCELED),
                Ok((0, _)) => return Err(Error::ENODATA),
                Ok((moved, has_ended)) => {
                    self.count += moved;
                    if has_ended {
                        return Ok(Step::Done(()));
                    }
                }
                Err(Error::EAGAIN) if low_water(guard, Self::SIDE) > 1 => {
                    return Ok(Step::Wait(Need::Moment)); // poll does not tell of the last bytes
                }
                Err(Error::EAGAIN) => return Ok(Step::Wait(need)),
                Err(error) => return Err(error),
            }
            need = Need::More;
        }
        Err(Error::EMSGSIZE)
    }
}

impl Until {
    /// Receive some more: how much, and whether the delimiter is the last of it. What is there is
    /// looked at before it is taken.
    fn attempt(&self, guard: &Guard<'_>) -> Result<(usize, bool)> {
        let rest = self.buf.skip(self.count);
        let receive = |len, flags| Recv::new(rest, len).attempt(guard, flags | MSG_DONTWAIT, 0);
        let seen = receive(self.len - self.count, MSG_PEEK)? as usize;
        let wanted = rest.find(self.delimiter, seen).map_or(seen, |at| at + 1);
        if wanted == 0 {
            return Ok((0, false));
        }
        let taken = receive(wanted, 0)? as usize;
        Ok((taken, rest.find(self.delimiter, taken).is_some()))
    }
}
