//! Whether a look-up of a name can be answered from local files alone, so that it does not block.
//!
//! The answer itself always comes from getaddrinfo(3). This module decides only whether the look-up
//! needs a thread; in case of doubt it does.

use super::call::call;
use super::Fd;
use crate::error::Result;
use arrayvec::ArrayVec;
use core::ffi::CStr;
use core::net::IpAddr;
use core::ops::ControlFlow;

const SWITCH: &CStr = c"/etc/nsswitch.conf";
const HOSTS: &CStr = c"/etc/hosts";

/// Whether a host's address is in /etc/hosts, and the system looks there first and, having found
/// it, nowhere else: nsswitch.conf(5) has `hosts: files`, without a condition behind it.
pub fn host_is_near(host: &str) -> bool {
    let mut is_first = false;
    let mut said = 0;
    let read = source_lists(c"hosts:", |i, source| {
        match i {
            0 => {
                said += 1;
                is_first = said == 1 && source == b"files";
            }
            1 if source.starts_with(b"[") => is_first = false,
            _ => {}
        };
    });
    read.is_ok() && is_first && is_in_hosts(host).unwrap_or(false)
}

/// Whether the system looks for services in files only.
pub fn services_are_near() -> bool {
    let mut is_near = false;
    let mut is_far = false;
    let read = source_lists(c"services:", |_, source| match source {
        b"files" | b"db" => is_near = true,
        _ => is_far = true,
    });
    read.is_ok() && is_near && !is_far
}

/// The sources that a line of nsswitch.conf names, with their places in it.
fn source_lists(line: &CStr, mut see: impl FnMut(usize, &[u8])) -> Result<()> {
    let mut is_line = false;
    let mut skipped = 1;
    words(SWITCH, |i, word| {
        if i == 0 {
            let rest = word.strip_prefix(line.to_bytes());
            is_line = rest.is_some();
            skipped = 1;
            if let Some(rest @ [_, ..]) = rest {
                skipped = 0;
                see(0, rest);
            }
        } else if is_line {
            see(i - skipped, word);
        }
        ControlFlow::Continue(())
    })
}

/// Whether the resolver matches a name in a file with the one that it looks up. musl's is
/// case-sensitive.
fn is_same_name(name: &[u8], wanted: &[u8]) -> bool {
    if cfg!(target_env = "musl") {
        return name == wanted;
    }
    name.eq_ignore_ascii_case(wanted)
}

fn is_in_hosts(host: &str) -> Result<bool> {
    let mut is_address = false;
    let mut is_there = false;
    words(HOSTS, |i, word| {
        if i == 0 {
            let text = core::str::from_utf8(word);
            is_address = text.is_ok_and(|text| text.parse::<IpAddr>().is_ok());
        } else if is_address && is_same_name(word, host.as_bytes()) {
            is_there = true;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    Ok(is_there)
}

/// musl reads a line in pieces of this length, and sees a name only where white space follows it in
/// the same piece.
const PIECE: usize = 511;

/// Call `see` with each word of a file and its index in its line. Comments are skipped, and what
/// follows a zero byte, where the C library's line ends; a word longer than any name is cut. Words
/// that musl may not read as such are skipped there.
fn words(path: &CStr, mut see: impl FnMut(usize, &[u8]) -> ControlFlow<()>) -> Result<()> {
    let file = File::open(path)?;
    let mut chunk = [0; 1024];
    let mut word = ArrayVec::<u8, 256>::new();
    let (mut place, mut column, mut is_comment) = (0, 0, false);
    loop {
        let read = file.read(&mut chunk)?;
        let bytes = if read == 0 { b"\n" } else { &chunk[..read] };
        for &byte in bytes {
            column += 1;
            is_comment |= matches!(byte, b'#' | 0);
            // musl reads an indented line as one with an empty address.
            is_comment |= cfg!(target_env = "musl") && column == 1 && byte.is_ascii_whitespace();
            if !is_comment && !byte.is_ascii_whitespace() {
                let _ = word.try_push(byte);
                continue;
            }
            let is_cut = cfg!(target_env = "musl") && (byte == 0 || read == 0 || column > PIECE);
            if !word.is_empty() {
                if !is_cut && see(place, &word).is_break() {
                    return Ok(());
                }
                word.clear();
                place += 1;
            }
            if byte == b'\n' {
                (place, column, is_comment) = (0, 0, false);
            }
        }
        if read == 0 {
            return Ok(());
        }
    }
}

/// A file that is open for reading.
struct File(Fd);

impl File {
    fn open(path: &CStr) -> Result<Self> {
        let flags = libc::O_RDONLY | libc::O_CLOEXEC | libc::O_NOCTTY;
        // SAFETY: a C string.
        unsafe { call!(SYS_openat, libc::AT_FDCWD, path.as_ptr(), flags, 0) }.map(Self)
    }

    fn read(&self, room: &mut [u8]) -> Result<usize> {
        // SAFETY: there is room for so many.
        let read = unsafe { call!(SYS_read, self.0, room.as_mut_ptr(), room.len()) };
        read.map(|count| count as usize)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // SAFETY: opened by `open`, and nobody else's.
        let _ = unsafe { call!(SYS_close, self.0) };
    }
}
