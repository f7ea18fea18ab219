//! Listening: from an endpoint to a socket that waits for connections, or for datagrams.

use super::stale;
use crate::address::{Address, Kind, Place, UnixName};
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::handle::Handle;
use crate::resolve::resolve;
use crate::socket::{close, open, path};
use crate::sys::descriptor::Owned;
use crate::sys::file::{self, Identity};
use crate::sys::{option, socket};
use crate::time::FOREVER;
use std::ffi::CString;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

/// A blocking socket that listens at the endpoint, or is bound to it if it is for datagrams.
pub fn listen_on(endpoint: &Endpoint, backlog: i32) -> Result<Handle> {
    let place = open::reserve()?;
    let addresses = resolve(endpoint, FOREVER)?;
    let (socket, file) = match *endpoint {
        Endpoint::Unix {
            name: UnixName::Path(ref path),
            mode,
            ..
        } => {
            let address = addresses.first().ok_or(Error::EINVAL)?;
            let (socket, file) = bind_file(address, path, mode)?;
            (socket, Some(file))
        }
        _ => (bind_first(&addresses)?, None),
    };
    if endpoint.kind() != Kind::Datagram {
        socket::listen(socket.fd(), backlog)?;
    }
    let type_ = endpoint.kind().socket_type();
    let traits = open::flags(option::domain(socket.fd())?, type_);
    let handle = open::install(place, socket.into_fd(), traits)?;
    if let Some(file) = file {
        file.leave_to(handle)?;
    }
    Ok(handle)
}

/// At the first of the addresses that this machine has. One that it has but that is taken is an
/// error: clients would find somebody else there.
fn bind_first(addresses: &[Address]) -> Result<Owned> {
    let mut result = Err(Error::OX_EAI_NODATA);
    for address in addresses {
        result = bind(address);
        match &result {
            Err(error) if [libc::EAFNOSUPPORT, libc::EADDRNOTAVAIL].contains(&error.code()) => {}
            _ => break,
        }
    }
    result
}

fn bind(address: &Address) -> Result<Owned> {
    let socket = open(address)?;
    let fd = socket.fd();
    if let Place::V6 { addr, .. } = address.place() {
        if addr.is_unspecified() {
            option::set_number(fd, libc::IPPROTO_IPV6, libc::IPV6_V6ONLY, 0)?;
        }
    }
    if address.family() != libc::AF_UNIX && address.kind() == Kind::Stream {
        // For datagrams this would let another program take the port as well.
        option::set_number(fd, libc::SOL_SOCKET, libc::SO_REUSEADDR, 1)?;
        // The connections inherit it.
        option::set_number(fd, libc::IPPROTO_TCP, libc::TCP_NODELAY, 1)?;
    }
    socket::bind_to(fd, address)?;
    Ok(socket)
}

fn open(address: &Address) -> Result<Owned> {
    let type_ = address.kind().socket_type();
    socket::socket(address.family(), type_, 0).map(Owned::new)
}

/// Bind a socket to a path. The file never permits more than the mode says: the socket's own
/// mode is that of its file, less the umask, and what the umask took is given back before anybody
/// can connect.
fn bind_file(address: &Address, path: &[u8], mode: Option<u32>) -> Result<(Owned, File)> {
    let socket = open(address)?;
    let path = absolute(path)?;
    if let Some(mode) = mode {
        file::permit(socket.fd(), mode)?;
    }
    stale::bind(socket.fd(), address, &path)?;
    // It is ours, and nobody replaces it while the socket is open.
    let status = file::look(&path).inspect_err(|_| {
        let _ = file::remove(&path);
    })?;
    let file = File {
        identity: status.identity,
        path,
        is_left: false,
    };
    match mode {
        Some(mode) if mode != status.permissions() => file::permit_at(&file.path, mode)?,
        _ => {}
    }
    Ok((socket, file))
}

/// The same path, for when the program has changed its directory.
fn absolute(path: &[u8]) -> Result<CString> {
    let path = std::ffi::OsString::from_vec(path.to_vec());
    let absolute = std::path::absolute(Path::new(&path))
        .map_err(|error| Error::new(error.raw_os_error().unwrap_or(libc::EINVAL)))?;
    CString::new(absolute.into_os_string().into_vec()).map_err(|_| Error::EINVAL)
}

/// The file that a listener made. It is removed if the listener does not come about.
struct File {
    path: CString,
    identity: Identity,
    is_left: bool,
}

impl File {
    /// From here on it goes away with the handle.
    fn leave_to(mut self, handle: Handle) -> Result<()> {
        let kept = path::keep(handle, &self.path, self.identity);
        match kept {
            Ok(()) => self.is_left = true,
            Err(_) => drop(close::close(handle.number())),
        }
        kept
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if !self.is_left {
            file::clear_away(&self.path, self.identity);
        }
    }
}
