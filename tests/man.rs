//! The manual pages: that each function has one, that troff and mandoc accept them without a
//! warning, and that their examples are right.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod support;

use oxsock_describe::api::Api;
use oxsock_describe::man::{self, File};
use oxsock_describe::prose;
use oxsock_describe::roff::Page;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use support::{Ended, Language, Scratch, TIME_LIMIT};

fn api() -> Api {
    Api::read(&support::source("")).expect("the source can be described")
}

fn generated() -> Vec<File> {
    man::pages(&api(), &support::source("describe/examples")).expect("the examples can be read")
}

/// The pages that are more than a reference to another, as files, with the hand-written ones.
fn pages(scratch: &Scratch) -> Vec<PathBuf> {
    let texts = generated()
        .into_iter()
        .filter(|file| !file.text.starts_with(".so "));
    let mut pages: Vec<_> = texts
        .map(|file| scratch.write(&file.path.replace('/', "-"), &file.text))
        .collect();
    for entry in fs::read_dir(support::source("docs")).expect("docs") {
        pages.extend(Some(entry.unwrap().path()).filter(|path| {
            let section = path.extension();
            section == Some("7".as_ref()) || section == Some("1".as_ref())
        }));
    }
    pages.push(scratch.write("all-kinds", &page_of_all_kinds()));
    assert!(pages.len() > 20, "{pages:?}");
    pages
}

/// A page with each kind of text, whether the documentation uses it or not.
fn page_of_all_kinds() -> String {
    let mut page = Page::new("all-kinds", 7, "2026-11-25", "0.1.0");
    page.heading("NAME");
    page.line("all-kinds \\- each kind of text");
    page.heading("DESCRIPTION");
    page.blocks(&prose::blocks(
        "Words: ox_send, recv(2), -EBADF.\n.so is no request.\n\n    an \\ example\n\n    of two lines\n\n\
         - one\n- two\n  more\n\n| name | value |\n|---|---|\n| a | 1 |\n\nThe end.",
    ));
    page.finish()
}

#[test]
fn each_function_has_one() {
    let files: BTreeSet<_> = generated().into_iter().map(|file| file.path).collect();
    for function in api().functions() {
        let path = format!("man3/{}.3", function.name);
        assert!(files.contains(&path), "{path}");
    }
}

#[test]
fn each_has_its_parts() {
    let files = generated();
    for file in &files {
        if let Some(target) = file.text.trim_end().strip_prefix(".so ") {
            assert!(files.iter().any(|other| other.path == target), "{target}");
            continue;
        }
        let mut parts = vec!["NAME", "LIBRARY", "SYNOPSIS", "DESCRIPTION", "SEE ALSO"];
        if file.path.starts_with("man3/") {
            parts.extend(["RETURN VALUE", "WAITING", "SYSTEM CALLS", "EXAMPLES"]);
        }
        for part in parts {
            assert!(
                file.text.contains(&format!("\n.SH {part}\n")),
                "{}: {part}",
                file.path
            );
        }
    }
}

#[test]
fn each_constant_is_on_a_page() {
    let files = generated();
    for constant in api().constants() {
        let term = format!("\n.TP\n\\fB{}\\fP (", constant.name);
        assert!(
            files.iter().any(|file| file.text.contains(&term)),
            "{}",
            constant.name
        );
    }
}

/// A page without its examples.
fn without_code(page: &str) -> String {
    let pieces = page.split("\n.EX\n");
    let behind = pieces.map(|piece| piece.split_once("\n.EE\n").map_or(piece, |(_, rest)| rest));
    behind.collect::<Vec<_>>().join("\n")
}

#[test]
fn references_lead_to_pages() {
    let files: BTreeSet<_> = generated().into_iter().map(|file| file.path).collect();
    for file in generated() {
        for word in without_code(&file.text)
            .replace("\\fB", "")
            .replace("\\fP", "")
            .replace("\\-", "-")
            .split_whitespace()
        {
            let Some(reference) = man::reference(word).filter(|it| it.starts_with("ox")) else {
                continue;
            };
            let (name, section) = reference.trim_end_matches(')').split_once('(').unwrap();
            let path = format!("man{section}/{name}.{section}");
            let by_hand = support::source("docs").join(format!("{name}.{section}"));
            assert!(
                files.contains(&path) || by_hand.exists(),
                "{}: {reference}",
                file.path
            );
        }
    }
}

#[test]
fn mandoc_does_not_complain() {
    if Command::new("mandoc").output().is_err() {
        println!("skipped: no mandoc here");
        return;
    }
    let scratch = Scratch::new();
    for page in pages(&scratch) {
        let mut mandoc = Command::new("mandoc");
        let linted = support::succeed(mandoc.args(["-Tlint", "-Wstyle"]).arg(&page));
        assert_eq!(linted, Ok(String::new()), "{}", page.display());
    }
}

#[test]
fn man_does_not_complain() {
    if Command::new("man").arg("--version").output().is_err() {
        println!("skipped: no man here");
        return;
    }
    let scratch = Scratch::new();
    for page in pages(&scratch) {
        let output = Command::new("man")
            .args(["--warnings", "-E", "UTF-8", "-Tutf8", "-Z", "-l"])
            .arg(&page)
            .output()
            .expect("man runs");
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert_eq!(complaints, "", "{}", page.display());
        assert!(
            output.status.success() && !output.stdout.is_empty(),
            "{}",
            page.display()
        );
    }
}

#[test]
fn examples_compile_and_run() {
    let scratch = Scratch::new();
    let libraries = scratch.library_directory();
    for page in &api().facts.pages {
        let example = support::source("describe/examples")
            .join(&page.name)
            .with_extension("c");
        let program = scratch.join(&page.name);
        let compiled = support::succeed(
            support::compiler(Language::C)
                .args(["-std=c99"])
                .args(support::WARNINGS)
                .arg(&example)
                .arg("-o")
                .arg(&program)
                .arg("-L")
                .arg(&libraries)
                .arg("-loxsock"),
        );
        assert!(compiled.is_ok(), "{compiled:?}");
        let mut command = Command::new(&program);
        command.env("LD_LIBRARY_PATH", &libraries);
        let ended = support::run(&mut command, TIME_LIMIT);
        assert!(
            matches!(ended, Ok(Ended::Well)),
            "{}: {:?}",
            page.name,
            ended.err()
        );
    }
}

/// An example that no page shows would go unnoticed.
#[test]
fn each_example_is_shown() {
    let api = api();
    for entry in fs::read_dir(support::source("describe/examples")).expect("examples") {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            api.facts.pages.iter().any(|page| page.name == name),
            "{name}"
        );
    }
}

/// The part of oxsock-faults(7) below a heading.
fn of_faults(heading: &str) -> String {
    let page = fs::read_to_string(support::source("docs/oxsock-faults.7")).expect("the page");
    let (_, part) = page.split_once(&format!("{heading}\n")).expect(heading);
    part.split("\n.S").next().unwrap().replace("\\-", "-")
}

/// The terms that the page prints in bold at the beginning of paragraphs.
fn terms(part: &str) -> Vec<String> {
    let terms = part.split(".TP\n").skip(1);
    let terms = terms.filter_map(|term| term.lines().next()?.split_once(' '));
    let words = terms.flat_map(|(_, words)| words.split([' ', '"', ',']));
    words
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_a_rule(text: &str) -> bool {
    let rule = std::ffi::CString::new(text).unwrap();
    // SAFETY: it is a C string.
    let number = unsafe { oxsock::capi::faults::ox_fault(rule.as_ptr()) };
    number > 0 && oxsock::capi::faults::ox_fault_remove(number) == 0
}

#[test]
fn calls_of_the_faults_page_are_those_of_rules() {
    let source = fs::read_to_string(support::source("src/fault/rule.rs")).unwrap();
    let known = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("(\""));
    let known = known.filter(|line| line.contains("Calls::"));
    let known: BTreeSet<_> = known.filter_map(|line| line.split('"').next()).collect();
    let terms = terms(&of_faults(".SS Calls"));
    let described: BTreeSet<_> = terms.iter().map(String::as_str).collect();
    assert!(known.len() > 15, "{known:?}");
    assert_eq!(described, known);
}

/// The calls that a fault applies to, according to its paragraph, or to the text about all faults.
fn calls_with(fault: &str) -> BTreeSet<String> {
    let part = of_faults(".SS Faults");
    let of_fault = |term: &&str| {
        let words = term.lines().next().and_then(|line| line.split_once(' '));
        words.is_some_and(|(_, words)| words.split(['=', ' ']).next() == Some(fault))
    };
    let paragraphs = || {
        part.split(".TP\n")
            .map(|it| it.split(".PP\n").next().unwrap())
    };
    let own = paragraphs().find(of_fault).expect(fault);
    let calls = own
        .split_once("Calls that can have it are\n")
        .or_else(|| part.split_once("\ncan be had by\n"));
    let (_, calls) = calls.expect("the calls that can have it");
    let lines = calls
        .lines()
        .take_while(|line| line.starts_with(".B") || *line == "and");
    let calls = lines.filter_map(|line| line.split(' ').nth(1));
    calls.map(str::to_owned).collect()
}

#[test]
fn faults_of_the_page_are_for_the_calls_that_it_says() {
    let groups = ["any", "sending", "receiving"];
    for fault in [
        "interrupt",
        "short=1",
        "reset",
        "lose",
        "double",
        "truncate=1",
    ] {
        let calls = terms(&of_faults(".SS Calls")).into_iter();
        let can: BTreeSet<_> = calls
            .filter(|call| !groups.contains(&call.as_str()))
            .filter(|call| is_a_rule(&format!("{call} {fault}")))
            .collect();
        assert_eq!(calls_with(fault.split('=').next().unwrap()), can, "{fault}");
    }
}

#[test]
fn examples_of_the_faults_page_are_rules() {
    let examples = of_faults(".SH EXAMPLES");
    let examples: Vec<_> = examples
        .lines()
        .filter_map(|it| it.strip_prefix(".B "))
        .collect();
    assert!(examples.len() > 3, "{examples:?}");
    for example in examples {
        let rules = match example.split_once('\'') {
            Some((_, rest)) => rest.split('\'').next().unwrap(), // OXSOCK_FAULTS='...' ./program
            None => example,
        };
        assert!(rules.split(';').all(is_a_rule), "{rules}");
    }
    assert!(!is_a_rule("send shorter=1"));
}
