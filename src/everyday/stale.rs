//! The files of servers that died: they are replaced, those of living ones never are.
//!
//! A socket is asked for with one of another type: the system then tells, without a connection
//! being made, whether some process still has it open, listening already or not. So the one thing
//! to be guarded against is that two servers find the same file stale, and the second removes
//! what the first has put in its place. While one replaces a file it holds a lock for that, in a
//! file beside it, which is gone afterwards.

use crate::address::Address;
use crate::error::{Error, Result};
use crate::explain::Explained;
use crate::sys::descriptor::Owned;
use crate::sys::file::Identity;
use crate::sys::{file, socket, Fd};
use std::ffi::{CStr, CString};

/// Bind a socket to a path, where such a file may be. EADDRINUSE if a server is alive there,
/// ENOTSOCK if something else is.
pub fn bind(fd: Fd, address: &Address, path: &CStr) -> Result<()> {
    match socket::bind_to(fd, address) {
        Err(Error::EADDRINUSE) => refuse_unless_stale(address, path)?,
        result => return result.map(drop),
    }
    let _lock = Lock::take(path)?;
    loop {
        match socket::bind_to(fd, address) {
            Err(Error::EADDRINUSE) => remove_stale(address, path)?,
            result => return result.map(drop),
        }
    }
}

fn remove_stale(address: &Address, path: &CStr) -> Result<()> {
    refuse_unless_stale(address, path)?;
    match file::remove(path) {
        Err(Error::ENOENT) => Ok(()),
        result => result,
    }
}

fn refuse_unless_stale(address: &Address, path: &CStr) -> Result<()> {
    match file::look(path) {
        Ok(status) if status.is_socket() => {}
        Ok(_) => {
            let text = format!("{address}: there is a file that is not a socket");
            return Err(Explained::new(Error::ENOTSOCK, text).into());
        }
        Err(Error::ENOENT) => return Ok(()),
        Err(error) => return Err(error),
    }
    let probe = Owned::new(socket::socket(libc::AF_UNIX, libc::SOCK_DGRAM, 0)?);
    match socket::connect_at_once(probe.fd(), address) {
        Err(Error::ECONNREFUSED | Error::ENOENT) => Ok(()),
        // Connected to one for datagrams; of another type; or connected to another already.
        Ok(_) | Err(Error::EPROTOTYPE | Error::EPERM) => Err(Error::EADDRINUSE),
        Err(error) => Err(error),
    }
}

/// Whoever has it is the only one to replace the file.
struct Lock {
    path: CString,
    identity: Identity,
    _file: Owned,
}

impl Lock {
    fn take(path: &CStr) -> Result<Self> {
        let name = [path.to_bytes(), b".oxsock-lock"].concat();
        let path = CString::new(name).map_err(|_| Error::EINVAL)?;
        loop {
            let file = file::open_lock(&path)?;
            file::lock(file.fd())?;
            let locked = file::look_at(file.fd())?.identity;
            // Unless the one before removed this file while we waited for it.
            match file::look(&path) {
                Ok(status) if status.identity == locked => {
                    return Ok(Self {
                        path,
                        identity: locked,
                        _file: file,
                    });
                }
                Ok(_) | Err(Error::ENOENT) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        file::clear_away(&self.path, self.identity); // while the lock is held, which ends with its file
    }
}
