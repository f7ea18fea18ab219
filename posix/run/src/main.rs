//! oxsock-run: starts a program with liboxsock-posix.so preloaded, which makes its calls fail as
//! asked, and reports what happened.
//!
//! - [`arguments`]: what the command line asks for.
//! - [`program`]: finding the program, and whether the object can be preloaded into it.
//! - [`journal`]: the file that the programs write their records into; [`place`]: where it is.
//! - [`inherited`]: state that the program inherits as this process did.
//! - [`child`]: starting the program, passing signals on, and ending as it ended.
//! - [`show`], [`json`]: records as text for people and as JSON.
//! - [`report`]: which rule struck how often, and where.
//! - [`sweep`]: run after run, one failure at one call after another.

mod arguments;
mod child;
mod end;
#[path = "../../src/filters.rs"]
mod filters;
mod inherited;
mod journal;
mod json;
#[path = "../../src/journal_layout.rs"]
mod layout;
mod log;
mod place;
mod program;
#[path = "../../src/program_word.rs"]
mod program_word;
mod report;
mod show;
mod sweep;

use arguments::{Arguments, Asked};
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// The exit codes for oxsock-run's own failures, the same as env(1) uses.
const FAILED: u8 = 125;
const CANNOT_RUN: u8 = 126;
const NOT_FOUND: u8 = 127;

fn main() -> ExitCode {
    let arguments = match arguments::read(std::env::args_os().skip(1)) {
        Ok(Asked::Run(arguments)) => arguments,
        Ok(Asked::Tell(text)) => {
            return match io::stdout().write_all(text.as_bytes()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => fail(FAILED, &error.to_string()),
            };
        }
        Err(wrong) => return fail(FAILED, &wrong),
    };
    let object = match program::object() {
        Ok(object) => object,
        Err(wrong) => return fail(FAILED, &wrong),
    };
    match program::find(&arguments.command[0]) {
        None => {
            let name = arguments.command[0].to_string_lossy();
            return fail(NOT_FOUND, &format!("{name}: not found"));
        }
        Some(path) => {
            if let Err(wrong) = program::check(&path) {
                return fail(CANNOT_RUN, &wrong);
            }
        }
    }
    let done = match &arguments.sweep {
        Some(rule) => sweep::run(&arguments, rule, &object),
        None => run(&arguments, &object),
    };
    done.unwrap_or_else(|wrong| fail(FAILED, &wrong))
}

/// Run the program once, and end as it ended.
fn run(arguments: &Arguments, object: &std::path::Path) -> Result<ExitCode, String> {
    if !arguments.asks() {
        return Err(child::become_it(&arguments.command, object));
    }
    let mut log = log::Log::open(arguments)?;
    let mut report = report::Report::new(&arguments.rules);
    let ended = child::run(arguments, &arguments.rules, object, &mut |record| {
        if let Some(record) = record {
            log.add(record);
            report.add(record);
        } else {
            log.flush();
        }
    })?;
    report.lost(ended.lost);
    if !arguments.rules.is_empty() || ended.lost > 0 {
        complain(format_args!("{report}"));
    }
    log.finish()?;
    Ok(ended.end.repeat())
}

fn fail(code: u8, wrong: &str) -> ExitCode {
    complain(format_args!("oxsock-run: {wrong}\n"));
    ExitCode::from(code)
}

/// Write to the standard error stream. An error of that cannot be reported anywhere.
fn complain(what: fmt::Arguments<'_>) {
    let _ = io::stderr().write_fmt(what);
}
