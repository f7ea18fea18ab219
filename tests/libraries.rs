//! The contents of the two libraries: their size, and that nothing in them disturbs a program.
#![allow(clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Language, Scratch, SYSTEM_LIBRARIES};

/// Uses the calls from `socket` to `close`, and no function of the section "Every day".
const CALLS: &str = "
#include <oxsock.h>
int main(int count, char **words)
{
    struct sockaddr_storage a = {0};
    socklen_t length = sizeof a;
    struct pollfd p = {0, POLLIN, 0};
    struct iovec v = {words, 1};
    struct msghdr m = {0};
    struct mmsghdr mm = {0};
    struct sockaddr *at = (struct sockaddr *)&a;
    int s = ox_socket(count, count, count), pair[2];
    ox_socketpair(count, count, count, pair);
    ox_bind(s, at, length);
    ox_listen(s, count);
    ox_accept(s, at, &length);
    ox_connect(s, at, length);
    ox_read(s, words, 1);
    ox_write(s, words, 1);
    ox_readv(s, &v, 1);
    ox_writev(s, &v, 1);
    ox_send(s, words, 1, 0);
    ox_recv(s, words, 1, 0);
    ox_sendto(s, words, 1, 0, at, length);
    ox_recvfrom(s, words, 1, 0, at, &length);
    ox_sendmsg(s, &m, 0);
    ox_recvmsg(s, &m, 0);
    ox_sendmmsg(s, &mm, 1, 0);
    ox_recvmmsg(s, &mm, 1, 0, 0);
    ox_fcntl(s, count, 0);
    ox_getsockopt(s, count, count, words, &length);
    ox_setsockopt(s, count, count, words, length);
    ox_getsockname(s, at, &length);
    ox_getpeername(s, at, &length);
    ox_sockatmark(s);
    ox_available(s);
    ox_poll(&p, 1, 0);
    ox_deadline(s, OX_BOTH, ox_now());
    ox_fd(ox_adopt(ox_release(s)));
    ox_shutdown(s, count);
    return ox_close(s);
}
";

fn readelf(what: &str, file: &Path) -> String {
    support::succeed(Command::new("readelf").args([what, "--wide"]).arg(file))
        .expect("readelf can read the library")
}

#[test]
fn shared_object_has_a_versioned_name() {
    let dynamic = readelf("--dynamic", &support::shared_object());
    assert!(
        dynamic.contains("Library soname: [liboxsock.so.0]"),
        "no soname in:\n{dynamic}"
    );
}

#[test]
fn shared_object_needs_the_c_library_alone() {
    let dynamic = readelf("--dynamic", &support::shared_object());
    let needed = dynamic.lines().filter(|line| line.contains("(NEEDED)"));
    for line in needed {
        // Older C libraries consist of several files.
        let known = ["[libc.so.", "[libpthread.so.", "[libdl.so."];
        assert!(known.iter().any(|name| line.contains(name)), "{line}");
    }
}

#[test]
fn neither_has_bitcode() {
    for library in [support::shared_object(), support::static_library()] {
        let sections = readelf("--sections", &library);
        assert!(sections.contains(".text"), "{sections}");
        assert!(!sections.contains(".llvm"), "{}", library.display());
    }
}

#[test]
fn stack_is_not_executable() {
    let headers = readelf("--program-headers", &support::shared_object());
    let stack = headers.lines().find(|line| line.contains("GNU_STACK"));
    assert!(stack.is_some_and(|line| line.contains(" RW ")), "{stack:?}");
}

fn size(file: PathBuf) -> u64 {
    fs::metadata(file).expect("the file is there").len()
}

#[test]
fn shared_object_is_small() {
    let size = size(support::shared_object());
    assert!(size <= 350_000, "{size} bytes");
}

#[test]
fn static_library_is_small() {
    let size = size(support::static_library());
    assert!(size <= 3_000_000, "{size} bytes");
}

#[test]
fn program_that_uses_the_calls_alone_takes_little_of_it() {
    let scratch = Scratch::new();
    let program = |name: &str, text: &str| {
        let program = scratch.join(name);
        support::succeed(
            support::compiler(Language::C)
                .args(support::WARNINGS)
                .args(["-D_GNU_SOURCE", "-s", "-Wl,--gc-sections", "-o"])
                .arg(&program)
                .arg(scratch.write(&format!("{name}.c"), text))
                .arg(support::static_library())
                .args(SYSTEM_LIBRARIES),
        )
        .expect("the program compiles");
        size(program)
    };
    let more = program("calls", CALLS) - program("nothing", "int main(void) { return 0; }\n");
    assert!(more <= 250_000, "{more} bytes");
}
