//! Names the ABI of the shared object that cargo makes, as build.sh does for the installed one.

fn main() {
    let major = env!("CARGO_PKG_VERSION_MAJOR");
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,liboxsock.so.{major}");
    println!("cargo:rerun-if-changed=build.rs");
}
