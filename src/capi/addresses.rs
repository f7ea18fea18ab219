//! Addresses: endpoints as text and as values.
//!
//! An endpoint is a text that says where a socket is and of which kind it is:
//!
//!     tcp://HOST:PORT   udp://HOST:PORT   HOST:PORT (the same as tcp://)
//!     unix:NAME   unix-dgram:NAME   unix-seqpacket:NAME
//!
//! HOST is an IPv4 address, an IPv6 address in brackets ([::1], or with an interface, by name or
//! number: [fe80::1%eth0], in URLs [fe80::1%25eth0]), a host's name, or * for every address of this
//! machine. PORT is a number or a service's name. NAME is a path, or @ and a name in the abstract
//! namespace; in it, %3F is a question mark, %25 a percent sign, %00 a zero byte, and so on. A path
//! that a listener is to make may be followed by its permission bits: unix:/run/x.sock?mode=0660.
//! The manual page oxsock-endpoint(7) has the whole grammar.
//!
//! An address is an endpoint as a value, with no name that is still to be resolved. It has 144
//! bytes, which may be copied, kept anywhere, and compared with memcmp. If all bytes are zero, as
//! after memset, it is empty: no address. The text of an address reads back as the same address.
//!
//! Example: an address from its text, and the text of a socket's other end.
//!
//!     struct ox_address address;
//!     char peer[OX_TEXT_MAX];
//!     if (ox_address_parse(&address, "udp://[::1]:53") < 0)
//!         fprintf(stderr, "%s\n", ox_explanation());
//!     else if (ox_sendto_address(s, buf, sizeof buf, 0, &address) >= 0)
//!         printf("sent to port %d\n", ox_address_port(&address));
//!     if (ox_peer(s, peer, sizeof peer) > 0)
//!         printf("connected to %s\n", peer);
//!
//! Errors common to all that take an address: EINVAL for bytes that are not an address.

use super::{given, on, put, reply};
use crate::address::{Address, Kind, Opaque, UnixName};
use crate::endpoint::{self, Endpoint};
use crate::error::{Error, Result};
use crate::socket::{connect, control, stream};
use crate::sys::errno::decoded;
use crate::sys::interface::INTERFACES;
use crate::sys::sockaddr::{self, Sockaddr};
use crate::sys::{Plain, User};
use crate::{address, explain};
use core::ffi::{c_char, c_int, c_void};
use libc::{size_t, socklen_t};

/// An address: opaque bytes, all zero if it is empty.
#[repr(C)]
#[derive(Clone, Copy)]
#[allow(non_camel_case_types)]
pub struct ox_address {
    /// For the library alone.
    pub opaque: [u64; 18],
}

// SAFETY: integers without gaps.
unsafe impl Plain for ox_address {}

/// Room for the text of any endpoint and its NUL.
pub const OX_TEXT_MAX: c_int = 512;

/// The address that a text names: an endpoint with a numeric host and port, or a UNIX name
/// without permission bits. Names of hosts and services are an error: nothing is resolved. For
/// the host * it is [::]. On an error the address is left as it was.
///
/// Returns 0. Errors: EINVAL for a text that is no such endpoint, ENAMETOOLONG for a UNIX name that
/// does not fit, ENODEV for an interface that does not exist, EMFILE, ENFILE or ENOMEM if the
/// system cannot be asked for its number; ox_explanation then says what is wrong and where.
#[no_mangle]
pub unsafe extern "C" fn ox_address_parse(address: *mut ox_address, text: *const c_char) -> c_int {
    // SAFETY: the C caller answers for both: its own to write, and a string.
    let (address, text) = unsafe { (User::new(address), given(text)) };
    reply(text.and_then(|text| {
        let parsed = endpoint::parse_address(text, &INTERFACES)?;
        store(address, &parsed)
    }))
}

/// Write an address's text, an endpoint, into size bytes at text; OX_TEXT_MAX is always enough.
/// The text is ASCII, whatever bytes are in a UNIX name.
///
/// Returns the length of the text, without its NUL.
/// Errors: EINVAL for an empty address; ENOSPC if the text does not fit (then it is empty).
#[no_mangle]
pub unsafe extern "C" fn ox_address_text(
    address: *const ox_address,
    text: *mut c_char,
    size: usize,
) -> c_int {
    // SAFETY: the C caller answers for both: one to read, and `size` bytes to write.
    let (address, text) = unsafe { (load(address), User::new(text.cast())) };
    reply(some(address).and_then(|address| put_address(address, text, size)))
}

/// An address's family.
///
/// Returns AF_INET, AF_INET6 or AF_UNIX; AF_UNSPEC, which is 0, if it is empty.
#[no_mangle]
pub unsafe extern "C" fn ox_address_family(address: *const ox_address) -> c_int {
    // SAFETY: the C caller answers for `address`: one to read.
    let address = unsafe { load(address) };
    reply(address.map(|address| address.map_or(libc::AF_UNSPEC, |it| it.family())))
}

/// The type of socket that an address is for.
///
/// Returns SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET; 0 if it is empty.
#[no_mangle]
pub unsafe extern "C" fn ox_address_type(address: *const ox_address) -> c_int {
    // SAFETY: the C caller answers for `address`: one to read.
    let address = unsafe { load(address) };
    reply(address.map(|address| address.map_or(0, |it| it.kind().socket_type())))
}

/// An address's port, in the machine's byte order.
///
/// Returns the port, 0 to 65535.
/// Errors: EAFNOSUPPORT for a UNIX address, and for an empty one.
#[no_mangle]
pub unsafe extern "C" fn ox_address_port(address: *const ox_address) -> c_int {
    // SAFETY: the C caller answers for `address`: one to read.
    let address = unsafe { load(address) };
    reply(address.and_then(address::port_of))
}

/// Whether two addresses are the same: of the same type, at the same place. An IPv4 address is
/// not the same as its IPv6 form ([::ffff:192.0.2.1]); two empty ones are the same.
///
/// Returns 1 or 0.
#[no_mangle]
pub unsafe extern "C" fn ox_address_equal(a: *const ox_address, b: *const ox_address) -> c_int {
    // SAFETY: the C caller answers for both: two to read.
    let (a, b) = unsafe { (load(a), load(b)) };
    reply(a.and_then(|a| Ok(a == b?)))
}

/// The address that a struct sockaddr of len bytes holds, as recvfrom(2) and the like give it,
/// for a type of socket: SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET. The flow label of an IPv6
/// address is not kept. On an error the address is left as it was.
///
/// Returns 0. Errors: EAFNOSUPPORT for a family other than AF_INET, AF_INET6 and AF_UNIX;
/// ESOCKTNOSUPPORT for another type, or one that the family does not have; EINVAL if len is too
/// small for the family, or above that of a struct sockaddr_storage, or a UNIX name is longer than
/// a struct sockaddr_un holds.
#[no_mangle]
pub unsafe extern "C" fn ox_address_from_sockaddr(
    address: *mut ox_address,
    socktype: c_int,
    addr: *const libc::sockaddr,
    len: socklen_t,
) -> c_int {
    // SAFETY: the C caller answers for both: its own to write, and `len` bytes to read.
    let (address, addr) = unsafe { (User::new(address), User::new(addr.cast_mut().cast())) };
    let bytes = sockaddr::read(addr, len);
    let found = bytes.and_then(|bytes| Address::from_sockaddr(socktype, &bytes));
    reply(found.and_then(|found| store(address, &found)))
}

/// Store an address as a struct sockaddr for the system's calls. *len is the room at addr; a struct
/// sockaddr_storage has room for every address. On return it is the address's true length, which
/// may be more, and what did not fit is cut off, as in getsockname(2).
///
/// Returns 0.
/// Errors: EINVAL for an empty address.
#[no_mangle]
pub unsafe extern "C" fn ox_address_to_sockaddr(
    address: *const ox_address,
    addr: *mut libc::sockaddr,
    len: *mut socklen_t,
) -> c_int {
    // SAFETY: the C caller answers for all three: one to read, and its own to write.
    let (address, addr, len) = unsafe { (load(address), User::new(addr.cast()), User::new(len)) };
    reply(some(address).and_then(|address| sockaddr::write(&address.to_sockaddr(), addr, len)))
}

/// The endpoint of a UNIX socket at a path, for a type of socket (SOCK_STREAM, SOCK_DGRAM or
/// SOCK_SEQPACKET), written into size bytes at text; OX_TEXT_MAX is always enough. Whatever bytes
/// the path has, ox_dial and ox_listen_on read the same path from it; ?mode= may be put behind it.
/// The path "run/50%" of a stream socket gives "unix:run/50%25".
///
/// Returns the length of the text, without its NUL.
/// Errors: EINVAL for an empty path; ENAMETOOLONG for one of more than 108 bytes; ESOCKTNOSUPPORT
/// for another type; ENOSPC if the text does not fit (then it is empty).
#[no_mangle]
pub unsafe extern "C" fn ox_endpoint_path(
    path: *const c_char,
    socktype: c_int,
    text: *mut c_char,
    size: usize,
) -> c_int {
    // SAFETY: the C caller answers for both: a string, and `size` bytes to write.
    let (path, text) = unsafe { (given(path), User::new(text.cast())) };
    reply(path.and_then(|path| {
        let kind = Kind::of_type(socktype).ok_or(Error::ESOCKTNOSUPPORT)?;
        let name = UnixName::path(path)?;
        put(
            Endpoint::Unix {
                kind,
                name,
                mode: None,
            },
            text,
            size,
        )
    }))
}

/// A socket's own end as an endpoint, written into size bytes at text; OX_TEXT_MAX is always
/// enough. An IPv4 address that an IPv6 socket shows in its IPv6 form is written as the IPv4
/// address that it is. A UNIX socket that has no name gives "unix:" and nothing after it.
///
/// Returns the length of the text, without its NUL.
/// Errors: those of getsockname(2); EAFNOSUPPORT, ESOCKTNOSUPPORT and EPROTONOSUPPORT for
/// sockets that endpoints do not name (raw ones, and other protocols); ENOSPC if the text does
/// not fit (then it is empty).
#[no_mangle]
pub unsafe extern "C" fn ox_local(s: c_int, text: *mut c_char, size: usize) -> c_int {
    // SAFETY: the C caller answers for `text`: `size` bytes to write.
    let text = unsafe { User::new(text.cast()) };
    reply(on(
        s,
        control::local_address(s).and_then(|end| put_address(end.unmapped(), text, size)),
    ))
}

/// A socket's other end as an endpoint, as ox_local.
///
/// Returns the length of the text, without its NUL.
/// Errors: those of getpeername(2), ENOTCONN among them; else as ox_local.
#[no_mangle]
pub unsafe extern "C" fn ox_peer(s: c_int, text: *mut c_char, size: usize) -> c_int {
    // SAFETY: the C caller answers for `text`: `size` bytes to write.
    let text = unsafe { User::new(text.cast()) };
    reply(on(
        s,
        control::peer_address(s).and_then(|end| put_address(end.unmapped(), text, size)),
    ))
}

/// Bind, as ox_bind, to an address.
///
/// Returns 0.
/// Errors: those of bind(2); EINVAL also for an empty address.
#[no_mangle]
pub unsafe extern "C" fn ox_bind_address(s: c_int, address: *const ox_address) -> c_int {
    // SAFETY: the C caller answers for `address`: one to read.
    let address = unsafe { load(address) };
    reply(on(
        s,
        some(address).and_then(|address| control::bind_to(s, &address)),
    ))
}

/// Connect, as ox_connect, to an address.
///
/// Returns 0.
/// Errors: those of connect(2); EINVAL also for an empty address.
#[no_mangle]
pub unsafe extern "C" fn ox_connect_address(s: c_int, address: *const ox_address) -> c_int {
    // SAFETY: the C caller answers for `address`: one to read.
    let address = unsafe { load(address) };
    reply(on(
        s,
        some(address).and_then(|address| {
            let name = address.to_sockaddr();
            let (name, length) = given_name(&name);
            connect::connect(s, name, length)
        }),
    ))
}

/// Send, as ox_sendto, to an address.
///
/// Returns the number of bytes taken.
/// Errors: those of send(2); EINVAL also for an empty address.
#[no_mangle]
pub unsafe extern "C" fn ox_sendto_address(
    s: c_int,
    buf: *const c_void,
    len: size_t,
    flags: c_int,
    to: *const ox_address,
) -> c_int {
    // SAFETY: the C caller answers for both, which are only read.
    let (buf, to) = unsafe { (User::new(buf.cast_mut().cast()), load(to)) };
    reply(on(
        s,
        some(to).and_then(|to| {
            let name = to.to_sockaddr();
            let (name, length) = given_name(&name);
            decoded(stream::send_to(s, buf, len, flags, name, length))
        }),
    ))
}

/// Receive, as ox_recvfrom, and get the sender's address: an empty one if it has none. An IPv4
/// address that an IPv6 socket shows in its IPv6 form is given as the IPv4 address that it is; a
/// UDP socket takes it so in ox_sendto_address, too. src may be NULL.
///
/// Returns the number of bytes; 0 at the end of a stream. With MSG_TRUNC, the true length of the
/// datagram.
#[no_mangle]
pub unsafe extern "C" fn ox_recvfrom_address(
    s: c_int,
    buf: *mut c_void,
    len: size_t,
    flags: c_int,
    src: *mut ox_address,
) -> c_int {
    let mut name = [0u8; sockaddr::ROOM];
    let mut length = name.len() as socklen_t;
    // SAFETY: the C caller answers for `buf` and `src`: its own to write; the rest is our own, and
    // as long as it says.
    let (buf, src, name_room, length_room) = unsafe {
        (
            User::new(buf.cast()),
            User::new(src),
            User::new(name.as_mut_ptr().cast()),
            User::new(&raw mut length),
        )
    };
    let received = stream::recv_from(s, buf, len, flags, name_room, length_room);
    if received >= 0 {
        let name = name.get(..length as usize).unwrap_or_default();
        let sender = control::sender_type(s).and_then(|type_| Address::from_sockaddr(type_, name));
        let opaque = sender.map_or([0; 18], |sender| sender.unmapped().to_opaque());
        src.write_unless_null(ox_address { opaque });
    }
    received
}

/// What was wrong with the text that this thread last gave to a function of oxsock's, in English,
/// with the number of bytes before the wrong part: "port 99999 at 14: above 65535"; or, after an
/// ox_dial, which address failed how: "tcp://[::1]:80: Network is unreachable; tcp://127.0.0.1:80:
/// Connection refused". It holds until the thread's next call that takes a text. It is cut off
/// after 511 bytes; where there is no memory for it, it is empty.
///
/// Returns the thread's own string; an empty one if that call succeeded, or failed for a reason
/// that its error alone says.
#[no_mangle]
pub extern "C" fn ox_explanation() -> *const c_char {
    explain::text().as_ptr()
}

fn put_address(address: Address, text: User<u8>, size: usize) -> Result<c_int> {
    put(Endpoint::from(address).named(&INTERFACES), text, size)
}

/// The address at a place of the caller's.
///
/// # Safety
///
/// `address` must be null, or point to an address that the caller may read.
unsafe fn load(address: *const ox_address) -> Result<Option<Address>> {
    // SAFETY: promised.
    let place: User<Opaque> = unsafe { User::new(address.cast_mut().cast()) };
    Address::from_opaque(&place.read()?)
}

/// An address of the library's own in the form of the calls' arguments.
fn given_name(address: &Sockaddr) -> (User<libc::sockaddr>, socklen_t) {
    // SAFETY: so many bytes are there, and are only read.
    let name = unsafe { User::new(address.as_ptr().cast_mut().cast()) };
    (name, address.len() as socklen_t)
}

fn some(address: Result<Option<Address>>) -> Result<Address> {
    address?.ok_or(Error::EINVAL)
}

pub(super) fn store(place: User<ox_address>, address: &Address) -> Result<c_int> {
    place.cast().write(address.to_opaque())?;
    Ok(0)
}
