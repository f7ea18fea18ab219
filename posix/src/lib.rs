//! The object to preload: applies oxsock's fault rules to the sockets of an unmodified program.
//!
//! It exports functions with the C library's names. Each first reads one flag: where nothing has
//! been asked for, it only calls the C library's function. Otherwise [`engine`] decides on the call
//! by the rules of `oxsock::fault`, makes it, and writes a record of it into the [`journal`].
//!
//! The descriptors are the program's own, so nothing here keeps track of them.
//!
//! - [`calls`]: the exported functions, by subject.
//! - [`next`]: the functions that these replace.
//! - [`deadline`], [`rules`]: what can be asked for; [`watches`]: which calls rules must not touch.
#![no_std]
#![allow(missing_docs, reason = "the exported functions are the C library's")]
#![allow(clippy::missing_safety_doc, reason = "as above")]

mod calls;
mod connection;
mod deadline;
mod engine;
mod filters;
mod journal;
#[path = "journal_layout.rs"]
mod layout;
mod next;
mod program_word;
mod rules;
mod watches;

use core::ffi::{c_char, CStr};
use core::sync::atomic::{AtomicBool, Ordering};
use oxsock::fault;
use oxsock::sys::secure;

/// Whether rules, a log or a deadline have been asked for in this program.
static ACTIVE: AtomicBool = AtomicBool::new(false);

#[inline(always)]
fn active() -> bool {
    ACTIVE.load(Ordering::Relaxed)
}

#[used]
#[link_section = ".init_array"]
static LOADED: extern "C" fn() = loaded;

extern "C" fn loaded() {
    next::find_all();
    // The library's `syscall` would otherwise be the function that this object exports.
    #[cfg(not(target_arch = "x86_64"))]
    oxsock::sys::by_function::set(next::syscall.get());
    // SAFETY: the thread's own errno; a program's main finds it as it would otherwise.
    unsafe {
        let before = *libc::__errno_location();
        ask();
        *libc::__errno_location() = before;
    }
}

/// Find out what has been asked for. The variable is ignored in a set-uid program, and in one that
/// uses another C library, whose structures may differ.
fn ask() {
    // SAFETY: a C string.
    let is_glibc = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"gnu_get_libc_version".as_ptr()) };
    if is_glibc.is_null() {
        return;
    }
    let Some(path) = secure::variable(layout::VARIABLE) else {
        return;
    };
    // SAFETY: the variable's value is a C string.
    let path = unsafe { CStr::from_ptr(path.as_ptr().cast()) };
    if !journal::open(path) {
        return;
    }
    let Some(journal) = journal::get() else {
        return;
    };
    if filters::count() > journal.filters {
        return; // a filter has been added since, which may forbid our system calls
    }
    journal::set_program(program());
    fault::start_at(journal.began);
    let any = rules::add_all(journal::rules(journal), program());
    let is_asked = any || journal.deadline > 0 || journal::records_all();
    ACTIVE.store(is_asked, Ordering::Relaxed);
}

extern "C" {
    static program_invocation_short_name: *const c_char;
}

/// The program's name without its directory.
fn program() -> &'static [u8] {
    // SAFETY: the C library has set it before any other object is initialised; nobody changes it.
    unsafe {
        let name = program_invocation_short_name;
        if name.is_null() {
            return b"?";
        }
        CStr::from_ptr(name).to_bytes()
    }
}

/// Required by the compiler; it cannot be reached.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    // SAFETY: there is nothing to be kept.
    unsafe { libc::abort() }
}

/// The unwinding of a cancelled thread has nothing to do in the frames of this object.
#[no_mangle]
extern "C" fn rust_eh_personality() -> core::ffi::c_int {
    const URC_CONTINUE_UNWIND: core::ffi::c_int = 8;
    URC_CONTINUE_UNWIND
}
