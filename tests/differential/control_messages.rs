//! Control messages: building them for sending, and reading received ones.

use super::names::Names;
use proptest::prelude::*;
use std::ffi::c_int;
use std::os::fd::AsRawFd;

const ALIGNMENT: usize = size_of::<usize>();
const HEADER: usize = size_of::<libc::cmsghdr>();

/// A control message to send.
#[derive(Clone, Debug)]
pub enum Control {
    /// This many descriptors of /dev/null.
    Rights(u8),
    /// An invalid descriptor.
    BadRights,
    /// The credentials of this process.
    Credentials,
    /// The credentials of a process that does not exist.
    BadCredentials,
    Int(c_int, c_int, c_int),
    /// Send from this address of the loopback device.
    Source4(u8),
    Source6,
    /// A header with this length.
    Broken(usize),
}

impl Control {
    fn message(&self, null: c_int) -> Vec<u8> {
        match *self {
            Control::Rights(count) => {
                let fds = (0..count)
                    .flat_map(|_| null.to_ne_bytes())
                    .collect::<Vec<_>>();
                message(libc::SOL_SOCKET, libc::SCM_RIGHTS, &fds)
            }
            Control::BadRights => message(
                libc::SOL_SOCKET,
                libc::SCM_RIGHTS,
                &c_int::MAX.to_ne_bytes(),
            ),
            Control::Credentials => credentials(std::process::id() as c_int),
            Control::BadCredentials => credentials(c_int::MAX),
            Control::Int(level, type_, value) => message(level, type_, &value.to_ne_bytes()),
            Control::Source4(last) => {
                let data = [0, 0, 0, 0, 127, 0, 0, last, 0, 0, 0, 0];
                message(libc::IPPROTO_IP, libc::IP_PKTINFO, &data)
            }
            Control::Source6 => {
                let mut data = [0; 20];
                data[15] = 1;
                message(libc::IPPROTO_IPV6, libc::IPV6_PKTINFO, &data)
            }
            Control::Broken(len) => {
                let mut bytes = message(libc::SOL_SOCKET, libc::SCM_RIGHTS, &[0; 4]);
                bytes[..ALIGNMENT].copy_from_slice(&len.to_ne_bytes());
                bytes
            }
        }
    }
}

fn credentials(pid: c_int) -> Vec<u8> {
    // SAFETY: no arguments.
    let (uid, gid) = unsafe { (libc::getuid(), libc::getgid()) };
    let data = [pid as u32, uid, gid].map(u32::to_ne_bytes).concat();
    message(libc::SOL_SOCKET, libc::SCM_CREDENTIALS, &data)
}

fn message(level: c_int, type_: c_int, data: &[u8]) -> Vec<u8> {
    let mut bytes = (HEADER + data.len()).to_ne_bytes().to_vec();
    bytes.extend(level.to_ne_bytes());
    bytes.extend(type_.to_ne_bytes());
    bytes.extend(data);
    bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
    bytes
}

/// The bytes of several control messages.
pub fn bytes(controls: &[Control]) -> Vec<u8> {
    let null = null_descriptor();
    controls.iter().flat_map(|one| one.message(null)).collect()
}

/// A descriptor that is not a socket and is always ready.
pub fn null_descriptor() -> c_int {
    thread_local! {
        static NULL: std::fs::File = std::fs::File::open("/dev/null").expect("/dev/null");
    }
    NULL.with(AsRawFd::as_raw_fd)
}

pub fn controls() -> BoxedStrategy<Vec<Control>> {
    let number = prop::sample::select(vec![0, 1, 20, 255, -1, c_int::MAX]);
    let int = prop::sample::select(vec![
        (libc::IPPROTO_IP, libc::IP_TTL),
        (libc::IPPROTO_IP, libc::IP_TOS),
        (libc::IPPROTO_IPV6, libc::IPV6_HOPLIMIT),
        (libc::IPPROTO_IPV6, libc::IPV6_TCLASS),
        (libc::SOL_SOCKET, 9999),
        (9999, 1),
    ]);
    let one = prop_oneof![
        6 => (0..4u8).prop_map(Control::Rights),
        1 => Just(Control::BadRights),
        2 => Just(Control::Credentials),
        1 => Just(Control::BadCredentials),
        4 => (int, number).prop_map(|((level, type_), value)| Control::Int(level, type_, value)),
        2 => (1..4u8).prop_map(Control::Source4),
        2 => Just(Control::Source6),
        1 => prop::sample::select(vec![0, 1, 15, 17, 100, 1 << 40, usize::MAX])
            .prop_map(Control::Broken),
    ];
    prop_oneof![3 => Just(Vec::new()), 2 => prop::collection::vec(one, 1..3)].boxed()
}

/// The received control messages: level, type and content of each, as far as it can be compared.
/// Received descriptors are described and closed.
pub fn read(bytes: &[u8], names: &mut Names) -> Vec<(c_int, c_int, Vec<u8>)> {
    let mut rest = bytes;
    let mut all = Vec::new();
    while rest.len() >= HEADER {
        let len = usize::from_ne_bytes(take(rest, 0));
        if len < HEADER || len > rest.len() {
            break;
        }
        let level = c_int::from_ne_bytes(take(rest, 8));
        let type_ = c_int::from_ne_bytes(take(rest, 12));
        all.push((
            level,
            type_,
            content(level, type_, &rest[HEADER..len], names),
        ));
        rest = &rest[len.next_multiple_of(ALIGNMENT).min(rest.len())..];
    }
    all
}

fn take<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    std::array::from_fn(|i| bytes[at + i])
}

fn content(level: c_int, type_: c_int, data: &[u8], names: &mut Names) -> Vec<u8> {
    match (level, type_) {
        (libc::SOL_SOCKET, libc::SCM_RIGHTS) => data
            .chunks_exact(4)
            .flat_map(|fd| arrived(c_int::from_ne_bytes(take(fd, 0))))
            .collect(),
        (libc::SOL_SOCKET, libc::SCM_TIMESTAMP | libc::SCM_TIMESTAMPNS) => vec![0; data.len()],
        (libc::IPPROTO_IP, libc::IP_ORIGDSTADDR) | (libc::IPPROTO_IPV6, libc::IPV6_ORIGDSTADDR) => {
            names.symbolic(data, data.len())
        }
        _ => data.to_vec(),
    }
}

/// Describe a received descriptor: its file, and whether it is close-on-exec.
fn arrived(fd: c_int) -> Vec<u8> {
    // SAFETY: the descriptor is new and nobody else's; `stat` is a plain structure.
    unsafe {
        let mut stat: libc::stat = std::mem::zeroed();
        assert_eq!(
            0,
            libc::fstat(fd, &mut stat),
            "a descriptor has arrived: {fd}"
        );
        let flags = libc::fcntl(fd, libc::F_GETFD);
        libc::close(fd);
        [stat.st_rdev.to_ne_bytes(), i64::from(flags).to_ne_bytes()].concat()
    }
}
