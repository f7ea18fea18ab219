//! The caller's arrays of buffers.

use super::{probe, transfer, Fd, User};
use crate::error::{Error, Result};
use core::ffi::c_int;
use libc::{iovec, mmsghdr, msghdr, sockaddr, socklen_t};

/// The most that a call moves: its count must fit into an int.
pub const MOST: usize = i32::MAX as usize;

/// An array of buffers.
#[derive(Clone, Copy)]
pub struct Buffers {
    iov: User<iovec>,
    count: usize,
}

impl Buffers {
    /// An array of the caller's. EINVAL if it is longer than the kernel takes, EFAULT if it is null
    /// and not empty.
    pub fn new(iov: User<iovec>, count: c_int) -> Result<Self> {
        match usize::try_from(count) {
            Ok(count) if count > 0 && iov.is_null() => {
                let is_too_long = count > libc::UIO_MAXIOV as usize;
                Err(if is_too_long {
                    Error::EINVAL
                } else {
                    Error::EFAULT
                })
            }
            Ok(count) if count <= libc::UIO_MAXIOV as usize => Ok(Self { iov, count }),
            _ => Err(Error::EINVAL),
        }
    }

    /// The buffers of a message that the kernel has read in this call.
    pub fn of(msg: User<msghdr>) -> Self {
        let msg = msg.read_again();
        // SAFETY: the message was vouched for with all that it points to.
        let iov = unsafe { User::new(msg.msg_iov) };
        Self {
            iov,
            count: msg.msg_iovlen as _,
        }
    }

    fn iter(self) -> impl Iterator<Item = iovec> {
        (0..self.count).map(move |i| self.iov.skip(i).read_again())
    }

    /// The pointers and lengths of the buffers, for objects, which move the bytes themselves.
    pub fn pieces(self) -> impl Iterator<Item = (User<u8>, usize)> {
        // SAFETY: the buffers were vouched for with their array.
        let piece = |buffer: iovec| unsafe { User::new(buffer.iov_base.cast()) };
        self.iter()
            .map(move |buffer| (piece(buffer), buffer.iov_len))
    }

    /// EFAULT if the array cannot be read.
    pub fn check(self) -> Result<Self> {
        probe::check(self.iov, self.count).map(|()| self)
    }

    /// Whether their total length is 0. EINVAL for an impossible length.
    pub fn are_empty(self) -> Result<bool> {
        if self
            .iter()
            .any(|buffer| buffer.iov_len > isize::MAX as usize)
        {
            return Err(Error::EINVAL);
        }
        Ok(self.iter().all(|buffer| buffer.iov_len == 0))
    }

    /// Their total length, at most what one call can move.
    pub fn total(self) -> usize {
        let lengths = self.iter().map(|buffer| buffer.iov_len);
        lengths.fold(0, usize::saturating_add).min(MOST)
    }

    /// Send all of them, while there are no rules.
    pub fn send_directly(self, fd: Fd, flags: c_int) -> isize {
        self.with_message(|msg| transfer::sendmsg_directly(fd, msg, flags))
    }

    /// Receive into all of them, while there are no rules.
    pub fn recv_directly(self, fd: Fd, flags: c_int) -> isize {
        self.with_message(|msg| transfer::recvmsg_directly(fd, msg, flags))
    }

    /// Make a call with a message of these buffers, without address and control messages.
    fn with_message<R>(self, call: impl FnOnce(User<msghdr>) -> R) -> R {
        // SAFETY: all zero is a message without address, buffers and control messages.
        let mut msg: msghdr = unsafe { core::mem::zeroed() };
        msg.msg_iov = self.iov.pointer();
        msg.msg_iovlen = self.count as _;
        // SAFETY: `msg` lives until the call is over; the buffers were vouched for.
        call(unsafe { User::new(&mut msg) })
    }

    /// Make a call with a message of what lies behind the first bytes: of as many of the buffers as
    /// there is room for on the stack; the rest is left for the next call.
    pub fn with_rest(
        self,
        mut done: usize,
        call: impl FnOnce(User<msghdr>) -> Result<c_int>,
    ) -> Result<c_int> {
        const PARTS: usize = 16;
        if done == 0 {
            return self.with_message(call);
        }
        const NOTHING: iovec = iovec {
            iov_base: core::ptr::null_mut(),
            iov_len: 0,
        };
        let mut parts = [NOTHING; PARTS];
        let mut count = 0;
        let mut room = MOST - done;
        for buffer in self.iter() {
            let gone = done.min(buffer.iov_len);
            done -= gone;
            if gone == buffer.iov_len || count == PARTS || room == 0 {
                continue;
            }
            let part = iovec {
                iov_base: buffer.iov_base.cast::<u8>().wrapping_add(gone).cast(),
                iov_len: (buffer.iov_len - gone).min(room),
            };
            room -= part.iov_len;
            parts[count] = part;
            count += 1;
        }
        // SAFETY: `parts` lives until the call is over; the buffers were vouched for.
        let iov = unsafe { User::new(parts.as_mut_ptr()) };
        Self { iov, count }.with_message(call)
    }
}

/// EFAULT if a message, or the array of its buffers, cannot be read.
pub(super) fn check(msg: User<msghdr>) -> Result<()> {
    let msg = msg.read()?;
    let count: usize = msg.msg_iovlen as _; // the type is not the same in all C libraries
    if msg.msg_iov.is_null() && count > 0 {
        return Err(Error::EFAULT);
    }
    if count > libc::UIO_MAXIOV as usize {
        return Err(Error::EMSGSIZE);
    }
    Ok(())
}

/// Make a call with a message of one buffer and an address. Returns its result, and the address's
/// length afterwards.
pub fn with_one(
    buf: User<u8>,
    len: usize,
    name: (User<sockaddr>, socklen_t),
    call: impl FnOnce(User<msghdr>) -> Result<c_int>,
) -> Result<(c_int, socklen_t)> {
    let mut buffer = iovec {
        iov_base: buf.pointer().cast(),
        iov_len: len,
    };
    // SAFETY: all zero is a message without address, buffers and control messages.
    let mut msg: msghdr = unsafe { core::mem::zeroed() };
    msg.msg_name = name.0.pointer().cast();
    msg.msg_namelen = name.1;
    msg.msg_iov = &raw mut buffer;
    msg.msg_iovlen = 1;
    // SAFETY: `msg` and `buffer` live until the call is over; the rest was vouched for.
    let moved = call(unsafe { User::new(&raw mut msg) })?;
    Ok((moved, msg.msg_namelen))
}

/// Store how much of a message has been moved.
pub(super) fn note_length(msgs: User<mmsghdr>, length: c_int) -> Result<()> {
    let mut first = msgs.read()?;
    first.msg_len = length as u32;
    msgs.write(first)
}
