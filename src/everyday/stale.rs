//! The files of UNIX listeners whose server has died. They are replaced; that of a live server
//! never is.
//!
//! To find out whether a socket is open, a socket of another type is connected to it: the kernel's
//! error then says, without a connection being made, whether some process still has it open,
//! listening or not. A dead file's socket can never be opened again. So the danger is that the file
//! is another one by the time that it is removed:
//!
//! - The file is kept referenced meanwhile (O_PATH), so that no other file gets its device and
//!   inode, which are compared before it is removed.
//! - bind(2) is tried once more after the file was first seen. While another process binds, the
//!   file exists for a moment before its socket, and looks dead; the second bind(2) waits until
//!   that is over.
//! - Only one process at a time removes it: the one that has bound an abstract name made of the
//!   device and inode. A lock file could be created and held by anybody who may write to a shared
//!   directory, and could be left behind; the abstract name disappears with its holder, and the
//!   wait for it is limited.
#![forbid(unsafe_code)]

use crate::address::{Address, Kind, Place, UnixName};
use crate::error::{Error, Result};
use crate::explain::Explained;
use crate::socket::{close, control, interruptible, open};
use crate::sys::descriptor::Owned;
use crate::sys::file::{self, Identity, Path, Status, HERE};
use crate::time::{self, FOREVER};
use arrayvec::ArrayString;
use core::fmt::Write;

/// How long to go on while others replace the same file, in microseconds. Each of them needs only
/// microseconds while it runs.
const PATIENCE: i64 = 3_000_000;

/// Bind a socket to a path, where such a file may be. EADDRINUSE if a server is alive there, or
/// that cannot be found out; ENOTSOCK if there is another kind of file; EBUSY if another process
/// has held the right to replace the file for `PATIENCE`; EINTR if a signal ends the wait for that.
pub fn bind(s: i32, address: &Address, path: &Path) -> Result<()> {
    let until = time::ahead(PATIENCE);
    let mut held = None;
    let mut signals = None;
    while !is_bound(s, address)? {
        if time::is_past(until) {
            return Err(held.map_or(Error::EADDRINUSE, |file| claim_is_held(address, file)));
        }
        held = None;
        let Some(file) = Found::at(path)? else {
            continue;
        };
        if is_bound(s, address)? {
            break;
        }
        file.refuse_unless_stale(address)?;
        if let Some(_claim) = Claim::on(file.status.identity)? {
            file.remove(path)
                .map_err(|error| cannot_be_removed(address, error))?;
        } else {
            held = Some(file.status.identity);
            interruptible::pause(&mut signals, FOREVER)?; // another process is replacing it
        }
    }
    Ok(())
}

fn is_bound(s: i32, address: &Address) -> Result<bool> {
    match control::bind_to(s, address) {
        Err(Error::EADDRINUSE) => Ok(false),
        result => result.map(|_| true),
    }
}

/// The file at the path, kept referenced.
struct Found {
    pinned: Owned,
    status: Status,
}

impl Found {
    fn at(path: &Path) -> Result<Option<Self>> {
        let pinned = match file::pin(path) {
            Err(Error::ENOENT) => return Ok(None),
            pinned => pinned?,
        };
        let status = file::look_at(pinned.fd())?;
        Ok(Some(Self { pinned, status }))
    }

    fn refuse_unless_stale(&self, address: &Address) -> Result<()> {
        if !self.status.is_socket() {
            return Err(Explained::new(
                Error::ENOTSOCK,
                format_args!("{address}: there is a file that is not a socket"),
            )
            .into());
        }
        match self.is_alive(address) {
            Ok(false) => Ok(()),
            Ok(true) => Err(Error::EADDRINUSE),
            Err(Error::EACCES) => Err(Explained::new(
                Error::EADDRINUSE,
                format_args!(
                    "{address}: whether a server is alive cannot be told without the \
                         permission to write to this file"
                ),
            )
            .into()),
            Err(error) => Err(error),
        }
    }

    /// Whether a process has the file's socket open. EACCES if that cannot be told.
    fn is_alive(&self, address: &Address) -> Result<bool> {
        match answers(address) {
            Err(Error::EACCES) if self.status.is_own() => self.is_alive_if_permitted(address),
            result => result,
        }
    }

    /// The same if this process owns the file but may not write to it: add that permission for a
    /// moment. No other user gets any by that.
    fn is_alive_if_permitted(&self, address: &Address) -> Result<bool> {
        const OWNERS: u32 = 0o200;
        let permissions = self.status.permissions();
        file::permit_pinned(self.pinned.fd(), permissions | OWNERS).map_err(|_| Error::EACCES)?;
        let result = answers(address);
        file::permit_pinned(self.pinned.fd(), permissions)?;
        result
    }

    /// Remove the file if it is still this one.
    fn remove(&self, path: &Path) -> Result<()> {
        match file::look(HERE, path) {
            Ok(status) if status.identity == self.status.identity => file::remove(HERE, path),
            Err(error) if error != Error::ENOENT => Err(error),
            _ => Ok(()),
        }
    }
}

/// Whether a socket is open at an address.
fn answers(address: &Address) -> Result<bool> {
    let probe = open::open_to_use(libc::AF_UNIX, libc::SOCK_DGRAM, 0)?.number();
    let connected = control::connect_to(probe, address);
    let _ = close::close(probe);
    match connected {
        Err(Error::ECONNREFUSED | Error::ENOENT) => Ok(false),
        // A datagram socket, which is now connected; a socket of another type; or one that is
        // connected to another.
        Ok(_) | Err(Error::EPROTOTYPE | Error::EPERM) => Ok(true),
        Err(error) => Err(error),
    }
}

/// The right to remove a file, which only one process at a time has.
struct Claim(i32);

impl Claim {
    /// None if another process has it.
    fn on(file: Identity) -> Result<Option<Self>> {
        let claim = Self(open::open_to_use(libc::AF_UNIX, libc::SOCK_DGRAM, 0)?.number());
        let is_bound = is_bound(claim.0, &claim_name(file)?)?;
        Ok(is_bound.then_some(claim))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let _ = close::close(self.0);
    }
}

fn claim_name(file: Identity) -> Result<Address> {
    let mut name = ArrayString::<64>::new();
    write!(name, "oxsock-stale-{:x}-{:x}", file.device, file.inode).map_err(|_| Error::EINVAL)?;
    Address::new(
        Kind::Datagram,
        Place::Unix(UnixName::hidden(name.as_bytes())?),
    )
}

/// Explain the error, as in a directory that this process may not write to, or a sticky one.
fn cannot_be_removed(address: &Address, error: Error) -> Error {
    Explained::new(
        error,
        format_args!("{address}: no server is alive, but the file cannot be removed"),
    )
    .into()
}

fn claim_is_held(address: &Address, file: Identity) -> Error {
    match claim_name(file) {
        Ok(name) => Explained::new(
            Error::EBUSY,
            format_args!("{address}: no server is alive, but another program has {name}"),
        )
        .into(),
        Err(error) => error,
    }
}
