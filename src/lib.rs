//! oxsock: the sockets API behind a C ABI.
//!
//! The map of the house, from the street to the cellar; each knows only those below it:
//!
//! - [`capi`]: the C face. One file per section of the header, `extern "C"` functions that
//!   convert their arguments, make one call into [`socket`], and convert the result.
//! - [`everyday`]: what programs want every day, made of the socket's calls. Safe Rust.
//! - [`socket`]: the socket object. The table of handles, calls that can be waited for,
//!   woken and cut off by a deadline, and what closing and forking mean for them. Safe Rust.
//! - [`sys`]: the kernel. One small safe function per system call; nothing else calls `libc`.
//! - [`fault`]: the rules by which system calls fail on purpose; [`sys::inject`] obeys them.
//! - [`error`], [`time`], [`address`] with its text form [`endpoint`], [`resolve`], which makes the
//!   one of the other, and [`explain`]: the ground that all stand on.
//!
//! A call's way through the house, `ox_recv(s, buf, len, flags)`:
//!
//! 1. `capi::bytes` wraps the caller's pointers in [`sys::User`], which only the kernel follows;
//! 2. `socket::stream` enters the handle, which pins its descriptor for as long as the call lasts;
//! 3. the system call blocks in the kernel, at no cost over libc, if closing the handle can wake
//!    it there (`socket::slot` knows); otherwise it is tried without waiting, and waited for in
//!    poll beside a descriptor that announces closings (`socket::wait`);
//! 4. the call leaves the handle; the last to leave a closed handle gives the descriptor back.

#[cfg(not(target_os = "linux"))]
compile_error!("oxsock knows the Linux kernel only; another needs its own src/sys");

pub mod address;
pub mod capi;
pub mod endpoint;
pub mod error;
pub mod everyday;
pub mod explain;
pub mod fault;
pub mod handle;
pub mod resolve;
pub mod socket;
pub mod sys;
pub mod time;

#[cfg(feature = "test-pair")]
#[path = "../tests/support/pair.rs"]
mod pair;
