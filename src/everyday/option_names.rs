//! The options that have names, and how each is set and read.

use crate::label::Label;
use crate::sys::option;
use libc::{SOL_SOCKET, SOL_TCP, SOL_UDP};
use Field::{Byte, Wide, Word};
use How::{Info, Interface, Ip, Linger, Micros, Number, ReadOnly, ReadOnlyIp, Unsigned};

/// How an option is set and read.
#[derive(Clone, Copy)]
pub enum How {
    /// An int: its level and number.
    Number(i32, i32),
    /// The same, unsigned in the kernel.
    Unsigned(i32, i32),
    /// An int that cannot be set.
    ReadOnly(i32, i32),
    /// An int that IPv4 and IPv6 number differently.
    Ip(i32, i32),
    /// The same, which cannot be set.
    ReadOnlyIp(i32, i32),
    /// The index of an interface. For IPv4 it is in a structure, and cannot be read.
    Interface(i32, i32),
    /// A time of SOL_SOCKET, in microseconds.
    Micros(i32),
    /// SO_LINGER: seconds, or -1.
    Linger,
    /// A field of TCP_INFO.
    Info(Field),
}

/// A field's width and its offset.
#[derive(Clone, Copy)]
pub enum Field {
    /// 8 bits.
    Byte(usize),
    /// 32 bits.
    Word(usize),
    /// 64 bits.
    Wide(usize),
}

/// IPPROTO_IP as a level.
pub const SOL_IP: i32 = libc::IPPROTO_IP;

/// All of them, by name.
#[rustfmt::skip]
pub static OPTIONS: [(Label<27>, How); 74] = [
    (Label::new("ip.bind.no.port"), Number(SOL_IP, libc::IP_BIND_ADDRESS_NO_PORT)),
    (Label::new("ip.freebind"), Ip(libc::IP_FREEBIND, libc::IPV6_FREEBIND)),
    (Label::new("ip.mtu"), ReadOnlyIp(libc::IP_MTU, libc::IPV6_MTU)),
    (Label::new("ip.mtu.discover"), Ip(libc::IP_MTU_DISCOVER, libc::IPV6_MTU_DISCOVER)),
    (Label::new("ip.multicast.all"), Ip(libc::IP_MULTICAST_ALL, libc::IPV6_MULTICAST_ALL)),
    (Label::new("ip.multicast.interface"), Interface(libc::IP_MULTICAST_IF, libc::IPV6_MULTICAST_IF)),
    (Label::new("ip.multicast.loop"), Ip(libc::IP_MULTICAST_LOOP, libc::IPV6_MULTICAST_LOOP)),
    (Label::new("ip.multicast.ttl"), Ip(libc::IP_MULTICAST_TTL, libc::IPV6_MULTICAST_HOPS)),
    (Label::new("ip.recverr"), Ip(libc::IP_RECVERR, libc::IPV6_RECVERR)),
    (Label::new("ip.tos"), Ip(libc::IP_TOS, libc::IPV6_TCLASS)),
    (Label::new("ip.transparent"), Ip(libc::IP_TRANSPARENT, libc::IPV6_TRANSPARENT)),
    (Label::new("ip.ttl"), Ip(libc::IP_TTL, libc::IPV6_UNICAST_HOPS)),
    (Label::new("ip.ttl.least"), Ip(libc::IP_MINTTL, libc::IPV6_MINHOPCOUNT)),
    (Label::new("ip.v6only"), Number(libc::SOL_IPV6, libc::IPV6_V6ONLY)),
    (Label::new("socket.broadcast"), Number(SOL_SOCKET, libc::SO_BROADCAST)),
    (Label::new("socket.busypoll"), Number(SOL_SOCKET, libc::SO_BUSY_POLL)),
    (Label::new("socket.domain"), ReadOnly(SOL_SOCKET, libc::SO_DOMAIN)),
    (Label::new("socket.dontroute"), Number(SOL_SOCKET, libc::SO_DONTROUTE)),
    (Label::new("socket.error"), ReadOnly(SOL_SOCKET, libc::SO_ERROR)),
    (Label::new("socket.interface"), Number(SOL_SOCKET, libc::SO_BINDTOIFINDEX)),
    (Label::new("socket.keepalive"), Number(SOL_SOCKET, libc::SO_KEEPALIVE)),
    (Label::new("socket.linger"), Linger),
    (Label::new("socket.listening"), ReadOnly(SOL_SOCKET, libc::SO_ACCEPTCONN)),
    (Label::new("socket.mark"), Unsigned(SOL_SOCKET, libc::SO_MARK)),
    (Label::new("socket.oobinline"), Number(SOL_SOCKET, libc::SO_OOBINLINE)),
    (Label::new("socket.passcred"), Number(SOL_SOCKET, libc::SO_PASSCRED)),
    (Label::new("socket.priority"), Unsigned(SOL_SOCKET, libc::SO_PRIORITY)),
    (Label::new("socket.protocol"), ReadOnly(SOL_SOCKET, libc::SO_PROTOCOL)),
    (Label::new("socket.receive.buffer"), Number(SOL_SOCKET, libc::SO_RCVBUF)),
    (Label::new("socket.receive.least"), Number(SOL_SOCKET, libc::SO_RCVLOWAT)),
    (Label::new("socket.receive.timeout"), Micros(option::RCVTIMEO)),
    (Label::new("socket.reuseaddr"), Number(SOL_SOCKET, libc::SO_REUSEADDR)),
    (Label::new("socket.reuseport"), Number(SOL_SOCKET, libc::SO_REUSEPORT)),
    (Label::new("socket.send.buffer"), Number(SOL_SOCKET, libc::SO_SNDBUF)),
    (Label::new("socket.send.timeout"), Micros(option::SNDTIMEO)),
    (Label::new("socket.type"), ReadOnly(SOL_SOCKET, libc::SO_TYPE)),
    (Label::new("tcp.cork"), Number(SOL_TCP, libc::TCP_CORK)),
    (Label::new("tcp.deferaccept"), Number(SOL_TCP, libc::TCP_DEFER_ACCEPT)),
    (Label::new("tcp.fastopen"), Number(SOL_TCP, libc::TCP_FASTOPEN)),
    (Label::new("tcp.fastopen.connect"), Number(SOL_TCP, libc::TCP_FASTOPEN_CONNECT)),
    (Label::new("tcp.info.bytes.acked"), Info(Wide(120))),
    (Label::new("tcp.info.bytes.received"), Info(Wide(128))),
    (Label::new("tcp.info.bytes.resent"), Info(Wide(208))),
    (Label::new("tcp.info.bytes.sent"), Info(Wide(200))),
    (Label::new("tcp.info.bytes.unsent"), Info(Word(144))),
    (Label::new("tcp.info.congestion.window"), Info(Word(80))),
    (Label::new("tcp.info.delivery.rate"), Info(Wide(160))),
    (Label::new("tcp.info.lost"), Info(Word(32))),
    (Label::new("tcp.info.mss.receive"), Info(Word(20))),
    (Label::new("tcp.info.mss.send"), Info(Word(16))),
    (Label::new("tcp.info.pacing.rate"), Info(Wide(104))),
    (Label::new("tcp.info.pmtu"), Info(Word(60))),
    (Label::new("tcp.info.retransmits"), Info(Word(100))),
    (Label::new("tcp.info.rto"), Info(Word(8))),
    (Label::new("tcp.info.rtt"), Info(Word(68))),
    (Label::new("tcp.info.rtt.least"), Info(Word(148))),
    (Label::new("tcp.info.rtt.variance"), Info(Word(72))),
    (Label::new("tcp.info.slowstart"), Info(Word(76))),
    (Label::new("tcp.info.state"), Info(Byte(0))),
    (Label::new("tcp.info.unacked"), Info(Word(24))),
    (Label::new("tcp.keepalive.count"), Number(SOL_TCP, libc::TCP_KEEPCNT)),
    (Label::new("tcp.keepalive.idle"), Number(SOL_TCP, libc::TCP_KEEPIDLE)),
    (Label::new("tcp.keepalive.interval"), Number(SOL_TCP, libc::TCP_KEEPINTVL)),
    (Label::new("tcp.linger"), Number(SOL_TCP, libc::TCP_LINGER2)),
    (Label::new("tcp.maxseg"), Number(SOL_TCP, libc::TCP_MAXSEG)),
    (Label::new("tcp.nodelay"), Number(SOL_TCP, libc::TCP_NODELAY)),
    (Label::new("tcp.quickack"), Number(SOL_TCP, libc::TCP_QUICKACK)),
    (Label::new("tcp.syncount"), Number(SOL_TCP, libc::TCP_SYNCNT)),
    (Label::new("tcp.unsent.most"), Unsigned(SOL_TCP, libc::TCP_NOTSENT_LOWAT)),
    (Label::new("tcp.usertimeout"), Number(SOL_TCP, libc::TCP_USER_TIMEOUT)),
    (Label::new("tcp.window.clamp"), Number(SOL_TCP, libc::TCP_WINDOW_CLAMP)),
    (Label::new("udp.cork"), Number(SOL_UDP, libc::UDP_CORK)),
    (Label::new("udp.gro"), Number(SOL_UDP, libc::UDP_GRO)),
    (Label::new("udp.segment"), Number(SOL_UDP, libc::UDP_SEGMENT)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_ascend_so_that_each_is_there_once() {
        assert!(OPTIONS
            .windows(2)
            .all(|pair| pair[0].0.text() < pair[1].0.text()));
    }

    #[test]
    fn names_are_words_with_dots_between() {
        for (name, _) in &OPTIONS {
            let name = name.text();
            let is_word = |word: &[u8]| {
                !word.is_empty()
                    && word
                        .iter()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            };
            assert!(
                name.to_bytes().split(|&b| b == b'.').all(is_word),
                "{name:?}"
            );
        }
    }
}
