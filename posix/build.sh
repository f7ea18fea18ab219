#!/bin/sh
# Make liboxsock-posix.so and oxsock-run, and print their directory. Needs what lib/build.sh needs.
#
#   posix/build.sh [DIRECTORY]    by default, posix/ in the directory that cargo builds into
set -eu
unset CDPATH # or cd would print

here=$(cd "$(dirname "$0")" && pwd)
cargo=${CARGO:-cargo}
directory=${1:-$("$cargo" metadata --format-version 1 --no-deps --manifest-path "$here/Cargo.toml" |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/posix}
mkdir -p "$directory"

# The path of an artifact, as cargo reports it after making it if it is out of date.
made() { # PACKAGE FILE
    "$cargo" build --release --quiet --manifest-path "$here/$1/Cargo.toml" \
        --target-dir "$directory" --message-format json-render-diagnostics |
        sed -n "s/.*\"\([^\"]*\/$2\)\".*/\1/p" | tail -n 1
}
archive=$(made . 'liboxsock_posix\.a')
[ -n "$archive" ] # cargo has said why not
program=$(made run oxsock-run)
[ -n "$program" ]

scratch=$(mktemp -d "$directory/new.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
# Only the replaced functions of the C library are visible, so a program that uses oxsock keeps its
# own copy.
# shellcheck disable=SC2086 # CC and CFLAGS may be several words
${CC:-cc} ${CFLAGS:-} -shared -s -o "$scratch/liboxsock-posix.so" \
    -Wl,--whole-archive "$archive" -Wl,--no-whole-archive \
    -Wl,--version-script="$here/posix.map" -Wl,--gc-sections -Wl,--as-needed -Wl,-O1 \
    -Wl,-z,relro,-z,now,-z,noexecstack -lpthread -ldl
cp "$program" "$scratch/oxsock-run"
mv "$scratch/liboxsock-posix.so" "$scratch/oxsock-run" "$directory" # at once: both may be in use
echo "$directory"
