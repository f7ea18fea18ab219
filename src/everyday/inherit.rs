//! Sockets that a service manager has opened and passed: descriptors from 3 on, as in
//! sd_listen_fds(3).

use crate::digits;
use crate::error::{Error, Result};
use crate::handle::Handle;
use crate::socket::{faults, open};
use crate::sys::thread::Undisturbed;
use crate::sys::{descriptor, process, secure, Fd};
use core::ffi::CStr;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// The first descriptor that is passed.
const FIRST: Fd = 3;

/// The name of those without a name.
const NAMELESS: &[u8] = b"unknown";

/// A bit for each descriptor that has been handed to the program.
static GIVEN: [AtomicU64; MOST / 64] = [const { AtomicU64::new(0) }; MOST / 64];

/// How many can be handed to the program.
const MOST: usize = 1024;

/// Adopt the i-th descriptor with this name, or of all. Only the first `MOST` descriptors count.
pub fn inherit(name: Option<&[u8]>, i: i32) -> Result<Handle> {
    faults::read_environment();
    let count = passed().ok_or(Error::ENOENT)?;
    let i = usize::try_from(i).map_err(|_| Error::ENOENT)?;
    let place = names(MOST.min(count as usize))
        .enumerate()
        .filter(|&(_, its)| name.is_none_or(|name| name == its))
        .nth(i);
    let (place, _) = place.ok_or(Error::ENOENT)?;
    let word = GIVEN.get(place / 64).ok_or(Error::ENOENT)?;
    keep_from_children(count)?;
    let bit = 1 << (place % 64);
    if word.fetch_or(bit, Ordering::AcqRel) & bit != 0 {
        return Err(Error::ENOENT);
    }
    open::adopt(FIRST + place as Fd).inspect_err(|_| {
        word.fetch_and(!bit, Ordering::AcqRel);
    })
}

/// How many descriptors were passed, if they were passed to this process and not to its parent.
fn passed() -> Option<u32> {
    let most = (Fd::MAX - FIRST) as u64;
    let number = |name: &CStr, most| digits::number(secure::any_variable(name)?, most);
    let process = number(c"LISTEN_PID", Fd::MAX as u64)?;
    if process != process::id()? as u64 {
        return None;
    }
    number(c"LISTEN_FDS", most).map(|count| count as u32)
}

/// Their names.
fn names(count: usize) -> impl Iterator<Item = &'static [u8]> {
    let names = secure::any_variable(c"LISTEN_FDNAMES");
    let names = names
        .into_iter()
        .flat_map(|names| names.split(|&byte| byte == b':'));
    names.chain(core::iter::repeat(NAMELESS)).take(count)
}

/// Whether the descriptors have been made close-on-exec: not yet; a thread is doing it; done.
static KEPT: AtomicU32 = AtomicU32::new(NOT_YET);
const NOT_YET: u32 = 0;
const NOW: u32 = 1;
const DONE: u32 = 2;

/// Make all of them close-on-exec, which the service manager could not. Once, before the first is
/// adopted: later the numbers may be other files'. ENOENT, without a change, if they are not all
/// open: then LISTEN_FDS is wrong.
fn keep_from_children(count: u32) -> Result<()> {
    // If a signal handler left this by longjmp, or called this function, threads would wait for
    // ever.
    let _undisturbed = Undisturbed::new();
    loop {
        match KEPT.compare_exchange(NOT_YET, NOW, Ordering::Acquire, Ordering::Acquire) {
            Ok(_) => break,
            Err(DONE) => return Ok(()),
            Err(_) => process::give_way(),
        }
    }
    let all = || FIRST..FIRST + count as Fd;
    let are_there = all().try_for_each(|fd| descriptor::fcntl(fd, libc::F_GETFD, 0).map(drop));
    if are_there.is_ok() {
        for fd in all() {
            let _ = descriptor::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC);
        }
    }
    let state = if are_there.is_ok() { DONE } else { NOT_YET };
    KEPT.store(state, Ordering::Release);
    are_there.map_err(|error| match error {
        Error::EBADF => Error::ENOENT,
        error => error,
    })
}
