//! Passing: descriptors and handles over UNIX sockets, and who is at the other end.
//!
//! Example: who is at the other end of a connection, and a descriptor for that process.
//!
//!     struct ox_credentials peer;
//!     if (ox_peer_credentials(s, &peer) == 0 && peer.uid == getuid())
//!         ox_send_descriptors(s, "log", 3, &fd, 1);
//!
//! The calls here that send and receive wait as all others do: for the deadlines of ox_deadline,
//! and O_NONBLOCK. Errors common to all: EBADF; EFAULT; EINVAL for a negative count; EOPNOTSUPP
//! on a socket that is not of the kind that a call is for; and those of sendmsg(2), recvmsg(2) and
//! getsockopt(2).

use super::{on, reply};
use crate::everyday::ancillary;
use crate::sys::{Plain, User};
use core::ffi::{c_int, c_void};
use libc::size_t;

/// Send bytes over a UNIX socket, and with the first of them count descriptors. They stay open
/// here; whoever receives them gets duplicates. On a stream, len must not be 0.
///
/// Returns the number of bytes taken.
/// Errors also: EINVAL for more than 253 descriptors; EBADF also if one of them is not open.
#[no_mangle]
pub unsafe extern "C" fn ox_send_descriptors(
    s: c_int,
    buf: *const c_void,
    len: size_t,
    fds: *const c_int,
    count: c_int,
) -> c_int {
    // SAFETY: the C caller answers for both: `len` bytes and `count` ints, which are only read.
    let (buf, fds) = unsafe { (User::new(buf.cast_mut().cast()), User::new(fds.cast_mut())) };
    reply(on(s, ancillary::send_descriptors(s, buf, len, fds, count)))
}

/// Receive bytes over a UNIX socket, and the descriptors that come with them, all close-on-exec.
/// *count is the room at fds; on return it is the number that arrived, which may be more: those for
/// which there was no room have been closed. A negative entry stands for all descriptors that the
/// system could not give to the process; its value is the reason: -EMFILE.
///
/// On an error, no received descriptor stays open.
///
/// Returns the number of bytes; 0 at the end of a stream.
#[no_mangle]
pub unsafe extern "C" fn ox_recv_descriptors(
    s: c_int,
    buf: *mut c_void,
    len: size_t,
    fds: *mut c_int,
    count: *mut c_int,
) -> c_int {
    // SAFETY: the C caller answers for all three: its own to write, and `*count` ints of room.
    let (buf, fds, count) = unsafe { (User::new(buf.cast()), User::new(fds), User::new(count)) };
    reply(on(s, ancillary::recv_descriptors(s, buf, len, fds, count)))
}

/// As ox_send_descriptors, with the sockets of count handles. They stay open here, and count as
/// shared from then on, as after ox_fd.
///
/// Returns the number of bytes taken.
/// Errors also: EINVAL for more than 253 handles; EBADF also if one of them is dead; EMFILE if
/// there is no room for duplicates of their descriptors, which are made for the time of the call.
#[no_mangle]
pub unsafe extern "C" fn ox_send_handles(
    s: c_int,
    buf: *const c_void,
    len: size_t,
    handles: *const c_int,
    count: c_int,
) -> c_int {
    // SAFETY: the C caller answers for both: `len` bytes and `count` ints, which are only read.
    let (buf, handles) = unsafe {
        (
            User::new(buf.cast_mut().cast()),
            User::new(handles.cast_mut()),
        )
    };
    reply(on(s, ancillary::send_handles(s, buf, len, handles, count)))
}

/// As ox_recv_descriptors, with handles on the sockets that came. A negative entry may also stand
/// for one descriptor, which was closed because ox_adopt refused it: -ENOTSOCK if it is no socket.
///
/// Returns the number of bytes; 0 at the end of a stream.
#[no_mangle]
pub unsafe extern "C" fn ox_recv_handles(
    s: c_int,
    buf: *mut c_void,
    len: size_t,
    handles: *mut c_int,
    count: *mut c_int,
) -> c_int {
    // SAFETY: the C caller answers for all three: its own to write, and `*count` ints of room.
    let (buf, handles, count) =
        unsafe { (User::new(buf.cast()), User::new(handles), User::new(count)) };
    reply(on(s, ancillary::recv_handles(s, buf, len, handles, count)))
}

/// The ids of a process.
#[repr(C)]
#[derive(Clone, Copy)]
#[allow(non_camel_case_types)]
pub struct ox_credentials {
    /// Its process id; 0 if the process is not visible in this pid namespace.
    pub pid: i32,
    /// Its user id.
    pub uid: u32,
    /// Its group id.
    pub gid: u32,
}

// SAFETY: integers without gaps.
unsafe impl Plain for ox_credentials {}

/// Who the peer of a UNIX connection was when it connected, listened, or made the pair, as the
/// system has recorded it.
///
/// Returns 0.
/// Errors also: ENOTCONN.
#[no_mangle]
pub unsafe extern "C" fn ox_peer_credentials(s: c_int, credentials: *mut ox_credentials) -> c_int {
    // SAFETY: the C caller answers for `credentials`: its own to write.
    let place = unsafe { User::new(credentials) };
    let found = ancillary::peer_credentials(s).map(|found| ox_credentials {
        pid: found.pid,
        uid: found.uid,
        gid: found.gid,
    });
    reply(on(
        s,
        found.and_then(|found| place.write(found)).map(|()| 0),
    ))
}
