//! io_uring(7), for the one thing that no other system call does: accept a connection without
//! waiting, although the listener does not have O_NONBLOCK, which would affect all processes that
//! share it.
//!
//! It needs IORING_ACCEPT_DONTWAIT, Linux 6.10. It is not tried under a seccomp filter, since few
//! filters expect it and a filter may end the process.

use super::call::call;
use super::descriptor::Owned;
use super::file::{self, Identity};
use super::memory::{Mapping, Own};
use super::{Fd, User};
use crate::error::{Error, Result};
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};
use libc::{sockaddr, socklen_t};

/// struct io_uring_params, with its struct io_sqring_offsets and io_cqring_offsets.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Parameters {
    submission_entries: u32,
    completion_entries: u32,
    flags: u32,
    thread: [u32; 2],
    features: u32,
    reserved: [u32; 4],
    submissions: Offsets,
    completions: Offsets,
}

/// The offsets of the parts of a queue.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Offsets {
    head: u32,
    tail: u32,
    counts: [u32; 3],
    /// For the completion queue: its entries.
    entries: u32,
    reserved: [u32; 4],
}

/// struct io_uring_sqe.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Submission {
    operation: u8,
    flags: u8,
    options: u16,
    fd: Fd,
    address_length: u64,
    address: u64,
    length: u32,
    accept_flags: u32,
    more: [u64; 4],
}

/// struct io_uring_cqe.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Completion {
    data: u64,
    result: i32,
    flags: u32,
}

const _: () = assert!(size_of::<Parameters>() == 120);
const _: () = assert!(size_of::<Submission>() == 64);
const _: () = assert!(size_of::<Completion>() == 16);

/// IORING_SETUP_NO_SQARRAY: no array of indices into the submission queue (Linux 6.6).
const SETUP_NO_SQARRAY: u32 = 1 << 16;
/// IORING_FEAT_RECVSEND_BUNDLE: new in Linux 6.10, like the accept that does not wait.
const FEATURE_OF_6_10: u32 = 1 << 14;
const OFFSET_OF_QUEUES: i64 = 0;
const OFFSET_OF_SUBMISSION: i64 = 0x1000_0000;
/// The sizes of the submission queue and the completion queue.
const ENTRIES: [u32; 2] = [1, 2];
const ENTER_GETEVENTS: u32 = 1;
const OPERATION_ACCEPT: u8 = 13;
const ACCEPT_DONTWAIT: u16 = 1 << 1;

/// A ring for one request at a time, which the kernel completes at once.
struct Ring {
    fd: Fd,
    identity: Identity,
    queues: Mapping,
    submission: Mapping,
    at: Parameters,
}

/// The ring that no call is using; null for none. A call that finds none makes its own.
static KEPT: AtomicPtr<Ring> = AtomicPtr::new(ptr::null_mut());

/// The kernel has refused a ring to this process.
static IS_REFUSED: AtomicBool = AtomicBool::new(false);

/// accept4(2) that does not wait: EAGAIN if there is no connection. None if there is no ring.
pub fn accept(fd: Fd, addr: User<sockaddr>, len: User<socklen_t>) -> Option<Result<Fd>> {
    if !may_be_there() {
        return None;
    }
    let request = Submission {
        operation: OPERATION_ACCEPT,
        options: ACCEPT_DONTWAIT,
        fd,
        address_length: len.pointer() as usize as u64,
        address: addr.pointer() as usize as u64,
        accept_flags: libc::SOCK_CLOEXEC as u32,
        ..Submission::default()
    };
    let ring = take()?;
    let taken = ring.ask(&request)?;
    keep(ring);
    Some(taken)
}

/// Whether this process may be able to have a ring, as far as is known.
pub fn may_be_there() -> bool {
    !IS_REFUSED.load(Ordering::Relaxed) && !has_filter()
}

/// Whether a seccomp filter checks the process's system calls.
fn has_filter() -> bool {
    // SAFETY: takes numbers only.
    unsafe { libc::prctl(libc::PR_GET_SECCOMP) != 0 }
}

/// In a new child, and before the library is unloaded: close the kept ring.
pub fn forget() {
    drop(take_kept());
}

fn take_kept() -> Option<Own<Ring>> {
    let ring = NonNull::new(KEPT.swap(ptr::null_mut(), Ordering::AcqRel))?;
    // SAFETY: `keep` has put it there, and nobody else has it any more.
    Some(unsafe { Own::from_pointer(ring) })
}

/// A ring that no call is using: the kept one, unless the program has closed its descriptor, or a
/// new one.
fn take() -> Option<Own<Ring>> {
    let kept = take_kept().filter(|ring| ring.is_there());
    kept.or_else(|| match Ring::open().and_then(Own::new) {
        Ok(ring) => Some(ring),
        Err(error) => {
            let is_for_good = !matches!(error, Error::EMFILE | Error::ENFILE | Error::ENOMEM);
            IS_REFUSED.fetch_or(is_for_good, Ordering::Relaxed);
            None
        }
    })
}

/// Keep it for the next call, unless one is kept.
fn keep(ring: Own<Ring>) {
    let pointer = ring.into_pointer();
    let (success, failure) = (Ordering::AcqRel, Ordering::Relaxed);
    let null = ptr::null_mut();
    if KEPT
        .compare_exchange(null, pointer.as_ptr(), success, failure)
        .is_err()
    {
        // SAFETY: it comes from `into_pointer`, and was not put there.
        drop(unsafe { Own::from_pointer(pointer) });
    }
}

impl Ring {
    fn open() -> Result<Self> {
        let mut at = Parameters {
            flags: SETUP_NO_SQARRAY,
            ..Parameters::default()
        };
        // SAFETY: the kernel reads and writes `at`.
        let fd = Owned::new(unsafe { call!(SYS_io_uring_setup, 1, &raw mut at) }?);
        let entries = [at.submission_entries, at.completion_entries];
        if at.features & FEATURE_OF_6_10 == 0 || entries != ENTRIES {
            return Err(Error::EOPNOTSUPP);
        }
        let length = at.completions.entries as usize + 2 * size_of::<Completion>();
        Ok(Self {
            identity: file::status_of(fd.fd())?.identity,
            queues: Mapping::new(fd.fd(), OFFSET_OF_QUEUES, length)?,
            submission: Mapping::new(fd.fd(), OFFSET_OF_SUBMISSION, size_of::<Submission>())?,
            at,
            fd: fd.into_fd(),
        })
    }

    /// Whether the descriptor is still this ring's.
    fn is_there(&self) -> bool {
        file::status_of(self.fd).is_ok_and(|file| file.identity == self.identity)
    }

    /// Submit a request that does not wait. None if it is not completed at once.
    fn ask(&self, request: &Submission) -> Option<Result<Fd>> {
        // SAFETY: there is room for one request, and none is there.
        unsafe { self.submission.place::<Submission>(0).write(*request) };
        self.number(self.at.submissions.tail)
            .fetch_add(1, Ordering::Release);
        let (count, flags) = (1, ENTER_GETEVENTS);
        // SAFETY: the request's pointers are the caller's to write, and only the kernel does.
        let entered = unsafe {
            call!(
                SYS_io_uring_enter,
                self.fd,
                count,
                count,
                flags,
                0usize,
                0usize
            )
        };
        let head = self.number(self.at.completions.head);
        let index = head.load(Ordering::Relaxed);
        let end = self
            .number(self.at.completions.tail)
            .load(Ordering::Acquire);
        if entered != Ok(count) || index == end {
            return None;
        }
        let place = (index % ENTRIES[1]) as usize * size_of::<Completion>();
        let place = self.at.completions.entries as usize + place;
        // SAFETY: the kernel has written it.
        let result = unsafe { self.queues.place::<Completion>(place).read() }.result;
        head.store(index.wrapping_add(1), Ordering::Release);
        Some(if result < 0 {
            Err(Error::new(-result))
        } else {
            Ok(result)
        })
    }

    fn number(&self, at: u32) -> &AtomicU32 {
        // SAFETY: a number of the queues, which are mapped as long as the ring is there.
        unsafe { &*self.queues.place(at as usize) }
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        if self.is_there() {
            // SAFETY: takes a number, which is this ring's.
            let _ = unsafe { call!(SYS_close, self.fd) };
        }
    }
}
