//! Dialling: from an endpoint to a connection.

use super::race::Race;
use crate::address::{Address, Kind, UnixName};
use crate::endpoint::{Endpoint, Host};
use crate::error::{Error, Result};
use crate::explain::Explained;
use crate::handle::Handle;
use crate::resolve::resolve;
use crate::socket::open;
use crate::sys::descriptor::{self, Owned};
use crate::sys::{option, socket};
use crate::time::{self, FOREVER};

/// A blocking socket connected to the endpoint.
pub fn dial(endpoint: &Endpoint, deadline: i64) -> Result<Handle> {
    let addresses = addresses(endpoint, deadline)?;
    let place = open::reserve()?;
    let connected = match endpoint {
        Endpoint::Inet { .. } => Race::new(&addresses).run(deadline)?,
        Endpoint::Unix { .. } => connect_local(addresses.first(), deadline)?,
    };
    let traits = open::flags(
        option::domain(connected.fd())?,
        endpoint.kind().socket_type(),
    );
    open::install(place, connected.into_fd(), traits)
}

/// Where `dial` would try, in this order.
pub fn addresses(endpoint: &Endpoint, deadline: i64) -> Result<Vec<Address>> {
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
        _ => return resolve(endpoint, deadline),
    };
    Err(Explained::new(Error::EINVAL, wrong).into())
}

/// To a UNIX socket. It is there or not; what can take time is that its queue is full.
fn connect_local(address: Option<&Address>, deadline: i64) -> Result<Owned> {
    let address = address.ok_or(Error::EINVAL)?;
    let type_ = address.kind().socket_type() | libc::SOCK_NONBLOCK;
    let socket = Owned::new(socket::socket(libc::AF_UNIX, type_, 0)?);
    if address.kind() == Kind::Datagram {
        // Or nobody could answer.
        socket::bind_to(socket.fd(), &Address::new(Kind::Datagram, UNNAMED)?)?;
    }
    let connected = socket::connect_at_once(socket.fd(), address);
    descriptor::set_nonblocking(socket.fd(), false)?;
    match connected {
        Err(Error::EAGAIN) => wait_in_line(&socket, address, deadline)?,
        result => drop(result?),
    }
    Ok(socket)
}

/// To this address the system binds a name of its own choice.
const UNNAMED: crate::address::Place = crate::address::Place::Unix(UnixName::Unnamed);

/// The kernel keeps the line, and it knows a timeout.
fn wait_in_line(socket: &Owned, address: &Address, deadline: i64) -> Result<()> {
    loop {
        if time::is_past(deadline) {
            return Err(Error::ETIMEDOUT);
        }
        if deadline != FOREVER {
            let left = (deadline - time::now()).max(1);
            option::set_timeout(socket.fd(), libc::SO_SNDTIMEO, left)?;
        }
        match socket::connect_to(socket.fd(), address) {
            Err(Error::EAGAIN | Error::EINTR) => {}
            result => {
                result?;
                return option::set_timeout(socket.fd(), libc::SO_SNDTIMEO, 0);
            }
        }
    }
}
