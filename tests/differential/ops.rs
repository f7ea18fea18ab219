//! The calls that are made, and how they are chosen.

use super::args::{flags, room, sent, span, spans, who, Room, Sent, Span, Who};
use super::control_messages::{controls, Control};
use super::options::{self, Name};
use libc::{AF_INET, AF_INET6, AF_UNIX, AF_UNSPEC, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM};
use proptest::prelude::*;
use std::ffi::{c_int, c_short};

/// One call.
#[derive(Clone, Debug)]
pub enum Op {
    Socket(c_int, c_int, c_int),
    Socketpair(c_int, c_int, c_int),
    Bind(Who, Sent),
    Listen(Who, c_int),
    Accept(Who, Room),
    Connect(Who, Sent),
    Shutdown(Who, c_int),
    Close(Who),
    Read(Who, Span),
    Write(Who, Span),
    Readv(Who, Vec<Span>, Option<c_int>),
    Writev(Who, Vec<Span>, Option<c_int>),
    Send(Who, Span, c_int),
    Recv(Who, Span, c_int),
    Sendto(Who, Span, c_int, Sent),
    Recvfrom(Who, Span, c_int, Room),
    Sendmsg(Who, Outgoing, c_int),
    Recvmsg(Who, Incoming, c_int),
    Sendmmsg(Who, Vec<Outgoing>, c_int),
    Recvmmsg(Who, Vec<Incoming>, c_int, Option<(i64, i64)>),
    Fcntl(Who, c_int, c_int),
    Getsockopt(Who, Name, Room),
    Setsockopt(Who, Name, Vec<u8>, Option<u32>),
    Getsockname(Who, Room),
    Getpeername(Who, Room),
    Sockatmark(Who),
    Available(Who),
    Poll(Vec<(Polled, c_short)>),
}

impl Op {
    /// The socket that the call is made on; None for calls on several sockets or none.
    pub fn who(&self) -> Option<Who> {
        match self {
            Op::Socket(..) | Op::Socketpair(..) | Op::Poll(..) => None,
            Op::Bind(who, _) | Op::Connect(who, _) => Some(*who),
            Op::Listen(who, _) | Op::Shutdown(who, _) => Some(*who),
            Op::Accept(who, _) | Op::Getsockname(who, _) | Op::Getpeername(who, _) => Some(*who),
            Op::Close(who) | Op::Sockatmark(who) | Op::Available(who) => Some(*who),
            Op::Read(who, _) | Op::Write(who, _) => Some(*who),
            Op::Readv(who, ..) | Op::Writev(who, ..) => Some(*who),
            Op::Send(who, ..) | Op::Sendto(who, ..) | Op::Sendmsg(who, ..) => Some(*who),
            Op::Recv(who, ..) | Op::Recvfrom(who, ..) | Op::Recvmsg(who, ..) => Some(*who),
            Op::Sendmmsg(who, ..) | Op::Recvmmsg(who, ..) | Op::Fcntl(who, ..) => Some(*who),
            Op::Getsockopt(who, ..) | Op::Setsockopt(who, ..) => Some(*who),
        }
    }
}

/// A message to send.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub to: Option<Sent>,
    pub spans: Vec<Span>,
    pub control: Vec<Control>,
    /// The length of the control messages to pass, if not the true one.
    pub cut: Option<usize>,
}

/// A message to receive into.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub name: Room,
    pub spans: Vec<Span>,
    pub control: usize,
}

/// The descriptor of a pollfd.
#[derive(Clone, Copy, Debug)]
pub enum Polled {
    Socket(Who),
    /// A negative number, which poll ignores.
    Nothing,
    /// A descriptor that is not a socket.
    Descriptor,
}

pub fn op() -> BoxedStrategy<Op> {
    prop_oneof![
        4 => lifecycle(),
        8 => bytes(),
        6 => messages(),
        4 => control(),
    ]
    .boxed()
}

fn lifecycle() -> BoxedStrategy<Op> {
    let domain = || {
        let known = prop::sample::select(vec![AF_UNIX, AF_INET, AF_INET6]);
        prop_oneof![9 => known, 1 => prop::sample::select(vec![AF_UNSPEC, 99, -1, c_int::MAX])]
    };
    let type_ = || {
        let known = prop::sample::select(vec![SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET]);
        let odd = prop::sample::select(vec![0, 7, 11, -1, SOCK_STREAM | 0x100, c_int::MAX]);
        prop_oneof![9 => known, 1 => odd]
    };
    let protocol = || {
        let odd = prop::sample::select(vec![1, libc::IPPROTO_TCP, libc::IPPROTO_UDP, -1, 100_000]);
        prop_oneof![6 => Just(0), 1 => odd]
    };
    let backlog = prop::sample::select(vec![-1, 0, 1, 2, 16, 128, 100_000, c_int::MIN]);
    let how = prop::sample::select(vec![0, 0, 1, 1, 2, 3, -1, c_int::MAX]);
    prop_oneof![
        2 => (domain(), type_(), protocol()).prop_map(|(d, t, p)| Op::Socket(d, t, p)),
        2 => (domain(), type_(), protocol()).prop_map(|(d, t, p)| Op::Socketpair(d, t, p)),
        4 => (who(), sent()).prop_map(|(s, to)| Op::Bind(s, to)),
        3 => (who(), backlog).prop_map(|(s, backlog)| Op::Listen(s, backlog)),
        5 => (who(), room()).prop_map(|(s, room)| Op::Accept(s, room)),
        6 => (who(), sent()).prop_map(|(s, to)| Op::Connect(s, to)),
        3 => (who(), how).prop_map(|(s, how)| Op::Shutdown(s, how)),
        2 => who().prop_map(Op::Close),
    ]
    .boxed()
}

fn bytes() -> BoxedStrategy<Op> {
    prop_oneof![
        3 => (who(), span()).prop_map(|(s, span)| Op::Read(s, span)),
        3 => (who(), span()).prop_map(|(s, span)| Op::Write(s, span)),
        2 => (who(), spans(), count()).prop_map(|(s, spans, n)| Op::Readv(s, spans, n)),
        2 => (who(), spans(), count()).prop_map(|(s, spans, n)| Op::Writev(s, spans, n)),
        5 => (who(), span(), flags()).prop_map(|(s, span, flags)| Op::Send(s, span, flags)),
        6 => (who(), span(), flags()).prop_map(|(s, span, flags)| Op::Recv(s, span, flags)),
        5 => (who(), span(), flags(), sent())
            .prop_map(|(s, span, flags, to)| Op::Sendto(s, span, flags, to)),
        6 => (who(), span(), flags(), room())
            .prop_map(|(s, span, flags, room)| Op::Recvfrom(s, span, flags, room)),
    ]
    .boxed()
}

/// A number of buffers that is not the true one.
fn count() -> BoxedStrategy<Option<c_int>> {
    let odd = prop::sample::select(vec![-1, 0, 1025, c_int::MAX, c_int::MIN]);
    prop_oneof![15 => Just(None), 1 => odd.prop_map(Some)].boxed()
}

fn messages() -> BoxedStrategy<Op> {
    let several_outgoing = prop::collection::vec(outgoing(), 1..4);
    let several_incoming = prop::collection::vec(incoming(), 1..4);
    // The documented difference is a timeout that ends before everything has been received.
    let timeout = prop_oneof![
        4 => Just(None),
        2 => prop::sample::select(vec![(50, 0), (5, 999_999_999)]).prop_map(Some),
        1 => prop::sample::select(vec![(-1, 0), (0, -1), (0, 1_000_000_000)]).prop_map(Some),
    ];
    prop_oneof![
        5 => (who(), outgoing(), flags()).prop_map(|(s, message, flags)| Op::Sendmsg(s, message, flags)),
        6 => (who(), incoming(), flags()).prop_map(|(s, message, flags)| Op::Recvmsg(s, message, flags)),
        3 => (who(), several_outgoing, flags())
            .prop_map(|(s, messages, flags)| Op::Sendmmsg(s, messages, flags)),
        4 => (who(), several_incoming, flags(), timeout)
            .prop_map(|(s, messages, flags, timeout)| Op::Recvmmsg(s, messages, flags, timeout)),
    ]
    .boxed()
}

fn outgoing() -> BoxedStrategy<Outgoing> {
    let to = prop_oneof![3 => Just(None), 2 => sent().prop_map(Some)];
    let cut =
        prop_oneof![12 => Just(None), 1 => prop::sample::select(vec![0, 1, 15, 17]).prop_map(Some)];
    (to, spans(), controls(), cut)
        .prop_map(|(to, spans, control, cut)| Outgoing {
            to,
            spans,
            control,
            cut,
        })
        .boxed()
}

fn incoming() -> BoxedStrategy<Incoming> {
    let control = prop_oneof![
        1 => Just(0usize),
        1 => prop::sample::select(vec![1usize, 15, 16, 17, 20, 24, 32, 40]),
        3 => Just(256usize),
    ];
    (room(), spans(), control)
        .prop_map(|(name, spans, control)| Incoming {
            name,
            spans,
            control,
        })
        .boxed()
}

fn control() -> BoxedStrategy<Op> {
    let events = || any::<c_short>();
    let polled = prop_oneof![
        8 => who().prop_map(Polled::Socket),
        1 => Just(Polled::Nothing),
        1 => Just(Polled::Descriptor),
    ];
    prop_oneof![
        4 => fcntl(),
        5 => (who(), options::to_get(), room())
            .prop_map(|(s, name, room)| Op::Getsockopt(s, name, room)),
        7 => (who(), options::to_set(), options::value()).prop_map(set_option),
        3 => (who(), room()).prop_map(|(s, room)| Op::Getsockname(s, room)),
        3 => (who(), room()).prop_map(|(s, room)| Op::Getpeername(s, room)),
        1 => who().prop_map(Op::Sockatmark),
        1 => who().prop_map(Op::Available),
        3 => prop::collection::vec((polled, events()), 0..5).prop_map(Op::Poll),
    ]
    .boxed()
}

/// Closing must not wait for a peer that does not read, so each SO_LINGER time becomes 0.
fn set_option((s, name, (mut value, told)): (Who, Name, (Vec<u8>, Option<u32>))) -> Op {
    if name == (libc::SOL_SOCKET, libc::SO_LINGER) && value.len() >= 8 {
        value[4..8].fill(0);
    }
    Op::Setsockopt(s, name, value, told)
}

fn fcntl() -> BoxedStrategy<Op> {
    // SAFETY: no arguments.
    let group = -unsafe { libc::getpgrp() };
    let me = std::process::id() as c_int;
    let owner = move || prop::sample::select(vec![0, me, group, c_int::MAX, c_int::MIN]);
    let signal = prop::sample::select(vec![0, libc::SIGIO, libc::SIGURG, -1, 65]);
    let status = prop::sample::select(vec![
        0,
        libc::O_NONBLOCK,
        libc::O_ASYNC,
        libc::O_APPEND | libc::O_NONBLOCK,
        libc::O_DIRECT,
        libc::O_NOATIME,
        !libc::O_ASYNC,
    ]);
    let unknown = prop::sample::select(vec![-1, 500, 12345, c_int::MAX, c_int::MIN]);
    let (getown, setown, getsig, setsig) = (libc::F_GETOWN, libc::F_SETOWN, 11, 10);
    let with = |command: c_int| move |(s, argument): (Who, c_int)| Op::Fcntl(s, command, argument);
    prop_oneof![
        3 => (who(), any::<c_int>()).prop_map(with(libc::F_GETFL)),
        4 => (who(), status).prop_map(with(libc::F_SETFL)),
        2 => (who(), any::<c_int>()).prop_map(with(libc::F_GETFD)),
        2 => (who(), prop::sample::select(vec![0, 1, 2, -1])).prop_map(with(libc::F_SETFD)),
        2 => (who(), any::<c_int>()).prop_map(with(getown)),
        2 => (who(), owner()).prop_map(with(setown)),
        1 => (who(), any::<c_int>()).prop_map(with(getsig)),
        1 => (who(), signal).prop_map(with(setsig)),
        2 => (who(), prop::sample::select(vec![0, 3, 100, -1, c_int::MAX]))
            .prop_map(with(libc::F_DUPFD_CLOEXEC)),
        1 => (who(), Just(0)).prop_map(with(libc::F_DUPFD)),
        1 => (who(), unknown, any::<c_int>()).prop_map(|(s, command, n)| Op::Fcntl(s, command, n)),
    ]
    .boxed()
}
