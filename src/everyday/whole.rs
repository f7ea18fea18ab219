//! Whole transfers: all bytes, or an error and the count of those that were moved.

use crate::error::{Error, Result};
use crate::socket::whole::{self, Moved};
use crate::sys::{content, Fd, Out, User};

/// The length that means all of the file.
const TO_THE_END: u64 = u64::MAX;

/// Send all of a buffer.
pub fn send_all(
    s: i32,
    buf: User<u8>,
    len: usize,
    deadline: i64,
    done: User<usize>,
) -> Result<i32> {
    let done = Out::check(done, 0)?;
    let moved = whole::send(s, buf, len, deadline)?;
    done.put(moved.count as usize);
    all_or_error(moved, len as u64)
}

/// Fill a buffer.
pub fn recv_all(
    s: i32,
    buf: User<u8>,
    len: usize,
    deadline: i64,
    done: User<usize>,
) -> Result<i32> {
    let done = Out::check(done, 0)?;
    let moved = whole::recv(s, buf, len, deadline)?;
    done.put(moved.count as usize);
    all_or_error(moved, len as u64)
}

/// Fill a buffer up to a byte that ends it.
pub fn recv_until(
    s: i32,
    buf: User<u8>,
    len: usize,
    delimiter: i32,
    deadline: i64,
    done: User<usize>,
) -> Result<i32> {
    let done = Out::check(done, 0)?;
    let moved = whole::recv_until(s, buf, len, delimiter, deadline)?;
    done.put(moved.count as usize);
    moved.result.map(|()| 0)
}

/// Send so many bytes of a file, from the caller's position on or from the file's own.
pub fn send_file(
    s: i32,
    fd: Fd,
    offset: User<i64>,
    len: u64,
    deadline: i64,
    done: User<u64>,
) -> Result<i32> {
    let done = Out::check(done, 0)?;
    let start = Start::read(fd, offset)?;
    let moved = whole::send_file(s, fd, start.position, len, deadline)?;
    done.put(moved.count);
    start.advance(fd, moved.count)?;
    match all_or_error(moved, len) {
        Err(Error::ENODATA) if len == TO_THE_END => Ok(0),
        result => result,
    }
}

/// Success if all was moved; ENODATA if less was moved without an error.
fn all_or_error(moved: Moved, wanted: u64) -> Result<i32> {
    moved.result?;
    if moved.count < wanted {
        return Err(Error::ENODATA);
    }
    Ok(0)
}

/// The position in a file to begin at, and where to store its new value.
struct Start {
    position: i64,
    offset: Out<i64>,
    is_files_own: bool,
}

impl Start {
    fn read(fd: Fd, offset: User<i64>) -> Result<Self> {
        let is_files_own = offset.is_null();
        let position = if is_files_own {
            content::position(fd)?
        } else {
            offset.read()?
        };
        Ok(Self {
            position,
            offset: Out::check(offset, position)?,
            is_files_own,
        })
    }

    fn advance(self, fd: Fd, count: u64) -> Result<()> {
        let position = self.position.saturating_add_unsigned(count);
        self.offset.put(position);
        if self.is_files_own && count > 0 {
            content::set_position(fd, position)?;
        }
        Ok(())
    }
}
