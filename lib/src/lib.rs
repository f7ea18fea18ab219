//! oxsock for C: all functions of the header, for linking and for loading.

extern crate oxsock;

// What the C library calls when it has loaded this one, or the program that it is in, and before
// it unloads it.

#[used]
#[link_section = ".init_array"]
static LOADED: extern "C" fn() = loaded;

#[used]
#[link_section = ".fini_array"]
static UNLOADED: extern "C" fn() = unloaded;

extern "C" fn loaded() {
    oxsock::load();
}

extern "C" fn unloaded() {
    oxsock::unload();
}
