//! Every day: dialling and listening.
//!
//! These know what a program usually wants, where the calls above do only what they are told. An
//! endpoint is a text; see "Addresses". Where it is malformed, or its names cannot be resolved,
//! ox_explanation says what is wrong.
//!
//! Names are resolved as everywhere on this machine, by getaddrinfo(3), which knows no deadline
//! and which no signal can end. So under a deadline, or while ox_interruptible is on, threads of
//! oxsock's own ask it, with all signals blocked. What comes first of the deadline and the signal
//! leaves them behind; they end by themselves when the system's resolver gives up. Else the calling
//! thread asks: with OX_FOREVER, and where no server is needed. That is so for numeric hosts and
//! ports, for names in /etc/hosts if nsswitch.conf(5) says that the system looks there first and,
//! having found it, nowhere else, and for services that it says are in files.
//!
//! No exit waits for such a thread, but that of a process whose last thread leaves by pthread_exit.
//! dlclose leaves oxsock in memory from the first one on.
//!
//! Those who fork have to know: the thread is not there in the child, though a close-on-exec socket
//! of the system's resolver may be; and if the fork happens while it is inside getaddrinfo, the C
//! library's locks may stay taken in the child, which then can resolve no name, ever. So fork
//! first, or call exec in the child, or dial names with OX_FOREVER where there are forks at any
//! moment. And unshare(2) of a user namespace, as setns(2) into one, fails with EINVAL while such a
//! thread is there.

use super::addresses::{ox_address, store};
use super::{given, reply};
use crate::endpoint::Endpoint;
use crate::error::Result;
use crate::everyday::{dial, inherit, listen};
use crate::sys::interface::INTERFACES;
use crate::sys::User;
use core::ffi::{c_char, c_int};

/// The host has no address of a family that the system can use.
pub const OX_EAI_ADDRFAMILY: c_int = -3001;
/// The name could not be resolved now; later it may be.
pub const OX_EAI_AGAIN: c_int = -3002;
/// The name could not be resolved: a server failed for good, or spoke nonsense.
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

/// Connect to an endpoint by the deadline, names and all. Every address of a name is tried, IPv6
/// and IPv4 in turns, each a quarter of a second after the one before, or at once when that has
/// failed; the first to be connected wins, and the others are closed (RFC 8305). The system's
/// order decides which family begins. Where the addresses of one family are known and those of the
/// other are long in coming, the first are tried meanwhile. If all fail, the error is the most telling one: that a host refused rather than that another
/// was unreachable; ox_explanation has all of them.
///
/// The addresses 0.0.0.0 and [::] lead to this machine, as with connect(2), also where a name stands
/// for them: some hosts files have them for names that are to lead nowhere.
///
/// TCP sockets get TCP_NODELAY. Datagram sockets are connected to the first address that there is
/// a way to; a UNIX datagram socket also gets an abstract name of the system's choice, so that it
/// can be answered. A TCP socket that the system would connect to itself is refused.
///
/// Returns the handle of a blocking socket without deadlines.
/// Errors: ETIMEDOUT past the deadline; EINTR as ox_interruptible says; OX_EAI_AGAIN and the others
/// for a name that cannot be resolved; EINVAL for a malformed endpoint, or one that is for listeners only (*, ?mode=); those
/// of socket(2) and connect(2).
#[no_mangle]
pub unsafe extern "C" fn ox_dial(endpoint: *const c_char, deadline: i64) -> c_int {
    // SAFETY: the C caller answers for `endpoint`: a string.
    let endpoint = unsafe { parse(endpoint) };
    reply(endpoint.and_then(|endpoint| dial::dial(&endpoint, deadline)))
}

/// Begin to connect to an endpoint, and do not wait: for programs with an event loop of their own.
/// It has to be a numeric host and port or a UNIX socket; names are resolved by ox_resolve, and
/// one of its addresses then written as text. There is one attempt, at one address; for the rest it
/// is as ox_dial, but that a TCP socket which the system connects to itself is not noticed.
///
/// Poll the handle for POLLOUT, then read the option socket.error: 0 if it is connected. A failure
/// may also be told at once.
///
/// Returns the handle of a non-blocking socket (O_NONBLOCK) without deadlines.
/// Errors: EAGAIN if the queue of a UNIX listener is full; EINVAL for a malformed endpoint, one that
/// is for listeners only, or one with a name in it; those of socket(2) and connect(2), but for
/// EINPROGRESS.
#[no_mangle]
pub unsafe extern "C" fn ox_dial_start(endpoint: *const c_char) -> c_int {
    // SAFETY: the C caller answers for `endpoint`: a string.
    let endpoint = unsafe { parse(endpoint) };
    reply(endpoint.and_then(|endpoint| dial::start(&endpoint)))
}

/// Open a socket that listens at an endpoint, or, for datagrams, is bound to it. Of a name it is
/// the first address that this machine has. backlog is that of listen(2); datagram sockets ignore
/// it. Port 0 lets the system choose, and so does "unix:" with no name; ox_local tells what.
///
/// At * and [::] it serves IPv6 and IPv4; where the system has no IPv6, * is IPv4 alone. TCP
/// listeners can be started again at once (SO_REUSEADDR), and their connections get TCP_NODELAY.
///
/// At a UNIX path, the file that a dead server left is replaced; that of a living one never is,
/// whether it has begun to listen or not, and of several servers that start at the same moment
/// one succeeds. Who may not write to a file cannot be told whether its server is alive, and
/// leaves it. ?mode= gives the file exactly these permission bits, whatever the umask, and at no
/// moment more. The file goes away when the handle is closed by the process that made it, unless
/// it is no longer that file; ox_release leaves it. For a relative path the handle also holds a
/// descriptor of the current directory, so that the file is found from elsewhere.
///
/// Returns the handle of a blocking socket.
/// Errors: EADDRINUSE if somebody else is there; ENOTSOCK if there is a file that is no socket;
/// EBUSY if another program keeps, for some seconds, the abstract name that is the right to replace
/// the file (ox_explanation has it); EINVAL for a malformed endpoint; ENAMETOOLONG for a path that
/// does not fit; ENOMEM also for more than 4096 UNIX paths at once; OX_EAI_AGAIN and the others for
/// a name that cannot be resolved; those of socket(2), bind(2) and listen(2).
#[no_mangle]
pub unsafe extern "C" fn ox_listen_on(endpoint: *const c_char, backlog: c_int) -> c_int {
    // SAFETY: the C caller answers for `endpoint`: a string.
    let endpoint = unsafe { parse(endpoint) };
    reply(endpoint.and_then(|endpoint| listen::listen_on(&endpoint, backlog)))
}

/// Resolve an endpoint by the deadline, as ox_dial does: its addresses, in the order in which that
/// tries them; if the deadline comes before all are known, those that are. At most room
/// of them are stored at addresses.
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
/// name, or of all if name is null. Each is given once; beyond the first 1024 none is. When the
/// first is given, those not asked for are made close-on-exec, too.
///
/// Returns a handle, as ox_adopt.
/// Errors: ENOENT if there is none, or it has been given, or if so many descriptors are not there at
/// the first time (then nothing is touched); those of ox_adopt.
#[no_mangle]
pub unsafe extern "C" fn ox_inherit(name: *const c_char, i: c_int) -> c_int {
    let name = match name.is_null() {
        true => Ok(None),
        // SAFETY: the C caller answers for `name`: a string.
        false => unsafe { given(name) }.map(Some),
    };
    reply(name.and_then(|name| inherit::inherit(name, i)))
}

/// The endpoint that a text names.
///
/// # Safety
///
/// `text`, unless null, must be a string.
unsafe fn parse(text: *const c_char) -> Result<Endpoint> {
    // SAFETY: promised.
    let text = unsafe { given(text) }?;
    Ok(Endpoint::parse(text, &INTERFACES)?)
}
