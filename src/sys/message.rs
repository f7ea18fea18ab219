//! The caller's arrays of buffers.

use super::{transfer, Fd, User};
use crate::error::{Error, Result};
use libc::{iovec, msghdr};
use std::ffi::c_int;

/// The most that a call moves: its count must fit into an int.
pub const MOST: usize = i32::MAX as usize;

/// An array of buffers, or what is left of it when a part of the bytes has been moved.
#[derive(Clone, Copy)]
pub struct Buffers {
    iov: User<iovec>,
    count: usize,
}

impl Buffers {
    /// An array of the caller's. EINVAL if it is longer than the kernel takes.
    pub fn new(iov: User<iovec>, count: c_int) -> Result<Self> {
        match usize::try_from(count) {
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

    /// Whether they hold nothing; EFAULT or EINVAL if the kernel would not have them.
    pub fn are_empty(self) -> Result<bool> {
        let buffers = self.iov.read_all(self.count)?;
        if buffers
            .iter()
            .any(|buffer| buffer.iov_len > isize::MAX as usize)
        {
            return Err(Error::EINVAL);
        }
        Ok(buffers.iter().all(|buffer| buffer.iov_len == 0))
    }

    /// How many bytes they hold that a call can move, once the kernel has read them.
    pub fn total(self) -> usize {
        let lengths = (0..self.count).map(|i| self.iov.skip(i).read_again().iov_len);
        lengths.fold(0, usize::saturating_add).min(MOST)
    }

    /// readv(2).
    pub fn readv(self, fd: Fd) -> Result<c_int> {
        transfer::readv(fd, self.iov, self.count as c_int)
    }

    /// writev(2), without SIGPIPE.
    pub fn writev(self, fd: Fd, flags: c_int) -> Result<c_int> {
        let wait = flags & libc::MSG_DONTWAIT == 0;
        match transfer::writev(fd, self.iov, self.count as c_int, wait) {
            Some(result) => result,
            // Where there is nothing to send, writev does not even look at the socket.
            None if self.are_empty()? => Ok(0),
            None => self.send(fd, 0, flags),
        }
    }

    /// Send what lies behind the first bytes.
    pub fn send(self, fd: Fd, done: usize, flags: c_int) -> Result<c_int> {
        self.with_rest(done, |msg| transfer::sendmsg(fd, msg, flags))
    }

    /// Receive behind the first bytes.
    pub fn recv(self, fd: Fd, done: usize, flags: c_int) -> Result<c_int> {
        self.with_rest(done, |msg| transfer::recvmsg(fd, msg, flags))
    }

    fn with_rest(
        self,
        done: usize,
        call: impl FnOnce(User<msghdr>) -> Result<c_int>,
    ) -> Result<c_int> {
        let mut rest = Vec::new();
        // SAFETY: all zero is a message without address, buffers and control messages.
        let mut msg: msghdr = unsafe { std::mem::zeroed() };
        msg.msg_iov = self.iov.pointer();
        msg.msg_iovlen = self.count as _;
        if done > 0 {
            rest = self.rest(done)?;
            msg.msg_iov = rest.as_mut_ptr();
        }
        // SAFETY: `msg` and `rest` live until the call is over; the buffers were vouched for.
        let result = call(unsafe { User::new(&mut msg) });
        drop(rest);
        result
    }

    /// A copy of the array that begins behind the first bytes, and ends where a call has to.
    fn rest(self, mut done: usize) -> Result<Vec<iovec>> {
        let mut room = MOST - done;
        let mut rest = Vec::new();
        rest.try_reserve_exact(self.count)
            .map_err(|_| Error::ENOMEM)?;
        for i in 0..self.count {
            let mut buffer = self.iov.skip(i).read_again();
            let gone = done.min(buffer.iov_len);
            done -= gone;
            buffer.iov_base = buffer.iov_base.cast::<u8>().wrapping_add(gone).cast();
            buffer.iov_len = (buffer.iov_len - gone).min(room);
            room -= buffer.iov_len;
            rest.push(buffer);
        }
        Ok(rest)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::super::{descriptor, socket};
    use super::*;
    use std::sync::atomic::Ordering;

    #[test]
    fn writev_is_the_same_on_a_kernel_that_would_raise_sigpipe() {
        let [one, other] = socket::socketpair(libc::AF_UNIX, libc::SOCK_DGRAM, 0).unwrap();
        let bytes = *b"hello";
        let mut buffer = iovec {
            iov_base: bytes.as_ptr().cast_mut().cast(),
            iov_len: 5,
        };
        // SAFETY: `buffer` and `bytes` outlive the calls.
        let iov = unsafe { User::new(&raw mut buffer) };
        transfer::OLD_KERNEL.store(true, Ordering::Relaxed);
        assert_eq!(Buffers::new(iov, 1).unwrap().writev(one, 0), Ok(5));
        assert_eq!(descriptor::available(other), Ok(5));
        assert_eq!(
            Buffers::new(iov, 0).unwrap().writev(one, 0),
            Ok(0),
            "no buffers"
        );
        let nowhere = Buffers::new(User::null(), 1).unwrap().writev(one, 0);
        assert_eq!(nowhere, Err(Error::EFAULT));
        descriptor::close(other).unwrap();
        assert_eq!(
            Buffers::new(iov, 1).unwrap().writev(one, 0),
            Err(Error::new(libc::ECONNREFUSED))
        );
        transfer::OLD_KERNEL.store(false, Ordering::Relaxed);
        descriptor::close(one).unwrap();
    }
}
