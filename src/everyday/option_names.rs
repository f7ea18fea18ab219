//! The options that have names, and what is behind each.

use crate::sys::option;
use core::ffi::CStr;
use libc::{SOL_SOCKET, SOL_TCP, SOL_UDP};
use Field::{Byte, Wide, Word};
use How::{Info, Interface, Ip, Linger, Micros, Number, ReadOnly, ReadOnlyIp, Unsigned};

/// How an option is set and read.
#[derive(Clone, Copy)]
pub enum How {
    /// An int: its level and number.
    Number(i32, i32),
    /// The same, which the kernel keeps without a sign.
    Unsigned(i32, i32),
    /// An int that cannot be set.
    ReadOnly(i32, i32),
    /// An int that IPv4 and IPv6 number differently.
    Ip(i32, i32),
    /// The same, which cannot be set.
    ReadOnlyIp(i32, i32),
    /// The number of an interface, which IPv4 has in a structure and does not tell.
    Interface(i32, i32),
    /// A time of SOL_SOCKET, in microseconds.
    Micros(i32),
    /// SO_LINGER: seconds, or -1.
    Linger,
    /// A field of TCP_INFO.
    Info(Field),
}

/// How wide a field is, and where it begins.
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
pub const OPTIONS: &[(&CStr, How)] = &[
    (c"ip.bind.no.port", Number(SOL_IP, libc::IP_BIND_ADDRESS_NO_PORT)),
    (c"ip.freebind", Ip(libc::IP_FREEBIND, libc::IPV6_FREEBIND)),
    (c"ip.mtu", ReadOnlyIp(libc::IP_MTU, libc::IPV6_MTU)),
    (c"ip.mtu.discover", Ip(libc::IP_MTU_DISCOVER, libc::IPV6_MTU_DISCOVER)),
    (c"ip.multicast.all", Ip(libc::IP_MULTICAST_ALL, libc::IPV6_MULTICAST_ALL)),
    (c"ip.multicast.interface", Interface(libc::IP_MULTICAST_IF, libc::IPV6_MULTICAST_IF)),
    (c"ip.multicast.loop", Ip(libc::IP_MULTICAST_LOOP, libc::IPV6_MULTICAST_LOOP)),
    (c"ip.multicast.ttl", Ip(libc::IP_MULTICAST_TTL, libc::IPV6_MULTICAST_HOPS)),
    (c"ip.recverr", Ip(libc::IP_RECVERR, libc::IPV6_RECVERR)),
    (c"ip.tos", Ip(libc::IP_TOS, libc::IPV6_TCLASS)),
    (c"ip.transparent", Ip(libc::IP_TRANSPARENT, libc::IPV6_TRANSPARENT)),
    (c"ip.ttl", Ip(libc::IP_TTL, libc::IPV6_UNICAST_HOPS)),
    (c"ip.ttl.least", Ip(libc::IP_MINTTL, libc::IPV6_MINHOPCOUNT)),
    (c"ip.v6only", Number(libc::SOL_IPV6, libc::IPV6_V6ONLY)),
    (c"socket.broadcast", Number(SOL_SOCKET, libc::SO_BROADCAST)),
    (c"socket.busypoll", Number(SOL_SOCKET, libc::SO_BUSY_POLL)),
    (c"socket.domain", ReadOnly(SOL_SOCKET, libc::SO_DOMAIN)),
    (c"socket.dontroute", Number(SOL_SOCKET, libc::SO_DONTROUTE)),
    (c"socket.error", ReadOnly(SOL_SOCKET, libc::SO_ERROR)),
    (c"socket.interface", Number(SOL_SOCKET, libc::SO_BINDTOIFINDEX)),
    (c"socket.keepalive", Number(SOL_SOCKET, libc::SO_KEEPALIVE)),
    (c"socket.linger", Linger),
    (c"socket.listening", ReadOnly(SOL_SOCKET, libc::SO_ACCEPTCONN)),
    (c"socket.mark", Unsigned(SOL_SOCKET, libc::SO_MARK)),
    (c"socket.oobinline", Number(SOL_SOCKET, libc::SO_OOBINLINE)),
    (c"socket.passcred", Number(SOL_SOCKET, libc::SO_PASSCRED)),
    (c"socket.priority", Unsigned(SOL_SOCKET, libc::SO_PRIORITY)),
    (c"socket.protocol", ReadOnly(SOL_SOCKET, libc::SO_PROTOCOL)),
    (c"socket.receive.buffer", Number(SOL_SOCKET, libc::SO_RCVBUF)),
    (c"socket.receive.least", Number(SOL_SOCKET, libc::SO_RCVLOWAT)),
    (c"socket.receive.timeout", Micros(option::RCVTIMEO)),
    (c"socket.reuseaddr", Number(SOL_SOCKET, libc::SO_REUSEADDR)),
    (c"socket.reuseport", Number(SOL_SOCKET, libc::SO_REUSEPORT)),
    (c"socket.send.buffer", Number(SOL_SOCKET, libc::SO_SNDBUF)),
    (c"socket.send.timeout", Micros(option::SNDTIMEO)),
    (c"socket.type", ReadOnly(SOL_SOCKET, libc::SO_TYPE)),
    (c"tcp.cork", Number(SOL_TCP, libc::TCP_CORK)),
    (c"tcp.deferaccept", Number(SOL_TCP, libc::TCP_DEFER_ACCEPT)),
    (c"tcp.fastopen", Number(SOL_TCP, libc::TCP_FASTOPEN)),
    (c"tcp.fastopen.connect", Number(SOL_TCP, libc::TCP_FASTOPEN_CONNECT)),
    (c"tcp.info.bytes.acked", Info(Wide(120))),
    (c"tcp.info.bytes.received", Info(Wide(128))),
    (c"tcp.info.bytes.resent", Info(Wide(208))),
    (c"tcp.info.bytes.sent", Info(Wide(200))),
    (c"tcp.info.bytes.unsent", Info(Word(144))),
    (c"tcp.info.congestion.window", Info(Word(80))),
    (c"tcp.info.delivery.rate", Info(Wide(160))),
    (c"tcp.info.lost", Info(Word(32))),
    (c"tcp.info.mss.receive", Info(Word(20))),
    (c"tcp.info.mss.send", Info(Word(16))),
    (c"tcp.info.pacing.rate", Info(Wide(104))),
    (c"tcp.info.pmtu", Info(Word(60))),
    (c"tcp.info.retransmits", Info(Word(100))),
    (c"tcp.info.rto", Info(Word(8))),
    (c"tcp.info.rtt", Info(Word(68))),
    (c"tcp.info.rtt.least", Info(Word(148))),
    (c"tcp.info.rtt.variance", Info(Word(72))),
    (c"tcp.info.slowstart", Info(Word(76))),
    (c"tcp.info.state", Info(Byte(0))),
    (c"tcp.info.unacked", Info(Word(24))),
    (c"tcp.keepalive.count", Number(SOL_TCP, libc::TCP_KEEPCNT)),
    (c"tcp.keepalive.idle", Number(SOL_TCP, libc::TCP_KEEPIDLE)),
    (c"tcp.keepalive.interval", Number(SOL_TCP, libc::TCP_KEEPINTVL)),
    (c"tcp.linger", Number(SOL_TCP, libc::TCP_LINGER2)),
    (c"tcp.maxseg", Number(SOL_TCP, libc::TCP_MAXSEG)),
    (c"tcp.nodelay", Number(SOL_TCP, libc::TCP_NODELAY)),
    (c"tcp.quickack", Number(SOL_TCP, libc::TCP_QUICKACK)),
    (c"tcp.syncount", Number(SOL_TCP, libc::TCP_SYNCNT)),
    (c"tcp.unsent.most", Unsigned(SOL_TCP, libc::TCP_NOTSENT_LOWAT)),
    (c"tcp.usertimeout", Number(SOL_TCP, libc::TCP_USER_TIMEOUT)),
    (c"tcp.window.clamp", Number(SOL_TCP, libc::TCP_WINDOW_CLAMP)),
    (c"udp.cork", Number(SOL_UDP, libc::UDP_CORK)),
    (c"udp.gro", Number(SOL_UDP, libc::UDP_GRO)),
    (c"udp.segment", Number(SOL_UDP, libc::UDP_SEGMENT)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_ascend_so_that_each_is_there_once() {
        assert!(OPTIONS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn names_are_words_with_dots_between() {
        for (name, _) in OPTIONS {
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
