//! oxsock for C: all functions of the header, for linking and for loading.

extern crate oxsock as _; // brings the functions
