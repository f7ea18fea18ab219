//! Messages with an address and control messages, built and taken apart in memory of the
//! library's own.

use super::{descriptor, sockaddr, Fd, User};
use crate::error::Result;
use libc::{iovec, msghdr, SCM_RIGHTS, SOL_SOCKET};
use std::ffi::c_int;
use std::mem::size_of;

/// The most descriptors that the kernel puts into a message.
pub const MOST_DESCRIPTORS: usize = 253;

/// Room for these, and for all else that comes unasked.
const ROOM: usize = 2048;

/// A control message begins with its length, its level and its type; so the kernel has it, and
/// each begins at a multiple of the length's own size.
const HEADER: usize = size_of::<usize>() + 2 * size_of::<c_int>();

const fn aligned(length: usize) -> usize {
    length.next_multiple_of(size_of::<usize>())
}

/// SCM_PIDFD, which brings a descriptor too.
const SCM_PIDFD: c_int = 4;

/// Control messages to be sent.
#[derive(Default)]
pub struct Outgoing(Vec<u8>);

impl Outgoing {
    /// Add one.
    pub fn push(&mut self, level: c_int, kind: c_int, data: &[u8]) {
        self.0.extend((HEADER + data.len()).to_ne_bytes());
        self.0.extend(level.to_ne_bytes());
        self.0.extend(kind.to_ne_bytes());
        self.0.extend(data);
        self.0.resize(aligned(self.0.len()), 0);
    }

    /// All of them, as the kernel takes them.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// What came with a message. Descriptors that nobody takes out are closed.
pub struct Incoming {
    control: [u8; ROOM],
    control_length: usize,
    name: [u8; sockaddr::ROOM],
    name_length: usize,
    flags: c_int,
}

impl Incoming {
    fn empty() -> Self {
        Self {
            control: [0; ROOM],
            control_length: 0,
            name: [0; sockaddr::ROOM],
            name_length: 0,
            flags: 0,
        }
    }

    /// The sender's address, as the system has it; empty for none.
    pub fn name(&self) -> &[u8] {
        &self.name[..self.name_length.min(self.name.len())]
    }

    /// MSG_TRUNC, MSG_CTRUNC…
    pub fn flags(&self) -> c_int {
        self.flags
    }

    /// The control messages: level, type and data of each.
    pub fn control(&self) -> impl Iterator<Item = (c_int, c_int, &[u8])> {
        messages(&self.control[..self.control_length.min(ROOM)])
    }

    /// Take the descriptors out: they are the taker's from here on.
    pub fn take_descriptors(&mut self) -> Vec<Fd> {
        let taken = self.descriptors(SCM_RIGHTS);
        for fd in self.descriptors(SCM_PIDFD) {
            let _ = descriptor::close(fd);
        }
        self.control_length = 0;
        taken
    }

    fn descriptors(&self, wanted: c_int) -> Vec<Fd> {
        self.control()
            .filter(|&(level, kind, _)| (level, kind) == (SOL_SOCKET, wanted))
            .flat_map(|(_, _, data)| data.chunks_exact(size_of::<Fd>()))
            .filter_map(|bytes| bytes.first_chunk().copied().map(Fd::from_ne_bytes))
            .collect()
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if self.control_length > 0 {
            for fd in self.take_descriptors() {
                let _ = descriptor::close(fd);
            }
        }
    }
}

/// The control messages that these bytes hold: level, type and data of each, up to the first that
/// is broken.
pub fn messages(mut rest: &[u8]) -> impl Iterator<Item = (c_int, c_int, &[u8])> {
    std::iter::from_fn(move || {
        let length = usize::from_ne_bytes(*rest.first_chunk()?);
        let message = rest.get(..length)?;
        let level = message.get(size_of::<usize>()..)?.first_chunk()?;
        let kind = message
            .get(size_of::<usize>() + size_of::<c_int>()..)?
            .first_chunk()?;
        let data = message.get(HEADER..)?;
        rest = rest.get(aligned(length)..).unwrap_or_default();
        Some((
            c_int::from_ne_bytes(*level),
            c_int::from_ne_bytes(*kind),
            data,
        ))
    })
}

/// Make a call with a message to be sent: bytes, the address to send them to, if it is not
/// empty, and control messages.
pub fn sending<R>(
    bytes: Bytes<'_>,
    to: &[u8],
    control: &Outgoing,
    call: impl FnOnce(User<msghdr>) -> R,
) -> R {
    let mut iov = bytes.vector();
    // SAFETY: all zero is a message without address, buffers and control messages.
    let mut msg: msghdr = unsafe { std::mem::zeroed() };
    msg.msg_iov = &mut iov;
    msg.msg_iovlen = 1;
    if !to.is_empty() {
        msg.msg_name = to.as_ptr().cast_mut().cast();
        msg.msg_namelen = to.len() as _;
    }
    if !control.0.is_empty() {
        msg.msg_control = control.0.as_ptr().cast_mut().cast();
        msg.msg_controllen = control.0.len() as _;
    }
    // SAFETY: all that it points to lives until the call is over, and sending only reads it.
    call(unsafe { User::new(&mut msg) })
}

/// Make a call that receives a message: what it returned, and what came with it.
pub fn receiving<R>(
    bytes: Bytes<'_>,
    call: impl FnOnce(User<msghdr>) -> Result<R>,
) -> Result<(R, Incoming)> {
    let mut incoming = Incoming::empty();
    let mut iov = bytes.vector();
    // SAFETY: as in `sending`.
    let mut msg: msghdr = unsafe { std::mem::zeroed() };
    msg.msg_iov = &mut iov;
    msg.msg_iovlen = 1;
    msg.msg_name = incoming.name.as_mut_ptr().cast();
    msg.msg_namelen = incoming.name.len() as _;
    msg.msg_control = incoming.control.as_mut_ptr().cast();
    msg.msg_controllen = ROOM as _;
    // SAFETY: all that it points to lives until the call is over, and is there to be written.
    let result = call(unsafe { User::new(&mut msg) });
    incoming.name_length = msg.msg_namelen as usize;
    incoming.control_length = msg.msg_controllen as usize;
    incoming.flags = msg.msg_flags;
    // On an error, too, descriptors may have come: closing the handle can hide what did.
    Ok((result?, incoming))
}

/// The bytes of a message.
pub enum Bytes<'a> {
    /// The caller's, to be sent or to be filled.
    Users(User<u8>, usize),
    /// The library's, to be sent.
    Own(&'a [u8]),
    /// The library's, to be filled.
    Room(&'a mut [u8]),
}

impl Bytes<'_> {
    fn vector(self) -> iovec {
        let (base, length) = match self {
            Self::Users(buf, len) => (buf.pointer(), len.min(super::message::MOST)),
            Self::Own(bytes) => (bytes.as_ptr().cast_mut(), bytes.len()),
            Self::Room(bytes) => (bytes.as_mut_ptr(), bytes.len()),
        };
        iovec {
            iov_base: base.cast(),
            iov_len: length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pushed_is_found() {
        let mut control = Outgoing::default();
        control.push(1, 2, b"abc");
        control.push(3, 4, b"");
        control.push(-5, 6, &[7; 8]);
        let found: Vec<_> = messages(&control.0).collect();
        let pushed: [(c_int, c_int, &[u8]); 3] = [(1, 2, b"abc"), (3, 4, b""), (-5, 6, &[7; 8])];
        assert_eq!(found, pushed);
    }

    #[test]
    fn broken_lengths_end_the_search() {
        for length in [0, 1, HEADER - 1, HEADER + 1, usize::MAX - 7, usize::MAX] {
            let mut bytes = vec![0; HEADER];
            bytes[..size_of::<usize>()].copy_from_slice(&length.to_ne_bytes());
            assert_eq!(messages(&bytes).count(), 0, "length {length}");
        }
        assert_eq!(messages(&[1, 2, 3]).count(), 0);
    }
}
