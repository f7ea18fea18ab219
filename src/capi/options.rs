//! Options by name: without levels, numbers, lengths and families.
//!
//! Example: two options, and one that may not exist here.
//!
//!     int64_t rtt;
//!     ox_option_set(s, "tcp.nodelay", 1);
//!     int error = ox_option_set(s, "tcp.keepalive.idle", 60);
//!     if (error < 0)
//!         fprintf(stderr, "%s %s\n", ox_strerror(error), ox_explanation());
//!     if (ox_option_get(s, "tcp.info.rtt", &rtt) == 0)
//!         printf("round trip: %lld us\n", (long long)rtt);
//!
//! Names are words with dots between them, "tcp.nodelay"; ox_option_at lists all. A value is an
//! int64_t: a number, a length in bytes, or 1 and 0 for on and off. Those with other meanings:
//!
//! - socket.receive.timeout, socket.send.timeout: microseconds, 0 for none;
//! - socket.linger: seconds, -1 for off;
//! - socket.receive.buffer, socket.send.buffer: Linux doubles what is set, for its own use of
//!   it, and shows the double;
//! - socket.interface, ip.multicast.interface: the interface's index, 0 for any; on an IPv4 socket
//!   the second can only be set, because the system does not return it;
//! - socket.reuseport: several sockets at one port, which share what arrives; set it before
//!   ox_bind on all of them;
//! - tcp.keepalive.idle, tcp.keepalive.interval, tcp.deferaccept, tcp.linger: seconds;
//!   tcp.usertimeout: milliseconds;
//! - tcp.info...: figures of a connection, which can only be read: times in microseconds, rates
//!   in bytes per second, where the highest int64_t is "no limit". As long as there is none,
//!   tcp.info.rtt.least is 2^32 - 1, and tcp.info.slowstart 2^31 - 1.
//!
//! The names that begin with ip. are for IPv4 and IPv6 alike; on an IPv6 socket they hold for the
//! IPv4 that it carries too.

use super::{given, on, reply};
use crate::everyday::options;
use crate::sys::User;
use core::ffi::{c_char, c_int, CStr};

/// Set the option of this name.
///
/// Returns 0.
/// Errors: ENOPROTOOPT for an unknown name (ox_explanation names the nearest), for an option
/// that can only be read, and for one that this socket does not have; EINVAL for a value out of
/// range; those of setsockopt(2).
#[no_mangle]
pub unsafe extern "C" fn ox_option_set(s: c_int, name: *const c_char, value: i64) -> c_int {
    // SAFETY: the C caller answers for `name`: a string.
    let name = unsafe { given(name) };
    reply(on(s, name.and_then(|name| options::set(s, name, value))))
}

/// Read the option of this name into *value.
///
/// Returns 0.
/// Errors: ENOPROTOOPT for an unknown name (ox_explanation names the nearest), and for an
/// option that this socket, or this system, does not have; those of getsockopt(2).
#[no_mangle]
pub unsafe extern "C" fn ox_option_get(s: c_int, name: *const c_char, value: *mut i64) -> c_int {
    // SAFETY: the C caller answers for both: a string, and its own to write.
    let (name, value) = unsafe { (given(name), User::new(value)) };
    let found = name.and_then(|name| options::get(s, name));
    reply(on(
        s,
        found.and_then(|found| value.write(found)).map(|()| 0),
    ))
}

/// The name of the i-th option, counted from 0, in alphabetical order.
///
/// Returns a constant string; NULL past the last one, and for a negative i.
#[no_mangle]
pub extern "C" fn ox_option_at(i: c_int) -> *const c_char {
    let name = usize::try_from(i).ok().and_then(options::name_at);
    name.map_or(core::ptr::null(), CStr::as_ptr)
}
