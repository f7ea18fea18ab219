//! Errors: the platform's errno values, and above them those of name resolution; their names and
//! meanings.
#![forbid(unsafe_code)]

mod explained;

pub use explained::{Cut, Explained};

use crate::label::Label;
use core::ffi::{c_int, CStr};
use core::num::NonZeroI32;

/// An error: an errno value, or the number of an error of name resolution. It is above 0, so that
/// the negated number, which the caller gets, is never taken for success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error(NonZeroI32);

/// The result of calls into the core.
pub type Result<T, E = Error> = core::result::Result<T, E>;

impl Error {
    /// An error with an errno value. EIO if the number is not above 0.
    #[inline]
    pub const fn new(errno: c_int) -> Self {
        match NonZeroI32::new(errno) {
            Some(errno) if errno.get() > 0 => Self(errno),
            _ => Self::EIO,
        }
    }

    /// Its errno value.
    #[inline]
    pub const fn code(self) -> c_int {
        self.0.get()
    }
}

/// Constants for errors, by their names, which can be used in patterns.
macro_rules! known {
    ($($name:ident)*) => {
        impl Error {
            $(#[doc = stringify!($name)]
            pub const $name: Self = match NonZeroI32::new(number::$name) {
                Some(errno) => Self(errno),
                None => panic!("an error is never 0"), // at compile time
            };)*
        }
    };
}

known! {
    EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF EBUSY ECANCELED ECONNABORTED ECONNREFUSED
    ECONNRESET EDESTADDRREQ EFAULT EHOSTDOWN EHOSTUNREACH EINPROGRESS EINTR EINVAL EIO EISCONN EMFILE EMSGSIZE ENAMETOOLONG
    ENETDOWN ENETUNREACH ENFILE ENODATA ENODEV ENOENT ENOMEM ENOPROTOOPT ENOSPC ENOTCONN ENOTSOCK EOPNOTSUPP EPERM EPIPE EPROTO EPROTONOSUPPORT EPROTOTYPE
    ESOCKTNOSUPPORT ETIMEDOUT
    OX_EAI_ADDRFAMILY OX_EAI_AGAIN OX_EAI_FAIL OX_EAI_FAMILY OX_EAI_MEMORY OX_EAI_NODATA
    OX_EAI_NONAME OX_EAI_SERVICE
}

/// The numbers of the names: the platform's errno values, and those of name resolution, which are
/// outside the range of errno values.
#[allow(missing_docs)]
pub mod number {
    pub use libc::*;

    pub const OX_EAI_ADDRFAMILY: c_int = 3001;
    pub const OX_EAI_AGAIN: c_int = 3002;
    pub const OX_EAI_FAIL: c_int = 3003;
    pub const OX_EAI_FAMILY: c_int = 3004;
    pub const OX_EAI_MEMORY: c_int = 3005;
    pub const OX_EAI_NODATA: c_int = 3006;
    pub const OX_EAI_NONAME: c_int = 3007;
    pub const OX_EAI_SERVICE: c_int = 3008;
}

/// The error's meaning, for `ox_strerror`: "Connection refused".
pub fn describe(code: c_int) -> &'static CStr {
    match find(code) {
        Some(entry) => entry.meaning.text(),
        None if code == 0 => c"Success",
        None => c"Unknown error",
    }
}

/// The error's name, for `ox_errname`: "ECONNREFUSED".
pub fn name(code: c_int) -> Option<&'static CStr> {
    find(code).map(|entry| entry.name.text())
}

/// The error with this name: "ECONNREFUSED".
pub fn by_name(name: &str) -> Option<Error> {
    let has_it = |entry: &&Entry| entry.name.text().to_bytes() == name.as_bytes();
    let errno = CODES.iter().find(has_it).map(|entry| entry.errno);
    let other = || OTHER_NAMES.iter().find(|(other, _)| *other == name);
    let errno = errno.or_else(|| other().map(|&(_, errno)| errno))?;
    Some(Error::new(errno))
}

/// Other names of errors, beside those that `name` returns.
const OTHER_NAMES: [(&str, c_int); 3] = [
    ("EWOULDBLOCK", number::EWOULDBLOCK),
    ("ENOTSUP", number::ENOTSUP),
    ("EDEADLOCK", number::EDEADLK),
];

/// The i-th code, negated; 0 past the last.
pub fn code_at(i: c_int) -> c_int {
    usize::try_from(i)
        .ok()
        .and_then(|i| CODES.get(i))
        .map_or(0, |entry| -entry.errno)
}

struct Entry {
    errno: c_int,
    name: Label<18>,
    meaning: Label<50>,
}

fn find(code: c_int) -> Option<&'static Entry> {
    let errno = code.unsigned_abs();
    let i = CODES
        .binary_search_by_key(&errno, |entry| entry.errno.unsigned_abs())
        .ok()?;
    Some(&CODES[i])
}

macro_rules! codes {
    ($(($name:ident, $meaning:literal),)*) => {
        [$(Entry {
            errno: number::$name,
            name: Label::new(stringify!($name)),
            meaning: Label::new($meaning),
        },)*]
    };
}

/// All of them, ascending.
#[rustfmt::skip]
static CODES: [Entry; 139] = codes! {
    (EPERM, "Operation not permitted"),
    (ENOENT, "No such file or directory"),
    (ESRCH, "No such process"),
    (EINTR, "Interrupted system call"),
    (EIO, "Input/output error"),
    (ENXIO, "No such device or address"),
    (E2BIG, "Argument list too long"),
    (ENOEXEC, "Exec format error"),
    (EBADF, "Bad file descriptor"),
    (ECHILD, "No child processes"),
    (EAGAIN, "Resource temporarily unavailable"),
    (ENOMEM, "Cannot allocate memory"),
    (EACCES, "Permission denied"),
    (EFAULT, "Bad address"),
    (ENOTBLK, "Block device required"),
    (EBUSY, "Device or resource busy"),
    (EEXIST, "File exists"),
    (EXDEV, "Invalid cross-device link"),
    (ENODEV, "No such device"),
    (ENOTDIR, "Not a directory"),
    (EISDIR, "Is a directory"),
    (EINVAL, "Invalid argument"),
    (ENFILE, "Too many open files in system"),
    (EMFILE, "Too many open files"),
    (ENOTTY, "Inappropriate ioctl for device"),
    (ETXTBSY, "Text file busy"),
    (EFBIG, "File too large"),
    (ENOSPC, "No space left on device"),
    (ESPIPE, "Illegal seek"),
    (EROFS, "Read-only file system"),
    (EMLINK, "Too many links"),
    (EPIPE, "Broken pipe"),
    (EDOM, "Numerical argument out of domain"),
    (ERANGE, "Numerical result out of range"),
    (EDEADLK, "Resource deadlock avoided"),
    (ENAMETOOLONG, "File name too long"),
    (ENOLCK, "No locks available"),
    (ENOSYS, "Function not implemented"),
    (ENOTEMPTY, "Directory not empty"),
    (ELOOP, "Too many levels of symbolic links"),
    (ENOMSG, "No message of desired type"),
    (EIDRM, "Identifier removed"),
    (ECHRNG, "Channel number out of range"),
    (EL2NSYNC, "Level 2 not synchronized"),
    (EL3HLT, "Level 3 halted"),
    (EL3RST, "Level 3 reset"),
    (ELNRNG, "Link number out of range"),
    (EUNATCH, "Protocol driver not attached"),
    (ENOCSI, "No CSI structure available"),
    (EL2HLT, "Level 2 halted"),
    (EBADE, "Invalid exchange"),
    (EBADR, "Invalid request descriptor"),
    (EXFULL, "Exchange full"),
    (ENOANO, "No anode"),
    (EBADRQC, "Invalid request code"),
    (EBADSLT, "Invalid slot"),
    (EBFONT, "Bad font file format"),
    (ENOSTR, "Device not a stream"),
    (ENODATA, "No data available"),
    (ETIME, "Timer expired"),
    (ENOSR, "Out of streams resources"),
    (ENONET, "Machine is not on the network"),
    (ENOPKG, "Package not installed"),
    (EREMOTE, "Object is remote"),
    (ENOLINK, "Link has been severed"),
    (EADV, "Advertise error"),
    (ESRMNT, "Srmount error"),
    (ECOMM, "Communication error on send"),
    (EPROTO, "Protocol error"),
    (EMULTIHOP, "Multihop attempted"),
    (EDOTDOT, "RFS specific error"),
    (EBADMSG, "Bad message"),
    (EOVERFLOW, "Value too large for defined data type"),
    (ENOTUNIQ, "Name not unique on network"),
    (EBADFD, "File descriptor in bad state"),
    (EREMCHG, "Remote address changed"),
    (ELIBACC, "Can not access a needed shared library"),
    (ELIBBAD, "Accessing a corrupted shared library"),
    (ELIBSCN, ".lib section in a.out corrupted"),
    (ELIBMAX, "Attempting to link in too many shared libraries"),
    (ELIBEXEC, "Cannot exec a shared library directly"),
    (EILSEQ, "Invalid or incomplete multibyte or wide character"),
    (ERESTART, "Interrupted system call should be restarted"),
    (ESTRPIPE, "Streams pipe error"),
    (EUSERS, "Too many users"),
    (ENOTSOCK, "Socket operation on non-socket"),
    (EDESTADDRREQ, "Destination address required"),
    (EMSGSIZE, "Message too long"),
    (EPROTOTYPE, "Protocol wrong type for socket"),
    (ENOPROTOOPT, "Protocol not available"),
    (EPROTONOSUPPORT, "Protocol not supported"),
    (ESOCKTNOSUPPORT, "Socket type not supported"),
    (EOPNOTSUPP, "Operation not supported"),
    (EPFNOSUPPORT, "Protocol family not supported"),
    (EAFNOSUPPORT, "Address family not supported by protocol"),
    (EADDRINUSE, "Address already in use"),
    (EADDRNOTAVAIL, "Cannot assign requested address"),
    (ENETDOWN, "Network is down"),
    (ENETUNREACH, "Network is unreachable"),
    (ENETRESET, "Network dropped connection on reset"),
    (ECONNABORTED, "Software caused connection abort"),
    (ECONNRESET, "Connection reset by peer"),
    (ENOBUFS, "No buffer space available"),
    (EISCONN, "Transport endpoint is already connected"),
    (ENOTCONN, "Transport endpoint is not connected"),
    (ESHUTDOWN, "Cannot send after transport endpoint shutdown"),
    (ETOOMANYREFS, "Too many references: cannot splice"),
    (ETIMEDOUT, "Connection timed out"),
    (ECONNREFUSED, "Connection refused"),
    (EHOSTDOWN, "Host is down"),
    (EHOSTUNREACH, "No route to host"),
    (EALREADY, "Operation already in progress"),
    (EINPROGRESS, "Operation now in progress"),
    (ESTALE, "Stale file handle"),
    (EUCLEAN, "Structure needs cleaning"),
    (ENOTNAM, "Not a XENIX named type file"),
    (ENAVAIL, "No XENIX semaphores available"),
    (EISNAM, "Is a named type file"),
    (EREMOTEIO, "Remote I/O error"),
    (EDQUOT, "Disk quota exceeded"),
    (ENOMEDIUM, "No medium found"),
    (EMEDIUMTYPE, "Wrong medium type"),
    (ECANCELED, "Operation canceled"),
    (ENOKEY, "Required key not available"),
    (EKEYEXPIRED, "Key has expired"),
    (EKEYREVOKED, "Key has been revoked"),
    (EKEYREJECTED, "Key was rejected by service"),
    (EOWNERDEAD, "Owner died"),
    (ENOTRECOVERABLE, "State not recoverable"),
    (ERFKILL, "Operation not possible due to RF-kill"),
    (EHWPOISON, "Memory page has hardware error"),
    (OX_EAI_ADDRFAMILY, "Host has no address of this family"),
    (OX_EAI_AGAIN, "Temporary failure in name resolution"),
    (OX_EAI_FAIL, "Failure in name resolution"),
    (OX_EAI_FAMILY, "Address family not supported by name resolution"),
    (OX_EAI_MEMORY, "Name resolution out of memory"),
    (OX_EAI_NODATA, "Host has no address"),
    (OX_EAI_NONAME, "Host or service not known"),
    (OX_EAI_SERVICE, "Service not known for this type of socket"),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ascend_so_that_they_can_be_searched() {
        assert!(CODES.windows(2).all(|pair| pair[0].errno < pair[1].errno));
    }

    #[test]
    fn no_text_is_empty() {
        for entry in &CODES {
            assert!(
                !entry.name.text().is_empty() && !entry.meaning.text().is_empty(),
                "errno {}",
                entry.errno
            );
        }
    }

    #[test]
    fn extreme_codes_are_unknown() {
        for code in [c_int::MIN, c_int::MAX, -4096, 134] {
            assert_eq!(describe(code), c"Unknown error");
            assert_eq!(name(code), None);
        }
    }
}
