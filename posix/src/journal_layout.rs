// What the object and oxsock-run share: the layout of the journal, a file that oxsock-run makes and
// every program that it starts, directly or not, maps. It holds what was asked for, and a queue of
// records that oxsock-run takes out. Programs keep no descriptor of it.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// The environment variable that holds the journal's path.
pub const VARIABLE: &core::ffi::CStr = c"OXSOCK_JOURNAL";

/// The first bytes of a journal. They change with the layout, so that an object of another version
/// does not use it.
pub const MAGIC: u64 = 0x6f78_736f_636b_0004;

/// How many records the queue holds.
pub const SLOTS: usize = 16384;

/// The longest text of all rules.
pub const RULES_ROOM: usize = 65536 - 64;

/// The most rules of one run.
pub const MOST_RULES: usize = 1024;

/// A bit of `flags`: all calls are to be recorded, not only those that a rule struck.
pub const RECORD_ALL: u32 = 1;

/// The journal.
#[repr(C)]
pub struct Journal {
    /// `MAGIC`.
    pub magic: u64,
    /// When the journal was made, in microseconds of the monotonic clock.
    pub began: i64,
    /// How long a blocking call may take, in microseconds; 0 for no limit.
    pub deadline: i64,
    /// Which calls are to be recorded.
    pub flags: u32,
    /// The length of the text of the rules.
    pub rules_length: u32,
    /// How many seccomp filters restrict oxsock-run. A program with more of them is left alone.
    pub filters: u32,
    /// How many records were lost.
    pub lost: AtomicU32,
    /// Held by oxsock-run while it takes records out.
    pub taker: Held,
    /// The number of the next record to be claimed.
    pub tail: AtomicU64,
    /// The rules, separated by newlines.
    pub rules: [u8; RULES_ROOM],
    /// The queue.
    pub slots: [Slot; SLOTS],
}

/// A robust mutex of the C library: the kernel releases it if its holder is killed.
#[repr(C)]
pub struct Held {
    pub mutex: UnsafeCell<libc::pthread_mutex_t>,
}

impl Held {
    /// Whether the mutex is locked. Its first word is the futex, which holds the owner's thread id.
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
    /// The number of the record that may be written here; one more than its number once it is
    /// written.
    pub turn: AtomicU64,
    /// The record.
    pub record: UnsafeCell<Record>,
}

/// The longest text that a record holds.
pub const TEXT_ROOM: usize = 32;

/// The address of one end of a socket: the first bytes of its sockaddr.
pub type EndBytes = [u8; 32];

/// A call that a program made.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Record {
    /// When it was made, in microseconds of the monotonic clock.
    pub time: i64,
    /// How long it took, in microseconds.
    pub took: i64,
    /// Its return value.
    pub result: i64,
    /// How many bytes it was asked for; -1 where there is no such number.
    pub asked: i64,
    /// By how many microseconds a rule delayed it.
    pub delay: i64,
    /// The process.
    pub pid: i32,
    /// The thread.
    pub tid: i32,
    /// The descriptor; -1 for none.
    pub fd: i32,
    /// Its error; 0 for none.
    pub errno: i32,
    /// Its flags.
    pub flags: i32,
    /// The function, as its index in `FUNCTIONS`.
    pub function: u16,
    /// The rule that struck it, counted from 1; 0 for none.
    pub rule: u16,
    /// The rule that delayed it; 0 for none.
    pub delayed_by: u16,
    /// The socket's type; 0 for none.
    pub kind: u16,
    /// The length of the local address; 0 for none.
    pub local_length: u16,
    /// The length of the remote address; 0 for none.
    pub peer_length: u16,
    /// The local address.
    pub local: EndBytes,
    /// The remote address.
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
