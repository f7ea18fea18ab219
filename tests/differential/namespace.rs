//! Network namespaces for the test.

use std::fs::File;
use std::os::fd::OwnedFd;
use std::sync::Arc;

/// Make two network namespaces with their loopback devices up; None without the privilege. The
/// calling thread remains in the second.
pub fn two() -> Option<Arc<[OwnedFd; 2]>> {
    Some(Arc::new([fresh()?, fresh()?]))
}

fn fresh() -> Option<OwnedFd> {
    // SAFETY: only this thread moves to a new and empty namespace.
    if unsafe { libc::unshare(libc::CLONE_NEWNET) } != 0 {
        return None;
    }
    raise_loopback();
    Some(
        File::open("/proc/thread-self/ns/net")
            .expect("the namespace")
            .into(),
    )
}

fn raise_loopback() {
    // SAFETY: the request is a plain structure, which the kernel reads.
    unsafe {
        let s = libc::socket(libc::AF_INET, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC, 0);
        let mut request: libc::ifreq = std::mem::zeroed();
        request.ifr_name[..2].copy_from_slice(&b"lo".map(|byte| byte as libc::c_char));
        request.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as libc::c_short;
        assert_eq!(
            0,
            libc::ioctl(s, libc::SIOCSIFFLAGS, &request),
            "the loopback device"
        );
        libc::close(s);
    }
}
