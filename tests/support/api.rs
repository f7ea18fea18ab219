//! The functions of the API according to the description, for tests that cover all of them.

use oxsock_describe::api::Api;
use oxsock_describe::description::{describe, Extent};
use oxsock_describe::system::System;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ffi::CStr;
use std::fs;

/// A function that C can call.
pub struct Function {
    pub name: String,
    pub parameters: Vec<Parameter>,
    pub returns: Parameter,
    /// What ends its waits: `receiving_deadline`, `closing`, `signal`, ...; empty if it never
    /// waits.
    pub waits: Vec<String>,
    /// The names of all errors that it may return.
    pub errors: Vec<String>,
    /// The names of all system calls that it may make.
    pub calls: Vec<String>,
    /// Its documentation.
    pub doc: String,
}

impl Function {
    /// Whether its first parameter is a handle.
    pub fn takes_handle(&self) -> bool {
        let first = self.parameters.first();
        first.is_some_and(|first| first.kind == "handle")
    }
}

/// A parameter, or a result, which has no name.
pub struct Parameter {
    pub name: String,
    /// Its type in C: `const struct sockaddr *`.
    pub ctype: String,
    /// Of what a pointer points to: `in`, `out` or `inout`.
    pub direction: Option<String>,
    /// `handle`, `bytes`, `flags`, ...: `api/oxsock-api.schema.json` lists all.
    pub kind: String,
    /// The name of the parameter that is its length.
    pub length: Option<String>,
    /// The name of the parameter whose length it is.
    pub of: Option<String>,
    /// `optional`, or `empty` if it may be null where its length is 0.
    pub null: Option<String>,
}

impl Parameter {
    pub fn is_pointer(&self) -> bool {
        self.ctype.ends_with('*')
    }
}

/// The description that the library contains.
pub fn description() -> Value {
    // SAFETY: it is a constant string.
    let text = unsafe { CStr::from_ptr(oxsock::capi::errors::ox_api_json()) };
    serde_json::from_slice(text.to_bytes()).expect("the library's description is JSON")
}

/// The whole description, from this source tree.
pub fn whole() -> Value {
    let api = Api::read(&super::source("")).expect("the source can be described");
    let text = describe(&api, &System::here(), Extent::Whole).pretty();
    serde_json::from_str(&text).expect("it is JSON")
}

/// All functions, in the order of the header.
pub fn functions() -> Vec<Function> {
    functions_of(&whole())
}

/// The functions in a description.
pub fn functions_of(description: &Value) -> Vec<Function> {
    let functions = description["functions"].as_array().expect("functions");
    functions
        .iter()
        .map(|function| read(description, function))
        .collect()
}

/// The names of all functions that the header declares.
pub fn declared() -> BTreeSet<String> {
    let header = fs::read_to_string(super::source("include/oxsock.h")).expect("the header");
    let code: String = header
        .split("/*")
        .map(|piece| piece.split_once("*/").map_or(piece, |(_, code)| code))
        .collect();
    let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '(');
    words
        .filter_map(|word| word.split_once('(').map(|(name, _)| name.to_owned()))
        .filter(|name| name.starts_with("ox_"))
        .collect()
}

fn read(whole: &Value, function: &Value) -> Function {
    let parameters = function["parameters"].as_array().expect("parameters");
    Function {
        name: text(&function["name"]),
        parameters: parameters.iter().map(parameter).collect(),
        returns: parameter(&function["returns"]),
        waits: texts(&function["waits"]),
        errors: resolved(&whole["error_sets"], &function["errors"]),
        calls: resolved(&whole["call_sets"], &function["calls"]),
        doc: text(&function["doc"]),
    }
}

fn parameter(value: &Value) -> Parameter {
    let perhaps = |name: &str| value[name].as_str().map(str::to_owned);
    Parameter {
        name: text(&value["name"]),
        ctype: text(&value["type"]),
        direction: perhaps("direction"),
        kind: text(&value["kind"]),
        length: perhaps("length"),
        of: perhaps("of"),
        null: perhaps("null"),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(text).collect()
}

/// A list with sets replaced by their members, sorted.
fn resolved(sets: &Value, list: &Value) -> Vec<String> {
    let mut all = Vec::new();
    for name in texts(list) {
        match sets.get(&name) {
            Some(members) => all.extend(resolved(sets, members)),
            None => all.push(name),
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}
