//! The system's constants, errors and structures that users of sockets need, with their values on
//! the platform that this runs on, and as expressions for other platforms.

use crate::json::{Number, Word};
use serde_json::Value;

/// The values of one platform.
pub struct System {
    pub constants: Vec<Constant>,
    /// The errors that a function may return, ascending.
    pub errors: Vec<Constant>,
    pub structures: Vec<Structure>,
    /// The alignment of an int64_t in a C structure.
    pub align_of_int64: Number,
}

impl System {
    /// The values of the platform that this runs on.
    pub fn here() -> Self {
        Self {
            constants: constants(),
            errors: errors(),
            structures: structures(),
            align_of_int64: Number::new(
                align_of::<i64>() as i64,
                "core::mem::align_of::<i64>() as i64",
            ),
        }
    }

    /// The values of the platform for which a library was compiled. `library` is the file's
    /// content, which contains a description with these values.
    pub fn of_library(library: &[u8]) -> Result<Self, String> {
        let description = description_in(library)?;
        let mut system = Self::here();
        let said = &description["system"];
        for (group, name) in [
            (&mut system.constants, "constants"),
            (&mut system.errors, "errors"),
        ] {
            for constant in group {
                constant.value.here = number(&said[name], constant.name)?;
            }
        }
        system.errors.sort_by_key(|error| error.value.here);
        for structure in &mut system.structures {
            let said = named(&said["structures"], structure.name)?;
            structure.size.here = number(said, "size")?;
            structure.align.here = number(said, "align")?;
            for field in &mut structure.fields {
                let said = named(&said["fields"], field.name)?;
                field.offset.here = number(said, "offset")?;
                let ctype = said["type"].as_str();
                field.ctype.here = ctype.ok_or("the library says no type")?.to_owned();
            }
        }
        let address = named(&description["structures"], "ox_address")?;
        system.align_of_int64.here = number(address, "align")?;
        Ok(system)
    }

    /// The size of a pointer, which a long and a size_t have, too.
    pub fn size_of_pointer(&self) -> i64 {
        self.structures
            .iter()
            .find(|structure| structure.name == "iovec")
            .map_or(0, |iovec| iovec.size.here / 2)
    }
}

/// Find the description in a library: a C string.
fn description_in(library: &[u8]) -> Result<Value, String> {
    const OPENING: &[u8] = b"{\"format\":";
    let start = library
        .windows(OPENING.len())
        .position(|window| window == OPENING)
        .ok_or("there is no description in the library")?;
    let text = &library[start..];
    let end = text.iter().position(|&byte| byte == 0);
    let text = &text[..end.unwrap_or(text.len())];
    serde_json::from_slice(text).map_err(|error| format!("the library's description: {error}"))
}

fn number(object: &Value, name: &str) -> Result<i64, String> {
    let missing = || format!("the library says nothing of {name}");
    object[name].as_i64().ok_or_else(missing)
}

fn named<'a>(list: &'a Value, name: &str) -> Result<&'a Value, String> {
    let missing = || format!("the library says nothing of {name}");
    let mut items = list.as_array().into_iter().flatten();
    items.find(|item| item["name"] == *name).ok_or_else(missing)
}

/// A constant of the system: its name and its value.
pub struct Constant {
    pub name: &'static str,
    pub value: Number,
}

pub struct Structure {
    /// The name without `struct`.
    pub name: &'static str,
    pub size: Number,
    pub align: Number,
    pub fields: Vec<Field>,
}

pub struct Field {
    pub name: &'static str,
    pub ctype: Word,
    pub offset: Number,
}

macro_rules! constants {
    ($($name:ident)*) => {
        vec![$(Constant {
            name: stringify!($name),
            value: Number::new(libc::$name as i64, concat!("libc::", stringify!($name), " as i64")),
        }),*]
    };
}

macro_rules! ctype {
    ($ctype:literal) => {
        Word::from($ctype)
    };
    ($ctype:literal, $musl:literal) => {
        Word::new(
            if cfg!(target_env = "musl") {
                $musl
            } else {
                $ctype
            },
            concat!(
                "if cfg!(target_env = \"musl\") { \"",
                $musl,
                "\" } else { \"",
                $ctype,
                "\" }"
            ),
        )
    };
}

// A field, its type, and its type in musl if it differs.
macro_rules! structures {
    ($($name:ident { $($field:ident: $ctype:literal $(or $musl:literal)?,)* })*) => {
        vec![$(Structure {
            name: stringify!($name),
            size: Number::new(
                size_of::<libc::$name>() as i64,
                concat!("core::mem::size_of::<libc::", stringify!($name), ">() as i64"),
            ),
            align: Number::new(
                align_of::<libc::$name>() as i64,
                concat!("core::mem::align_of::<libc::", stringify!($name), ">() as i64"),
            ),
            fields: vec![$(Field {
                name: stringify!($field),
                ctype: ctype!($ctype $(, $musl)?),
                offset: Number::new(
                    core::mem::offset_of!(libc::$name, $field) as i64,
                    concat!("core::mem::offset_of!(libc::", stringify!($name), ", ",
                            stringify!($field), ") as i64"),
                ),
            }),*],
        }),*]
    };
}

/// Constants for the arguments of calls.
#[rustfmt::skip]
pub fn constants() -> Vec<Constant> {
    constants! {
        AF_UNSPEC AF_UNIX AF_LOCAL AF_INET AF_INET6 AF_NETLINK AF_PACKET AF_VSOCK

        SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_SEQPACKET SOCK_NONBLOCK SOCK_CLOEXEC

        SHUT_RD SHUT_WR SHUT_RDWR SOMAXCONN

        MSG_OOB MSG_PEEK MSG_DONTROUTE MSG_CTRUNC MSG_TRUNC MSG_DONTWAIT MSG_EOR MSG_WAITALL
        MSG_CONFIRM MSG_ERRQUEUE MSG_NOSIGNAL MSG_MORE MSG_WAITFORONE MSG_FASTOPEN
        MSG_CMSG_CLOEXEC

        POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDNORM POLLRDBAND POLLWRNORM
        POLLWRBAND POLLRDHUP

        F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_GETOWN F_SETOWN F_DUPFD_CLOEXEC FD_CLOEXEC
        O_NONBLOCK O_ASYNC O_RDONLY O_WRONLY O_RDWR O_CLOEXEC

        SOL_SOCKET SO_DEBUG SO_REUSEADDR SO_TYPE SO_ERROR SO_DONTROUTE SO_BROADCAST SO_SNDBUF
        SO_RCVBUF SO_SNDBUFFORCE SO_RCVBUFFORCE SO_KEEPALIVE SO_OOBINLINE SO_PRIORITY SO_LINGER
        SO_REUSEPORT SO_PASSCRED SO_PEERCRED SO_RCVLOWAT SO_SNDLOWAT SO_RCVTIMEO SO_SNDTIMEO
        SO_BINDTODEVICE SO_ATTACH_FILTER SO_DETACH_FILTER SO_TIMESTAMP SO_TIMESTAMPNS
        SO_TIMESTAMPING SO_ACCEPTCONN SO_PEERSEC SO_PASSSEC SO_MARK SO_PROTOCOL SO_DOMAIN
        SO_RXQ_OVFL SO_PEEK_OFF SO_BUSY_POLL SO_INCOMING_CPU SO_ZEROCOPY SO_COOKIE
        SCM_RIGHTS SCM_CREDENTIALS

        IPPROTO_IP IPPROTO_ICMP IPPROTO_TCP IPPROTO_UDP IPPROTO_IPV6 IPPROTO_ICMPV6 IPPROTO_RAW
        IPPROTO_SCTP IPPROTO_UDPLITE IPPROTO_MPTCP
        INADDR_ANY INADDR_BROADCAST INADDR_LOOPBACK

        IP_TOS IP_TTL IP_HDRINCL IP_OPTIONS IP_RECVOPTS IP_PKTINFO IP_MTU_DISCOVER IP_RECVERR
        IP_RECVTTL IP_RECVTOS IP_MTU IP_FREEBIND IP_TRANSPARENT IP_BIND_ADDRESS_NO_PORT
        IP_MULTICAST_IF IP_MULTICAST_TTL IP_MULTICAST_LOOP IP_MULTICAST_ALL IP_ADD_MEMBERSHIP
        IP_DROP_MEMBERSHIP IP_ADD_SOURCE_MEMBERSHIP IP_DROP_SOURCE_MEMBERSHIP
        IP_PMTUDISC_DONT IP_PMTUDISC_WANT IP_PMTUDISC_DO IP_PMTUDISC_PROBE

        IPV6_UNICAST_HOPS IPV6_MULTICAST_IF IPV6_MULTICAST_HOPS IPV6_MULTICAST_LOOP
        IPV6_ADD_MEMBERSHIP IPV6_DROP_MEMBERSHIP IPV6_MTU_DISCOVER IPV6_MTU IPV6_RECVERR
        IPV6_V6ONLY IPV6_RECVPKTINFO IPV6_PKTINFO IPV6_RECVHOPLIMIT IPV6_HOPLIMIT IPV6_RECVTCLASS
        IPV6_TCLASS IPV6_DONTFRAG

        TCP_NODELAY TCP_MAXSEG TCP_CORK TCP_KEEPIDLE TCP_KEEPINTVL TCP_KEEPCNT TCP_SYNCNT
        TCP_LINGER2 TCP_DEFER_ACCEPT TCP_WINDOW_CLAMP TCP_INFO TCP_QUICKACK TCP_CONGESTION
        TCP_USER_TIMEOUT TCP_FASTOPEN TCP_FASTOPEN_CONNECT TCP_NOTSENT_LOWAT

        UDP_CORK UDP_SEGMENT UDP_GRO

        CLOCK_REALTIME CLOCK_MONOTONIC
    }
}

/// The errors that a function may return, negated, ascending.
#[rustfmt::skip]
pub fn errors() -> Vec<Constant> {
    let mut errors = constants! {
        EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT
        ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG
        ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY
        ELOOP ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR
        EXFULL ENOANO EBADRQC EBADSLT EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE
        ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD
        EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK
        EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP
        EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET
        ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT
        ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL
        EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED
        EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON
    };
    errors.sort_by_key(|error| error.value.here);
    errors
}

/// The structures that the calls take, and those nested in them. Fields that are only padding are
/// left out.
pub fn structures() -> Vec<Structure> {
    structures! {
        sockaddr { sa_family: "unsigned short", sa_data: "char[14]", }
        in_addr { s_addr: "uint32_t", }
        in6_addr { s6_addr: "uint8_t[16]", }
        sockaddr_in {
            sin_family: "unsigned short", sin_port: "uint16_t", sin_addr: "struct in_addr",
        }
        sockaddr_in6 {
            sin6_family: "unsigned short", sin6_port: "uint16_t", sin6_flowinfo: "uint32_t",
            sin6_addr: "struct in6_addr", sin6_scope_id: "uint32_t",
        }
        sockaddr_un { sun_family: "unsigned short", sun_path: "char[108]", }
        sockaddr_storage { ss_family: "unsigned short", }
        iovec { iov_base: "void *", iov_len: "size_t", }
        msghdr {
            msg_name: "void *", msg_namelen: "unsigned int", msg_iov: "struct iovec *",
            msg_iovlen: "size_t" or "int", msg_control: "void *",
            msg_controllen: "size_t" or "unsigned int",
            msg_flags: "int",
        }
        mmsghdr { msg_hdr: "struct msghdr", msg_len: "unsigned int", }
        cmsghdr { cmsg_len: "size_t" or "unsigned int", cmsg_level: "int", cmsg_type: "int", }
        pollfd { fd: "int", events: "short", revents: "short", }
        timespec { tv_sec: "long", tv_nsec: "long", }
        timeval { tv_sec: "long", tv_usec: "long", }
        linger { l_onoff: "int", l_linger: "int", }
        ucred { pid: "int", uid: "unsigned int", gid: "unsigned int", }
        ip_mreqn { imr_multiaddr: "struct in_addr", imr_address: "struct in_addr", imr_ifindex: "int", }
        ipv6_mreq { ipv6mr_multiaddr: "struct in6_addr", ipv6mr_interface: "unsigned int", }
        in_pktinfo { ipi_ifindex: "int", ipi_spec_dst: "struct in_addr", ipi_addr: "struct in_addr", }
        in6_pktinfo { ipi6_addr: "struct in6_addr", ipi6_ifindex: "unsigned int", }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(description: &str) -> Vec<u8> {
        [b"\x7fELF\0{\"\0", description.as_bytes(), b"\0text\0"].concat()
    }

    #[test]
    fn a_library_without_a_description_is_refused() {
        for text in ["", "{\"format\":", "{\"format\":1}"] {
            assert!(System::of_library(&library(text)).is_err(), "{text}");
        }
    }
}
