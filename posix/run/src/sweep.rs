//! --sweep: run after run, a rule strikes one call later, until it finds no call to strike.

use crate::arguments::Arguments;
use crate::child;
use crate::complain;
use crate::end::End;
use crate::report::Report;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::ExitCode;

/// Run the program as often as it takes. The exit code is 0 if all runs ended as the run without the
/// rule did, and otherwise 1. A signal that asks oxsock-run to end stops the sweep.
pub fn run(arguments: &Arguments, rule: &str, object: &Path) -> Result<ExitCode, String> {
    let first = child::run(arguments, &arguments.rules, object, &mut |_| {})?;
    if let Some(signal) = first.told {
        return Ok(End::Killed(signal).repeat());
    }
    let normal = first.end;
    if normal == End::TimedOut {
        return Err("the program does not end by itself, which a sweep needs".to_owned());
    }
    let mut failed = 0;
    for nth in 1u64.. {
        let struck = format!("{rule} nth={nth}");
        let mut rules = arguments.rules.clone();
        rules.insert(0, struck.clone());
        let mut report = Report::new(&rules[..1]);
        let mut each = |record: Option<&_>| record.into_iter().for_each(|r| report.add(r));
        let ended = child::run(arguments, &rules, object, &mut each)?;
        let runs = nth - 1;
        if let Some(signal) = ended.told {
            complain(format_args!(
                "oxsock-run: ended by signal {signal} after {runs} runs; {failed} did not end with {normal}\n"
            ));
            return Ok(End::Killed(signal).repeat());
        }
        if report.times() == 0 {
            complain(format_args!(
                "oxsock-run: {runs} runs, one for each call; {failed} did not end with {normal}\n"
            ));
            break;
        }
        if ended.end != normal {
            failed += 1;
            let mut line = format!("oxsock-run: {}: ", ended.end).into_bytes();
            line.extend(again(arguments, &rules));
            line.push(b'\n');
            let _ = io::stderr().write_all(&line);
        }
    }
    Ok(ExitCode::from(u8::from(failed > 0)))
}

/// The command that repeats a run. It has the rules of the environment among its own.
fn again(arguments: &Arguments, rules: &[String]) -> Vec<u8> {
    let mut words: Vec<Vec<u8>> = Vec::new();
    if std::env::var_os("OXSOCK_FAULTS").is_some() {
        words.push(b"env -u OXSOCK_FAULTS".to_vec());
    }
    words.push(b"oxsock-run --faults".to_vec());
    words.push(quoted(rules.join("; ").as_ref()));
    if let Some(deadline) = arguments.deadline {
        words.push(format!("--deadline {}ms", deadline.as_millis()).into());
    }
    if let Some(timeout) = arguments.timeout {
        words.push(format!("--timeout {}ms", timeout.as_millis()).into());
    }
    words.push(b"--".to_vec());
    words.extend(arguments.command.iter().map(|word| quoted(word)));
    words.join(&b' ')
}

/// Quote a word for the shell.
fn quoted(word: &OsStr) -> Vec<u8> {
    let word = word.as_bytes();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./:=,+@%".contains(byte);
    if !word.is_empty() && word.iter().all(is_plain) {
        return word.to_vec();
    }
    let parts: Vec<&[u8]> = word.split(|&byte| byte == b'\'').collect();
    [b"'", parts.join(&b"'\\''"[..]).as_slice(), b"'"].concat()
}
