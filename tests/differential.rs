//! oxsock against the bare system: random sequences of calls, with valid and invalid arguments,
//! made once through oxsock on handles and once through libc on descriptors, in two worlds prepared
//! alike. Results, errors, bytes, addresses, lengths, control messages and the state of the sockets
//! afterwards must be the same.
//!
//! The documented differences are left out of the comparison: close-on-exec and SIGPIPE (see
//! `api`), null buffers (which have tests of their own), the timeout of ox_recvmmsg (never waited
//! for here).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this is a test"
)]

mod differential {
    pub mod api;
    pub mod args;
    pub mod compare;
    pub mod control_messages;
    pub mod fixed;
    pub mod guarded;
    pub mod messages;
    pub mod names;
    pub mod namespace;
    pub mod observe;
    pub mod ops;
    pub mod options;
    pub mod patience;
    pub mod run;
    pub mod settle;
    pub mod signals;
    pub mod transfers;
    pub mod world;
}

use differential::compare::compare;
use differential::fixed;
use differential::namespace;
use differential::world::{Kind, Mode, Plan, Waiting};
use libc::{AF_INET, AF_INET6, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM};

const UNIX: &[Kind] = &[
    Kind::Pair(SOCK_STREAM),
    Kind::Pair(SOCK_DGRAM),
    Kind::Pair(SOCK_SEQPACKET),
    Kind::UnixServer(SOCK_STREAM),
    Kind::UnixServer(SOCK_SEQPACKET),
    Kind::UnixDatagrams,
    Kind::Fresh,
];

const INTERNET: &[Kind] = &[
    Kind::Udp(AF_INET),
    Kind::Udp(AF_INET6),
    Kind::Tcp(AF_INET),
    Kind::Tcp(AF_INET6),
    Kind::Fresh,
];

fn check(kinds: &[Kind], mode: Mode, waiting: Waiting) {
    let cases = if waiting == Waiting::Briefly { 60 } else { 200 };
    let plan = |&kind: &Kind| Plan {
        kind,
        mode,
        waiting,
        namespaces: None,
    };
    compare(&kinds.iter().map(plan).collect::<Vec<_>>(), cases);
}

#[test]
fn unix_sockets() {
    check(UNIX, Mode::Plain, Waiting::Never);
}

#[test]
fn unix_sockets_with_lent_descriptors() {
    check(UNIX, Mode::Lent, Waiting::Never);
}

#[test]
fn unix_sockets_with_deadlines() {
    check(UNIX, Mode::Timed, Waiting::Never);
}

#[test]
fn internet_sockets() {
    check(INTERNET, Mode::Plain, Waiting::Never);
}

#[test]
fn internet_sockets_with_lent_descriptors() {
    check(INTERNET, Mode::Lent, Waiting::Never);
}

#[test]
fn internet_sockets_with_deadlines() {
    check(INTERNET, Mode::Timed, Waiting::Never);
}

#[test]
fn blocking_unix_sockets() {
    check(UNIX, Mode::Plain, Waiting::NotNeeded);
}

#[test]
fn blocking_unix_sockets_with_lent_descriptors() {
    check(UNIX, Mode::Lent, Waiting::NotNeeded);
}

#[test]
fn blocking_unix_sockets_with_deadlines() {
    check(UNIX, Mode::Timed, Waiting::NotNeeded);
}

#[test]
fn blocking_internet_sockets() {
    check(INTERNET, Mode::Plain, Waiting::NotNeeded);
}

#[test]
fn blocking_internet_sockets_with_lent_descriptors() {
    check(INTERNET, Mode::Lent, Waiting::NotNeeded);
}

#[test]
fn blocking_internet_sockets_with_deadlines() {
    check(INTERNET, Mode::Timed, Waiting::NotNeeded);
}

#[test]
fn impatient_unix_sockets() {
    check(UNIX, Mode::Plain, Waiting::Briefly);
}

#[test]
fn impatient_unix_sockets_with_lent_descriptors() {
    check(UNIX, Mode::Lent, Waiting::Briefly);
}

#[test]
fn impatient_unix_sockets_with_deadlines() {
    check(UNIX, Mode::Timed, Waiting::Briefly);
}

#[test]
fn impatient_internet_sockets() {
    check(INTERNET, Mode::Plain, Waiting::Briefly);
}

#[test]
fn impatient_internet_sockets_with_lent_descriptors() {
    check(INTERNET, Mode::Lent, Waiting::Briefly);
}

#[test]
fn impatient_internet_sockets_with_deadlines() {
    check(INTERNET, Mode::Timed, Waiting::Briefly);
}

#[test]
fn adopted_sockets() {
    check(UNIX, Mode::Adopted, Waiting::Never);
    check(INTERNET, Mode::Adopted, Waiting::NotNeeded);
}

#[test]
fn interruptible_sockets() {
    check(UNIX, Mode::Interruptible, Waiting::NotNeeded);
    check(INTERNET, Mode::Interruptible, Waiting::Briefly);
}

#[test]
fn backlogs() {
    fixed::backlogs();
}

#[test]
fn waiting_for_all() {
    fixed::waiting_for_all();
}

/// Raw sockets receive the packets of all programs, so each side has a network namespace.
#[test]
fn raw_sockets() {
    let Some(namespaces) = namespace::two() else {
        println!("skipped: needs CAP_NET_RAW and CAP_SYS_ADMIN");
        return;
    };
    let plan = |(domain, mode)| Plan {
        kind: Kind::Raw(domain),
        mode,
        waiting: Waiting::Never,
        namespaces: Some(namespaces.clone()),
    };
    let plans = [
        (AF_INET, Mode::Plain),
        (AF_INET6, Mode::Plain),
        (AF_INET, Mode::Lent),
        (AF_INET6, Mode::Timed),
    ];
    compare(&plans.map(plan), 200);
}
