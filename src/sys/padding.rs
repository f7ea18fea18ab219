//! The padding in musl's message headers.
//!
//! In the kernel, the lengths in `struct msghdr` and `struct cmsghdr` are as wide as a register.
//! musl has an int and a socklen_t there, as POSIX says, and padding beside them, which programs do
//! not initialize. musl's own functions clear it before they make the call, and so do these.

#[cfg(not(all(target_env = "musl", target_pointer_width = "64")))]
mod none {
    use super::super::User;
    use libc::{mmsghdr, msghdr};

    /// There is no padding here.
    #[inline(always)]
    pub fn clear(_: User<msghdr>) {}

    /// There is no padding here.
    #[inline(always)]
    pub fn clear_each(_: User<mmsghdr>, _: u32) {}
}
#[cfg(not(all(target_env = "musl", target_pointer_width = "64")))]
pub use none::{clear, clear_each};

#[cfg(all(target_env = "musl", target_pointer_width = "64"))]
mod some {
    use super::super::{probe, User};
    use crate::error::Result;
    use core::mem::{offset_of, size_of};
    use libc::{cmsghdr, mmsghdr, msghdr};

    /// Clear it in a message and in the control messages that it points to.
    ///
    /// Padding that is zero already is not written to: the message may be in read-only memory.
    pub fn clear(msg: User<msghdr>) {
        let _ = clear_if_there(msg); // otherwise the kernel returns EFAULT
    }

    fn clear_if_there(msg: User<msghdr>) -> Result<()> {
        let found = probe::read(msg)?;
        let (buffers, control) = (found.msg_iovlen as u32, found.msg_controllen);
        settle(msg, offset_of!(msghdr, msg_iov) + 8, buffers);
        settle(msg, offset_of!(msghdr, msg_control) + 8, control);
        // SAFETY: the message was vouched for with all that it points to.
        clear_control(
            unsafe { User::new(found.msg_control.cast()) },
            control as usize,
        );
        Ok(())
    }

    /// The same in each of several messages, up to one that is not there.
    pub fn clear_each(msgs: User<mmsghdr>, count: u32) {
        let _ = (0..count).try_for_each(|i| clear_if_there(msgs.skip(i as usize).cast()));
    }

    fn clear_control(mut place: User<cmsghdr>, mut left: usize) {
        if left > 0 && probe::check(place.cast::<u8>(), left).is_err() {
            return;
        }
        while left >= size_of::<cmsghdr>() {
            let length = place.read_again().cmsg_len;
            settle(place, 0, length);
            let step = (length as usize).next_multiple_of(size_of::<usize>());
            if (length as usize) < size_of::<cmsghdr>() || step > left {
                return;
            }
            left -= step;
            place = place.cast::<u8>().skip(step).cast();
        }
    }

    /// Clear the padding beside a length.
    fn settle<T>(structure: User<T>, offset: usize, length: u32) {
        let word: User<u64> = structure.cast::<u8>().skip(offset).cast();
        if word.read_again() != u64::from(length) {
            word.write_again(u64::from(length));
        }
    }
}
#[cfg(all(target_env = "musl", target_pointer_width = "64"))]
pub use some::{clear, clear_each};
