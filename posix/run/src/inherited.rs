//! State that the program inherits as oxsock-run did: which signals are blocked, whether SIGPIPE and
//! SIGCHLD are ignored, which standard streams are closed. Rust changes it: before `main` it ignores
//! SIGPIPE and opens closed streams, and for a child it unblocks signals. And oxsock-run must not
//! ignore SIGCHLD, or it could not wait for children.

use std::cell::UnsafeCell;
use std::io;
use std::mem::MaybeUninit;
use std::os::unix::process::CommandExt;
use std::process::Command;

#[derive(Clone, Copy)]
struct Found {
    blocked: libc::sigset_t,
    pipe: libc::sigaction,
    child: libc::sigaction,
    is_closed: [bool; 3],
}

struct Inherited(UnsafeCell<MaybeUninit<Found>>);

// SAFETY: it is written once, before there are threads.
unsafe impl Sync for Inherited {}

static INHERITED: Inherited = Inherited(UnsafeCell::new(MaybeUninit::zeroed()));

/// Run before `main` and Rust's start-up.
#[used]
#[link_section = ".init_array"]
static NOTE: extern "C" fn() = note;

extern "C" fn note() {
    let place = INHERITED.0.get().cast::<Found>();
    // SAFETY: there is room for all, and nobody reads it yet.
    unsafe {
        libc::sigprocmask(libc::SIG_BLOCK, std::ptr::null(), &raw mut (*place).blocked);
        libc::sigaction(libc::SIGPIPE, std::ptr::null(), &raw mut (*place).pipe);
        libc::sigaction(libc::SIGCHLD, std::ptr::null(), &raw mut (*place).child);
        (*place).is_closed = [0, 1, 2].map(|fd| libc::fcntl(fd, libc::F_GETFD) < 0);
        libc::signal(libc::SIGCHLD, libc::SIG_DFL);
    }
}

/// Have the command's program start with this state.
pub fn pass_on(command: &mut Command) {
    // SAFETY: `note` has written it; zero is a value of all of it as well.
    let found = unsafe { (*INHERITED.0.get()).assume_init() };
    let restore = move || -> io::Result<()> {
        // SAFETY: sets that the system gave, and numbers. A handler cannot be inherited.
        unsafe {
            libc::sigaction(libc::SIGPIPE, &found.pipe, std::ptr::null_mut());
            libc::sigaction(libc::SIGCHLD, &found.child, std::ptr::null_mut());
            for (fd, _) in (0..)
                .zip(found.is_closed)
                .filter(|&(_, is_closed)| is_closed)
            {
                libc::close(fd);
            }
            libc::sigprocmask(libc::SIG_SETMASK, &found.blocked, std::ptr::null_mut());
        }
        Ok(())
    };
    // SAFETY: makes only calls that are safe between fork and exec.
    unsafe { command.pre_exec(restore) };
}
