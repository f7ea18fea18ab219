#!/bin/sh
# Build the library, compile the tour against it, and take the tour. Needs Rust and a C compiler.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cargo build --release --manifest-path "$root/Cargo.toml"

# Wherever cargo was told to build: CARGO_TARGET_DIR, a configuration file, or target/.
target=$(cargo metadata --format-version 1 --no-deps --manifest-path "$root/Cargo.toml" |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')

${CC:-cc} -std=c11 -O2 -Wall -Wextra -Wpedantic -I "$root/include" -o "$target/release/tour" \
    "$root/examples/tour.c" "$root"/examples/tour/*.c \
    "$target/release/liboxsock.a" -lpthread -ldl -lm
exec "$target/release/tour"
