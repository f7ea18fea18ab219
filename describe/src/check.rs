//! Checks that the facts are complete and do not contradict the source.

use crate::api::Api;
use crate::facts::{self, Role};
use crate::source::Function;
use crate::{man, prose, system};
use std::collections::BTreeSet;

/// The kinds of a parameter or result that is no pointer.
const VALUES: [&str; 16] = [
    "boolean",
    "code",         // one of the named constants
    "count",        // of bytes, or as documented
    "deadline",     // microseconds on the clock of ox_now
    "descriptor",   // a file descriptor of the system
    "error",        // an error code
    "flags",        // an OR of the named constants
    "handle",       // a handle of oxsock
    "index",        // counted from 0
    "length",       // the length of another parameter
    "milliseconds", // a duration; negative: no limit
    "number",       // as documented
    "option",       // as another parameter determines
    "result",       // zero or more, as documented
    "zero",         // 0 on success
    "text",         // NUL-terminated
];

/// The kinds of data that a pointer points to.
const TARGETS: [&str; 9] = [
    "bytes",
    "descriptors",
    "deadline",
    "handles",
    "number",
    "numbers",
    "structure",
    "structures",
    "text",
];

/// What can end a wait.
pub const ENDS: [&str; 10] = [
    "closing",
    "deadline",
    "interruption",
    "linger",
    "lock",
    "receiving_deadline",
    "resolver",
    "sending_deadline",
    "signal",
    "timeout",
];

/// The error that a call returns when one of these ends its wait before it has moved anything.
const ERRORS_OF_ENDS: [(&str, &str); 5] = [
    ("deadline", "ETIMEDOUT"),
    ("interruption", "EINTR"),
    ("receiving_deadline", "ETIMEDOUT"),
    ("sending_deadline", "ETIMEDOUT"),
    ("signal", "EINTR"),
];

/// Reserved words of languages for which bindings may be made: C++, C#, Dart, Go, Java,
/// JavaScript, Julia, Kotlin, Lua, Nim, PHP, Python, Ruby, Rust, Swift, Zig.
const KEYWORDS: &str = "
    abstract alias align and any array as asm assert async auto await base begin bind bool boolean
    break byte case catch chan char checked class clone comptime concept const continue converter
    crate debugger decimal declare def default defer defined delegate delete discard distinct div
    do double dyn echo elif else elseif elsif empty end ensure enum error eval event except explicit
    export extends extern false final finally fixed float fn for foreach friend from fun func
    function global go goto guard if impl implements implicit import in include init inline inout
    instanceof int interface internal is isset iterator lambda let list local lock long loop macro
    match method mixin mod module move mut mutable namespace native new next nil none noreturn not
    null object operator or out override package params pass pointer print private proc protected
    pub public quote raise range readonly redo ref register repeat require rescue return sealed
    select self shl short shr signed sizeof static string struct sub super suspend switch
    synchronized template then this throw throws trait transient true try tuple type typedef typeid
    typename typeof undef undefined union unless unreachable unsafe unset unsigned until use using
    val var virtual void volatile when where while with xor yield
";

/// All faults found, one line each.
pub fn complaints(api: &Api) -> Vec<String> {
    let mut found = Vec::new();
    for function in api.functions() {
        match api.facts_of(&function.name) {
            Some(facts) => check_function(api, function, facts, &mut found),
            None => found.push(format!("{}: no facts", function.name)),
        }
    }
    for facts in &api.facts.functions {
        if !api.functions().any(|function| function.name == facts.name) {
            found.push(format!("{}: facts of no function", facts.name));
        }
    }
    for page in &api.facts.pages {
        if !api
            .facts
            .functions
            .iter()
            .any(|facts| facts.page == page.name)
        {
            found.push(format!("page {}: no function", page.name));
        }
    }
    check_errors(api, &mut found);
    check_references(api, &mut found);
    check_keywords(api, &mut found);
    found
}

fn check_function(
    api: &Api,
    function: &Function,
    facts: &facts::Function,
    found: &mut Vec<String>,
) {
    let name = &function.name;
    let mut say = |text: String| found.push(format!("{name}: {text}"));
    check_parameters(api, function, facts, &mut say);
    check_result(function, facts, &mut say);
    for (what, list) in [
        ("waits", &facts.waits),
        ("errors", &facts.errors),
        ("calls", &facts.calls),
    ] {
        if list.is_none() {
            say(format!("no word about what it {what}"));
        }
    }
    let errors = facts.errors.as_deref().unwrap_or_default();
    let codes = api.resolved(errors, &api.facts.error_sets);
    check_waits(facts, &codes, &mut say);
    check_documented_errors(function, errors, &codes, &mut say);
}

fn check_parameters(
    api: &Api,
    function: &Function,
    facts: &facts::Function,
    say: &mut impl FnMut(String),
) {
    for parameter in &function.parameters {
        match api.role(function, parameter) {
            Some(role) => {
                if let Some(wrong) = wrong_role(api, function, &parameter.ctype, &role) {
                    say(format!("{}: {wrong}", parameter.name));
                }
            }
            None => say(format!("{} is not described", parameter.name)),
        }
    }
    for (parameter, _) in &facts.roles {
        if !function.parameters.iter().any(|it| it.name == *parameter) {
            say(format!("it has no parameter {parameter}"));
        }
    }
}

fn check_result(function: &Function, facts: &facts::Function, say: &mut impl FnMut(String)) {
    match &facts.returns {
        Some(role) if VALUES.contains(&role.kind.as_str()) => {
            let is_text = role.kind == "text";
            if is_text != function.returns.ends_with('*') || is_text != role.owner.is_some() {
                say("what it returns is a text with an owner, or none".to_owned());
            }
        }
        Some(role) => say(format!("returns {}, which is no kind", role.kind)),
        None => say("what it returns is not described".to_owned()),
    }
}

/// Check that a function's ends of waits are known, and that it lists the errors that they cause.
fn check_waits(facts: &facts::Function, codes: &[String], say: &mut impl FnMut(String)) {
    for end in facts.waits.iter().flatten() {
        if !ENDS.contains(&end.as_str()) {
            say(format!("{end} ends no wait"));
        }
    }
    for (end, code) in ERRORS_OF_ENDS {
        let ends = facts.waits.iter().flatten().any(|it| it == end);
        if ends && !codes.iter().any(|it| it == code) {
            say(format!(
                "a {end} ends its waits, but it never returns {code}"
            ));
        }
    }
}

fn check_documented_errors(
    function: &Function,
    errors: &[String],
    codes: &[String],
    say: &mut impl FnMut(String),
) {
    let prose = prose::parts(&function.doc).errors.unwrap_or_default();
    for code in codes_in(&prose) {
        if !codes.contains(&code) {
            say(format!(
                "its documentation says {code}, and its facts do not"
            ));
        }
    }
    for page in prose.split_whitespace().filter_map(man::reference) {
        if page.ends_with("(2)") && !errors.contains(&page) {
            say(format!(
                "its documentation says the errors of {page}, and its facts do not"
            ));
        }
    }
}

/// What is wrong with a role for a parameter of this type, if anything.
fn wrong_role(api: &Api, function: &Function, ctype: &str, role: &Role) -> Option<String> {
    let pointer = ctype.ends_with('*');
    let kinds: &[&str] = if pointer { &TARGETS } else { &VALUES };
    let kind = role.kind.as_str();
    let is_length = pointer && kind == "length";
    if !kinds.contains(&kind) && !is_length {
        return Some(format!("{kind} is no kind for a {ctype}"));
    }
    match (pointer, role.direction.as_deref()) {
        (true, None) => return Some("a pointer without direction".to_owned()),
        (false, Some(_)) => return Some("a direction without pointer".to_owned()),
        (true, Some("in")) if !ctype.starts_with("const ") => {
            return Some("it is only read, but not const".to_owned());
        }
        (true, Some("out" | "inout")) if ctype.starts_with("const ") => {
            return Some("it is const, but written".to_owned());
        }
        _ => {}
    }
    let sized = matches!(
        kind,
        "bytes" | "descriptors" | "handles" | "numbers" | "structures"
    );
    let sized = sized || (kind == "text" && role.direction.as_deref() != Some("in"));
    if sized != role.length.is_some() && kind != "structure" {
        return Some(format!("{kind} and a length do not go together"));
    }
    if let Some(length) = &role.length {
        let length = length.trim_start_matches('*');
        let named = function.parameters.iter().any(|it| it.name == length);
        if !named && length.parse::<u32>().is_err() {
            return Some(format!("{length} is no parameter"));
        }
    }
    if matches!(kind, "code" | "flags") && role.constants.is_empty() {
        return Some(format!("{kind} without the constants that it is of"));
    }
    let unknown = role.constants.iter().find(|name| !is_constant(api, name))?;
    Some(format!("{unknown} is no constant, nor begins one"))
}

fn is_constant(api: &Api, name: &str) -> bool {
    let matches = |other: &str| other == name || name.ends_with('_') && other.starts_with(name);
    api.constants().any(|constant| matches(&constant.name))
        || system::constants()
            .iter()
            .any(|constant| matches(constant.name))
}

/// The error codes in a text.
fn codes_in(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let codes = words.filter(|word| is_code(word));
    codes.map(str::to_owned).collect()
}

fn is_code(word: &str) -> bool {
    word.starts_with("OX_EAI_") || system::errors().iter().any(|error| error.name == word)
}

fn check_errors(api: &Api, found: &mut Vec<String>) {
    let sets = &api.facts.error_sets;
    let lists = sets.iter().map(|set| (&set.name, &set.members));
    let functions = api.facts.functions.iter();
    let functions = functions.filter_map(|it| Some((&it.name, it.errors.as_ref()?)));
    for (name, list) in lists.chain(functions) {
        for code in api.resolved(list, sets) {
            if !is_code(&code) {
                found.push(format!("{name}: {code} is no error, nor a set of errors"));
            }
        }
    }
    for function in &api.facts.functions {
        for call in api.resolved(
            function.calls.as_deref().unwrap_or_default(),
            &api.facts.call_sets,
        ) {
            if !call
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            {
                found.push(format!("{}: {call} is no system call", function.name));
            }
        }
    }
}

/// Check that the pages of oxsock that are referred to exist.
fn check_references(api: &Api, found: &mut Vec<String>) {
    for page in &api.facts.pages {
        for see in &page.see {
            let known = api
                .facts
                .pages
                .iter()
                .any(|it| *see == format!("{}(3)", it.name));
            let is_ours = see.starts_with("ox_");
            if man::reference(see).as_ref() != Some(see) || is_ours && !known {
                found.push(format!("page {}: there is no page {see}", page.name));
            }
        }
    }
}

fn check_keywords(api: &Api, found: &mut Vec<String>) {
    let is_keyword = |name: &str| KEYWORDS.split_whitespace().any(|word| word == name);
    for function in api.functions() {
        for parameter in function.parameters.iter().filter(|it| is_keyword(&it.name)) {
            found.push(format!(
                "{}: {} is a keyword elsewhere",
                function.name, parameter.name
            ));
        }
    }
    for structure in api.structures() {
        for field in structure.fields.iter().filter(|it| is_keyword(&it.name)) {
            found.push(format!(
                "{}: {} is a keyword elsewhere",
                structure.name, field.name
            ));
        }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a panic is how a test fails")]
mod tests;
