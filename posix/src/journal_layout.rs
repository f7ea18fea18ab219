// What the object and oxsock-run share: the layout of the journal, a file that oxsock-run makes and
// that each program of the tree maps. It holds what was asked for, and a queue of records that
// oxsock-run takes out. Programs keep no descriptor of it.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// The name of the variable that holds the journal's path.
pub const VARIABLE: &core::ffi::CStr = c"OXSOCK_JOURNAL";

/// The first bytes of a journal: a program that was built for another layout leaves it alone.
pub const MAGIC: u64 = 0x6f78_736f_636b_0004;

/// How many records the queue holds.
pub const SLOTS: usize = 16384;

/// The longest text of all rules.
pub const RULES_ROOM: usize = 65536 - 64;

/// The most rules of one run.
pub const MOST_RULES: usize = 1024;

/// All calls are to be recorded, not only those that a rule struck.
pub const RECORD_ALL: u32 = 1;

/// The journal.
#[repr(C)]
pub struct Journal {
    /// Whether it is one.
    pub magic: u64,
    /// When it began: microseconds of the monotonic clock.
    pub began: i64,
    /// How long a blocking call may take, in microseconds; 0 for ever.
    pub deadline: i64,
    /// What is to be recorded.
    pub flags: u32,
    /// How long the text of the rules is.
    pub rules_length: u32,
    /// How many filters restrict oxsock-run's system calls: programs with more are left alone.
    pub filters: u32,
    /// How many records found no room.
    pub lost: AtomicU32,
    /// Held by oxsock-run while it takes records out.
    pub taker: Held,
    /// How many records there have been.
    pub tail: AtomicU64,
    /// The rules, divided by new lines.
    pub rules: [u8; RULES_ROOM],
    /// The queue.
    pub slots: [Slot; SLOTS],
}

/// A robust mutex of the C library: if its holder is killed, the kernel lets go of it.
#[repr(C)]
pub struct Held {
    pub mutex: UnsafeCell<libc::pthread_mutex_t>,
}

impl Held {
    /// Whether somebody holds it. Its first word, which is the kernel's as well, has the holder's
    /// thread.
    #[allow(dead_code, reason = "only the object asks")]
    pub fn is_held(&self) -> bool {
        // SAFETY: as long as the mutex lives, all write this word as an atomic one.
        let word = unsafe { AtomicU32::from_ptr(self.mutex.get().cast()) };
        word.load(Ordering::Relaxed) & libc::FUTEX_TID_MASK != 0
    }
}

/// A place in the queue.
#[repr(C)]
pub struct Slot {
    /// The number of the record that may be written here, or that number and one if it is there.
    pub turn: AtomicU64,
    /// The record.
    pub record: UnsafeCell<Record>,
}

/// The longest text that a record holds.
pub const TEXT_ROOM: usize = 32;

/// An end of a socket: the first bytes of its sockaddr.
pub type EndBytes = [u8; 32];

/// A call that a program made.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Record {
    /// When it began, and how long it took: microseconds.
    pub time: i64,
    /// How long it took.
    pub took: i64,
    /// What it returned.
    pub result: i64,
    /// How many bytes it was asked for; -1 where that makes no sense.
    pub asked: i64,
    /// How many microseconds a rule delayed it.
    pub delay: i64,
    /// In which process.
    pub pid: i32,
    /// In which thread.
    pub tid: i32,
    /// On which descriptor; -1 for none.
    pub fd: i32,
    /// The error, or 0.
    pub errno: i32,
    /// The flags that it was given.
    pub flags: i32,
    /// Which function: its place in `FUNCTIONS`.
    pub function: u16,
    /// The rule that struck it, counted from 1, or 0.
    pub rule: u16,
    /// The rule that delayed it, likewise.
    pub delayed_by: u16,
    /// The socket's type, or 0.
    pub kind: u16,
    /// The lengths of the addresses of its ends, 0 where there is none.
    pub local_length: u16,
    /// The other end's.
    pub peer_length: u16,
    /// Its own end.
    pub local: EndBytes,
    /// The other end.
    pub peer: EndBytes,
    /// The program's name.
    pub program: [u8; TEXT_ROOM],
}

macro_rules! functions {
    ($($name:ident)*) => {
        /// The functions that are recorded.
        #[allow(non_camel_case_types, missing_docs, dead_code, reason = "each has its own name")]
        #[derive(Clone, Copy, PartialEq, Eq)]
        #[repr(u16)]
        pub enum Function { $($name),* }

        /// Their names.
        #[allow(dead_code, reason = "only oxsock-run shows them")]
        pub const FUNCTIONS: &[&str] = &[$(stringify!($name)),*];
    };
}

functions! {
    socket socketpair bind listen accept accept4 connect shutdown close
    send sendto sendmsg sendmmsg write writev pwritev2 sendfile splice
    recv recvfrom recvmsg recvmmsg read readv preadv2
    poll ppoll select pselect epoll_wait epoll_pwait epoll_pwait2
    getsockopt setsockopt getsockname getpeername fcntl ioctl getaddrinfo
}
