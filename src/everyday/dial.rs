//! Dialling: from an endpoint to a connection.

use super::failures::Failures;
use super::race::{self, Race};
use crate::address::{Address, Kind, Place, UnixName};
use crate::endpoint::{Endpoint, Host};
use crate::error::{Error, Explained, Result};
use crate::handle::Handle;
use crate::resolve::{self, Addresses, Resolution};
use crate::socket::{interruptible, open};
use crate::sys::descriptor::{self, Owned};
use crate::sys::{option, socket};
use crate::time::{self, FOREVER};

/// A blocking socket connected to the endpoint. Not inlined, so that the stack for reading the
/// endpoint and the environment is free again.
#[inline(never)]
pub fn dial(endpoint: &Endpoint, deadline: i64) -> Result<Handle> {
    refuse_for_listeners(endpoint, deadline)?;
    let place = open::reserve()?;
    let connected = match *endpoint {
        Endpoint::Inet { .. } => Race::new(Resolution::begin(endpoint, deadline)?).run(deadline),
        Endpoint::Unix { kind, name, .. } => {
            connect_local(&Address::new(kind, Place::Unix(name))?, deadline)
        }
    }?;
    let domain = option::domain(connected.fd())?;
    let traits = open::flags(domain, endpoint.kind().socket_type());
    open::install(place, connected.into_fd(), traits)
}

/// A non-blocking socket that is being connected to the endpoint, which must contain no name that
/// has to be resolved.
#[inline(never)]
pub fn start(endpoint: &Endpoint) -> Result<Handle> {
    refuse_for_listeners(endpoint, FOREVER)?;
    let addresses = endpoint.addresses_numeric();
    let address = addresses.first().ok_or_else(|| {
        Explained::new(
            Error::EINVAL,
            format_args!("{endpoint}: there is a name, which would have to be looked up"),
        )
    })?;
    let place = open::reserve()?;
    let started = match address.place() {
        Place::Unix(_) => start_local(address),
        _ => race::start(address).map(|(socket, _)| socket),
    };
    let socket = started.inspect_err(|&error| explain(address, error))?;
    let type_ = endpoint.kind().socket_type() | libc::SOCK_NONBLOCK;
    let traits = open::flags(address.family(), type_);
    open::install(place, socket.into_fd(), traits)
}

/// The addresses that `dial` would try, in this order.
#[inline(never)]
pub fn addresses(endpoint: &Endpoint, deadline: i64) -> Result<Addresses> {
    refuse_for_listeners(endpoint, deadline)?;
    resolve::resolve(endpoint, deadline)
}

fn refuse_for_listeners(endpoint: &Endpoint, deadline: i64) -> Result<()> {
    if deadline < FOREVER {
        return Err(Error::EINVAL);
    }
    let wrong = match endpoint {
        Endpoint::Inet {
            host: Host::Any, ..
        } => "host *: only listeners are at every address",
        Endpoint::Unix {
            name: UnixName::Unnamed,
            ..
        } => "name: missing",
        Endpoint::Unix { mode: Some(_), .. } => "parameter mode: only listeners make a file",
        _ => return Ok(()),
    };
    Err(Explained::new(Error::EINVAL, wrong).into())
}

/// Connect to a UNIX socket. This waits only while the listener's queue is full.
fn connect_local(address: &Address, deadline: i64) -> Result<Owned> {
    let connect = || {
        let socket = open_local(address)?;
        let mut connected = socket::connect_at_once(socket.fd(), address);
        if connected == Err(Error::EAGAIN) && interruptible::is_on() {
            connected = try_from_time_to_time(&socket, address, deadline);
        }
        descriptor::set_nonblocking(socket.fd(), false)?;
        match connected {
            Err(Error::EAGAIN) => wait_in_line(&socket, address, deadline)?,
            result => drop(result?),
        }
        Ok(socket)
    };
    connect().inspect_err(|&error| explain(address, error))
}

fn start_local(address: &Address) -> Result<Owned> {
    let socket = open_local(address)?;
    socket::connect_at_once(socket.fd(), address)?;
    Ok(socket)
}

/// A non-blocking socket.
fn open_local(address: &Address) -> Result<Owned> {
    let type_ = address.kind().socket_type() | libc::SOCK_NONBLOCK;
    let socket = Owned::new(socket::socket(libc::AF_UNIX, type_, 0)?);
    if address.kind() == Kind::Datagram {
        // The peer needs an address to reply to.
        socket::bind_to(socket.fd(), &Address::new(Kind::Datagram, UNNAMED)?)?;
    }
    Ok(socket)
}

/// For this address the kernel chooses an abstract name.
const UNNAMED: Place = Place::Unix(UnixName::Unnamed);

/// For a call that signals end: a blocking connect(2) would miss a signal that comes just before
/// it.
fn try_from_time_to_time(socket: &Owned, address: &Address, deadline: i64) -> Result<i32> {
    let mut held = None;
    while !time::is_past(deadline) {
        interruptible::pause(&mut held, deadline)?;
        match socket::connect_at_once(socket.fd(), address) {
            Err(Error::EAGAIN) => {}
            result => return result,
        }
    }
    Err(Error::ETIMEDOUT)
}

/// How long the kernel waits at a time, in microseconds: a day. Without a timeout, the kernel would
/// restart the wait after a signal.
const LONG: i64 = 86_400_000_000;

/// Wait in a blocking connect(2): the kernel queues the waiting processes, and SO_SNDTIMEO limits
/// the wait.
fn wait_in_line(socket: &Owned, address: &Address, deadline: i64) -> Result<()> {
    loop {
        if time::is_past(deadline) {
            return Err(Error::ETIMEDOUT);
        }
        let left = match deadline {
            FOREVER => LONG,
            deadline => (deadline - time::now()).clamp(1, LONG),
        };
        option::set_timeout(socket.fd(), option::SNDTIMEO, left)?;
        match socket::connect_to(socket.fd(), address) {
            // The time is over; or a rule has decided so at once.
            Err(Error::EAGAIN) => interruptible::pause(&mut None, deadline)?,
            Err(Error::EINTR) if !interruptible::is_on() => {}
            result => {
                result?;
                return option::set_timeout(socket.fd(), option::SNDTIMEO, 0);
            }
        }
    }
}

fn explain(address: &Address, error: Error) {
    let mut failures = Failures::default();
    match error {
        Error::ETIMEDOUT => failures.note_silence(address),
        error => failures.note(address, error),
    }
    failures.publish();
}
