//! What this process was started with, and the program is to be started with: which signals are
//! blocked, and whether SIGPIPE is ignored. Rust changes both before `main`, and for new programs.

use std::cell::UnsafeCell;
use std::io;
use std::mem::MaybeUninit;
use std::os::unix::process::CommandExt;
use std::process::Command;

struct Inherited(UnsafeCell<MaybeUninit<(libc::sigset_t, libc::sigaction)>>);

// SAFETY: it is written once, before there are threads.
unsafe impl Sync for Inherited {}

static INHERITED: Inherited = Inherited(UnsafeCell::new(MaybeUninit::zeroed()));

/// Run by the loader.
#[used]
#[link_section = ".init_array"]
static NOTE: extern "C" fn() = note;

extern "C" fn note() {
    let place = INHERITED
        .0
        .get()
        .cast::<(libc::sigset_t, libc::sigaction)>();
    // SAFETY: there is room for both, and nobody reads them yet.
    unsafe {
        libc::sigprocmask(libc::SIG_BLOCK, std::ptr::null(), &raw mut (*place).0);
        libc::sigaction(libc::SIGPIPE, std::ptr::null(), &raw mut (*place).1);
    }
}

/// Start the command's program with it.
pub fn pass_on(command: &mut Command) {
    // SAFETY: `note` has written it; zero is a value of both as well.
    let (mask, pipe) = unsafe { (*INHERITED.0.get()).assume_init() };
    let restore = move || -> io::Result<()> {
        // SAFETY: sets that the system gave. A handler cannot be inherited.
        unsafe {
            libc::sigaction(libc::SIGPIPE, &pipe, std::ptr::null_mut());
            libc::sigprocmask(libc::SIG_SETMASK, &mask, std::ptr::null_mut());
        }
        Ok(())
    };
    // SAFETY: makes only calls that are safe between fork and exec.
    unsafe { command.pre_exec(restore) };
}
