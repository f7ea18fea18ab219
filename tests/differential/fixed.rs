//! Cases that random calls do not reach: exact backlogs, and MSG_WAITALL.

use super::args::{Address, Room, Sent, Span, Who};
use super::compare::compare_calls;
use super::guarded::Guarded;
use super::ops::{Incoming, Op};
use super::run::perform;
use super::world::{Kind, Mode, Plan, Waiting, World};
use super::{api::Api, signals};
use libc::{AF_UNIX, SOCK_STREAM};
use std::ffi::c_int;
use std::time::{Duration, Instant};

/// A listener admits as many connections as the backlog says.
pub fn backlogs() {
    let plan = Plan {
        kind: Kind::Fresh,
        mode: Mode::Plain,
        waiting: Waiting::Never,
        namespaces: None,
    };
    for backlog in [-1, 0, 1, 2] {
        let listener = Who::At(0);
        let whole = |address| Sent { address, len: None };
        let mut ops = vec![
            Op::Bind(listener, whole(Address::Abstract(0))),
            Op::Listen(listener, backlog),
        ];
        // The plan itself has seven sockets.
        for client in 7..10 {
            ops.push(Op::Socket(AF_UNIX, SOCK_STREAM, 0));
            ops.push(Op::Connect(Who::At(client), whole(Address::Of(0))));
        }
        compare_calls(&plan, &ops);
    }
}

const SOME: usize = 1500;
const PATIENCE: Duration = Duration::from_millis(10);

/// With MSG_WAITALL the call waits for the rest of the bytes, here until SO_RCVTIMEO ends it.
pub fn waiting_for_all() {
    signals::watch();
    for mode in [Mode::Plain, Mode::Lent, Mode::Timed] {
        for op in receiving(libc::MSG_WAITALL) {
            let (took, answer) = receive_some(mode, &op);
            assert!(
                took >= PATIENCE,
                "{op:?} has not waited, {mode:?}: {took:?}"
            );
            assert_eq!(answer, received(&op), "{op:?}, {mode:?}");
        }
        for op in receiving(0) {
            let (_, answer) = receive_some(mode, &op);
            assert_eq!(answer, received(&op), "{op:?}, {mode:?}");
        }
    }
}

/// All calls that receive with flags, each with room for twice as much as there is.
fn receiving(flags: c_int) -> [Op; 4] {
    let (who, half) = (Who::At(0), Span { len: SOME, lie: 0 });
    let whole = Span {
        len: 2 * SOME,
        lie: 0,
    };
    let name = Room {
        null: true,
        len: Some(0),
    };
    let message = Incoming {
        name,
        spans: vec![half, half],
        control: 0,
    };
    [
        Op::Recv(who, whole, flags),
        Op::Recvfrom(who, whole, flags, name),
        Op::Recvmsg(who, message.clone(), flags),
        Op::Recvmmsg(who, vec![message], flags, None),
    ]
}

/// The expected result: the number of bytes, or of messages.
fn received(op: &Op) -> c_int {
    match op {
        Op::Recvmmsg(..) => 1,
        _ => SOME as c_int,
    }
}

fn receive_some(mode: Mode, op: &Op) -> (Duration, c_int) {
    let kind = Kind::Pair(SOCK_STREAM);
    let plan = Plan {
        kind,
        mode,
        waiting: Waiting::NotNeeded,
        namespaces: None,
    };
    let mut world = World::new(&plan, Api::Ox);
    let limit = libc::timeval {
        tv_sec: 0,
        tv_usec: PATIENCE.as_micros() as i64,
    };
    let limit = Guarded::of(&[limit]);
    let name = (libc::SOL_SOCKET, libc::SO_RCVTIMEO);
    // SAFETY: the option's value is as long as it says.
    assert_eq!(0, unsafe {
        Api::Ox.set_option(Who::At(0).of(&world), name, limit.ptr(), 16)
    });
    perform(
        &mut world,
        &Op::Write(Who::At(1), Span { len: SOME, lie: 0 }),
    );
    let start = Instant::now();
    let outcome = perform(&mut world, op);
    (start.elapsed(), outcome.answer)
}
