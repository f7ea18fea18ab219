//! Failure on purpose: rules by which the system's calls fail, fall short or are interrupted.
//!
//! Example: the third call that receives finds its connection reset.
//!
//!     int rule = ox_fault("recv error=ECONNRESET nth=3");
//!     if (rule < 0)
//!         fprintf(stderr, "%s\n", ox_explanation());
//!     run_the_test();
//!     if (ox_fault_count(rule) != 1)
//!         puts("the program never got that far");
//!     ox_fault_remove(rule);
//!
//! A rule is a line of text: which calls, on which sockets, what goes wrong, and when.
//!
//!     CALL [on=ENDPOINT] FAULT [WHEN]
//!
//! CALL is the name of a system call that oxsock makes: socket, socketpair, bind, listen, accept,
//! connect, shutdown, close, send (all calls that send), recv (all calls that receive), poll,
//! option, fcntl, ioctl, name, event, file; or a direction: sending (send and connect), receiving
//! (recv and accept); or any of these; or resolve, which is the look-up of a name and not among
//! any.
//!
//! ENDPOINT is the socket's own address or its peer's; port 0 stands for every port, and the
//! host * for every host. local=ENDPOINT and peer=ENDPOINT look at one end only.
//!
//! FAULT is one of these. error=ECONNREFUSED, or any other error's name: the call fails with it.
//! interrupt: a signal interrupts it, once; made again it is let through. delay=5ms, delay=5us:
//! it begins so much later. reset: the connection is reset. short=N: a stream moves at most N
//! bytes. lose, double, truncate=N: a datagram is lost, comes twice, or is cut off after N bytes.
//!
//! WHEN is nth=N: the N-th of these calls only; from=N: all from the N-th on; chance=0.25 seed=7:
//! about a quarter of them, always the same ones for the same seed; or always, as without it.
//! Beside it, from=5s to=9s is a time, counted from when the first rule was added.
//!
//! Calls are counted by the rule, beginning with 1. One that would have to wait is made again and
//! counts once. Rules hold for calls that begin after them, on all handles of the process and of
//! its children, and are asked in their order; the first that applies decides. The variable
//! OXSOCK_FAULTS of the environment adds rules, with ; or a new line between them, before the
//! program's first socket is opened or taken in, its first name resolved, or its first rule added;
//! a set-uid program ignores it. Without rules, calls take no longer. See also oxsock-faults(7).

use super::{given, put, reply};
use crate::fault;
use crate::socket::faults;
use crate::sys::User;
use core::ffi::{c_char, c_int};

/// Add a rule: ox_fault("recv error=ECONNRESET nth=3").
///
/// Returns the rule's number, above 0.
/// Errors: EINVAL for a text that is not a rule, and those of ox_address_parse for its endpoint;
/// ox_explanation then says what is wrong and where. ENOMEM.
#[no_mangle]
pub unsafe extern "C" fn ox_fault(rule: *const c_char) -> c_int {
    // SAFETY: the C caller answers for `rule`: a string.
    let rule = unsafe { given(rule) };
    reply(rule.and_then(faults::add))
}

/// Remove a rule, by its number, or with 0 all of them.
///
/// Returns 0.
/// Errors: ENOENT if there is none of this number.
#[no_mangle]
pub extern "C" fn ox_fault_remove(rule: c_int) -> c_int {
    reply(faults::remove(rule))
}

/// How often a rule has applied.
///
/// Returns the number of calls.
/// Errors: ENOENT if there is none of this number.
#[no_mangle]
pub extern "C" fn ox_fault_count(rule: c_int) -> c_int {
    reply(fault::count(rule))
}

/// Write a rule's text into size bytes at text, in a form that is the same for all rules with the
/// same meaning; OX_TEXT_MAX is always enough.
///
/// Returns the length of the text, without its NUL.
/// Errors: ENOENT if there is none of this number; ENOSPC if the text does not fit (then it is
/// empty).
#[no_mangle]
pub unsafe extern "C" fn ox_fault_text(rule: c_int, text: *mut c_char, size: usize) -> c_int {
    // SAFETY: the C caller answers for `text`: `size` bytes to write.
    let room = unsafe { User::new(text.cast()) };
    reply(fault::pattern(rule).and_then(|pattern| put(pattern, room, size)))
}

/// The number of the i-th rule, counted from 0, in the order in which they are asked.
///
/// Returns the number; 0 past the last one, and for a negative i.
#[no_mangle]
pub extern "C" fn ox_fault_at(i: c_int) -> c_int {
    fault::at(i)
}
