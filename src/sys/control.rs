//! Messages with an address and control messages, built and taken apart in memory of the
//! library's own.

use super::{descriptor, sockaddr, Fd, User};
use crate::error::{Error, Result};
use arrayvec::ArrayVec;
use core::ffi::c_int;
use core::mem::{align_of, size_of, zeroed};
use libc::{cmsghdr, iovec, msghdr, SCM_RIGHTS, SOL_SOCKET};

/// The most descriptors that the kernel puts into a message.
pub const MOST_DESCRIPTORS: usize = 253;

/// Descriptors that came with a message.
pub type Descriptors = ArrayVec<Fd, MOST_DESCRIPTORS>;

/// Room for these, and for all other control messages that can come.
const ROOM: usize = 2048;

/// Room for what is sent: the longest control message that there is.
const OUTGOING_ROOM: usize = HEADER + aligned(MOST_DESCRIPTORS * size_of::<Fd>());

/// A control message begins with its length, its level and its type, and what it holds comes
/// behind. This is the kernel's format; a C library may declare the length as a smaller number with
/// padding beside it, but the bytes are the same. Each begins at a multiple of the length's own
/// size.
const HEADER: usize = size_of::<cmsghdr>();
const LEVEL: usize = size_of::<usize>();
const KIND: usize = LEVEL + size_of::<c_int>();
const _: () = assert!(HEADER == KIND + size_of::<c_int>() && HEADER == aligned(HEADER));
const _: () = assert!(align_of::<cmsghdr>() <= size_of::<usize>());

const fn aligned(length: usize) -> usize {
    length.next_multiple_of(size_of::<usize>())
}

/// SCM_PIDFD, which brings a descriptor too.
const SCM_PIDFD: c_int = 4;

/// Control messages to be sent.
#[derive(Default)]
pub struct Outgoing(ArrayVec<u8, OUTGOING_ROOM>);

impl Outgoing {
    /// Add one. EINVAL if there is no room for it.
    pub fn push(&mut self, level: c_int, kind: c_int, data: &[u8]) -> Result<()> {
        let length = HEADER + data.len();
        if aligned(length) > self.0.remaining_capacity() {
            return Err(Error::EINVAL);
        }
        self.0.extend(length.to_ne_bytes());
        self.0.extend(level.to_ne_bytes());
        self.0.extend(kind.to_ne_bytes());
        self.0.extend(data.iter().copied());
        self.0.extend((length..aligned(length)).map(|_| 0));
        Ok(())
    }

    /// All of them in the kernel's format.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// What came with a message. Descriptors that nobody takes out are closed. It is large for a small
/// stack, so it is passed by reference.
pub struct Incoming {
    control: [u8; ROOM],
    control_length: usize,
    name: [u8; sockaddr::ROOM],
    name_length: usize,
    flags: c_int,
}

impl Incoming {
    /// Nothing yet.
    pub fn empty() -> Self {
        Self {
            control: [0; ROOM],
            control_length: 0,
            name: [0; sockaddr::ROOM],
            name_length: 0,
            flags: 0,
        }
    }

    /// The sender's address in the kernel's format; empty for none.
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

    /// The credentials, if nothing else came, or nothing else but descriptors.
    pub fn credentials(&self) -> Option<Credentials> {
        only_credentials(
            self.control()
                .filter(|&(level, kind, _)| (level, kind) != (SOL_SOCKET, SCM_RIGHTS)),
        )
    }

    /// Take the descriptors out. From then on the caller has to close them.
    pub fn take_descriptors(&mut self) -> Descriptors {
        let mut taken = Descriptors::new();
        for fd in self.descriptors(SCM_RIGHTS) {
            if taken.try_push(fd).is_err() {
                let _ = descriptor::close(fd); // there never are so many
            }
        }
        for fd in self.descriptors(SCM_PIDFD) {
            let _ = descriptor::close(fd);
        }
        self.control_length = 0;
        taken
    }

    fn descriptors(&self, wanted: c_int) -> impl Iterator<Item = Fd> + '_ {
        self.control()
            .filter(move |&(level, kind, _)| (level, kind) == (SOL_SOCKET, wanted))
            .flat_map(|(_, _, data)| data.chunks_exact(size_of::<Fd>()))
            .filter_map(|bytes| bytes.first_chunk().copied().map(Fd::from_ne_bytes))
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
    core::iter::from_fn(move || {
        let length = usize::from_ne_bytes(*rest.first_chunk()?);
        let message = rest.get(..length)?;
        let level = message.get(LEVEL..)?.first_chunk()?;
        let kind = message.get(KIND..)?.first_chunk()?;
        let data = message.get(HEADER..)?;
        rest = rest.get(aligned(length)..).unwrap_or_default();
        Some((
            c_int::from_ne_bytes(*level),
            c_int::from_ne_bytes(*kind),
            data,
        ))
    })
}

/// Make a call with the rest of a message whose first bytes have been sent. Control messages apply
/// to all its bytes, and are sent again; but not descriptors, which went with the first bytes.
pub fn sending_rest<R>(
    msg: User<msghdr>,
    rest: User<msghdr>,
    call: impl FnOnce(User<msghdr>) -> R,
) -> R {
    let mut control = Outgoing::default();
    for (level, kind, data) in messages(bytes_of(msg)) {
        if (level, kind) != (SOL_SOCKET, SCM_RIGHTS) {
            let _ = control.push(level, kind, data); // there never are so many
        }
    }
    if !control.0.is_empty() {
        let mut with_control = rest.read_again();
        with_control.msg_control = control.0.as_ptr().cast_mut().cast();
        with_control.msg_controllen = control.0.len() as _;
        rest.write_again(with_control);
    }
    call(rest)
}

/// The control messages of a message that the kernel has read or filled in this call.
fn bytes_of<'a>(msg: User<msghdr>) -> &'a [u8] {
    let msg = msg.read_again();
    if msg.msg_control.is_null() {
        return &[];
    }
    // SAFETY: the kernel has read or written so many bytes there, which `User::new` was promised to
    // stay until the call returns.
    unsafe { core::slice::from_raw_parts(msg.msg_control.cast(), msg.msg_controllen as _) }
}

/// The credentials that came with a message that the kernel has filled in this call; None if any
/// other control message came, or was cut off for lack of room.
pub fn credentials_of(msg: User<msghdr>) -> Option<Credentials> {
    if msg.read_again().msg_flags & libc::MSG_CTRUNC != 0 {
        return None;
    }
    only_credentials(messages(bytes_of(msg)))
}

/// The ids of the process, the user and the group, as a `struct ucred`.
pub type Credentials = [u8; size_of::<libc::ucred>()];

fn only_credentials<'a>(
    mut messages: impl Iterator<Item = (c_int, c_int, &'a [u8])>,
) -> Option<Credentials> {
    match (messages.next()?, messages.next()) {
        ((SOL_SOCKET, libc::SCM_CREDENTIALS, data), None) => data.try_into().ok(),
        _ => None,
    }
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
    let mut msg: msghdr = unsafe { zeroed() };
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

/// Make a call that receives a message, and put what comes with it in an empty `incoming`. Returns
/// the call's result.
pub fn receiving<R>(
    bytes: Bytes<'_>,
    incoming: &mut Incoming,
    call: impl FnOnce(User<msghdr>) -> Result<R>,
) -> Result<R> {
    let mut iov = bytes.vector();
    // SAFETY: as in `sending`.
    let mut msg: msghdr = unsafe { zeroed() };
    msg.msg_iov = &mut iov;
    msg.msg_iovlen = 1;
    msg.msg_name = incoming.name.as_mut_ptr().cast();
    msg.msg_namelen = incoming.name.len() as _;
    msg.msg_control = incoming.control.as_mut_ptr().cast();
    msg.msg_controllen = ROOM as _;
    // SAFETY: all that it points to lives until the call is over, and is there to be written.
    // On an error, too, descriptors may have come: closing the handle can hide what did.
    let result = call(unsafe { User::new(&mut msg) });
    incoming.name_length = msg.msg_namelen as usize;
    incoming.control_length = msg.msg_controllen as usize;
    incoming.flags = msg.msg_flags;
    result
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
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use std::vec::Vec;

    #[test]
    fn what_is_pushed_is_found() {
        let mut control = Outgoing::default();
        control.push(1, 2, b"abc").unwrap();
        control.push(3, 4, b"").unwrap();
        control.push(-5, 6, &[7; 8]).unwrap();
        let found: Vec<_> = messages(&control.0).collect();
        let pushed: [(c_int, c_int, &[u8]); 3] = [(1, 2, b"abc"), (3, 4, b""), (-5, 6, &[7; 8])];
        assert_eq!(found, pushed);
    }

    #[test]
    fn the_layout_is_the_c_librarys() {
        let mut control = Outgoing::default();
        control.push(1, 2, &[3; 5]).unwrap();
        let mut aligned = [0usize; 8];
        for (word, bytes) in aligned
            .iter_mut()
            .zip(control.0.chunks_exact(size_of::<usize>()))
        {
            *word = usize::from_ne_bytes(bytes.try_into().unwrap());
        }
        // SAFETY: all zero is an empty message.
        let mut msg: msghdr = unsafe { zeroed() };
        msg.msg_control = aligned.as_mut_ptr().cast();
        msg.msg_controllen = control.0.len() as _;
        // SAFETY: `msg` names bytes that are there, and so does the header found in them.
        unsafe {
            let first = libc::CMSG_FIRSTHDR(&msg);
            assert_eq!((*first).cmsg_len as usize, libc::CMSG_LEN(5) as usize);
            assert_eq!(((*first).cmsg_level, (*first).cmsg_type), (1, 2));
            assert_eq!(*libc::CMSG_DATA(first).cast::<[u8; 5]>(), [3; 5]);
            assert!(libc::CMSG_NXTHDR(&msg, first).is_null());
        }
        // SAFETY: takes a number only.
        let space = unsafe { libc::CMSG_SPACE(5) };
        assert_eq!(control.0.len(), space as usize);
    }

    #[test]
    fn the_most_descriptors_have_room_and_one_more_has_not() {
        let most = [0; MOST_DESCRIPTORS * size_of::<Fd>()];
        let mut control = Outgoing::default();
        assert_eq!(control.push(SOL_SOCKET, SCM_RIGHTS, &most), Ok(()));
        let another = control.push(SOL_SOCKET, SCM_RIGHTS, &most[..4]);
        assert_eq!(another, Err(Error::EINVAL));
        let found: Vec<_> = messages(&control.0)
            .map(|(_, _, data)| data.len())
            .collect();
        assert_eq!(found, [most.len()]);
    }

    #[test]
    fn broken_lengths_end_the_search() {
        for length in [0, 1, HEADER - 1, HEADER + 1, usize::MAX - 7, usize::MAX] {
            let mut bytes = [0; HEADER];
            bytes[..size_of::<usize>()].copy_from_slice(&length.to_ne_bytes());
            assert_eq!(messages(&bytes).count(), 0, "length {length}");
        }
        assert_eq!(messages(&[1, 2, 3]).count(), 0);
    }
}
