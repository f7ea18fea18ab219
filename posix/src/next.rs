//! The functions that a program would call if this object were not there.
//!
//! They are looked up when this object is initialised; or on the first call, as an object that is
//! initialised earlier may make one.

use core::ffi::{c_char, c_int, c_long, c_uint, c_ulong, c_void, CStr};
use core::marker::PhantomData;
use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};
use libc::{
    addrinfo, epoll_event, fd_set, iovec, mmsghdr, msghdr, nfds_t, off_t, pollfd, sigset_t,
    sockaddr, socklen_t, timespec, timeval,
};

/// The function of this name that the dynamic linker finds after this object's; `F` is its type.
pub struct Next<F> {
    found: AtomicPtr<c_void>,
    name: &'static CStr,
    type_: PhantomData<F>,
}

impl<F: Copy> Next<F> {
    const fn new(name: &'static CStr) -> Self {
        const { assert!(size_of::<F>() == size_of::<*mut c_void>()) }
        Self {
            found: AtomicPtr::new(ptr::null_mut()),
            name,
            type_: PhantomData,
        }
    }

    /// The function, which is looked up now if it has not been.
    #[inline(always)]
    pub fn get(&self) -> F {
        let mut found = self.found.load(Ordering::Relaxed);
        if found.is_null() {
            found = self.find();
        }
        // SAFETY: `F` is the type of the function of this name; see `functions`.
        unsafe { core::mem::transmute_copy(&found) }
    }

    #[cold]
    #[inline(never)]
    fn find(&self) -> *mut c_void {
        // SAFETY: a C string.
        let mut found = unsafe { libc::dlsym(libc::RTLD_NEXT, self.name.as_ptr()) };
        if found.is_null() {
            found = missing as *mut c_void;
        }
        self.found.store(found, Ordering::Relaxed);
        found
    }
}

/// In place of a function that the C library does not have. A program that is linked to it would
/// not start.
extern "C" fn missing() -> c_long {
    // SAFETY: the thread's own errno.
    unsafe { *libc::__errno_location() = libc::ENOSYS };
    -1
}

macro_rules! functions {
    ($($name:ident $text:literal ($($argument:ty),*) -> $result:ty;)*) => {
        $(
            #[allow(non_upper_case_globals, reason = "each has the name of its function")]
            pub static $name: Next<unsafe extern "C" fn($($argument),*) -> $result> =
                Next::new($text);
        )*

        /// Look all of them up.
        pub fn find_all() {
            $($name.find();)*
        }
    };
}

type Fds = *mut fd_set;

functions! {
    socket c"socket" (c_int, c_int, c_int) -> c_int;
    socketpair c"socketpair" (c_int, c_int, c_int, *mut c_int) -> c_int;
    bind c"bind" (c_int, *const sockaddr, socklen_t) -> c_int;
    listen c"listen" (c_int, c_int) -> c_int;
    accept c"accept" (c_int, *mut sockaddr, *mut socklen_t) -> c_int;
    accept4 c"accept4" (c_int, *mut sockaddr, *mut socklen_t, c_int) -> c_int;
    connect c"connect" (c_int, *const sockaddr, socklen_t) -> c_int;
    shutdown c"shutdown" (c_int, c_int) -> c_int;
    close c"close" (c_int) -> c_int;
    send c"send" (c_int, *const c_void, usize, c_int) -> isize;
    sendto c"sendto" (c_int, *const c_void, usize, c_int, *const sockaddr, socklen_t) -> isize;
    sendmsg c"sendmsg" (c_int, *const msghdr, c_int) -> isize;
    sendmmsg c"sendmmsg" (c_int, *mut mmsghdr, c_uint, c_int) -> c_int;
    write c"write" (c_int, *const c_void, usize) -> isize;
    writev c"writev" (c_int, *const iovec, c_int) -> isize;
    sendfile c"sendfile" (c_int, c_int, *mut off_t, usize) -> isize;
    sendfile64 c"sendfile64" (c_int, c_int, *mut off_t, usize) -> isize;
    splice c"splice" (c_int, *mut off_t, c_int, *mut off_t, usize, c_uint) -> isize;
    recv c"recv" (c_int, *mut c_void, usize, c_int) -> isize;
    recvfrom c"recvfrom"
        (c_int, *mut c_void, usize, c_int, *mut sockaddr, *mut socklen_t) -> isize;
    recvmsg c"recvmsg" (c_int, *mut msghdr, c_int) -> isize;
    recvmmsg c"recvmmsg" (c_int, *mut mmsghdr, c_uint, c_int, *mut timespec) -> c_int;
    read c"read" (c_int, *mut c_void, usize) -> isize;
    readv c"readv" (c_int, *const iovec, c_int) -> isize;
    pwritev2 c"pwritev2" (c_int, *const iovec, c_int, off_t, c_int) -> isize;
    preadv2 c"preadv2" (c_int, *const iovec, c_int, off_t, c_int) -> isize;
    read_chk c"__read_chk" (c_int, *mut c_void, usize, usize) -> isize;
    recv_chk c"__recv_chk" (c_int, *mut c_void, usize, usize, c_int) -> isize;
    recvfrom_chk c"__recvfrom_chk"
        (c_int, *mut c_void, usize, usize, c_int, *mut sockaddr, *mut socklen_t) -> isize;
    poll c"poll" (*mut pollfd, nfds_t, c_int) -> c_int;
    poll_chk c"__poll_chk" (*mut pollfd, nfds_t, c_int, usize) -> c_int;
    ppoll c"ppoll" (*mut pollfd, nfds_t, *const timespec, *const sigset_t) -> c_int;
    ppoll_chk c"__ppoll_chk"
        (*mut pollfd, nfds_t, *const timespec, *const sigset_t, usize) -> c_int;
    select c"select" (c_int, Fds, Fds, Fds, *mut timeval) -> c_int;
    pselect c"pselect" (c_int, Fds, Fds, Fds, *const timespec, *const sigset_t) -> c_int;
    epoll_ctl c"epoll_ctl" (c_int, c_int, c_int, *mut epoll_event) -> c_int;
    epoll_wait c"epoll_wait" (c_int, *mut epoll_event, c_int, c_int) -> c_int;
    epoll_pwait c"epoll_pwait" (c_int, *mut epoll_event, c_int, c_int, *const sigset_t) -> c_int;
    epoll_pwait2 c"epoll_pwait2"
        (c_int, *mut epoll_event, c_int, *const timespec, *const sigset_t) -> c_int;
    getsockopt c"getsockopt" (c_int, c_int, c_int, *mut c_void, *mut socklen_t) -> c_int;
    setsockopt c"setsockopt" (c_int, c_int, c_int, *const c_void, socklen_t) -> c_int;
    getsockname c"getsockname" (c_int, *mut sockaddr, *mut socklen_t) -> c_int;
    getpeername c"getpeername" (c_int, *mut sockaddr, *mut socklen_t) -> c_int;
    fcntl c"fcntl" (c_int, c_int, usize) -> c_int;
    fcntl64 c"fcntl64" (c_int, c_int, usize) -> c_int;
    ioctl c"ioctl" (c_int, c_ulong, usize) -> c_int;
    prctl c"prctl" (c_int, usize, usize, usize, usize) -> c_int;
    getaddrinfo c"getaddrinfo"
        (*const c_char, *const c_char, *const addrinfo, *mut *mut addrinfo) -> c_int;
    syscall c"syscall" (c_long, usize, usize, usize, usize, usize, usize) -> c_long;
}

/// Make a system call by the C library's `syscall`, not by the one that this object exports.
///
/// # Safety
///
/// The arguments must be right for it.
pub unsafe fn numbered<const N: usize>(number: c_long, arguments: [usize; N]) -> c_long {
    let mut a = [0; 6];
    a[..N].copy_from_slice(&arguments);
    // SAFETY: the caller answers for the arguments.
    unsafe { syscall.get()(number, a[0], a[1], a[2], a[3], a[4], a[5]) }
}

/// The same with errno left unchanged.
///
/// # Safety
///
/// The arguments must be right for it.
pub unsafe fn kernel<const N: usize>(number: c_long, arguments: [usize; N]) -> c_long {
    // SAFETY: the caller answers for the arguments; errno is the thread's own.
    unsafe {
        let before = *libc::__errno_location();
        let value = numbered(number, arguments);
        *libc::__errno_location() = before;
        value
    }
}
