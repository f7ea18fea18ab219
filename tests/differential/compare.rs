//! Makes the same calls in two worlds prepared alike, and reports the differences.

use super::api::Api;
use super::observe::{autopsy, glance, Sight};
use super::ops::{op, Op};
use super::patience::{briefly, without_waiting};
use super::run::perform;
use super::settle::settle;
use super::signals;
use super::world::{Plan, Waiting, World};
use proptest::collection::vec;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// How often a difference must be seen. Timers of loopback connections (corked segments, delayed
/// acknowledgements) may affect only one world on a busy machine, but not time and again.
const TIMES: usize = 4;

const MOST_CALLS: usize = 16;

/// Compare for random sequences of calls. PROPTEST_CASES sets their number, OXSOCK_TEST_SEED the
/// seed.
pub fn compare(plans: &[Plan], cases: u32) {
    signals::watch();
    let mut runner = runner(cases);
    let strategy = (select(plans.to_vec()), vec(op(), 1..MOST_CALLS));
    let result = runner.run(&strategy, |(plan, ops)| same(&plan, &ops));
    if let Err(failure) = result {
        panic!("{failure}");
    }
}

/// Compare for these calls.
pub fn compare_calls(plan: &Plan, ops: &[Op]) {
    signals::watch();
    if let Err(failure) = same(plan, ops) {
        panic!("{failure}\n{plan:?}\n{ops:?}");
    }
}

fn runner(cases: u32) -> TestRunner {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let seed = number("OXSOCK_TEST_SEED").unwrap_or(1);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let cases = number("PROPTEST_CASES").map_or(cases, |cases| cases as u32);
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_time: 10_000,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// Whether the calls have the same effect in both worlds.
fn same(plan: &Plan, ops: &[Op]) -> Result<(), TestCaseError> {
    let mut result = Ok(());
    for _ in 0..TIMES {
        result = same_once(plan, ops);
        if result.is_ok() {
            break;
        }
    }
    result.map_err(TestCaseError::fail)
}

fn same_once(plan: &Plan, ops: &[Op]) -> Result<(), String> {
    let mut ox = World::new(plan, Api::Ox);
    let mut system = World::new(plan, Api::System);
    equal("the beginning", &glance(&mut ox), &glance(&mut system))?;
    for op in ops {
        let op = match plan.waiting {
            Waiting::NotNeeded => without_waiting(&system, op),
            Waiting::Briefly => briefly(op),
            _ => Some(op.clone()),
        };
        let Some(op) = op else { continue };
        let is_dead = op.who().is_some_and(|who| who.place(&system).is_none());
        let [ours, theirs] = [&mut ox, &mut system].map(|world| {
            world.enter();
            let outcome = perform(world, &op);
            settle();
            outcome
        });
        // Where several arguments are bad, oxsock checks the handle first.
        let theirs = if is_dead && theirs.answer < 0 {
            theirs.answering(-libc::EBADF)
        } else {
            theirs
        };
        equal(
            &format!("the answer to {op:?}"),
            &ours.sights(),
            &theirs.sights(),
        )?;
        let (ours, theirs) = (glance(&mut ox), glance(&mut system));
        equal(&format!("the state after {op:?}"), &ours, &theirs)?;
    }
    equal("the end", &autopsy(&mut ox), &autopsy(&mut system))
}

/// Report the first few observations that differ.
fn equal(what: &str, ours: &[Sight], theirs: &[Sight]) -> Result<(), String> {
    let pairs = ours
        .iter()
        .zip(theirs)
        .filter(|(ours, theirs)| ours != theirs);
    let mut lines: Vec<_> = pairs
        .take(3)
        .map(|(ours, theirs)| format!("\n  oxsock: {ours:?}\n  system: {theirs:?}"))
        .collect();
    if ours.len() != theirs.len() {
        let (few, many) = (
            ours.len().min(theirs.len()),
            if ours.len() > theirs.len() {
                ours
            } else {
                theirs
            },
        );
        lines.push(format!("\n  only one side has: {:?}", many[few]));
    }
    if lines.is_empty() {
        return Ok(());
    }
    Err(format!("{what} differs{}", lines.concat()))
}
