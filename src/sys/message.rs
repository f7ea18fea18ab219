//! The caller's arrays of buffers.

use super::{probe, transfer, Fd, User};
use crate::error::{Error, Result};
use core::ffi::c_int;
use libc::{iovec, msghdr};

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

    /// The array of a message that the kernel has read in this call.
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

    /// EFAULT if the array is not there.
    pub fn check(self) -> Result<Self> {
        probe::check(self.iov, self.count).map(|()| self)
    }

    /// Whether they hold nothing. EINVAL for a length that no buffer has.
    pub fn are_empty(self) -> Result<bool> {
        if self
            .iter()
            .any(|buffer| buffer.iov_len > isize::MAX as usize)
        {
            return Err(Error::EINVAL);
        }
        Ok(self.iter().all(|buffer| buffer.iov_len == 0))
    }

    /// How many bytes they hold that a call can move.
    pub fn total(self) -> usize {
        let lengths = self.iter().map(|buffer| buffer.iov_len);
        lengths.fold(0, usize::saturating_add).min(MOST)
    }

    /// Send all of them, where no rule holds.
    pub fn send_directly(self, fd: Fd, flags: c_int) -> isize {
        self.with_message(|msg| transfer::sendmsg_directly(fd, msg, flags))
    }

    /// Receive into all of them, where no rule holds.
    pub fn recv_directly(self, fd: Fd, flags: c_int) -> isize {
        self.with_message(|msg| transfer::recvmsg_directly(fd, msg, flags))
    }

    /// Send what lies behind the first bytes.
    pub fn send(self, fd: Fd, done: usize, flags: c_int) -> Result<c_int> {
        self.with_rest(done, |msg| transfer::sendmsg(fd, msg, flags))
    }

    /// Receive behind the first bytes.
    pub fn recv(self, fd: Fd, done: usize, flags: c_int) -> Result<c_int> {
        self.with_rest(done, |msg| transfer::recvmsg(fd, msg, flags))
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

    /// The same with what lies behind the first bytes: with as many of the buffers as there is room
    /// for on the stack, the rest being left for the next call.
    fn with_rest(
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
