//! oxsock for C: all functions of the header, for linking and for loading.
#![cfg_attr(not(test), no_std)]

extern crate oxsock;

// What the C library calls before it unloads this one, and when the process ends.
#[used]
#[link_section = ".fini_array"]
static UNLOADED: extern "C" fn() = unloaded;

extern "C" fn unloaded() {
    oxsock::unload();
}

/// What the compiler wants to be there. No input leads here.
#[cfg(not(test))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    // SAFETY: there is nothing to be kept.
    unsafe { libc::abort() }
}

/// Unwinding has nothing to do in a frame of this library and goes on: what the parts of `core`
/// that come compiled refer to.
#[cfg(not(test))]
#[no_mangle]
extern "C" fn rust_eh_personality() -> core::ffi::c_int {
    const URC_CONTINUE_UNWIND: core::ffi::c_int = 8;
    URC_CONTINUE_UNWIND
}
