//! Which rule struck how often, and where.

use crate::layout::Record;
use crate::show;
use std::collections::BTreeMap;
use std::fmt;

/// What the rules did in one run.
pub struct Report {
    rules: Vec<Struck>,
    lost: u32,
}

/// What one rule did.
struct Struck {
    rule: String,
    times: u64,
    /// How often at each program, call and peer.
    places: BTreeMap<String, u64>,
}

impl Report {
    /// A report before the first call.
    pub fn new(rules: &[String]) -> Self {
        let struck = |rule: &String| Struck {
            rule: rule.clone(),
            times: 0,
            places: BTreeMap::new(),
        };
        Self {
            rules: rules.iter().map(struck).collect(),
            lost: 0,
        }
    }

    /// Count a call.
    pub fn add(&mut self, record: &Record) {
        for rule in [record.rule, record.delayed_by] {
            let index = usize::from(rule).wrapping_sub(1);
            if let Some(struck) = self.rules.get_mut(index) {
                struck.times += 1;
                *struck.places.entry(place(record)).or_default() += 1;
            }
        }
    }

    /// Set how many records are missing.
    pub fn lost(&mut self, lost: u32) {
        self.lost = lost;
    }

    /// How often the rules struck, all together.
    pub fn times(&self) -> u64 {
        self.rules.iter().map(|struck| struck.times).sum()
    }
}

fn place(record: &Record) -> String {
    let (program, call) = (show::shown_program(record), show::function(record));
    match show::peer(record).or_else(|| show::local(record)) {
        Some(end) => format!("{program} {call} {end}"),
        None => format!("{program} {call}"),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 8;
        for (i, struck) in self.rules.iter().enumerate() {
            let times = struck.times;
            let unit = if times == 1 { "time" } else { "times" };
            writeln!(
                f,
                "oxsock-run: rule {} struck {times} {unit}: {}",
                i + 1,
                struck.rule
            )?;
            let mut places: Vec<_> = struck.places.iter().collect();
            places.sort_by_key(|&(place, times)| (std::cmp::Reverse(*times), place));
            for (place, times) in places.iter().take(SHOWN) {
                writeln!(f, "oxsock-run: {times:>8}  {place}")?;
            }
            if let Some(more) = places.len().checked_sub(SHOWN).filter(|&more| more > 0) {
                writeln!(f, "oxsock-run:           and {more} other places")?;
            }
        }
        if self.lost > 0 {
            writeln!(f, "oxsock-run: {} records were lost", self.lost)?;
        }
        Ok(())
    }
}
