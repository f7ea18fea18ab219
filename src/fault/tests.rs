//! A rule that is written is read back the same, and the reverse.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use super::*;
use crate::endpoint::Host;
use proptest::prelude::*;
use std::net::{Ipv4Addr, Ipv6Addr};

fn endpoint() -> impl Strategy<Value = Endpoint> {
    let host = prop_oneof![
        Just(Host::Any),
        any::<u32>().prop_map(|bits| Host::V4(Ipv4Addr::from(bits))),
        any::<u128>().prop_map(|bits| Host::V6 {
            addr: Ipv6Addr::from(bits),
            zone: 0
        }),
    ];
    let scheme = prop_oneof![Just("tcp"), Just("udp")];
    let inet = (scheme, host, any::<u16>())
        .prop_map(|(scheme, host, port)| format!("{scheme}://{host}:{port}"));
    let unix = "unix(-dgram|-seqpacket)?:(@?[a-z/;=]{0,20})";
    prop_oneof![inet, unix]
        .prop_map(|text| Endpoint::parse(text, &crate::sys::interface::INTERFACES).unwrap())
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        (0i32..40)
            .prop_map(|i| Fault::Error(Error::new(-error::code_at(i))))
            .prop_filter("has a name", |fault| *fault != Fault::Error(Error::new(0))),
        (1usize..=i32::MAX as usize).prop_map(Fault::Short),
        (0usize..=i32::MAX as usize).prop_map(Fault::Truncate),
        (0i64..=LONGEST as i64).prop_map(Fault::Delay),
        Just(Fault::Reset),
        Just(Fault::Lose),
        Just(Fault::Double),
    ]
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        Just(When::Always),
        (1..=u64::MAX).prop_map(When::Nth),
        (2..=u64::MAX).prop_map(When::From),
        (1..1_000_000_000u32, any::<u64>())
            .prop_map(|(billionths, seed)| When::Chance { billionths, seed }),
    ]
}

fn window() -> impl Strategy<Value = Option<Window>> {
    let times = (1..1_000_000_000i64, 1..1_000_000_000i64, any::<bool>());
    proptest::option::of(times.prop_map(|(from, length, has_end)| Window {
        from,
        to: if has_end { from + length } else { i64::MAX },
    }))
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let end = prop_oneof![Just(End::Either), Just(End::Local), Just(End::Peer)];
    let site = proptest::option::of((end, endpoint()));
    let calls = (0..CALLS.len()).prop_map(|i| CALLS[i].1);
    (calls, site, fault(), when(), window())
        .prop_map(|(calls, site, fault, when, window)| Pattern {
            calls,
            site: site.map(|(end, endpoint)| Site { end, endpoint }),
            fault,
            when,
            window,
        })
        .prop_filter("makes sense", |rule| {
            rule.calls.can_have(rule.fault) && (rule.site.is_none() || rule.calls.have_ends())
        })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_as_the_same_rule(rule in pattern()) {
        prop_assert_eq!(parse(rule.to_string().as_bytes()).unwrap(), rule);
    }

    #[test]
    fn text_in_its_normal_form_stays_as_it_is(rule in pattern()) {
        let text = rule.to_string();
        prop_assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text);
    }

    #[test]
    fn order_and_blanks_do_not_matter(rule in pattern(), turn in 0usize..4) {
        let text = rule.to_string();
        let mut words: Vec<_> = text.split(' ').collect();
        let turn = turn % (words.len() - 1);
        words[1..].rotate_left(turn);
        prop_assert_eq!(parse(words.join(" \t").as_bytes()).unwrap(), rule);
    }

    #[test]
    fn any_bytes_are_read_or_explained(text in proptest::collection::vec(any::<u8>(), 0..80)) {
        let _ = parse(&text);
    }

    /// Rules with a few bytes changed are more likely to find errors than random bytes.
    #[test]
    fn damaged_rules_are_read_or_explained(
        rule in pattern(),
        damage in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..4),
    ) {
        let mut text = rule.to_string().into_bytes();
        for (place, byte) in damage {
            let place = place % text.len();
            text[place] = byte;
        }
        match parse(&text) {
            Ok(rule) => prop_assert_eq!(&parse(rule.to_string().as_bytes()).unwrap(), &rule),
            Err(wrong) => prop_assert!(!wrong.to_string().is_empty()),
        }
    }

    #[test]
    fn texts_fit_into_the_room_for_any_text(rule in pattern()) {
        prop_assert!(rule.to_string().len() < 512);
    }
}

#[test]
fn what_means_the_same_is_written_the_same() {
    let same = [
        ("recv reset always", "recv reset"),
        ("recv reset from=1", "recv reset"),
        ("recv reset chance=1 seed=7", "recv reset"),
        ("recv reset from=0s", "recv reset"),
        ("recv reset chance=0 seed=7", "recv reset chance=0 seed=0"),
        ("recv reset to=5s", "recv reset from=0s to=5s"),
        ("recv delay=5", "recv delay=5000us"),
        ("recv error=EWOULDBLOCK", "recv error=EAGAIN"),
    ];
    for (text, other) in same {
        let written = |text: &str| parse(text.as_bytes()).unwrap().to_string();
        assert_eq!(written(text), written(other), "{text}");
    }
}
