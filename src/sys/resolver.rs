//! The system's resolver.

use super::inject::{before, Call};
use super::signals::Held;
use super::thread::{self, Thread, Uncancelled};
use super::{descriptor, errno, futex, poll, sockaddr, socket};
use crate::address::Place;
use crate::endpoint::{HOST_MAX, SERVICE_MAX};
use crate::error::{Error, Result};
use crate::time;
use core::cell::UnsafeCell;
use core::ffi::{c_int, c_void, CStr};
use core::mem::{self, MaybeUninit};
use core::ptr::{self, NonNull};
use core::slice;
use core::sync::atomic::{AtomicU32, Ordering};
use libc::addrinfo;

/// What to look up: a host and a service.
#[derive(Clone, Copy)]
pub struct Question {
    host: [u8; HOST_MAX + 1],
    service: [u8; SERVICE_MAX + 1],
    type_: c_int,
}

impl Question {
    /// For a type of socket. EINVAL if a name is too long or holds a zero byte.
    pub fn new(host: &str, service: &str, type_: c_int) -> Result<Self> {
        Ok(Self {
            host: string(host)?,
            service: string(service)?,
            type_,
        })
    }
}

/// A C string.
fn string<const N: usize>(text: &str) -> Result<[u8; N]> {
    let mut room = [0; N];
    if text.len() >= N || text.contains('\0') {
        return Err(Error::EINVAL);
    }
    room[..text.len()].copy_from_slice(text.as_bytes());
    Ok(room)
}

/// Which address families to ask for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Families {
    /// Of both families, in the system's order.
    Both = 0,
    /// IPv4 alone.
    V4 = 1,
    /// IPv6 alone.
    V6 = 2,
}

impl Families {
    const ALL: [Self; 3] = [Self::Both, Self::V4, Self::V6];

    fn family(self) -> c_int {
        match self {
            Self::Both => libc::AF_UNSPEC,
            Self::V4 => libc::AF_INET,
            Self::V6 => libc::AF_INET6,
        }
    }

    /// Its bit in [`Lookup::came`].
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// getaddrinfo(3). It may block for long.
pub fn look_up(question: &Question, families: Families) -> Result<Found> {
    before(Call::Resolve, -1)?;
    // SAFETY: all zero is a hint at nothing.
    let mut hints: addrinfo = unsafe { mem::zeroed() };
    hints.ai_socktype = question.type_;
    hints.ai_family = families.family();
    let mut found = ptr::null_mut();
    let (host, service) = (question.host.as_ptr(), question.service.as_ptr());
    let _uncancelled = Uncancelled::new();
    errno::set(0);
    // SAFETY: C strings; the hints say nothing that is not true; `found` takes the result.
    let code = unsafe { libc::getaddrinfo(host.cast(), service.cast(), &hints, &mut found) };
    if code != 0 {
        return Err(failure(error(code)));
    }
    Ok(Found(found))
}

/// What was found: the list that getaddrinfo made, its first choice first.
pub struct Found(*mut addrinfo);

impl Found {
    /// The places.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        // SAFETY: a pointer to an entry, or null at the end.
        let first = unsafe { self.0.as_ref() };
        // SAFETY: as above.
        let entries = core::iter::successors(first, |entry| unsafe { entry.ai_next.as_ref() });
        entries.filter_map(|entry| {
            // SAFETY: the address has the length that stands beside it.
            let bytes = unsafe {
                slice::from_raw_parts(entry.ai_addr.cast::<u8>(), entry.ai_addrlen as usize)
            };
            sockaddr::decode(bytes).ok()
        })
    }
}

impl Drop for Found {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: getaddrinfo made it, and nobody else has it.
            unsafe { libc::freeaddrinfo(self.0) };
        }
    }
}

/// A look-up in threads of its own, which may outlive it: the system's resolver cannot be
/// interrupted, but it gives up by itself after a while.
pub struct Lookup {
    shared: NonNull<Shared>,
    threads: [Option<Thread>; 3],
}

/// What the threads share with the call that waits for them; the last holder frees it.
struct Shared {
    question: Question,
    holders: AtomicU32,
    /// A bit for each answer that has come, set after the answer has been written.
    came: AtomicU32,
    answers: [UnsafeCell<MaybeUninit<Result<Found>>>; 3],
}

impl Lookup {
    /// Nothing is asked yet. ENOMEM if there is no memory for it.
    pub fn new(question: &Question) -> Result<Self> {
        // SAFETY: takes numbers.
        let memory = unsafe { libc::malloc(size_of::<Shared>()) };
        let shared = NonNull::new(memory.cast::<Shared>()).ok_or(Error::ENOMEM)?;
        let new = Shared {
            question: *question,
            holders: AtomicU32::new(1),
            came: AtomicU32::new(0),
            answers: [const { UnsafeCell::new(MaybeUninit::uninit()) }; 3],
        };
        // SAFETY: there is room for it, and nobody else has seen it.
        unsafe { shared.write(new) };
        Ok(Self {
            shared,
            threads: [None, None, None],
        })
    }

    /// Begin to ask for these addresses. ENOMEM if no thread can be started.
    pub fn ask(&mut self, families: Families) -> Result<()> {
        let work = match families {
            Families::Both => work::<0>,
            Families::V4 => work::<1>,
            Families::V6 => work::<2>,
        };
        self.shared().holders.fetch_add(1, Ordering::Relaxed);
        // SAFETY: `work` is for what is shared, which the thread holds until its end.
        match unsafe { Thread::start(work, self.shared.as_ptr().cast()) } {
            Ok(thread) => self.threads[families as usize] = Some(thread),
            Err(error) => {
                self.shared().holders.fetch_sub(1, Ordering::Relaxed); // we still hold it
                return Err(error);
            }
        }
        Ok(())
    }

    /// The answers that have come: a bit for each.
    pub fn came(&self) -> u32 {
        self.shared().came.load(Ordering::Acquire)
    }

    /// Wait until `came` differs from these bits, or until the deadline. EINTR when a signal
    /// handler has run.
    pub fn wait(&self, others_than: u32, deadline: i64) -> Result<()> {
        while self.came() == others_than && !time::is_past(deadline) {
            futex::wait(&self.shared().came, others_than, deadline)?;
        }
        Ok(())
    }

    /// The same, with signals held back between the waits, so that none is missed. A futex wait
    /// cannot let them through atomically, so this sleeps in ppoll(2) and checks the bits from time
    /// to time.
    pub fn wait_holding(&self, others_than: u32, deadline: i64, held: &Held) -> Result<()> {
        const LOOK: i64 = 5_000;
        while self.came() == others_than && !time::is_past(deadline) {
            let look = time::earlier(deadline, time::ahead(LOOK));
            poll::wait_holding(&mut [], look, Some(held))?;
        }
        Ok(())
    }

    /// An answer, if it has come.
    pub fn answer(&self, families: Families) -> Option<&Result<Found>> {
        if self.came() & families.bit() == 0 {
            return None;
        }
        // SAFETY: it was written before its bit was set, and is never changed after.
        Some(unsafe { (*self.shared().answers[families as usize].get()).assume_init_ref() })
    }

    fn shared(&self) -> &Shared {
        // SAFETY: it is there for as long as we hold it.
        unsafe { self.shared.as_ref() }
    }
}

impl Drop for Lookup {
    fn drop(&mut self) {
        let came = self.came();
        for (thread, families) in self.threads.iter_mut().zip(Families::ALL) {
            match thread.take() {
                // The thread is about to end. It is joined, so that it does not outlive this call.
                Some(thread) if came & families.bit() != 0 => thread.join(),
                other => drop(other),
            }
        }
        // SAFETY: we hold it, and do not use it any more.
        unsafe { let_go(self.shared) };
    }
}

/// Give up a hold on what is shared.
///
/// # Safety
///
/// The caller must be a holder, and not use it any more.
unsafe fn let_go(shared: NonNull<Shared>) {
    // SAFETY: it is there for as long as somebody holds it.
    if unsafe { shared.as_ref() }
        .holders
        .fetch_sub(1, Ordering::AcqRel)
        > 1
    {
        return;
    }
    // SAFETY: nobody else holds it.
    let last = unsafe { shared.read() };
    let came = last.came.into_inner();
    for (answer, families) in last.answers.into_iter().zip(Families::ALL) {
        if came & families.bit() != 0 {
            // SAFETY: it was written before its bit was set.
            drop(unsafe { answer.into_inner().assume_init() });
        }
    }
    // SAFETY: malloc gave it.
    unsafe { libc::free(shared.as_ptr().cast()) };
}

/// What a thread runs: ask, store the answer, and give up its hold.
extern "C" fn work<const WHICH: usize>(shared: *mut c_void) -> *mut c_void {
    const NAME: &CStr = c"ox-resolver";
    thread::call_itself(NAME);
    let Some(shared) = NonNull::new(shared.cast::<Shared>()) else {
        return ptr::null_mut();
    };
    let families = Families::ALL[WHICH];
    {
        // SAFETY: this thread holds it.
        let shared = unsafe { shared.as_ref() };
        let answer = look_up(&shared.question, families);
        // SAFETY: this thread alone writes this answer, and nobody reads it before its bit is set.
        unsafe { (*shared.answers[WHICH].get()).write(answer) };
        shared.came.fetch_or(families.bit(), Ordering::Release);
        futex::wake(&shared.came);
    }
    // SAFETY: held until here.
    unsafe { let_go(shared) };
    ptr::null_mut()
}

fn error(code: c_int) -> Error {
    const EAI_ADDRFAMILY: c_int = -9; // the libc crate does not have it
    match code {
        EAI_ADDRFAMILY => Error::OX_EAI_ADDRFAMILY,
        libc::EAI_AGAIN => Error::OX_EAI_AGAIN,
        libc::EAI_FAMILY => Error::OX_EAI_FAMILY,
        libc::EAI_MEMORY => Error::OX_EAI_MEMORY,
        libc::EAI_NODATA => Error::OX_EAI_NODATA,
        libc::EAI_NONAME => Error::OX_EAI_NONAME,
        libc::EAI_SERVICE => Error::OX_EAI_SERVICE,
        libc::EAI_SYSTEM => match errno::get() {
            0 => Error::OX_EAI_FAIL, // no reason is given
            errno => Error::new(errno),
        },
        _ => Error::OX_EAI_FAIL,
    }
}

/// The resolver reports an unknown name also when it had no memory, or could open neither its files
/// nor a socket.
fn failure(said: Error) -> Error {
    if errno::get() == libc::ENOMEM {
        return Error::OX_EAI_MEMORY;
    }
    match socket::socket(libc::AF_UNIX, libc::SOCK_DGRAM, 0) {
        Ok(fd) => {
            let _ = descriptor::close(fd);
            said
        }
        Err(error @ (Error::EMFILE | Error::ENFILE | Error::ENOMEM)) => error,
        Err(_) => said,
    }
}
