//! A rule that strikes at one call after another, run after run, until the program has been through
//! all of them.

use crate::arguments::Arguments;
use crate::child;
use crate::report::Report;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// Run the program as often as it takes. It ends with 0 if all runs ended as the one without the
/// rule did, else with 1.
pub fn run(arguments: &Arguments, rule: &str, object: &Path) -> Result<ExitCode, String> {
    let normal = child::run(arguments, &arguments.rules, object, &mut |_| {})?.end;
    let mut failed = 0;
    for nth in 1u64.. {
        let struck = format!("{rule} nth={nth}");
        let mut rules = arguments.rules.clone();
        rules.insert(0, struck.clone());
        let mut report = Report::new(&rules[..1]);
        let ended = child::run(arguments, &rules, object, &mut |record| report.add(record))?;
        if report.times() == 0 {
            let runs = nth - 1;
            eprintln!(
                "oxsock-run: {runs} runs, one for each call; {failed} did not end with {normal}"
            );
            break;
        }
        if ended.end != normal {
            failed += 1;
            eprintln!("oxsock-run: {}: {}", ended.end, again(arguments, &rules));
        }
    }
    Ok(ExitCode::from(u8::from(failed > 0)))
}

/// The command that shows a run again.
fn again(arguments: &Arguments, rules: &[String]) -> String {
    let mut words = vec!["oxsock-run".to_owned(), "--faults".to_owned()];
    words.push(quoted(&OsString::from(rules.join("; "))));
    if let Some(deadline) = arguments.deadline {
        words.push(format!("--deadline {}ms", deadline.as_millis()));
    }
    if let Some(timeout) = arguments.timeout {
        words.push(format!("--timeout {}ms", timeout.as_millis()));
    }
    words.push("--".to_owned());
    words.extend(arguments.command.iter().map(quoted));
    words.join(" ")
}

/// A word as the shell takes it.
fn quoted(word: &OsString) -> String {
    let word = word.to_string_lossy();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
