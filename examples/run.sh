#!/bin/sh
# Build the library, compile the tour against it, and take the tour. Needs Rust and a C compiler.
set -eu
unset CDPATH # or cd would print

root=$(cd "$(dirname "$0")/.." && pwd)
built=$("$root/lib/build.sh")

${CC:-cc} -std=c11 -O2 -Wall -Wextra -Wpedantic -I "$root/include" -o "$built/tour" \
    "$root/examples/tour.c" "$root"/examples/tour/*.c \
    "$built/liboxsock.a" -lpthread -ldl
exec "$built/tour"
