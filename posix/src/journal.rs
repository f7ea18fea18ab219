//! Writing records into the journal. It takes no lock, allocates nothing and needs no descriptor,
//! so it works in signal handlers, in children of vfork, in several threads, after chroot, and
//! until the process ends.

use crate::layout::{EndBytes, Journal, Record, MAGIC, RECORD_ALL, RULES_ROOM, SLOTS};
use crate::next::kernel;
use core::ffi::{c_int, CStr};
use core::ptr;
use core::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use oxsock::sys::clock;

static JOURNAL: AtomicPtr<Journal> = AtomicPtr::new(ptr::null_mut());

/// The program's name: 32 bytes, as four words.
static PROGRAM: [AtomicU64; 4] = [const { AtomicU64::new(0) }; 4];

/// The journal, if this program has one.
pub fn get() -> Option<&'static Journal> {
    // SAFETY: null, or a journal that stays mapped.
    unsafe { JOURNAL.load(Ordering::Acquire).as_ref() }
}

/// Map the journal at this path. Returns false if there is none, or it has another layout.
pub fn open(path: &CStr) -> bool {
    let size = size_of::<Journal>();
    // SAFETY: a C string; then a descriptor of our own, which is closed; the calls of the C
    // library itself, as those of this object would be recorded.
    let journal: *mut Journal = unsafe {
        let file = libc::open(path.as_ptr(), libc::O_RDWR | libc::O_CLOEXEC);
        if file < 0 {
            return false;
        }
        let mut about: libc::stat = core::mem::zeroed();
        let is_whole = libc::fstat(file, &mut about) == 0 && about.st_size == size as i64;
        let both = libc::PROT_READ | libc::PROT_WRITE;
        let mut memory = libc::MAP_FAILED;
        if is_whole {
            memory = libc::mmap(ptr::null_mut(), size, both, libc::MAP_SHARED, file, 0);
        }
        kernel(libc::SYS_close, [file as usize]);
        if memory == libc::MAP_FAILED {
            return false;
        }
        memory.cast()
    };
    // SAFETY: it is mapped.
    if unsafe { (*journal).magic } != MAGIC {
        return false;
    }
    JOURNAL.store(journal, Ordering::Release);
    true
}

/// The text of the rules.
pub fn rules(journal: &'static Journal) -> &'static [u8] {
    let length = (journal.rules_length as usize).min(RULES_ROOM);
    &journal.rules[..length]
}

/// Set the program's name for the records.
pub fn set_program(name: &[u8]) {
    let mut bytes = [0u8; 32];
    let length = name.len().min(31);
    bytes[..length].copy_from_slice(&name[..length]);
    for (word, bytes) in PROGRAM.iter().zip(bytes.chunks_exact(8)) {
        let bytes = bytes.try_into().unwrap_or_default();
        word.store(u64::from_ne_bytes(bytes), Ordering::Relaxed);
    }
}

fn program() -> [u8; 32] {
    let mut bytes = [0; 32];
    for (word, place) in PROGRAM.iter().zip(bytes.chunks_exact_mut(8)) {
        place.copy_from_slice(&word.load(Ordering::Relaxed).to_ne_bytes());
    }
    bytes
}

/// Whether all calls are recorded.
pub fn records_all() -> bool {
    get().is_some_and(|journal| journal.flags & RECORD_ALL != 0)
}

/// Put a record into the queue, with the process, the thread and the program filled in.
pub fn add(mut record: Record) {
    let Some(journal) = get() else { return };
    record.time -= journal.began;
    // SAFETY: take nothing and cannot fail.
    unsafe {
        record.pid = libc::getpid();
        record.tid = kernel(libc::SYS_gettid, []) as i32;
    }
    record.program = program();
    if let Some(place) = claim(journal) {
        let slot = &journal.slots[(place % SLOTS as u64) as usize];
        // SAFETY: the place is ours until its turn is changed. oxsock-run takes no record out of a
        // place that is claimed, but for one that is not filled for a long time.
        unsafe { slot.record.get().write(record) };
        let (next, order) = (place + 1, Ordering::AcqRel);
        let _ = slot
            .turn
            .compare_exchange(place, next, order, Ordering::Relaxed);
    }
}

/// Claim the number of a record, so that no other thread writes it. Where the queue is full, wait
/// until oxsock-run has taken some out; None if it no longer does.
fn claim(journal: &Journal) -> Option<u64> {
    const A_MOMENT: i64 = 100; // microseconds
    loop {
        let place = journal.tail.load(Ordering::Relaxed);
        let slot = &journal.slots[(place % SLOTS as u64) as usize];
        let turn = slot.turn.load(Ordering::Acquire);
        if turn == place {
            let (next, order) = (place + 1, Ordering::Relaxed);
            let claimed = journal
                .tail
                .compare_exchange_weak(place, next, order, order);
            if claimed.is_ok() {
                return Some(place);
            }
        } else if turn < place {
            if !journal.taker.is_held() {
                journal.lost.fetch_add(1, Ordering::Relaxed);
                return None;
            }
            clock::sleep(A_MOMENT);
        }
    }
}

/// Fill in the addresses of a record's socket.
pub fn add_ends(record: &mut Record) {
    let (kind, local, peer) = ends(record.fd);
    record.kind = kind;
    (record.local, record.local_length) = local;
    (record.peer, record.peer_length) = peer;
}

type End = (EndBytes, u16);

/// A socket's type, and its local and remote address.
pub fn ends(fd: c_int) -> (u16, End, End) {
    let kind = oxsock::sys::facts::kind(fd).unwrap_or(0) as u16;
    let name = |number| {
        let mut bytes: EndBytes = [0; 32];
        let mut length = bytes.len() as libc::socklen_t;
        let arguments = [
            fd as usize,
            bytes.as_mut_ptr() as usize,
            &raw mut length as usize,
        ];
        // SAFETY: there is room for as much as `length` says.
        let asked = unsafe { kernel(number, arguments) };
        let length = if asked == 0 { length } else { 0 };
        (bytes, length.min(u32::from(u16::MAX)) as u16)
    };
    (
        kind,
        name(libc::SYS_getsockname),
        name(libc::SYS_getpeername),
    )
}
