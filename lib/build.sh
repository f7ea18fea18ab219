#!/bin/sh
# Makes the files that are installed, liboxsock.so and liboxsock.a, and prints their directory.
# Needs cargo, a C compiler (CC) and the binutils (AR, OBJCOPY).
#
#   lib/build.sh [DIRECTORY [OPTION...]]    by default, library/ in the directory that cargo builds
#                                           into; options for cargo
#
# The library is one object file whose only global symbols are the functions of the header, so it
# cannot conflict with another archive from Rust, in either order of linking.
set -eu
unset CDPATH # or cd would print

here=$(cd "$(dirname "$0")" && pwd)
cargo=${CARGO:-cargo}
directory=${1:-$("$cargo" metadata --format-version 1 --no-deps --manifest-path "$here/Cargo.toml" |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/library}
[ $# -eq 0 ] || shift
mkdir -p "$directory"

# The path of the archive, as cargo reports it after making it if it is out of date.
archive=$("$cargo" build --release --quiet --manifest-path "$here/Cargo.toml" \
    --target-dir "$directory" "$@" --message-format json-render-diagnostics |
    sed -n 's/.*"\([^"]*\/liboxsock\.a\)".*/\1/p')
[ -n "$archive" ] # cargo has said why not

scratch=$(mktemp -d "$directory/new.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cc=${CC:-cc}

# Groups are resolved; otherwise a program's linker could replace a section of ours by another
# archive's.
# shellcheck disable=SC2086 # CC and CFLAGS may be several words
$cc -r -nostdlib -Wl,--force-group-allocation -Wl,--undefined=ox_version \
    -o "$scratch/all.o" "$archive"
${OBJCOPY:-objcopy} --wildcard --keep-global-symbol='ox_*' --strip-debug \
    --remove-section=.llvmbc --remove-section=.llvmcmd "$scratch/all.o" "$scratch/oxsock.o"
${AR:-ar} rcsD "$scratch/liboxsock.a" "$scratch/oxsock.o"

# The library's soname changes when programs linked to an older version cannot run with a newer one.
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/../Cargo.toml" | head -n 1)
# -z noseparate-code: each segment of the file makes the start of every program slower.
# shellcheck disable=SC2086
$cc ${CFLAGS:-} -shared -s -o "$scratch/liboxsock.so" "$scratch/oxsock.o" \
    -Wl,-soname,"liboxsock.so.${version%%.*}" -Wl,--version-script="$here/oxsock.map" \
    -Wl,--gc-sections -Wl,--as-needed -Wl,-O1 -Wl,-z,relro,-z,now,-z,noexecstack,-z,noseparate-code \
    -lpthread -ldl

mv "$scratch/liboxsock.a" "$scratch/liboxsock.so" "$directory" # at once: both may be in use
echo "$directory"
