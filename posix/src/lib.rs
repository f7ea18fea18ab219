//! The object to preload: the sockets of an unmodified program over oxsock's rules.
//!
//! It exports functions of the C library's names. Each looks at one number: where nothing has been
//! asked for, it calls the function that the program would have called, and nothing else happens.
//! Otherwise [`engine`] decides on the call by the rules of `oxsock::fault`, makes it, and writes a
//! record of it into the [`journal`].
//!
//! The descriptors are the program's own: nothing here has to know how they come and go.
//!
//! - [`calls`]: the exported functions, by subject.
//! - [`next`]: the functions that they stand before.
//! - [`deadline`], [`rules`]: what can be asked for; [`watches`]: what rules leave alone.
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

/// Whether anything has been asked for in this program.
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
    // The name that the library calls means this object's function here.
    #[cfg(not(target_arch = "x86_64"))]
    oxsock::sys::by_function::set(next::syscall.get());
    // SAFETY: the thread's own errno; a program's main finds it as it would otherwise.
    unsafe {
        let before = *libc::__errno_location();
        ask();
        *libc::__errno_location() = before;
    }
}

/// Find out what has been asked for. A set-uid program is asked for nothing, nor is one of another C
/// library, whose structures may be others.
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
        return; // it has been restricted since
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

/// What the program is called.
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

/// What the compiler wants to be there. No input leads here.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    // SAFETY: there is nothing to be kept.
    unsafe { libc::abort() }
}

/// Unwinding, which a cancelled thread does, has nothing to do in a frame of this object.
#[no_mangle]
extern "C" fn rust_eh_personality() -> core::ffi::c_int {
    const URC_CONTINUE_UNWIND: core::ffi::c_int = 8;
    URC_CONTINUE_UNWIND
}
