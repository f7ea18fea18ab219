//! Names that necessarily differ between the two worlds, replaced by symbols that are the same.

use std::sync::atomic::{AtomicU32, Ordering};

/// The prefix of all UNIX names of the test: as a path or, after a zero byte, as an abstract name.
const PREFIX: &[u8] = b"/tmp/oxsock-";

/// The offset of the unique part of a UNIX name in the address.
const UNIQUE_AT: usize = 2 + PREFIX.len();

/// The names that were seen in one world, in order.
pub struct Names {
    unique: String,
    ports: Vec<Vec<u8>>,
    chosen: Vec<Vec<u8>>,
}

impl Names {
    pub fn new() -> Self {
        static WORLDS: AtomicU32 = AtomicU32::new(0);
        let world = WORLDS.fetch_add(1, Ordering::Relaxed);
        let unique = format!("{:07x}{world:05x}", std::process::id());
        Self {
            unique,
            ports: Vec::new(),
            chosen: Vec::new(),
        }
    }

    /// The directory for this world's UNIX sockets.
    pub fn directory(&self) -> String {
        format!("{}{}", String::from_utf8_lossy(PREFIX), self.unique)
    }

    /// The address of a socket in that directory.
    pub fn path(&self, n: u8) -> Vec<u8> {
        let mut address = (libc::AF_UNIX as u16).to_ne_bytes().to_vec();
        address.extend(format!("{}/{n}", self.directory()).bytes());
        address
    }

    /// An abstract address that only this world uses.
    pub fn abstract_name(&self, n: u8) -> Vec<u8> {
        let mut address = self.path(n);
        address[2] = 0;
        address
    }

    /// An address with its port and the unique part of its name replaced by symbols. `address` may
    /// be truncated; `full` is its true length.
    pub fn symbolic(&mut self, address: &[u8], full: usize) -> Vec<u8> {
        let mut address = address.to_vec();
        let Some(family) = address.get(..2) else {
            return address;
        };
        match i32::from(u16::from_ne_bytes([family[0], family[1]])) {
            libc::AF_INET | libc::AF_INET6 => replace(&mut self.ports, &mut address[2..], 2),
            libc::AF_UNIX if full == 2 + 1 + 5 => replace(&mut self.chosen, &mut address[2..], 6),
            libc::AF_UNIX
                if address.len() > UNIQUE_AT && address[3..].starts_with(&PREFIX[1..]) =>
            {
                let end = address.len().min(UNIQUE_AT + self.unique.len());
                address[UNIQUE_AT..end].fill(b'x');
            }
            _ => {}
        }
        address
    }
}

/// Replace the first `size` bytes by their index among the names seen. Zeros are left alone.
fn replace(met: &mut Vec<Vec<u8>>, bytes: &mut [u8], size: usize) {
    if bytes.len() < size {
        return bytes.fill(b'?');
    }
    let bytes = &mut bytes[..size];
    if bytes.iter().all(|&byte| byte == 0) {
        return;
    }
    let number = met
        .iter()
        .position(|known| known == bytes)
        .unwrap_or_else(|| {
            met.push(bytes.to_vec());
            met.len() - 1
        });
    bytes.fill(0);
    bytes[size - 1] = 1 + u8::try_from(number).unwrap_or(u8::MAX - 1);
}
