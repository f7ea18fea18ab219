//! The journal from this side: making the file, and taking records out.

use crate::layout::{Journal, Record, MAGIC, RECORD_ALL, RULES_ROOM, SLOTS};
use std::ffi::{CString, OsStr};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use std::{env, fs, io, ptr};

/// What the journal is to say.
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
    journal: &'static Journal,
    /// The number of the next record to be taken out.
    next: u64,
    /// Since when that one is claimed and not there.
    stuck: Option<Instant>,
}

impl Reader {
    /// Make a file and map it.
    pub fn make(asked: &Asked<'_>) -> Result<Self, String> {
        let directory = directory().map_err(|error| format!("no place for a journal: {error}"))?;
        let path = directory.join("journal");
        match map(&path, asked) {
            Ok(journal) => Ok(Self {
                directory,
                path,
                journal,
                next: 0,
                stuck: None,
            }),
            Err(error) => {
                let _ = fs::remove_dir_all(&directory);
                Err(format!("cannot make {}: {error}", path.display()))
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Take out all records that are there: whether there were any.
    pub fn take(&mut self, each: &mut dyn FnMut(&Record)) -> bool {
        let mut any = false;
        while let Some(record) = self.take_one() {
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
        // Claimed by a thread that has not filled it yet. Perhaps it was killed meanwhile.
        if self.stuck.get_or_insert_with(Instant::now).elapsed() > LONG {
            self.journal.lost.fetch_add(1, Ordering::Relaxed);
            self.pass();
            return self.take_one();
        }
        None
    }

    /// Leave the place to the record that comes a round later.
    fn pass(&mut self) {
        let slot = &self.journal.slots[(self.next % SLOTS as u64) as usize];
        slot.turn.store(self.next + SLOTS as u64, Ordering::Release);
        self.next += 1;
        self.stuck = None;
    }

    /// Take out what is left, and let programs that still run go on without. How many records were
    /// lost.
    pub fn finish(mut self, each: &mut dyn FnMut(&Record)) -> u32 {
        self.take(each);
        self.journal.drained.store(0, Ordering::Relaxed);
        self.take(each);
        self.journal.lost.load(Ordering::Relaxed)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// A new directory in which programs of other users can open a file that they know, and see none.
fn directory() -> io::Result<PathBuf> {
    let shared = Path::new("/dev/shm");
    let parent = if shared.is_dir() {
        shared.to_owned()
    } else {
        env::temp_dir()
    };
    let template = CString::new(parent.join("oxsock-XXXXXX").into_os_string().into_vec())?;
    let mut template = template.into_bytes_with_nul();
    // SAFETY: a C string, which is changed in place.
    if unsafe { libc::mkdtemp(template.as_mut_ptr().cast()) }.is_null() {
        return Err(io::Error::last_os_error());
    }
    template.pop();
    let path = PathBuf::from(OsStr::from_bytes(&template));
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o711))?;
    Ok(path)
}

fn map(path: &Path, asked: &Asked<'_>) -> io::Result<&'static Journal> {
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let size = size_of::<Journal>();
    let file = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    // SAFETY: takes numbers only. The room is there, so that no program meets SIGBUS.
    match unsafe { libc::posix_fallocate(file.as_raw_fd(), 0, size as libc::off_t) } {
        0 => {}
        error => return Err(io::Error::from_raw_os_error(error)),
    }
    // SAFETY: takes nothing and cannot fail.
    if unsafe { libc::getuid() } == 0 {
        // Servers that give up root's rights and start others do so as another user.
        fs::set_permissions(path, fs::Permissions::from_mode(0o666))?;
    }
    let both = libc::PROT_READ | libc::PROT_WRITE;
    let (shared, descriptor) = (libc::MAP_SHARED, file.as_raw_fd());
    // SAFETY: new memory.
    let memory = unsafe { libc::mmap(ptr::null_mut(), size, both, shared, descriptor, 0) };
    if memory == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it is mapped, all zero, nobody else has it yet, and it is never unmapped.
    Ok(unsafe { fill(memory.cast(), asked) })
}

unsafe fn fill(journal: *mut Journal, asked: &Asked<'_>) -> &'static Journal {
    let text = asked.rules.join("\n");
    let text = &text.as_bytes()[..text.len().min(RULES_ROOM)];
    let micros = |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    // SAFETY: the caller has made sure that it is there, and nobody else's.
    unsafe {
        (*journal).began = oxsock::sys::clock::monotonic_micros();
        (*journal).deadline = asked.deadline.map_or(0, micros);
        (*journal).flags = if asked.all { RECORD_ALL } else { 0 };
        (&mut (*journal).rules)[..text.len()].copy_from_slice(text);
        (*journal).rules_length = text.len() as u32;
        for (i, slot) in (*journal).slots.iter().enumerate() {
            slot.turn.store(i as u64, Ordering::Relaxed);
        }
        (*journal).drained.store(1, Ordering::Relaxed);
        (*journal).magic = MAGIC;
        &*journal
    }
}
