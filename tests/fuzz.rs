//! Fuzzes every parser of texts: mutates the texts of a corpus again and again, and checks what
//! must hold for all texts.
//!
//! It runs for OXSOCK_FUZZ_SECONDS, by default 1, with the seed OXSOCK_FUZZ_SEED. `fuzz/` runs the
//! same checks under cargo-fuzz, which is guided by coverage.
#![allow(clippy::panic, reason = "a panic is how a test fails")]

mod fuzz {
    pub mod checks;
    pub mod mutation;
}

use fuzz::{checks, mutation::Mutator};
use std::time::{Duration, Instant};
use std::{env, panic};

/// A parser's corpus, and pieces to insert into its texts.
struct Target {
    corpus: &'static [&'static [u8]],
    pieces: &'static [&'static [u8]],
    check: fn(&[u8]),
}

fn setting(name: &str, usual: u64) -> u64 {
    let text = env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn fuzz(target: &Target) {
    let seed = setting("OXSOCK_FUZZ_SEED", 1);
    let end = Instant::now() + Duration::from_secs(setting("OXSOCK_FUZZ_SECONDS", 1));
    let mut mutator = Mutator::new(seed, target.corpus, target.pieces);
    let mut count = 0u64;
    while Instant::now() < end {
        for _ in 0..256 {
            let text = mutator.next_text();
            count += 1;
            if panic::catch_unwind(|| (target.check)(&text)).is_err() {
                panic!("\"{}\" (seed {seed}, text {count})", text.escape_ascii());
            }
        }
    }
    println!("{count} texts");
}

#[test]
fn endpoints() {
    fuzz(&Target {
        corpus: checks::ENDPOINTS,
        pieces: checks::ENDPOINT_PIECES,
        check: checks::endpoint,
    });
}

#[test]
fn system_addresses() {
    fuzz(&Target {
        corpus: checks::SOCKADDRS,
        pieces: checks::SOCKADDR_PIECES,
        check: checks::sockaddr,
    });
}

#[test]
fn option_names() {
    fuzz(&Target {
        corpus: checks::OPTIONS,
        pieces: checks::OPTION_PIECES,
        check: checks::option_name,
    });
}

#[test]
fn group_addresses() {
    fuzz(&Target {
        corpus: checks::GROUPS,
        pieces: checks::GROUP_PIECES,
        check: checks::group,
    });
}

#[test]
fn control_messages() {
    fuzz(&Target {
        corpus: checks::CONTROL,
        pieces: checks::CONTROL_PIECES,
        check: checks::control,
    });
}

#[test]
fn same_seed_gives_the_same_texts() {
    let texts = || {
        let mut mutator = Mutator::new(7, checks::ENDPOINTS, checks::ENDPOINT_PIECES);
        (0..1000).map(|_| mutator.next_text()).collect::<Vec<_>>()
    };
    assert_eq!(texts(), texts());
}

#[test]
fn rules_of_faults() {
    fuzz(&Target {
        corpus: checks::RULES,
        pieces: checks::RULE_PIECES,
        check: checks::rule,
    });
}
