//! Listening: from an endpoint to a socket that listens, or is bound for datagrams.
#![forbid(unsafe_code)]

use super::number::set_number;
use super::stale;
use crate::address::{Address, Kind, Place, UnixName};
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::handle::Handle;
use crate::resolve::resolve;
use crate::socket::{close, control, open, path};
use crate::sys::file::{self, Identity, Path, Status, HERE};
use crate::time::FOREVER;

/// A blocking socket that listens at the endpoint, or is bound to it if it is for datagrams.
#[inline(never)] // for the reason at `dial`
pub fn listen_on(endpoint: &Endpoint, backlog: i32) -> Result<Handle> {
    let handle = match *endpoint {
        Endpoint::Unix {
            kind,
            name: name @ UnixName::Path(ref path),
            mode,
        } => {
            let address = Address::new(kind, Place::Unix(name))?;
            open_file(&address, &Path::new(path)?, mode)?
        }
        _ => open_first(&resolve(endpoint, FOREVER)?)?,
    };
    if endpoint.kind() != Kind::Datagram {
        or_close(handle, control::listen(handle.number(), backlog).map(drop))?;
    }
    Ok(handle)
}

fn or_close<T>(handle: Handle, result: Result<T>) -> Result<T> {
    result.inspect_err(|_| {
        let _ = close::close(handle.number());
    })
}

/// Listen at the first of the addresses that this machine has. EINVAL is a link-local address
/// without its zone. If the address is in use, it is an error: clients would reach another server
/// there.
fn open_first(addresses: &[Address]) -> Result<Handle> {
    let mut result = Err(Error::OX_EAI_NODATA);
    for address in addresses {
        result = open_at(address);
        match result {
            Err(Error::EAFNOSUPPORT | Error::EADDRNOTAVAIL | Error::EINVAL) => {}
            _ => break,
        }
    }
    result
}

fn open_at(address: &Address) -> Result<Handle> {
    let handle = open(address)?;
    or_close(handle, set_up(handle.number(), address))?;
    Ok(handle)
}

fn open(address: &Address) -> Result<Handle> {
    open::open_to_use(address.family(), address.kind().socket_type(), 0)
}

fn set_up(s: i32, address: &Address) -> Result<()> {
    if let Place::V6 { addr, .. } = address.place() {
        if addr.is_unspecified() {
            set_number(s, libc::IPPROTO_IPV6, libc::IPV6_V6ONLY, 0)?;
        }
    }
    if address.family() != libc::AF_UNIX && address.kind() == Kind::Stream {
        // Not for datagrams, where it would let another program bind the same port.
        set_number(s, libc::SOL_SOCKET, libc::SO_REUSEADDR, 1)?;
        // Connections inherit it from the listener.
        set_number(s, libc::IPPROTO_TCP, libc::TCP_NODELAY, 1)?;
    }
    control::bind_to(s, address).map(drop)
}

/// Listen at a path.
fn open_file(address: &Address, path: &Path, mode: Option<u32>) -> Result<Handle> {
    let reservation = path::reserve(path)?;
    let handle = open(address)?;
    or_close(handle, bind_file(handle.number(), address, path, mode))?;
    let status = or_close(handle, look_at_own(path))?;
    // From here on, closing the handle removes the file.
    or_close(handle, path::keep(handle, reservation, status.identity))?;
    match mode {
        Some(mode) if mode != status.permissions() => {
            or_close(handle, permit(path, status.identity, mode))?;
        }
        _ => {}
    }
    Ok(handle)
}

/// The file never permits more than the mode. bind(2) gives it the socket's own mode, less the
/// umask; what the umask removed is added before the socket listens.
fn bind_file(s: i32, address: &Address, path: &Path, mode: Option<u32>) -> Result<()> {
    if let Some(mode) = mode {
        path::limit(s, mode)?;
    }
    stale::bind(s, address, path)
}

/// Set the file's permission bits, but not those of another file that has replaced it.
fn permit(path: &Path, identity: Identity, mode: u32) -> Result<()> {
    let pinned = file::pin(path)?;
    if file::look_at(pinned.fd())?.identity != identity {
        return Err(Error::EADDRINUSE);
    }
    file::permit_pinned(pinned.fd(), mode)
}

/// The status of the socket's own file. Its socket is open, so no server has replaced it.
fn look_at_own(path: &Path) -> Result<Status> {
    file::look(HERE, path).inspect_err(|_| {
        let _ = file::remove(HERE, path);
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use core::net::{Ipv4Addr, Ipv6Addr};

    #[test]
    fn an_address_without_its_scope_is_passed_over() {
        let (zone, port) = (0, 0);
        let addr = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 1);
        let unscoped = Address::new(Kind::Stream, Place::V6 { addr, zone, port }).unwrap();
        let addr = Ipv4Addr::LOCALHOST;
        let local = Address::new(Kind::Stream, Place::V4 { addr, port }).unwrap();
        let handle = open_first(&[unscoped, local]).unwrap();
        let bound = control::local_address(handle.number()).unwrap();
        assert_eq!(bound.family(), libc::AF_INET);
        close::close(handle.number()).unwrap();
    }
}
