//! The description of the API: that it is complete, that it conforms to the schema and to C's
//! headers, and that its copies in the tree are up to date.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic is how a test fails"
)]

#[path = "description/schema.rs"]
mod schema;
mod support;

use oxsock_describe::api::Api;
use oxsock_describe::description::{describe, pieces, Extent};
use oxsock_describe::system::System;
use oxsock_describe::{check, ffi, rust};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use support::{assertions, Language, Scratch};

fn api() -> Api {
    Api::read(&support::source("")).expect("the source can be described")
}

/// Check that a file of the tree is what is generated.
fn same_as_generated(path: &str, generated: &str) {
    let checked_in = fs::read_to_string(support::source(path)).unwrap_or_default();
    let mut lines = checked_in.lines().zip(generated.lines());
    let difference = lines.find(|(old, new)| old != new);
    assert!(
        checked_in == generated,
        "{path} is not what is generated, first at: {difference:?}\n\
         Refresh it with: cargo run -p oxsock-describe"
    );
}

/// The same for a file with the values of one platform.
fn same_as_generated_here(path: &str, generated: &str) {
    match cfg!(all(target_arch = "x86_64", target_env = "gnu")) {
        true => same_as_generated(path, generated),
        false => println!("skipped: {path} is that of x86-64 with glibc"),
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn schema_text() -> Value {
    json(&fs::read_to_string(support::source("api/oxsock-api.schema.json")).expect("the schema"))
}

#[test]
fn nothing_is_left_out() {
    let complaints = check::complaints(&api());
    assert!(
        complaints.is_empty(),
        "src/capi/*.facts:\n{}",
        complaints.join("\n")
    );
}

#[test]
fn checked_in_json_is_the_generated_one() {
    let text = describe(&api(), &System::here(), Extent::Whole).pretty();
    same_as_generated_here("api/oxsock-api.json", &text);
}

#[test]
fn pieces_in_the_library_are_the_generated_ones() {
    same_as_generated("src/description/pieces.rs", &pieces(&api()));
}

#[test]
fn checked_in_layouts_are_the_generated_ones() {
    same_as_generated("src/capi/layout.rs", &rust::layout(&api()));
}

#[test]
fn checked_in_ffi_header_is_the_generated_one() {
    same_as_generated_here(
        "include/oxsock-ffi.h",
        &ffi::header(&api(), &System::here()),
    );
}

/// The library's description is put together by the compiler, the other by this program, for the
/// same platform.
#[test]
fn library_has_what_a_binding_needs() {
    let described = json(&describe(&api(), &System::here(), Extent::Binding).pretty());
    assert!(support::api::description() == described);
    let mut whole = support::api::whole();
    forget_the_rest(&mut whole);
    assert!(whole == described);
}

/// Remove what only the file has.
fn forget_the_rest(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for name in ["doc", "sections", "section", "page", "call_sets", "calls"] {
                members.remove(name);
            }
            members.values_mut().for_each(forget_the_rest);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_the_rest),
        _ => {}
    }
}

#[test]
fn all_is_as_the_schema_says() {
    for description in [support::api::description(), support::api::whole()] {
        let violations = schema::violations(&schema_text(), &description);
        assert!(violations.is_empty(), "{}", violations.join("\n"));
    }
}

/// The schema check can fail: each of these damages is detected.
#[test]
fn schema_finds_what_is_wrong() {
    let schema = schema_text();
    let damages: [(&str, Value); 6] = [
        ("/functions/0/parameters/0/kind", "thing".into()),
        ("/functions/0/waits", true.into()),
        ("/functions/0/name", "socket".into()),
        ("/constants/0/value", "1".into()),
        ("/structures/0/fields/0", Value::Array(Vec::new())),
        ("/format", 2.into()),
    ];
    for (place, wrong) in damages {
        let mut description = support::api::description();
        *description.pointer_mut(place).expect(place) = wrong;
        assert!(
            !schema::violations(&schema, &description).is_empty(),
            "{place}"
        );
    }
    let mut description = support::api::description();
    description["functions"][0]["news"] = true.into();
    assert!(!schema::violations(&schema, &description).is_empty());
}

#[test]
fn errors_are_those_that_the_library_knows() {
    let description = support::api::description();
    let system = description["system"]["errors"].as_object().unwrap();
    let names = |i| oxsock::capi::errors::ox_error_at(i);
    let known: Vec<i64> = (0..)
        .map(names)
        .take_while(|&code| code != 0)
        .map(i64::from)
        .collect();
    let ours = description["constants"].as_array().unwrap().iter();
    let ours = ours.filter(|it| it["name"].as_str().unwrap().starts_with("OX_EAI_"));
    let mut described: Vec<i64> = system.values().map(|it| -it.as_i64().unwrap()).collect();
    described.extend(ours.map(|it| it["value"].as_i64().unwrap()));
    described.sort_unstable_by_key(|code| -code);
    assert_eq!(described, known);
}

/// Fails if a section of the header is missing in `SECTIONS` of describe/.
#[test]
fn every_function_of_the_header_is_described() {
    let described = support::api::functions().into_iter();
    let described: BTreeSet<String> = described.map(|function| function.name).collect();
    assert_eq!(support::api::declared(), described);
}

/// A C compiler compares the description with the headers: values, layouts, types, prototypes.
#[test]
fn c_headers_say_the_same() {
    let text = assertions::headers_say_the_same(&support::api::description());
    compiles(&text);
}

fn compiles(text: &str) {
    let scratch = Scratch::new();
    let file = scratch.write("same.c", text);
    let mut compiler = support::compiler(Language::C);
    let compiled = support::succeed(compiler.args(["-std=gnu11", "-fsyntax-only"]).arg(file));
    assert!(compiled.is_ok(), "{compiled:?}");
}

/// The same for the header without a preprocessor. It cannot be included together with C's headers,
/// so its layouts and values are compared with the description's, which are compared with C's
/// above.
#[test]
fn ffi_header_is_c_without_a_preprocessor() {
    let header = ffi::header(&api(), &System::here());
    let (_, code) = header.split_once("*/\n").expect("an opening comment");
    for line in code.lines() {
        assert!(line.ends_with(';'), "not a declaration of its own: {line}");
        for wrong in ["#", "/*", "(1 <<", "(-", "socklen_t", "nfds_t"] {
            assert!(!line.contains(wrong), "{wrong} in: {line}");
        }
    }
    let text = assertions::ffi_header_says_the_same(code, &support::api::description());
    compiles(&text);
}
