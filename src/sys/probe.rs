//! Reading and writing the caller's memory in the kernel's place: where the library itself reads an
//! argument or stores a result that the kernel otherwise would, a bad pointer must still give
//! EFAULT.

use super::call::call;
use super::user::{Plain, User};
use crate::error::{Error, Result};
use libc::c_int;

const WORD: usize = 8;
const SMALLEST_PAGE: usize = 4096;

/// The value there. EFAULT if it cannot be read.
pub fn read<T: Plain>(from: User<T>) -> Result<T> {
    check(from, 1)?;
    Ok(from.read_again())
}

/// Fill `room` from there. EFAULT if the bytes cannot be read.
pub fn read_into(from: User<u8>, room: &mut [u8]) -> Result<()> {
    check(from, room.len())?;
    for (i, byte) in room.iter_mut().enumerate() {
        *byte = from.skip(i).read_again();
    }
    Ok(())
}

/// Write a value there. EFAULT if that is not possible.
pub fn write<T: Plain>(to: User<T>, value: T) -> Result<()> {
    check_pages(to, 1, check_writable)?;
    to.write_again(value);
    Ok(())
}

/// Check that so many values can be read: EFAULT if not. It costs a system call for each page that
/// they lie in.
pub fn check<T>(from: User<T>, count: usize) -> Result<()> {
    check_pages(from, count, check_word)
}

/// Check a word of each page that so many values lie in.
fn check_pages<T>(from: User<T>, count: usize, check: fn(usize) -> Result<()>) -> Result<()> {
    let start = from.pointer() as usize;
    let length = count.saturating_mul(size_of::<T>());
    let Some(last) = length.checked_sub(1) else {
        return Ok(());
    };
    let last = start.checked_add(last).ok_or(Error::EFAULT)?;
    check(start)?;
    for page in start / SMALLEST_PAGE + 1..=last / SMALLEST_PAGE {
        check(page * SMALLEST_PAGE)?;
    }
    Ok(())
}

/// Have the kernel read the word around an address. rt_sigprocmask(2) copies a signal mask from
/// there, and then fails, as its first argument is no command. A sandbox may refuse it.
fn check_word(address: usize) -> Result<()> {
    const NO_COMMAND: c_int = -1;
    let word = address & !(WORD - 1);
    // SAFETY: the kernel checks the address, and changes nothing.
    match unsafe { call!(SYS_rt_sigprocmask, NO_COMMAND, word, 0usize, WORD) } {
        Err(Error::EINVAL) if word != 0 => Ok(()),
        Err(Error::EINVAL) | Ok(_) => Err(Error::EFAULT),
        Err(error) => Err(error),
    }
}

/// Have the kernel write the word around an address unchanged: or-ed with 0, atomically. This may
/// wake threads that wait for that word to change, which check it again.
fn check_writable(address: usize) -> Result<()> {
    const OR_NOTHING: c_int = libc::FUTEX_OP_OR << 28;
    let word = address & !(size_of::<u32>() - 1);
    let own = 0u32;
    let operation = libc::FUTEX_WAKE_OP | libc::FUTEX_PRIVATE_FLAG;
    // SAFETY: the kernel checks both addresses, and changes nothing.
    let written = unsafe {
        call!(
            SYS_futex,
            &raw const own,
            operation,
            0usize,
            0usize,
            word,
            OR_NOTHING
        )
    };
    written.map(drop)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use core::ptr;

    #[test]
    fn what_exists_is_read_and_the_rest_is_efault() {
        let value = 0x0123_4567_89AB_CDEFu64;
        // SAFETY: only read.
        let from = |pointer: *const u64| unsafe { User::new(pointer.cast_mut()) };
        assert_eq!(read(from(&raw const value)), Ok(value));
        assert_eq!(read(from(ptr::null())), Err(Error::EFAULT));
        assert_eq!(
            read(from(ptr::without_provenance(4096))),
            Err(Error::EFAULT)
        );
        assert_eq!(
            read(from(ptr::without_provenance(usize::MAX))),
            Err(Error::EFAULT)
        );
    }

    #[test]
    fn bytes_at_the_very_end_of_a_page_are_read_and_those_behind_it_are_not() {
        const PAGE: usize = 4096;
        // SAFETY: new memory, of which the second half is taken away.
        let page = unsafe {
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
            let both = libc::PROT_READ | libc::PROT_WRITE;
            let memory = libc::mmap(ptr::null_mut(), 2 * PAGE, both, flags, -1, 0);
            assert_eq!(
                libc::mprotect(memory.byte_add(PAGE), PAGE, libc::PROT_NONE),
                0
            );
            memory.cast::<u8>()
        };
        // SAFETY: within the memory.
        let from = |at: usize| unsafe { User::new(page.add(at)) };
        let mut room = [1; 3];
        assert_eq!(read_into(from(PAGE - 3), &mut room), Ok(()));
        assert_eq!(room, [0; 3]);
        assert_eq!(read_into(from(PAGE - 2), &mut room), Err(Error::EFAULT));
        assert_eq!(read_into(from(PAGE), &mut []), Ok(()));
        // SAFETY: what was mapped above.
        unsafe { libc::munmap(page.cast(), 2 * PAGE) };
    }

    #[test]
    fn what_cannot_be_written_is_efault_and_stays() {
        static CONSTANT: u64 = 7;
        let mut value = [1u64, 2, 3];
        // SAFETY: our own.
        let to = |pointer: *const u64| unsafe { User::new(pointer.cast_mut()) };
        assert_eq!(write(to(&raw const value[1]), 5), Ok(()));
        assert_eq!(value, [1, 5, 3]);
        // SAFETY: one byte into the values.
        let unaligned = unsafe { (&raw mut value[0]).byte_add(1) };
        assert_eq!(write(to(unaligned), 0), Ok(()));
        assert_eq!(write(to(&raw const CONSTANT), 5), Err(Error::EFAULT));
        assert_eq!(write(to(ptr::null()), 5), Err(Error::EFAULT));
        assert_eq!(
            write(to(ptr::without_provenance(4096)), 5),
            Err(Error::EFAULT)
        );
    }
}
