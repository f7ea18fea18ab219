//! The flags of a slot and of its socket, in one word with the number of the slot's handle.

use super::number::Handle;
use bitflags::bitflags;

bitflags! {
    /// The flags of a slot.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Flags: u32 {
        /// The handle is dead.
        const CLOSED = 1 << 0;
        /// The descriptor has not been closed yet.
        const HELD = 1 << 1;
        /// The slot holds an object of this process and not a descriptor.
        const OBJECT = 1 << 2;

        /// Bytes without boundaries.
        const STREAM = 1 << 3;
        /// Connecting it never waits.
        const CONNECTIONLESS = 1 << 4;
        /// Of AF_UNIX, so that descriptors can arrive.
        const UNIX = 1 << 5;

        /// Calls that would have to wait return EAGAIN.
        const NONBLOCKING = 1 << 6;
        /// Somebody else may have the open file description, so its settings have to be read from
        /// the kernel.
        const SHARED = 1 << 7;
        /// Signals end calls.
        const INTERRUPTIBLE = 1 << 8;
        /// A receiving deadline is set.
        const RECEIVE_DEADLINE = 1 << 9;
        /// A sending deadline is set.
        const SEND_DEADLINE = 1 << 10;
        /// SO_RCVTIMEO has been set.
        const RECEIVE_TIMEOUT = 1 << 11;
        /// SO_SNDTIMEO has been set.
        const SEND_TIMEOUT = 1 << 12;
        /// SO_RCVTIMEO is negative: Linux then does not wait, and getsockopt does not show it.
        const RECEIVE_NEVER_WAITS = 1 << 13;
        /// SO_SNDTIMEO is negative.
        const SEND_NEVER_WAITS = 1 << 14;
        /// SO_RCVLOWAT has been set.
        const LOW_WATER = 1 << 15;

        /// SO_PEEK_OFF has been set.
        const PEEK_OFFSET = 1 << 16;

        /// The last receiving call had to wait: the next one polls before it tries.
        const RECEIVE_WAITED = 1 << 17;
        /// ox_poll has waited for the handle, without entering it.
        const POLLED = 1 << 18;
        /// Calls may be made to fail on purpose.
        const FAULTY = 1 << 19;
        /// A file, the socket's path, is removed when the handle is closed.
        const PATH = 1 << 20;
        /// The descriptor has been released to the caller, and must not be closed.
        const RELEASED = 1 << 21;
        /// Signals whose handlers were installed with SA_RESTART end calls, too.
        const EVERY_SIGNAL = 1 << 22;
        /// The descriptor is being closed.
        const CLOSING = 1 << 23;
        /// The number of the error that ended the connection, if it has still to be reported; see
        /// `failure`.
        const FAILURE = 0xF << 24;
        /// A receiving call waits in poll.
        const RECEIVER_IN_POLL = 1 << 28;

        /// The flags that connections inherit from their listener.
        const INHERITED = Self::STREAM.bits() | Self::UNIX.bits() | Self::LOW_WATER.bits()
            | Self::PEEK_OFFSET.bits()
            | Self::RECEIVE_TIMEOUT.bits() | Self::SEND_TIMEOUT.bits()
            | Self::RECEIVE_NEVER_WAITS.bits() | Self::SEND_NEVER_WAITS.bits();
        /// The flags that a duplicate has from its original.
        const DUPLICATED = Self::INHERITED.bits() | Self::CONNECTIONLESS.bits()
            | Self::NONBLOCKING.bits() | Self::SHARED.bits() | Self::OBJECT.bits();
    }
}

/// The lower half of a word is the number of the slot's handle, or of its last one, + 1; 0 if there
/// was none. So one comparison decides whether a number is this handle's. The only number that
/// matches 0 is -1. Its place is in the last chunk of slots, which are marked as closed when they
/// are made; those of the first chunk are all zero at first.
const NUMBER: u64 = u32::MAX as u64;
const FLAGS_SHIFT: u32 = 32;

/// A handle's number in the form in which it is compared with a word.
#[inline(always)]
pub(super) fn comparable(number: i32) -> u64 {
    u64::from((number as u32).wrapping_add(1))
}

/// Flags in their position in the word.
pub const fn in_word(flags: Flags) -> u64 {
    (flags.bits() as u64) << FLAGS_SHIFT
}

/// A slot's word at one moment.
#[derive(Clone, Copy, Debug)]
pub struct State(pub(super) u64);

impl State {
    /// Whether any of the flags is set.
    #[inline]
    pub fn has(self, flags: Flags) -> bool {
        self.0 & in_word(flags) != 0
    }

    /// Those of the flags that are set.
    pub fn only(self, flags: Flags) -> Flags {
        Flags::from_bits_truncate((self.0 >> FLAGS_SHIFT) as u32) & flags
    }

    /// Whether the slot is open for the handle with this number, and has none of the flags.
    #[inline(always)]
    pub fn is_open_without(self, number: i32, flags: Flags) -> bool {
        let looked_at = NUMBER | in_word(Flags::CLOSED.union(flags));
        (self.0 ^ comparable(number)) & looked_at == 0
    }

    /// Whether the slot is open for the handle with this number.
    #[inline]
    pub fn is_open(self, number: i32) -> bool {
        self.is_open_without(number, Flags::empty())
    }

    /// Whether there is a handle, and it is alive.
    pub fn is_alive(self) -> bool {
        self.has(Flags::HELD) && !self.has(Flags::CLOSED)
    }

    /// Whether the handle is dead, and its descriptor not closed yet.
    pub fn is_unfinished(self) -> bool {
        self.has(Flags::HELD) && self.has(Flags::CLOSED)
    }

    /// Whether the handle with this number, which is dead, still has its descriptor, or it is being
    /// closed.
    pub fn is_ending(self, number: i32) -> bool {
        self.0 & NUMBER == comparable(number) && self.has(Flags::HELD | Flags::CLOSING)
    }

    /// The slot's handle, or its last one, if there was one.
    #[inline]
    pub fn handle(self) -> Option<Handle> {
        Handle::from_number((self.0 as u32).wrapping_sub(1) as i32)
    }

    /// The word of a slot with this handle.
    pub(super) fn word(handle: Handle, flags: Flags) -> u64 {
        comparable(handle.number()) | in_word(flags)
    }

    /// The word of a free slot that has had no handle, or has used up all its generations.
    pub(super) const fn unused() -> u64 {
        in_word(Flags::CLOSED)
    }

    /// Whether there is nothing in the slot. It may have a flag that was set just after its handle
    /// died.
    pub(super) fn is_free(self) -> bool {
        !self.has(Flags::HELD | Flags::CLOSING)
    }
}
