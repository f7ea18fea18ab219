//! oxsock: the sockets API behind a C ABI.
//!
//! The modules, from the top down. Each uses only those below it:
//!
//! - [`capi`]: the C functions. One file per section of the header; each function converts its
//!   arguments, makes one call into the modules below, and converts the result.
//! - [`everyday`]: dialling, listening, whole transfers, options by name, typed extras: made of the
//!   calls of [`socket`]. [`resolve`] turns the text of an endpoint into addresses.
//! - [`socket`]: the calls. A call that may have to wait is an operation with steps: a step does
//!   what can be done without waiting, and says that it is done or what it waits for. One driver
//!   makes the steps and waits between them, for the socket, a deadline, a signal or the handle's
//!   closing.
//! - [`handle`]: handles. The table and its slots, and the records of which thread is inside which
//!   slot. It knows nothing about calls.
//! - [`sys`]: the kernel and the C library. One small safe function per system call; nothing else
//!   calls `libc`.
//!
//! Beside them:
//!
//! - [`fault`]: the rules by which system calls fail on purpose; [`sys::inject`] applies them.
//! - [`description`]: the description of the C API as JSON, generated from [`capi`].
//! - [`explain`]: what was wrong with a text, for the thread whose call it was.
//! - [`error`], [`time`], [`address`] with its text form [`endpoint`], [`digits`] and [`label`]:
//!   used by all. Reading and writing texts makes no system call; look-ups are passed in as
//!   functions.
//!
//! Unsafe code is in [`capi`], for the caller's pointers, and in [`sys`]. There is no standard
//! library and no allocator, so no allocation can abort the process; where memory of variable size
//! is needed, [`sys::memory`] has it or returns ENOMEM.
//!
//! What happens in `ox_recv(s, buf, len, flags)`:
//!
//! 1. `capi::bytes` wraps the caller's pointer in [`sys::User`], which only the kernel follows.
//! 2. `socket::transfer` enters the handle: it writes the handle's number into the thread's record
//!    ([`handle::hazard`]), and checks whether the handle is alive. As long as the number is in a
//!    record, no thread closes the descriptor.
//! 3. It makes one system call. If the process has a single thread and no deadline is set, this may
//!    wait in the kernel. Otherwise it does not wait, and if there is nothing to receive the driver
//!    (`socket::operation`, `socket::wait`) waits in poll, beside a descriptor that is raised when
//!    the handle is closed (`socket::wakeup`), and makes the call again.
//! 4. It clears the record. If the handle has been closed meanwhile and no other call is inside, it
//!    closes the descriptor.

#![cfg_attr(not(any(test, loom)), no_std)]

#[cfg(not(target_os = "linux"))]
compile_error!("oxsock knows the Linux kernel only; another needs its own src/sys");

pub mod address;
pub mod capi;
pub mod description;
pub mod digits;
pub mod endpoint;
pub mod error;
pub mod everyday;
pub mod explain;
pub mod fault;
pub mod handle;
pub mod label;
pub mod resolve;
pub mod socket;
pub mod sys;
pub mod time;

/// Before the library is unloaded: release its process-wide resources. No other thread is in a call
/// then. At the end of the process one may be, so nothing is released then.
pub fn unload() {
    if sys::unload::is_needed() {
        socket::process::unload();
        explain::unload();
        if sys::unload::is_alone() {
            socket::process::free_memory();
            fault::unload();
        }
    }
}
#[cfg(feature = "test-pair")]
#[path = "../tests/support/pair.rs"]
mod pair;
