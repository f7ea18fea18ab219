use super::*;
use crate::facts::Facts;
use crate::source;

const SOURCE: &str = r#"
//! Part: of an API.

/// Receive.
///
/// Returns the number of bytes.
/// Errors: EBADF; those of recv(2).
#[no_mangle]
pub unsafe extern "C" fn ox_take(s: c_int, buf: *mut c_void, len: size_t, how: c_int) -> c_int {}
"#;

const FACTS: &str = "
errors recv(2)
    EFAULT
page ox_take: receive
ox_take
    s        handle
    buf      out bytes [len] empty
    how      code SHUT_
    returns  count
    waits    closing
    errors   EBADF recv(2)
    calls    recvfrom
";

/// The complaints when a text in the facts or in the source is replaced by another.
fn changed(from: &str, to: &str) -> String {
    assert!(SOURCE.contains(from) || FACTS.contains(from), "{from}");
    let mut facts = Facts::default();
    facts::add(&mut facts, "part", &FACTS.replace(from, to)).expect("facts");
    let section = source::section("part", &SOURCE.replace(from, to), &[]).expect("source");
    let api = Api {
        version: String::new(),
        preamble: String::new(),
        sections: vec![section],
        facts,
    };
    complaints(&api).join("\n")
}

#[test]
fn what_is_complete_is_not_complained_of() {
    assert_eq!(changed("Receive.", "Take."), "");
}

#[test]
fn each_gap_and_contradiction_is_found() {
    for (from, to, complaint) in [
        ("ox_take\n    s", "ox_other\n    s", "ox_take: no facts"),
        ("    s        handle\n", "", "s is not described"),
        (
            "    returns  count\n",
            "",
            "what it returns is not described",
        ),
        ("    waits    closing\n", "", "no word about what it waits"),
        (
            "    errors   EBADF recv(2)\n",
            "",
            "no word about what it errors",
        ),
        ("    calls    recvfrom\n", "", "no word about what it calls"),
        ("s        handle", "s        thing", "thing is no kind"),
        (
            "s        handle",
            "s        in handle",
            "a direction without pointer",
        ),
        (
            "buf      out bytes",
            "buf      bytes",
            "a pointer without direction",
        ),
        ("buf      out bytes", "buf      in bytes", "but not const"),
        ("*mut c_void", "*const c_void", "it is const, but written"),
        (
            "bytes [len] empty",
            "bytes",
            "bytes and a length do not go together",
        ),
        ("bytes [len]", "bytes [size]", "size is no parameter"),
        (
            "how      code SHUT_",
            "how      code",
            "code without the constants",
        ),
        (
            "how      code SHUT_",
            "how      code NONE_",
            "NONE_ is no constant",
        ),
        (
            "how: c_int",
            "interface: c_int",
            "interface is a keyword elsewhere",
        ),
        (
            "waits    closing",
            "waits    signal",
            "it never returns EINTR",
        ),
        (
            "waits    closing",
            "waits    morning",
            "morning ends no wait",
        ),
        (
            "errors   EBADF recv(2)",
            "errors   recv(2)",
            "its documentation says EBADF",
        ),
        (
            "errors   EBADF recv(2)",
            "errors   EBADF EFAULT",
            "the errors of recv(2)",
        ),
        ("    EFAULT", "    ENOTHING", "ENOTHING is no error"),
        (
            "calls    recvfrom",
            "calls    recvfrom(2)",
            "recvfrom(2) is no system call",
        ),
        (
            "receive\nox",
            "receive\n    see ox_give(3)\nox",
            "there is no page ox_give(3)",
        ),
        (
            "receive\nox",
            "receive\npage ox_give: give\nox",
            "page ox_take: no function",
        ),
    ] {
        let said = changed(from, to);
        assert!(
            said.contains(complaint),
            "{to:?}: {said:?} lacks {complaint:?}"
        );
    }
}
