//! c_tests/README.md, the index of the C programs: their head comments by subject, and the programs
//! by the functions that they call.
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::{env, fs};
use support::api;

/// A program: its name without `.c`, and its text.
type Program = (String, String);

const INDEX: &str = "c_tests/README.md";

const HEAD: &str = "# C programs

Each shows one behaviour, and is named for it with its subject first. \
[`CONTRIBUTING.md`](../CONTRIBUTING.md) says how to run and to add one. This index is made from \
them: `OXSOCK_BLESS=1 cargo test --test c_index`.
";

/// A function that more programs call is listed with their number only.
const MANY: usize = 30;

fn programs() -> Vec<Program> {
    let entries = fs::read_dir(support::source("c_tests")).expect("c_tests");
    let mut programs: Vec<Program> = entries
        .map(|entry| entry.expect("an entry of c_tests").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "c"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy();
            (
                name.into_owned(),
                fs::read_to_string(&path).expect("a C program"),
            )
        })
        .collect();
    programs.sort();
    programs
}

/// The comment at the head of a program, as one line; empty if there is none.
fn summary(text: &str) -> String {
    let comment = text
        .strip_prefix("/*")
        .and_then(|rest| rest.split_once("*/"));
    let words = comment
        .map_or("", |(comment, _)| comment)
        .split_whitespace();
    words
        .filter(|&word| word != "*")
        .collect::<Vec<_>>()
        .join(" ")
}

/// The C identifiers in a text.
fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .collect()
}

fn index(programs: &[Program]) -> String {
    let mut index = String::from(HEAD);
    let mut subject = "";
    for (name, text) in programs {
        let own = name.split('_').next().unwrap_or_default();
        if own != subject {
            subject = own;
            let _ = write!(index, "\n## {subject}\n\n");
        }
        let what = summary(text).replace('*', "\\*").replace('<', "&lt;");
        let _ = writeln!(index, "- [`{name}`]({name}.c): {what}");
    }
    index.push_str("\n## The functions, and the programs that call them\n\n");
    for (function, callers) in callers(programs) {
        let _ = match callers.len() {
            0..=MANY => writeln!(index, "- `{function}`: {}", callers.join(", ")),
            count => writeln!(index, "- `{function}`: {count} programs"),
        };
    }
    index
}

fn callers(programs: &[Program]) -> BTreeMap<String, Vec<&str>> {
    let mut callers: BTreeMap<String, Vec<&str>> = api::declared()
        .into_iter()
        .map(|function| (function, Vec::new()))
        .collect();
    for (name, text) in programs {
        for word in words(text) {
            if let Some(callers) = callers.get_mut(word) {
                callers.push(name);
            }
        }
    }
    callers
}

#[test]
fn each_program_says_at_its_head_what_it_shows() {
    let programs = programs();
    let silent = programs.iter().filter(|(_, text)| summary(text).is_empty());
    let silent: Vec<&str> = silent.map(|(name, _)| name.as_str()).collect();
    assert!(silent.is_empty(), "no comment at the head of {silent:?}");
}

#[test]
fn each_function_of_the_header_is_called_by_a_program() {
    let programs = programs();
    let uncalled: Vec<String> = callers(&programs)
        .into_iter()
        .filter_map(|(function, callers)| callers.is_empty().then_some(function))
        .collect();
    assert!(
        uncalled.is_empty(),
        "no program in c_tests calls {uncalled:?}"
    );
}

#[test]
fn checked_in_index_is_the_generated_one() {
    let generated = index(&programs());
    let path = support::source(INDEX);
    if env::var_os("OXSOCK_BLESS").is_some() {
        fs::write(&path, &generated).expect(INDEX);
    }
    let checked_in = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        checked_in == generated,
        "{INDEX} is not what the programs say. Refresh it with: OXSOCK_BLESS=1 cargo test --test c_index"
    );
}
