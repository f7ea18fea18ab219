//! Resolving names. What the C library does for it (its own sockets to name servers, say) does not
//! come by here; the whole of it does.

use crate::layout::Function;
use crate::{active, engine, next};
use core::ffi::{c_char, c_int};
use libc::addrinfo;

#[no_mangle]
pub unsafe extern "C" fn getaddrinfo(
    node: *const c_char,
    service: *const c_char,
    hints: *const addrinfo,
    found: *mut *mut addrinfo,
) -> c_int {
    // SAFETY: the caller's arguments.
    let make = || unsafe { next::getaddrinfo.get()(node, service, hints, found) };
    if !active() {
        return make();
    }
    engine::resolve(Function::getaddrinfo, make)
}
