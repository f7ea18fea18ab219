//! Every day: dialling and listening.
//!
//! These functions choose what a program usually wants; the calls above set nothing unasked. An
//! endpoint is a text; see "Addresses". If it is malformed, or its names cannot be resolved,
//! ox_explanation says what is wrong.
//!
//! Example: a client, which has five seconds for everything.
//!
//!     int64_t deadline = ox_now() + 5000000;
//!     int s = ox_dial("localhost:7777", deadline);
//!     if (s < 0) {
//!         fprintf(stderr, "%s %s\n", ox_strerror(s), ox_explanation());
//!     } else {
//!         ox_deadline(s, OX_BOTH, deadline);
//!         ox_write(s, "hello\n", 6);
//!         ox_close(s);
//!     }
//!
//! Example: a server.
//!
//!     int client, listener = ox_listen_on("*:7777", 128); // IPv6 and IPv4
//!     while ((client = ox_accept(listener, NULL, NULL)) >= 0) {
//!         ox_write(client, "hello\n", 6);
//!         ox_close(client);
//!     }
//!
//! Names are resolved by the system's getaddrinfo(3), which has no deadline and which no signal
//! ends. So under a deadline, or while ox_interruptible is on, threads of oxsock's own call it,
//! with all signals blocked. When the deadline or a signal ends the call, such a thread is left
//! behind; it ends by itself when the system's resolver gives up. Otherwise the calling thread
//! resolves: with OX_FOREVER, and where no server has to be asked. That is so for numeric hosts and
//! ports, for names in /etc/hosts if nsswitch.conf(5) says that the system looks there first and,
//! having found it, nowhere else, and for services that it says are in files.
//!
//! exit(3) does not wait for such a thread; a process whose last thread leaves by pthread_exit(3)
//! does. dlclose leaves oxsock in memory from the first one on.
//!
//! Programs that fork: the thread does not exist in the child, though a close-on-exec socket of the
//! system's resolver may; and if the fork happens while it is inside getaddrinfo, the C library's
//! locks may stay taken in the child, which then can never resolve a name. So fork first, or call
//! exec in the child, or dial names with OX_FOREVER where forks may happen at any moment. Also,
//! unshare(2) of a user namespace and setns(2) into one fail with EINVAL while such a thread
//! exists.
//!
//! Errors common to all that take an endpoint: EINVAL if it is malformed; ENAMETOOLONG for a UNIX
//! name that does not fit; ENODEV for an interface that does not exist, EMFILE or ENFILE where
//! there is no descriptor left to ask the system about it.

use super::addresses::{ox_address, store};
use super::{given, reply};
use crate::endpoint::Endpoint;
use crate::error::Result;
use crate::everyday::{dial, inherit, listen};
use crate::socket::faults;
use crate::sys::interface::INTERFACES;
use crate::sys::User;
use core::ffi::{c_char, c_int};

/// The host has no address of a family that the system can use.
pub const OX_EAI_ADDRFAMILY: c_int = -3001;
/// The name could not be resolved now; later it may be.
pub const OX_EAI_AGAIN: c_int = -3002;
/// The name could not be resolved: a server failed permanently, or sent a malformed answer.
pub const OX_EAI_FAIL: c_int = -3003;
/// The resolver does not support the family.
pub const OX_EAI_FAMILY: c_int = -3004;
/// The resolver had not enough memory.
pub const OX_EAI_MEMORY: c_int = -3005;
/// The name exists, but no address is known for it.
pub const OX_EAI_NODATA: c_int = -3006;
/// The host or the service is not known.
pub const OX_EAI_NONAME: c_int = -3007;
/// The service is not known for this type of socket.
pub const OX_EAI_SERVICE: c_int = -3008;

/// Connect to an endpoint by the deadline, resolving names included. Every address of a name is
/// tried, IPv6 and IPv4 in turns, each a quarter of a second after the one before, or at once when
/// that has failed; the first connection wins, and the others are closed (RFC 8305). The system's
/// order decides which family begins. While the addresses of one family are known and those of the
/// other are not yet, the known ones are tried. If all fail, the error is the most informative one:
/// that a host refused rather than that another was unreachable; ox_explanation has all of them.
///
/// The addresses 0.0.0.0 and [::] mean this machine, as with connect(2), also if a name resolves to
/// them, as in hosts files that block names.
///
/// TCP sockets get TCP_NODELAY. Datagram sockets are connected to the first address that there is
/// a route to; a UNIX datagram socket also gets an abstract name of the system's choice, so that it
/// can be answered. A TCP socket that the system would connect to itself is refused.
///
/// Returns the handle of a blocking socket without deadlines. Errors: ETIMEDOUT past the deadline
/// (a name is then not looked up, not even in a file); EINTR as ox_interruptible says; OX_EAI_AGAIN
/// and the others for a name that cannot be resolved; ENOMEM also where no thread can be started to
/// resolve it; EINVAL also for an endpoint that is for listeners only (*, ?mode=), and for a
/// negative deadline that is not OX_FOREVER; those of socket(2) and connect(2).
#[no_mangle]
pub unsafe extern "C" fn ox_dial(endpoint: *const c_char, deadline: i64) -> c_int {
    // SAFETY: the C caller answers for `endpoint`: a string.
    let endpoint = unsafe { parse(endpoint) };
    reply(endpoint.and_then(|endpoint| dial::dial(&endpoint, deadline)))
}

/// Begin to connect to an endpoint, and do not wait: for programs with an event loop of their own.
/// It has to be a numeric host and port or a UNIX socket. Resolve a name by ox_resolve before, and
/// dial the text of one of its addresses (ox_address_text). There is one attempt, at one address;
/// otherwise it is as ox_dial, except that a TCP socket which the system connects to itself is not
/// noticed.
///
/// Poll the handle for POLLOUT, then read the option socket.error: 0 if it is connected. A failure
/// may also be returned at once.
///
/// Returns the handle of a non-blocking socket (O_NONBLOCK) without deadlines.
/// Errors: EAGAIN if the queue of a UNIX listener is full; EINVAL also for an endpoint that is for
/// listeners only, or that has a name in it; those of socket(2) and connect(2), except EINPROGRESS.
#[no_mangle]
pub unsafe extern "C" fn ox_dial_start(endpoint: *const c_char) -> c_int {
    // SAFETY: the C caller answers for `endpoint`: a string.
    let endpoint = unsafe { parse(endpoint) };
    reply(endpoint.and_then(|endpoint| dial::start(&endpoint)))
}

/// Open a socket that listens at an endpoint, or, for datagrams, is bound to it. If the host is a
/// name, the first of its addresses that this machine has is used. backlog is that of listen(2);
/// datagram sockets ignore it. Port 0 lets the system choose, and so does "unix:" with no name;
/// ox_local tells what it has chosen.
///
/// At * and [::] it serves IPv6 and IPv4; where the system has no IPv6, * is IPv4 alone. TCP
/// listeners can be started again at once (SO_REUSEADDR), and their connections get TCP_NODELAY.
///
/// At a UNIX path, the file that a dead server left is replaced; that of a running one never is,
/// whether it has begun to listen or not. Of several servers that start at the same moment one
/// succeeds, if they are in one network namespace: the lock is an abstract name. A file that this
/// process may not write to is left alone, because it cannot be found out whether its server runs.
/// ?mode= gives the file exactly these permission bits, whatever the umask, and at no moment more.
/// The file goes away when the handle is closed by the process that made it, also where others share
/// the socket or have a duplicate, unless it is no longer that file. ox_release leaves it, and so
/// does a process that ends without closing. For a relative path the handle also holds a descriptor
/// of the current directory, so that the file is found from elsewhere.
///
/// Returns the handle of a blocking socket.
/// Errors: EADDRINUSE if somebody else is there; ENOTSOCK if there is a file that is no socket;
/// EBUSY if another program holds, for some seconds, the abstract name that serves as the lock for
/// replacing the file (ox_explanation has it); EINTR as ox_interruptible says; ENOMEM also for more
/// than 4096 UNIX paths at once; OX_EAI_AGAIN and the others for a name that cannot be resolved;
/// those of socket(2), bind(2) and listen(2).
#[no_mangle]
pub unsafe extern "C" fn ox_listen_on(endpoint: *const c_char, backlog: c_int) -> c_int {
    // SAFETY: the C caller answers for `endpoint`: a string.
    let endpoint = unsafe { parse(endpoint) };
    reply(endpoint.and_then(|endpoint| listen::listen_on(&endpoint, backlog)))
}

/// Resolve an endpoint by the deadline, as ox_dial does: its addresses, in the order in which
/// ox_dial tries them; if the deadline comes before all are known, those that are. At most room of
/// them are stored at addresses.
///
/// Returns how many there are, which may be more than room.
/// Errors: those of ox_dial that come before connecting.
#[no_mangle]
pub unsafe extern "C" fn ox_resolve(
    endpoint: *const c_char,
    addresses: *mut ox_address,
    room: usize,
    deadline: i64,
) -> c_int {
    // SAFETY: the C caller answers for both: a string, and `room` addresses to write.
    let (endpoint, addresses) = unsafe { (parse(endpoint), User::new(addresses)) };
    let found = endpoint.and_then(|endpoint| dial::addresses(&endpoint, deadline));
    reply(found.and_then(|found| {
        for (i, address) in found.iter().take(room).enumerate() {
            store(addresses.skip(i), address)?;
        }
        Ok(found.len() as c_int)
    }))
}

/// Take in a socket that a service manager passed to this process, as sd_listen_fds(3) says it
/// does (LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES): the i-th, counted from 0, of those with this
/// name, or of all if name is NULL. Each is handed out once, and only the first 1024 are. When the
/// first is handed out, all others are made close-on-exec, too.
///
/// Returns a handle, as ox_adopt.
/// Errors: ENOENT if there is none, or if it has been handed out, or if not all of the descriptors
/// are open at the first call (then nothing is touched); those of ox_adopt.
#[no_mangle]
pub unsafe extern "C" fn ox_inherit(name: *const c_char, i: c_int) -> c_int {
    let name = match name.is_null() {
        true => Ok(None),
        // SAFETY: the C caller answers for `name`: a string.
        false => unsafe { given(name) }.map(Some),
    };
    reply(name.and_then(|name| inherit::inherit(name, i)))
}

/// The endpoint that a text names. The fault rules of the environment are read first, because
/// resolving names and checking files come next, which rules apply to; and because reading them
/// later would take more stack in all.
///
/// # Safety
///
/// `text`, unless null, must be a string.
unsafe fn parse(text: *const c_char) -> Result<Endpoint> {
    faults::read_environment();
    // SAFETY: promised.
    let text = unsafe { given(text) }?;
    Ok(Endpoint::parse(text, &INTERFACES)?)
}
