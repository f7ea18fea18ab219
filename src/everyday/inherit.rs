//! Sockets that a service manager has opened: descriptors from 3 on, as sd_listen_fds(3) tells.

use crate::error::{Error, Result};
use crate::handle::Handle;
use crate::socket::open;
use crate::sys::{descriptor, Fd};
use std::env;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Once;

/// The first descriptor that is passed.
const FIRST: Fd = 3;

/// The name of those that were given none.
const NAMELESS: &[u8] = b"unknown";

/// A bit for each descriptor that has been given to the program.
static GIVEN: [AtomicU64; 16] = [const { AtomicU64::new(0) }; 16];

/// As many as there are bits.
const MOST: usize = GIVEN.len() * 64;

/// Take in the i-th of those with this name, or of all.
pub fn inherit(name: Option<&[u8]>, i: i32) -> Result<Handle> {
    let passed = passed().ok_or(Error::ENOENT)?;
    keep_from_children(passed.len());
    let mut named = (0..)
        .zip(&passed)
        .filter(|p| name.is_none_or(|name| name == p.1));
    let i = usize::try_from(i).map_err(|_| Error::ENOENT)?;
    let (place, _) = named.nth(i).ok_or(Error::ENOENT)?;
    let (word, bit) = (&GIVEN[place / 64], 1 << (place % 64));
    if word.fetch_or(bit, Ordering::AcqRel) & bit != 0 {
        return Err(Error::ENOENT);
    }
    open::adopt(FIRST + place as Fd).inspect_err(|_| {
        word.fetch_and(!bit, Ordering::AcqRel);
    })
}

/// The names of all the descriptors that were passed to this process, and not to its parent.
fn passed() -> Option<Vec<Vec<u8>>> {
    let number = |name| env::var(name).ok()?.parse::<u32>().ok();
    if number("LISTEN_PID")? != std::process::id() {
        return None;
    }
    let count = MOST.min(number("LISTEN_FDS")? as usize);
    let names = env::var_os("LISTEN_FDNAMES").map(OsString::into_vec);
    let names = names
        .iter()
        .flat_map(|names| names.split(|&byte| byte == b':'));
    let all = names.chain(std::iter::repeat(NAMELESS)).take(count);
    Some(all.map(<[u8]>::to_vec).collect())
}

/// The service manager could not make them close-on-exec.
fn keep_from_children(count: usize) {
    static KEPT: Once = Once::new();
    KEPT.call_once(|| {
        for fd in (FIRST..).take(count) {
            let _ = descriptor::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC);
        }
    });
}
