//! Resolving names. Rules apply to getaddrinfo as a whole: the calls on sockets that the C library
//! makes inside it do not reach this object.

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
