//! Lengths and counts that are negative, huge, too small or too large.

use super::api::Api;
use super::guarded::Guarded;
use super::stage::{closed, same_everywhere, Kind, Stage, WAYS};
use libc::{iovec, mmsghdr, msghdr, pollfd, SOCK_DGRAM, SOL_SOCKET, SO_RCVBUF};
use std::ffi::c_int;
use std::ptr::null_mut;

const HUGE: [usize; 4] = [
    c_int::MAX as usize,
    c_int::MAX as usize + 1,
    1 << 32,
    1 << 40,
];

/// The waiting message is shorter than the buffer, so receiving succeeds; sending runs into the end
/// of the buffer.
pub fn huge_lengths_are_cut() {
    let nowhere = || (null_mut(), null_mut());
    for len in HUGE.into_iter().chain([usize::MAX]) {
        let data = Guarded::new(&[b'x'; 64]);
        let what = |name| format!("{name} of {len}");
        // SAFETY: guarded memory; only the kernel goes beyond its end.
        unsafe {
            same_everywhere(&what("ox_recv"), |on| on.api.recv(on.s, data.ptr(), len, 0));
            same_everywhere(&what("ox_send"), |on| on.api.send(on.s, data.ptr(), len, 0));
            same_everywhere(&what("ox_recvfrom"), |on| {
                on.api.recvfrom(on.s, (data.ptr(), len), 0, nowhere())
            });
            same_everywhere(&what("ox_sendto"), |on| {
                on.api.sendto(on.s, (data.ptr(), len), 0, (null_mut(), 0))
            });
        }
    }
    for &len in &HUGE[..3] {
        let data = Guarded::new(&[b'x'; 64]);
        // SAFETY: as above.
        unsafe {
            same_everywhere("ox_read", |on| on.api.read(on.s, data.ptr(), len));
            same_everywhere("ox_write", |on| on.api.write(on.s, data.ptr(), len));
        }
    }
    // Where the buffer would end beyond the address space, the system's read() rejects the call,
    // and oxsock cuts the length.
    for way in WAYS {
        let (stage, data) = (
            Stage::new(Kind::Pair(SOCK_DGRAM), Api::Ox, way),
            Guarded::room(64),
        );
        // SAFETY: as above.
        let answer = unsafe { Api::Ox.read(stage.s, data.ptr(), usize::MAX) };
        assert_eq!(7, answer, "ox_read of SIZE_MAX, {way:?}");
    }
}

/// Lengths of addresses and options: none, too short, too long, negative.
pub fn lengths_of_addresses() {
    for family in [
        libc::AF_UNIX,
        libc::AF_INET,
        libc::AF_INET6,
        libc::AF_UNSPEC,
        99,
    ] {
        for len in [0, 1, 2, 3, 15, 17, 111, 129, 200] {
            length_of_address(family, len);
        }
        for len in [c_int::MAX as u32, 1 << 31, u32::MAX] {
            length_of_address(family, len);
        }
    }
    for len in [0, 1, 2, 3, 4, 5, 1000, -1, c_int::MIN] {
        length_of_room(len);
    }
}

fn length_of_address(family: c_int, len: u32) {
    // A UNIX name that begins with a zero byte would be an abstract one, which both worlds share.
    let mut address = [b'/'; 200];
    address[..2].copy_from_slice(&(family as u16).to_ne_bytes());
    let address = Guarded::new(&address);
    let what = format!("family {family}, length {len}");
    // SAFETY: more memory than an address has.
    unsafe {
        same_everywhere(&format!("ox_bind, {what}"), |on| {
            let answer = on.api.bind(on.s, address.ptr(), len);
            answer.min(0)
        });
        same_everywhere(&format!("ox_connect, {what}"), |on| {
            on.api.connect(on.s, address.ptr(), len)
        });
        same_everywhere(&format!("ox_sendto, {what}"), |on| {
            on.api
                .sendto(on.s, (address.ptr(), 3), 0, (address.ptr(), len))
        });
    }
}

/// The length of the room for an output, which the call replaces by the length of the output.
fn length_of_room(len: c_int) {
    let room = Guarded::room(1000);
    let word = || Guarded::of(&[len]);
    // SAFETY: as much room as it says, unless that is negative.
    unsafe {
        same_everywhere("ox_getsockname", |on| {
            let word = word();
            (on.api.local_name(on.s, room.ptr(), word.ptr()), word.int())
        });
        same_everywhere("ox_getpeername", |on| {
            let word = word();
            (on.api.peer_name(on.s, room.ptr(), word.ptr()), word.int())
        });
        same_everywhere("ox_accept", |on| {
            let word = word();
            let accepted = on.api.accept(on.s, room.ptr(), word.ptr());
            (closed(on.api, accepted), word.int())
        });
        same_everywhere("ox_recvfrom", |on| {
            let (word, data) = (word(), Guarded::room(8));
            let from = (room.ptr(), word.ptr());
            (on.api.recvfrom(on.s, (data.ptr(), 8), 0, from), word.int())
        });
        let option = (SOL_SOCKET, SO_RCVBUF);
        same_everywhere("ox_getsockopt", |on| {
            let word = word();
            (
                on.api.get_option(on.s, option, room.ptr(), word.ptr()),
                word.int(),
            )
        });
        same_everywhere("ox_setsockopt", |on| {
            on.api.set_option(on.s, option, room.ptr(), len as u32)
        });
    }
}

fn entries(lens: &[usize]) -> (Guarded, Guarded) {
    let data = Guarded::new(&[b'x'; 64]);
    let entry = |&iov_len: &usize| iovec {
        iov_base: data.ptr(),
        iov_len,
    };
    (
        Guarded::of(&lens.iter().map(entry).collect::<Vec<_>>()),
        data,
    )
}

fn header(vector: &Guarded, count: usize) -> msghdr {
    // SAFETY: zeros are a valid header.
    let mut header: msghdr = unsafe { std::mem::zeroed() };
    header.msg_iov = vector.ptr();
    header.msg_iovlen = count;
    header
}

/// Arrays of buffers with a negative or too large count, a length that is negative as a signed
/// number, a sum that overflows, or fewer entries than the count says.
pub fn vectors() {
    let max = isize::MAX as usize;
    let cases: [(&[usize], c_int); 9] = [
        (&[8], -1),
        (&[8], c_int::MIN),
        (&[8; 1025], 1025),
        (&[0; 1024], 1024),
        (&[8], 2),
        (&[max + 1], 1),
        (&[usize::MAX, 1], 2),
        (&[max, max], 2),
        (&[8, c_int::MAX as usize], 2),
    ];
    for (lens, count) in cases {
        let (vector, _data) = entries(lens);
        let what = format!("{count} entries: {:?}", &lens[..lens.len().min(3)]);
        // SAFETY: guarded memory; only the kernel goes beyond its end.
        unsafe {
            same_everywhere(&format!("ox_readv, {what}"), |on| {
                on.api.readv(on.s, vector.ptr(), count)
            });
            same_everywhere(&format!("ox_writev, {what}"), |on| {
                on.api.writev(on.s, vector.ptr(), count)
            });
            let header = Guarded::of(&[header(&vector, count as usize)]);
            same_everywhere(&format!("ox_recvmsg, {what}"), |on| {
                on.api.recvmsg(on.s, header.ptr(), 0)
            });
            same_everywhere(&format!("ox_sendmsg, {what}"), |on| {
                on.api.sendmsg(on.s, header.ptr(), 0)
            });
        }
    }
}

/// Counts of messages, and of entries for poll, that are larger than the arrays.
pub fn too_many_entries() {
    let (vector, _data) = entries(&[8]);
    let one = mmsghdr {
        msg_hdr: header(&vector, 1),
        msg_len: 0,
    };
    for count in [2, 1024, 1025, c_int::MAX as u32, u32::MAX] {
        // SAFETY: guarded memory; only the kernel goes beyond its end.
        unsafe {
            same_everywhere(&format!("ox_sendmmsg of {count}"), |on| {
                on.api.sendmmsg(on.s, Guarded::of(&[one]).ptr(), count, 0)
            });
            same_everywhere(&format!("ox_recvmmsg of {count}"), |on| {
                let one = Guarded::of(&[one]);
                on.api
                    .recvmmsg(on.s, (one.ptr(), count), libc::MSG_DONTWAIT, null_mut())
            });
        }
    }
    for count in [1 << 20, 1 << 31, u64::MAX] {
        // SAFETY: as above.
        same_everywhere(&format!("ox_poll of {count}"), |on| unsafe {
            let fds = Guarded::of(&[pollfd {
                fd: on.s,
                events: 0,
                revents: 0,
            }]);
            on.api.poll(fds.ptr(), count, 0)
        });
    }
}
