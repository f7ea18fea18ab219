//! Reading a rule. The grammar stands in `docs/oxsock-faults.7`.

use super::rule::{Calls, End, Pattern, Site, When, Window, CALLS};
use crate::endpoint::{Endpoint, Host, Port};
use crate::error::{self, Error, Result};
use crate::explain::Explained;
use crate::sys::inject::Fault;
use crate::sys::interface::INTERFACES;
use arrayvec::ArrayString;
use core::fmt::{self, Write};

/// The longest delay: an hour, in microseconds.
const LONGEST: u64 = 3_600_000_000;

/// A probability of 1, in billionths.
const WHOLE: u32 = 1_000_000_000;

/// Read a rule.
#[inline(never)] // as `add_rule` is not
pub fn parse(text: &[u8]) -> Result<Pattern, Explained> {
    let mut words = words(text);
    let first = words.next().unwrap_or(Word { at: 0, bytes: b"" });
    let calls = read_calls(first)?;
    let mut parts = Parts::default();
    for word in words {
        parts.read(word)?;
    }
    let end = Word {
        at: text.len(),
        bytes: b"",
    };
    let Some((fault, fault_word)) = parts.fault else {
        return Err(end.wrong("fault", "none is named"));
    };
    if !calls.can_have(fault) {
        return Err(fault_word.wrong("fault", "this call cannot have it"));
    }
    if let Some((Where::Site(_), word)) = parts.site {
        if !calls.have_ends() {
            return Err(word.wrong("word", "this call is about no socket that has ends"));
        }
    }
    Ok(Pattern {
        calls,
        site: parts.site.map(|(site, _)| site).and_then(Where::site),
        fault,
        window: window(parts.start, parts.end)?,
        when: when(parts.when, parts.seed)?,
    })
}

/// A word, and where it begins.
#[derive(Clone, Copy)]
struct Word<'a> {
    at: usize,
    bytes: &'a [u8],
}

fn words(text: &[u8]) -> impl Iterator<Item = Word<'_>> {
    let start = text.as_ptr() as usize;
    text.split(u8::is_ascii_whitespace)
        .filter(|bytes| !bytes.is_empty())
        .map(move |bytes| Word {
            at: bytes.as_ptr() as usize - start,
            bytes,
        })
}

impl<'a> Word<'a> {
    /// The parts before and after the first such sign.
    fn split_at(self, sign: u8) -> (&'a [u8], Option<Self>) {
        let Some(place) = self.bytes.iter().position(|&byte| byte == sign) else {
            return (self.bytes, None);
        };
        let value = Word {
            at: self.at + place + 1,
            bytes: &self.bytes[place + 1..],
        };
        (&self.bytes[..place], Some(value))
    }

    fn text(self) -> &'a str {
        core::str::from_utf8(self.bytes).unwrap_or_default()
    }

    /// Whether it is a time, and not a mere number.
    fn has_unit(self) -> bool {
        self.bytes.ends_with(b"s")
    }

    /// What is wrong with it: `fault shrot=1 at 5: not known`.
    fn wrong(self, what: &str, why: impl fmt::Display) -> Explained {
        const SHOWN: usize = 64;
        let space = if self.bytes.is_empty() { "" } else { " " };
        let shown = self.bytes[..self.bytes.len().min(SHOWN)].escape_ascii();
        let more = if self.bytes.len() > SHOWN { "..." } else { "" };
        let at = self.at;
        Explained::new(
            Error::EINVAL,
            format_args!("{what}{space}{shown}{more} at {at}: {why}"),
        )
    }

    /// A decimal number within bounds.
    fn number(self, what: &str, least: u64, most: u64) -> Result<u64, Explained> {
        let is_number = self.bytes.iter().all(u8::is_ascii_digit);
        let number = self.text().parse().ok().filter(|_| is_number);
        number
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| self.wrong(what, format_args!("not a number from {least} to {most}")))
    }
}

fn read_calls(word: Word<'_>) -> Result<Calls, Explained> {
    let named = CALLS.iter().find(|(name, _)| name.as_bytes() == word.bytes);
    match named {
        Some(&(_, calls)) => Ok(calls),
        None if word.bytes.is_empty() => Err(word.wrong("call", "none is named")),
        None => Err(word.wrong("call", format_args!("not one of {NamesOfCalls}"))),
    }
}

/// The names of all calls, with commas between them.
struct NamesOfCalls;

impl fmt::Display for NamesOfCalls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (name, _)) in CALLS.iter().enumerate() {
            let comma = if i > 0 { ", " } else { "" };
            write!(f, "{comma}{name}")?;
        }
        Ok(())
    }
}

/// `on=any`, or a site.
#[derive(Clone)]
enum Where {
    Anywhere,
    Site(Site),
}

impl Where {
    fn site(self) -> Option<Site> {
        match self {
            Self::Anywhere => None,
            Self::Site(site) => Some(site),
        }
    }
}

/// The words after the first, which may come in any order, each at most once.
#[derive(Default)]
struct Parts<'a> {
    site: Option<(Where, Word<'a>)>,
    fault: Option<(Fault, Word<'a>)>,
    when: Option<(When, Word<'a>)>,
    seed: Option<(u64, Word<'a>)>,
    start: Option<(i64, Word<'a>)>,
    end: Option<(i64, Word<'a>)>,
}

impl<'a> Parts<'a> {
    fn read(&mut self, word: Word<'a>) -> Result<(), Explained> {
        let (key, value) = word.split_at(b'=');
        match (key, value) {
            (b"on", Some(value)) => once(&mut self.site, read_site(End::Either, value)?, word),
            (b"local", Some(value)) => once(&mut self.site, read_site(End::Local, value)?, word),
            (b"peer", Some(value)) => once(&mut self.site, read_site(End::Peer, value)?, word),
            (b"nth", Some(value)) => {
                let nth = value.number("number", 1, u64::MAX)?;
                once(&mut self.when, When::Nth(nth), word)
            }
            (b"from", Some(value)) if value.has_unit() => {
                once(&mut self.start, read_time(value)?, word)
            }
            (b"to", Some(value)) => once(&mut self.end, read_time(value)?, word),
            (b"from", Some(value)) => {
                let first = value.number("number", 1, u64::MAX)?;
                once(&mut self.when, When::From(first), word)
            }
            (b"chance", Some(value)) => {
                let billionths = read_chance(value)?;
                once(
                    &mut self.when,
                    When::Chance {
                        billionths,
                        seed: 0,
                    },
                    word,
                )
            }
            (b"seed", Some(value)) => {
                let seed = value.number("seed", 0, u64::MAX)?;
                once(&mut self.seed, seed, word)
            }
            (b"always", None) => once(&mut self.when, When::Always, word),
            _ => once(&mut self.fault, read_fault(word)?, word),
        }
    }
}

fn once<'a, T>(
    place: &mut Option<(T, Word<'a>)>,
    value: T,
    word: Word<'a>,
) -> Result<(), Explained> {
    if place.is_some() {
        return Err(word.wrong("word", "the rule has such a one already"));
    }
    *place = Some((value, word));
    Ok(())
}

fn read_site(end: End, value: Word<'_>) -> Result<Where, Explained> {
    if value.bytes == b"any" {
        return Ok(Where::Anywhere);
    }
    let endpoint = Endpoint::parse_within(value.bytes, value.at, &INTERFACES)?;
    let why = match &endpoint {
        Endpoint::Inet {
            host: Host::Name(_),
            ..
        } => "its host is a name, which would have to be resolved",
        Endpoint::Inet {
            port: Port::Service(_),
            ..
        } => "its port is a name, which would have to be looked up",
        Endpoint::Unix { mode: Some(_), .. } => "a socket has no permission bits",
        _ => return Ok(Where::Site(Site { end, endpoint })),
    };
    Err(value.wrong("endpoint", why))
}

fn read_fault(word: Word<'_>) -> Result<Fault, Explained> {
    let (key, value) = word.split_at(b'=');
    let fault = match (key, value) {
        (b"error", Some(value)) => Fault::Error(read_error(value)?),
        (b"short", Some(value)) => Fault::Short(read_size(value, 1)?),
        (b"truncate", Some(value)) => Fault::Truncate(read_size(value, 0)?),
        (b"delay", Some(value)) => Fault::Delay(read_millis(value, "delay")?),
        (b"interrupt", None) => Fault::Error(Error::EINTR),
        (b"reset", None) => Fault::Reset,
        (b"lose", None) => Fault::Lose,
        (b"double", None) => Fault::Double,
        (b"error" | b"short" | b"truncate" | b"delay", None) => {
            return Err(word.wrong("fault", "an equals sign and a value have to follow it"))
        }
        (b"interrupt" | b"reset" | b"lose" | b"double", Some(_)) => {
            return Err(word.wrong("fault", "nothing may follow it"))
        }
        _ => return Err(word.wrong("word", "not known")),
    };
    Ok(fault)
}

fn read_error(value: Word<'_>) -> Result<Error, Explained> {
    const HIGHEST: i32 = 4095; // the highest that a system call can return
    let mut resolver = ArrayString::<32>::new(); // EAI_AGAIN means OX_EAI_AGAIN
    let is_whole = write!(resolver, "OX_{}", value.text()).is_ok();
    error::by_name(value.text())
        .or_else(|| error::by_name(&resolver).filter(|_| is_whole))
        .filter(|error| (1..=HIGHEST).contains(&error.code()))
        .ok_or_else(|| value.wrong("error", "not the name of one, such as ECONNRESET"))
}

fn read_size(value: Word<'_>, least: u64) -> Result<usize, Explained> {
    let size = value.number("size", least, i32::MAX as u64)?;
    Ok(size as usize)
}

/// `5`, `5ms`, `5us`: microseconds.
fn read_millis(value: Word<'_>, what: &str) -> Result<i64, Explained> {
    let (digits, unit) = match value.bytes {
        [digits @ .., b'm', b's'] => (digits, 1000),
        [digits @ .., b'u', b's'] => (digits, 1),
        digits => (digits, 1000),
    };
    let digits = Word {
        bytes: digits,
        ..value
    };
    let number = digits.number(what, 0, LONGEST / unit)?;
    Ok((number * unit) as i64)
}

/// `5s`, `5ms`, `5us`: microseconds.
fn read_time(value: Word<'_>) -> Result<i64, Explained> {
    match value.bytes {
        [.., b'm' | b'u', b's'] => read_millis(value, "time"),
        [bytes @ .., b's'] => {
            let number = Word { bytes, ..value }.number("time", 0, LONGEST / 1_000_000)?;
            Ok((number * 1_000_000) as i64)
        }
        _ => Err(value.wrong("time", "not a number with s, ms or us behind it")),
    }
}

/// `0.25`, `.25`, `1`: billionths.
fn read_chance(value: Word<'_>) -> Result<u32, Explained> {
    const PLACES: usize = 9;
    let (whole, fraction) = match value.split_at(b'.') {
        (whole, Some(fraction)) => (whole, fraction.bytes),
        (whole, None) => (whole, &b"0"[..]),
    };
    let has_whole = whole.len() == 1 || whole.is_empty() && value.bytes.first() == Some(&b'.');
    let is_number = whole.iter().chain(fraction).all(u8::is_ascii_digit)
        && has_whole
        && (1..=PLACES).contains(&fraction.len());
    let zeros = core::iter::repeat(&b'0');
    let digits = whole
        .iter()
        .chain(fraction.iter().chain(zeros).take(PLACES));
    let billionths = || digits.fold(0, |n: u64, &digit| 10 * n + u64::from(digit - b'0'));
    is_number
        .then(billionths)
        .filter(|&billionths| billionths <= u64::from(WHOLE))
        .map(|billionths| billionths as u32)
        .ok_or_else(|| value.wrong("chance", "not a number from 0 to 1, such as 0.25"))
}

fn window(
    start: Option<(i64, Word<'_>)>,
    end: Option<(i64, Word<'_>)>,
) -> Result<Option<Window>, Explained> {
    let from = start.map_or(0, |(from, _)| from);
    match end {
        Some((to, word)) if to <= from => Err(word.wrong("time", "not later than its beginning")),
        Some((to, _)) => Ok(Some(Window { from, to })),
        None if from == 0 => Ok(None), // that is always
        None => Ok(Some(Window { from, to: i64::MAX })),
    }
}

/// When a rule applies. Words with the same meaning give the same value.
fn when(when: Option<(When, Word<'_>)>, seed: Option<(u64, Word<'_>)>) -> Result<When, Explained> {
    match (when, seed) {
        (Some((When::Chance { billionths, .. }, _)), seed) => Ok(match billionths {
            WHOLE => When::Always,
            _ => When::Chance {
                billionths,
                // Where nothing can be drawn, the seed means nothing.
                seed: seed.filter(|_| billionths > 0).map_or(0, |(seed, _)| seed),
            },
        }),
        (_, Some((_, word))) => Err(word.wrong("seed", "only a chance is drawn from one")),
        (Some((When::From(1), _)), None) => Ok(When::Always),
        (Some((when, _)), None) => Ok(when),
        (None, None) => Ok(When::Always),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
