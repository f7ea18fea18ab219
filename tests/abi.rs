//! The ABI that `api/abi.c` promises: that the header and the shared object keep it, on 64-bit and
//! 32-bit processors; that it covers everything public; and that each kind of incompatible change
//! is detected.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is how a test fails"
)]

mod support;

use oxsock_describe::api::Api;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::{env, fs};
use support::{Language, Scratch};

const PROMISE: &str = "api/abi.c";

fn promise() -> String {
    fs::read_to_string(support::source(PROMISE)).expect(PROMISE)
}

fn api() -> Api {
    Api::read(&support::source("")).expect("the source can be described")
}

/// The arguments of the promised lines of this kind.
fn promised(kind: &str) -> Vec<Vec<String>> {
    let opening = format!("{kind}(");
    let text = promise();
    let lines = text.lines().filter_map(|line| line.strip_prefix(&opening));
    let lines = lines.map(|line| line.trim_end_matches(')').splitn(3, ", "));
    lines
        .map(|line| line.map(str::to_owned).collect())
        .collect()
}

/// The functions that a shared object exports, with their symbol versions.
fn exported(shared_object: &Path) -> BTreeMap<String, String> {
    let symbols = support::succeed(
        Command::new("nm")
            .args(["--dynamic", "--defined-only", "--format=posix"])
            .arg(shared_object),
    )
    .expect("nm can read the library");
    let names = symbols.lines().filter_map(|line| line.split(' ').next());
    let names = names.filter_map(|name| name.split_once("@@"));
    names
        .map(|(name, version)| (name.to_owned(), version.to_owned()))
        .collect()
}

/// The lines that the source tree needs.
fn wanted() -> Vec<String> {
    let api = api();
    let exported = exported(&support::shared_object());
    let mut lines = Vec::new();
    for constant in api.constants() {
        lines.push(format!("CONSTANT({}, {})", constant.name, constant.value));
    }
    for structure in api.structures() {
        let name = &structure.name;
        lines.push(format!("STRUCTURE({name}, {})", structure.size));
        for field in &structure.fields {
            let (field, offset, ctype) = (&field.name, field.offset, &field.ctype);
            lines.push(format!("FIELD({name}, {field}, {offset}, {ctype})"));
        }
    }
    for function in api.functions() {
        let parameters = function.parameters.iter();
        let parameters: Vec<_> = parameters.map(|it| it.ctype.as_str()).collect();
        let parameters = match parameters.is_empty() {
            true => "void".to_owned(),
            false => parameters.join(", "),
        };
        let (name, returns) = (&function.name, &function.returns);
        let version = exported.get(name).expect(name);
        lines.push(format!(
            "FUNCTION({name}, {version}, {returns}({parameters}))"
        ));
    }
    lines
}

/// What a line is about. Two different lines about the same are a change.
fn subject(line: &str) -> Vec<&str> {
    let words = line.split(['(', ',', ')']).map(str::trim);
    words
        .take(if line.starts_with("FIELD") { 3 } else { 2 })
        .collect()
}

#[test]
fn all_that_is_public_is_promised() {
    let text = promise();
    let promised: BTreeSet<_> = text.lines().map(subject).collect();
    let wanted = wanted();
    let new = wanted
        .iter()
        .filter(|line| !promised.contains(&subject(line)));
    let new: Vec<_> = new.map(String::as_str).collect();
    if env::var_os("OXSOCK_BLESS").is_some() && !new.is_empty() {
        let text = format!("{}{}\n", text, new.join("\n"));
        return fs::write(support::source(PROMISE), text).expect(PROMISE);
    }
    assert!(
        new.is_empty(),
        "not in {PROMISE}; add it with OXSOCK_BLESS=1 cargo test --test abi:\n{}",
        new.join("\n")
    );
}

/// The compiler's complaints about the promise, with the header in this directory.
fn complaints(compiler: &mut Command, include: &Path) -> Result<(), String> {
    let compiled = support::succeed(
        compiler
            .args(["-std=gnu11", "-fsyntax-only", "-fmax-errors=0", "-I"])
            .arg(include)
            .arg(support::source(PROMISE)),
    );
    compiled.map(drop)
}

#[test]
fn header_keeps_it() {
    let mut compiler = support::compiler(Language::C);
    let found = complaints(&mut compiler, &support::source("include"));
    assert_eq!(found, Ok(()));
}

#[test]
fn header_keeps_it_on_32_bits() {
    let compiler = "i686-linux-gnu-gcc";
    if !support::has_command(compiler) {
        println!("skipped: no {compiler} here");
        return;
    }
    for flags in [&[][..], &["-D_TIME_BITS=64", "-D_FILE_OFFSET_BITS=64"]] {
        let mut compiler = Command::new(compiler);
        let found = complaints(compiler.args(flags), &support::source("include"));
        assert_eq!(found, Ok(()), "{flags:?}");
    }
}

/// The functions that are promised but not exported, or exported with another version.
fn missing(shared_object: &Path) -> Vec<String> {
    let exported = exported(shared_object);
    let promised = promised("FUNCTION").into_iter();
    let missing = promised.filter(|it| exported.get(&it[0]) != Some(&it[1]));
    missing.map(|it| it[0].clone()).collect()
}

#[test]
fn shared_object_keeps_it() {
    assert!(promised("FUNCTION").len() > 80, "too few functions");
    let missing = missing(&support::shared_object());
    assert!(missing.is_empty(), "not exported as promised: {missing:?}");
}

/// The header with a change to each function declaration, from its type to its semicolon, and the
/// names of the changed functions.
fn change_functions(header: &str, change: impl Fn(&str) -> String) -> (String, Vec<String>) {
    let (mut changed, mut names) = (String::new(), Vec::new());
    let mut in_function = false;
    let mut declaration = String::new();
    for line in header.lines() {
        let starts = line.contains(" ox_") || line.contains("*ox_");
        in_function |= starts && line.contains('(') && !line.starts_with([' ', '#', '/']);
        if !in_function {
            changed += line;
            changed.push('\n');
            continue;
        }
        declaration += line.trim();
        declaration.push(' ');
        if line.ends_with(';') {
            let new = change(declaration.trim_end());
            if new != declaration.trim_end() {
                let name = declaration.split('(').next().unwrap_or_default();
                names.push(name.rsplit([' ', '*']).next().unwrap().to_owned());
            }
            changed += &format!("{new}\n");
            declaration.clear();
            in_function = false;
        }
    }
    (changed, names)
}

/// The header with a change to each line to which it applies, and the names of what was changed.
fn change_lines(
    header: &str,
    change: impl Fn(&str) -> Option<(String, String)>,
) -> (String, Vec<String>) {
    let (mut changed, mut names) = (String::new(), Vec::new());
    for line in header.lines() {
        match change(line) {
            Some((name, new)) => {
                names.push(name);
                changed += &new;
            }
            None => changed += line,
        }
        changed.push('\n');
    }
    (changed, names)
}

/// Check that the compiler names each of these for the changed header.
fn is_found(what: &str, (header, names): (String, Vec<String>), at_least: usize) {
    assert!(
        names.len() >= at_least,
        "{what}: only {names:?} were changed"
    );
    let scratch = Scratch::new();
    scratch.write("oxsock.h", &header);
    let mut compiler = support::plain_compiler();
    let complaints = complaints(&mut compiler, &scratch.join("")).expect_err(what);
    for name in names {
        let is_named = complaints
            .lines()
            .any(|line| line.contains("error") && line.contains(&name));
        assert!(is_named, "{what}: {name} is not found\n{complaints}");
    }
}

fn header() -> String {
    fs::read_to_string(support::source("include/oxsock.h")).unwrap()
}

#[test]
fn changes_of_functions_are_found() {
    let header = header();
    let renamed = |it: &str| it.replacen("ox_", "ox_new_", 1);
    is_found("removed", change_functions(&header, renamed), 80);
    let parameter = |it: &str| it.replacen("(int ", "(long ", 1);
    is_found(
        "a parameter's type",
        change_functions(&header, parameter),
        60,
    );
    let one_more = |it: &str| match it.ends_with("(void);") {
        true => it.to_owned(),
        false => it.replacen(");", ", int more);", 1),
    };
    is_found(
        "one more parameter",
        change_functions(&header, one_more),
        80,
    );
    let one_less = |it: &str| match it.rfind(", ") {
        Some(at) => format!("{});", &it[..at]),
        None => it.to_owned(),
    };
    is_found(
        "one parameter less",
        change_functions(&header, one_less),
        60,
    );
    let writable = |it: &str| it.replace("const ", "");
    is_found("const taken away", change_functions(&header, writable), 20);
    let returns = |it: &str| match it.strip_prefix("int ") {
        Some(rest) => format!("long {rest}"),
        None => it.replacen("int64_t", "int", 1),
    };
    is_found("what is returned", change_functions(&header, returns), 80);
}

#[test]
fn changes_of_constants_and_structures_are_found() {
    let header = header();
    let value = |line: &str| {
        let name = line.strip_prefix("#define ")?.split(' ').next()?;
        let is_ours = name.starts_with("OX_") || name == "SOL_OX";
        is_ours.then(|| (name.to_owned(), format!("#define {name} (77)")))
    };
    is_found("a constant's value", change_lines(&header, value), 20);
    let field = |line: &str| {
        let declaration = line.strip_prefix("    ")?.strip_suffix(';')?;
        let (ctype, name) = declaration.rsplit_once(' ')?;
        let is_plain = !ctype.contains(['(', ' ']) || ctype.starts_with("struct ox_");
        is_plain.then(|| {
            (
                name.split('[').next().unwrap().to_owned(),
                format!("    short {name};"),
            )
        })
    };
    is_found("a field's type", change_lines(&header, field), 15);
    let larger = |line: &str| {
        let name = line.strip_prefix("struct ox_")?.strip_suffix(" {")?;
        let name = format!("ox_{name}");
        let new = format!("struct {name} {{\n    long before;");
        Some((name, new))
    };
    is_found("one more field", change_lines(&header, larger), 4);
}

/// Link the library again with another version script.
fn relinked(scratch: &Scratch, map: &str) -> std::path::PathBuf {
    let shared_object = scratch.join("changed.so");
    let map = scratch.write("map", map);
    support::succeed(
        support::plain_compiler()
            .args(["-shared", "-o"])
            .arg(&shared_object)
            .arg("-Wl,--whole-archive")
            .arg(support::static_library())
            .arg("-Wl,--no-whole-archive")
            .arg(format!("-Wl,--version-script={}", map.display()))
            .args(support::SYSTEM_LIBRARIES),
    )
    .expect("the archive can be linked again");
    shared_object
}

#[test]
fn symbols_that_are_missing_are_found() {
    let scratch = Scratch::new();
    let hidden = "OXSOCK_0.1 { global: ox_*; local: ox_accept; *; };";
    assert_eq!(missing(&relinked(&scratch, hidden)), ["ox_accept"]);
    let later = "OXSOCK_0.1 { global: ox_*; local: *; }; OXSOCK_0.2 { global: ox_close; };";
    assert_eq!(missing(&relinked(&scratch, later)), ["ox_close"]);
}
