//! Datagrams: how they arrived, which errors they met, multicast groups, ICMP echoes.
//!
//! Example: answer a datagram from the address that it was sent to.
//!
//!     struct ox_arrival arrival;
//!     ox_arrivals(s, 1);
//!     if (ox_recv_arrival(s, buf, sizeof buf, 0, &arrival) >= 0)
//!         ox_send_reply(s, "got it", 6, 0, &arrival);
//!
//! The calls here that send and receive wait as all others do: for the deadlines of ox_deadline,
//! and O_NONBLOCK. Errors common to all: EBADF; EFAULT; EOPNOTSUPP on a socket that is not of the
//! kind that a call is for; and those of sendmsg(2), recvmsg(2), getsockopt(2) and setsockopt(2).

use super::addresses::ox_address;
use super::{given, on, reply};
use crate::address::Address;
use crate::error::{Error, Result};
use crate::everyday::{arrival, echo, error_queue, groups};
use crate::sys::{Plain, User};
use core::ffi::{c_char, c_int, c_void};
use libc::size_t;

/// In the flags of an arrival: the message was longer than the buffer, and was cut off.
pub const OX_ARRIVAL_CUT_OFF: i32 = 1;

/// In the flags of an arrival: it was sent to a group or a broadcast address, and others may
/// have it too.
pub const OX_ARRIVAL_TO_MANY: i32 = 2;

/// How a datagram arrived. A field that is unknown, because ox_arrivals was not called or the
/// family does not have it, is an empty address, 0, or -1 where 0 is a valid value.
#[repr(C)]
#[derive(Clone, Copy)]
#[allow(non_camel_case_types)]
pub struct ox_arrival {
    /// Its sender. An IPv4 address that an IPv6 socket shows in its IPv6 form is given as the
    /// IPv4 address that it is; likewise in destination.
    pub sender: ox_address,
    /// The address that it was sent to, with the socket's own port.
    pub destination: ox_address,
    /// When it reached this machine's kernel: nanoseconds of CLOCK_REALTIME.
    pub time: i64,
    /// The index of the interface that it came in on.
    pub ifindex: u32,
    /// Its TTL, for IPv6 its hop limit, when it arrived; else -1.
    pub ttl: i32,
    /// Its two ECN bits, 0 to 3; else -1.
    pub ecn: i32,
    /// OX_ARRIVAL_CUT_OFF, OX_ARRIVAL_TO_MANY.
    pub flags: i32,
}

// SAFETY: integers without gaps.
unsafe impl Plain for ox_arrival {}

/// Have the kernel report, for later datagrams, all that ox_recv_arrival returns; with on 0, stop
/// that.
///
/// Returns 0.
#[no_mangle]
pub extern "C" fn ox_arrivals(s: c_int, on: c_int) -> c_int {
    reply(super::on(s, arrival::ask(s, on)))
}

/// Receive a datagram, as ox_recv, and get how it arrived. Descriptors that come with it are
/// closed.
///
/// Returns the number of bytes. With MSG_TRUNC, the true length of the datagram.
#[no_mangle]
pub unsafe extern "C" fn ox_recv_arrival(
    s: c_int,
    buf: *mut c_void,
    len: size_t,
    flags: c_int,
    arrival: *mut ox_arrival,
) -> c_int {
    // SAFETY: the C caller answers for both: its own to write.
    let (buf, place) = unsafe { (User::new(buf.cast()), User::new(arrival)) };
    let received = arrival::recv(s, buf, len, flags);
    reply(on(
        s,
        received.and_then(|(length, known)| {
            place.write(ox_arrival {
                sender: opaque(known.from),
                destination: opaque(known.to),
                time: known.time,
                ifindex: known.interface,
                ttl: known.ttl,
                ecn: known.ecn,
                flags: known.flags,
            })?;
            Ok(length)
        }),
    ))
}

/// Answer a datagram: to its sender, and from the address that it was sent to, so that the sender
/// recognises the answer. (If that is a group's address, from this machine's own.)
///
/// Returns the number of bytes taken.
/// Errors also: EDESTADDRREQ if the sender has no address; EINVAL for bytes that are not an
/// arrival.
#[no_mangle]
pub unsafe extern "C" fn ox_send_reply(
    s: c_int,
    buf: *const c_void,
    len: size_t,
    flags: c_int,
    arrival: *const ox_arrival,
) -> c_int {
    // SAFETY: the C caller answers for both, which are only read.
    let (buf, arrival) = unsafe {
        (
            User::new(buf.cast_mut().cast()),
            User::new(arrival.cast_mut()),
        )
    };
    let known = arrival.read().and_then(known);
    reply(on(
        s,
        known.and_then(|known| arrival::reply(s, buf, len, flags, &known)),
    ))
}

fn known(arrival: ox_arrival) -> Result<arrival::Arrival> {
    Ok(arrival::Arrival {
        from: Address::from_opaque(&arrival.sender.opaque)?,
        to: Address::from_opaque(&arrival.destination.opaque)?,
        time: arrival.time,
        interface: arrival.ifindex,
        ttl: arrival.ttl,
        ecn: arrival.ecn,
        flags: arrival.flags,
    })
}

fn opaque(address: Option<Address>) -> ox_address {
    ox_address {
        opaque: address.map_or([0; 18], |address| address.to_opaque()),
    }
}

/// Queue the errors that datagrams of this IPv4 or IPv6 socket meet, for ox_recv_error; with on 0,
/// stop that. While it is on, each error is also returned by one call that sends or receives, even
/// on sockets that are not connected; see IP_RECVERR in ip(7).
///
/// Returns 0.
#[no_mangle]
pub extern "C" fn ox_error_reports(s: c_int, on: c_int) -> c_int {
    reply(super::on(s, error_queue::ask(s, on)))
}

/// In the origin of a report: this machine found the error, when the datagram was to be sent.
pub const OX_ERROR_LOCAL: i32 = 1;

/// In the origin of a report: another host found the error, and sent an ICMP message.
pub const OX_ERROR_ICMP: i32 = 2;

/// In the origin of a report: another host found the error, and sent an ICMPv6 message.
pub const OX_ERROR_ICMPV6: i32 = 3;

/// A report about an error that a datagram met.
#[repr(C)]
#[derive(Clone, Copy)]
#[allow(non_camel_case_types)]
pub struct ox_error_report {
    /// Who reported it, without a port; empty if that was this machine. An IPv4 address that an
    /// IPv6 socket shows in its IPv6 form is given as the IPv4 address that it is; likewise in
    /// destination.
    pub reporter: ox_address,
    /// Where the datagram was to go.
    pub destination: ox_address,
    /// The error, as an errno value: EHOSTUNREACH, ECONNREFUSED, EMSGSIZE and the like.
    pub code: i32,
    /// OX_ERROR_LOCAL, OX_ERROR_ICMP, OX_ERROR_ICMPV6, or another SO_EE_ORIGIN_ value of the
    /// system's.
    pub origin: i32,
    /// The type of the ICMP message.
    pub icmp_type: i32,
    /// Its code.
    pub icmp_code: i32,
    /// The MTU that the datagram exceeds, with EMSGSIZE; otherwise it depends on the origin.
    pub info: u32,
    /// The TTL of the report, for IPv6 its hop limit, when it arrived; -1 if unknown.
    pub ttl: i32,
}

// SAFETY: integers without gaps.
unsafe impl Plain for ox_error_report {}

/// Take the first error out of the queue that ox_error_reports has turned on: a report about it,
/// and at most len bytes of the part of the datagram that came back. Routers send 8 bytes back, or
/// more. It never waits; ox_poll reports POLLERR while there is an error.
///
/// Returns the number of bytes.
/// Errors also: EAGAIN if there is none.
#[no_mangle]
pub unsafe extern "C" fn ox_recv_error(
    s: c_int,
    buf: *mut c_void,
    len: size_t,
    report: *mut ox_error_report,
) -> c_int {
    // SAFETY: the C caller answers for both: its own to write.
    let (buf, place) = unsafe { (User::new(buf.cast()), User::new(report)) };
    reply(on(
        s,
        error_queue::recv(s, buf, len).and_then(|(length, known)| {
            place.write(ox_error_report {
                reporter: opaque(known.reporter),
                destination: opaque(known.to),
                code: known.error,
                origin: known.origin,
                icmp_type: known.kind,
                icmp_code: known.code,
                info: known.info,
                ttl: known.ttl,
            })?;
            Ok(length)
        }),
    ))
}

/// Join a multicast group: an IPv4 or IPv6 address as text, "239.1.2.3" or "ff02::114". iface
/// is a name or a number as text, or NULL to leave it to the system; source is the one sender to
/// receive from, an address as text, or NULL for all.
///
/// Returns 0. Errors also: EINVAL for a text that is not an address, or not a group's
/// (ox_explanation tells which); ENODEV for an interface that does not exist, EMFILE or ENFILE if
/// there is no descriptor left to ask the system about it; EADDRINUSE if it is joined already.
#[no_mangle]
pub unsafe extern "C" fn ox_group_join(
    s: c_int,
    group: *const c_char,
    iface: *const c_char,
    source: *const c_char,
) -> c_int {
    // SAFETY: the C caller answers for all three: strings, or null.
    let texts = unsafe { (given(group), perhaps_given(iface), perhaps_given(source)) };
    reply(on(
        s,
        change_group(texts, |group, iface, source| {
            groups::join(s, group, iface, source)
        }),
    ))
}

/// Leave a multicast group that was joined with the same texts.
///
/// Returns 0.
/// Errors also: as ox_group_join; EADDRNOTAVAIL if it is not joined.
#[no_mangle]
pub unsafe extern "C" fn ox_group_leave(
    s: c_int,
    group: *const c_char,
    iface: *const c_char,
    source: *const c_char,
) -> c_int {
    // SAFETY: the C caller answers for all three: strings, or null.
    let texts = unsafe { (given(group), perhaps_given(iface), perhaps_given(source)) };
    reply(on(
        s,
        change_group(texts, |group, iface, source| {
            groups::leave(s, group, iface, source)
        }),
    ))
}

type Text<'a> = Result<&'a [u8]>;
type PerhapsText<'a> = Result<Option<&'a [u8]>>;

fn change_group(
    (group, interface, source): (Text<'_>, PerhapsText<'_>, PerhapsText<'_>),
    change: impl FnOnce(&[u8], Option<&[u8]>, Option<&[u8]>) -> Result<i32>,
) -> Result<i32> {
    change(group?, interface?, source?)
}

/// A text that may be null.
///
/// # Safety
///
/// As `given`.
unsafe fn perhaps_given<'a>(text: *const c_char) -> PerhapsText<'a> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller promises it.
    unsafe { given(text) }.map(Some)
}

/// Open a socket for ICMP echoes ("ping"), for AF_INET or AF_INET6. It is one of the system's
/// ping sockets, which need no privilege, where net.ipv4.ping_group_range allows it; else a
/// raw one.
///
/// Returns a handle.
/// Errors also: EACCES if neither is allowed; EAFNOSUPPORT for another family.
#[no_mangle]
pub extern "C" fn ox_echo_open(family: c_int) -> c_int {
    reply(echo::open(family))
}

/// Send an echo request with a sequence number and len bytes of payload. The port of the address
/// does not matter. The library chooses the identifier.
///
/// Returns 0.
/// Errors also: EPROTONOSUPPORT on a socket that is not for echoes; EMSGSIZE.
#[no_mangle]
pub unsafe extern "C" fn ox_echo_send(
    s: c_int,
    to: *const ox_address,
    sequence: u16,
    payload: *const c_void,
    len: size_t,
) -> c_int {
    // SAFETY: the C caller answers for both, which are only read.
    let (to, payload) = unsafe {
        (
            User::new(to.cast_mut().cast()),
            User::new(payload.cast_mut().cast()),
        )
    };
    let to = to.read().and_then(|words| Address::from_opaque(&words));
    let to = to.and_then(|to| to.ok_or(Error::EINVAL));
    reply(on(
        s,
        to.and_then(|to| echo::send(s, &to, sequence, payload, len)),
    ))
}

/// Receive the next reply to a request of this socket: its sender, which has no port, its
/// sequence number, len bytes of its payload, and its TTL, for IPv6 its hop limit, as it arrived
/// (-1 if unknown). sender, sequence and ttl may be NULL.
///
/// If a host on the way reports that a request could not be delivered, that is an error of this
/// call: EHOSTUNREACH (also when its TTL has expired), ENETUNREACH, ECONNREFUSED and the like.
/// sender is then the host that reported it, and sequence the number of the request.
///
/// Returns the length of the payload, which may be more than len.
/// Errors also: EPROTONOSUPPORT on a socket that is not for echoes; ENODATA after
/// ox_shutdown(s, SHUT_RD).
#[no_mangle]
pub unsafe extern "C" fn ox_echo_recv(
    s: c_int,
    sender: *mut ox_address,
    sequence: *mut u16,
    payload: *mut c_void,
    len: size_t,
    ttl: *mut c_int,
) -> c_int {
    // SAFETY: the C caller answers for all four: its own to write.
    let (sender, sequence) = unsafe { (User::new(sender.cast()), User::new(sequence)) };
    // SAFETY: as above.
    let (payload, ttl) = unsafe { (User::<u8>::new(payload.cast()), User::new(ttl)) };
    reply(on(
        s,
        echo::recv(s).and_then(|(outcome, packet)| {
            sender.write_unless_null(opaque(outcome.from).opaque);
            sequence.write_unless_null(outcome.sequence);
            ttl.write_unless_null(outcome.ttl);
            outcome.result?;
            let bytes = packet.get(outcome.payload).unwrap_or_default();
            payload.write_all(&bytes[..len.min(bytes.len())])?;
            Ok(bytes.len() as c_int)
        }),
    ))
}
