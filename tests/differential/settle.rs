//! Waiting until the loopback device has delivered what was sent before.

use std::cell::OnceCell;
use std::io::Result;
use std::net::{Ipv4Addr, UdpSocket};
use std::time::Duration;

/// A packet on loopback can cause another, and that a third: a TCP handshake takes three.
const GENERATIONS: usize = 4;

thread_local! {
    static COURIER: OnceCell<UdpSocket> = const { OnceCell::new() };
}

/// Packets that one processor sends over loopback arrive in order. So send one more packet and wait
/// for it: all earlier packets have then arrived, too.
pub fn settle() {
    COURIER.with(|courier| {
        let courier = courier.get_or_init(|| hire().expect("loopback works"));
        for _ in 0..GENERATIONS {
            let mut byte = [0];
            courier.send(&byte).expect("sent over loopback");
            courier.recv(&mut byte).expect("arrived over loopback");
        }
    });
}

/// A socket connected to itself, on a thread that is bound to its processor.
fn hire() -> Result<UdpSocket> {
    stay_on_this_processor();
    let courier = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    courier.connect(courier.local_addr()?)?;
    courier.set_read_timeout(Some(Duration::from_secs(10)))?;
    Ok(courier)
}

fn stay_on_this_processor() {
    // SAFETY: a zeroed set is an empty one, and the calls only read it and write it.
    unsafe {
        let mut one: libc::cpu_set_t = std::mem::zeroed();
        if let Ok(processor) = usize::try_from(libc::sched_getcpu()) {
            libc::CPU_SET(processor, &mut one);
            libc::sched_setaffinity(0, size_of_val(&one), &one);
        }
    }
}
