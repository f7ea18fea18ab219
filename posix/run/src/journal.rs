//! oxsock-run's side of the journal: making the file, and taking records out.

use crate::filters;
use crate::layout::{Journal, Record, MAGIC, RECORD_ALL, RULES_ROOM, SLOTS};
use crate::place::{self, JOURNAL};
use std::fs::{self, File};
use std::mem::MaybeUninit;
use std::ops::Deref;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use std::{io, ptr};

/// What the journal tells programs.
pub struct Asked<'a> {
    /// The rules.
    pub rules: &'a [String],
    /// Whether all calls are to be recorded.
    pub all: bool,
    /// How long a blocking call may take.
    pub deadline: Option<Duration>,
}

/// The journal; the file is removed when it is dropped.
pub struct Reader {
    directory: PathBuf,
    path: PathBuf,
    journal: Mapped,
    /// Holds the lock by which others see that the journal is in use.
    _locked: File,
    /// The number of the next record to be taken out.
    next: u64,
    /// Since when that record has been claimed but not written.
    stuck: Option<Instant>,
}

impl Reader {
    /// Make a file and map it.
    pub fn make(asked: &Asked<'_>) -> Result<Self, String> {
        let directory =
            place::make().map_err(|error| format!("no place for a journal: {error}"))?;
        let path = directory.join(JOURNAL);
        match write(&path, asked) {
            Ok((journal, locked)) => Ok(Self {
                directory,
                path,
                journal,
                _locked: locked,
                next: 0,
                stuck: None,
            }),
            Err(error) => {
                let _ = fs::remove_dir_all(&directory);
                Err(format!("cannot make {}: {error}", path.display()))
            }
        }
    }

    /// The path of the journal.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Take out the records that are there. Returns whether there were any. At most a full queue is
    /// taken, as programs may fill it as fast as it is emptied.
    pub fn take(&mut self, each: &mut dyn FnMut(&Record)) -> bool {
        let mut any = false;
        for _ in 0..SLOTS {
            let Some(record) = self.take_one() else {
                break;
            };
            each(&record);
            any = true;
        }
        any
    }

    fn take_one(&mut self) -> Option<Record> {
        const LONG: Duration = Duration::from_secs(1);
        let slot = &self.journal.slots[(self.next % SLOTS as u64) as usize];
        let there = slot.turn.load(Ordering::Acquire) == self.next + 1;
        if there {
            // SAFETY: it was written before its turn came, and nobody writes it now.
            let record = unsafe { ptr::read(slot.record.get()) };
            self.pass();
            return Some(record);
        }
        if self.journal.tail.load(Ordering::Acquire) <= self.next {
            self.stuck = None;
            return None;
        }
        // A thread has claimed the record and not written it. It may have been killed in between.
        if self.stuck.get_or_insert_with(Instant::now).elapsed() > LONG {
            self.journal.lost.fetch_add(1, Ordering::Relaxed);
            self.pass();
            return self.take_one();
        }
        None
    }

    /// Free the slot for the record one round later.
    fn pass(&mut self) {
        let slot = &self.journal.slots[(self.next % SLOTS as u64) as usize];
        slot.turn.store(self.next + SLOTS as u64, Ordering::Release);
        self.next += 1;
        self.stuck = None;
    }

    /// Take out the remaining records, and have programs that still run no longer wait for room.
    /// Returns how many records were lost.
    pub fn finish(mut self, each: &mut dyn FnMut(&Record)) -> u32 {
        self.take(each);
        self.journal.let_go();
        self.take(each);
        self.journal.lost.load(Ordering::Relaxed)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// The journal mapped into this process, which holds its mutex as long as it takes records out.
struct Mapped(*mut Journal);

impl Mapped {
    /// Map the file of a new journal.
    fn new(file: &File) -> io::Result<Self> {
        let both = libc::PROT_READ | libc::PROT_WRITE;
        let (size, shared) = (size_of::<Journal>(), libc::MAP_SHARED);
        // SAFETY: new memory.
        let memory =
            unsafe { libc::mmap(ptr::null_mut(), size, both, shared, file.as_raw_fd(), 0) };
        if memory == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let mapped = Self(memory.cast());
        mapped.hold()?;
        Ok(mapped)
    }

    fn hold(&self) -> io::Result<()> {
        let mutex = self.taker.mutex.get();
        let mut kind = MaybeUninit::uninit();
        let kind = kind.as_mut_ptr();
        // SAFETY: `kind` is initialised before it is used, and nobody else has the mutex yet.
        let held = unsafe {
            libc::pthread_mutexattr_init(kind);
            libc::pthread_mutexattr_setpshared(kind, libc::PTHREAD_PROCESS_SHARED);
            libc::pthread_mutexattr_setrobust(kind, libc::PTHREAD_MUTEX_ROBUST);
            libc::pthread_mutex_init(mutex, kind);
            libc::pthread_mutexattr_destroy(kind);
            libc::pthread_mutex_lock(mutex)
        };
        match held {
            0 => Ok(()),
            error => Err(io::Error::from_raw_os_error(error)),
        }
    }

    /// Release the mutex: no record is taken out any more.
    fn let_go(&self) {
        // SAFETY: it lives, and refuses if it is not held.
        unsafe { libc::pthread_mutex_unlock(self.taker.mutex.get()) };
    }
}

impl Deref for Mapped {
    type Target = Journal;

    fn deref(&self) -> &Journal {
        // SAFETY: it is mapped as long as `self` lives; what others write is atomic or in a cell.
        unsafe { &*self.0 }
    }
}

impl Drop for Mapped {
    fn drop(&mut self) {
        self.let_go();
        // SAFETY: the memory of `new`, to which nothing leads any more.
        unsafe { libc::munmap(self.0.cast(), size_of::<Journal>()) };
    }
}

/// Make the file. It gets its final name when it is complete and locked.
fn write(path: &Path, asked: &Asked<'_>) -> io::Result<(Mapped, File)> {
    let new = path.with_extension("new");
    let file = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)?;
    place::lock(&file)?;
    let size = size_of::<Journal>() as libc::off_t;
    // SAFETY: takes numbers only. The room is there, so that no program meets SIGBUS.
    match unsafe { libc::posix_fallocate(file.as_raw_fd(), 0, size) } {
        0 => {}
        error => return Err(io::Error::from_raw_os_error(error)),
    }
    // SAFETY: takes nothing and cannot fail.
    if unsafe { libc::getuid() } == 0 {
        // Programs of a server that has given up root's rights open it as another user.
        file.set_permissions(fs::Permissions::from_mode(0o666))?;
    }
    let mapped = Mapped::new(&file)?;
    // SAFETY: it is mapped, and nobody else has it yet.
    unsafe { fill(mapped.0, asked) };
    fs::rename(new, path)?;
    Ok((mapped, file))
}

unsafe fn fill(journal: *mut Journal, asked: &Asked<'_>) {
    let text = asked.rules.join("\n");
    let text = &text.as_bytes()[..text.len().min(RULES_ROOM)];
    let micros = |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    // SAFETY: the caller has made sure that it is there, and nobody else's.
    unsafe {
        (*journal).began = oxsock::sys::clock::monotonic_micros();
        (*journal).deadline = asked.deadline.map_or(0, micros);
        (*journal).filters = filters::count();
        (*journal).flags = if asked.all { RECORD_ALL } else { 0 };
        (&mut (*journal).rules)[..text.len()].copy_from_slice(text);
        (*journal).rules_length = text.len() as u32;
        for (i, slot) in (*journal).slots.iter().enumerate() {
            slot.turn.store(i as u64, Ordering::Relaxed);
        }
        (*journal).magic = MAGIC;
    }
}
