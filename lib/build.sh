#!/bin/sh
# Make the files that are installed, liboxsock.so and liboxsock.a, and print their directory. Needs
# cargo, a C compiler (CC) and the binutils (AR, OBJCOPY).
#
#   lib/build.sh [DIRECTORY [OPTION...]]    by default, library/ in the directory that cargo builds
#                                           into; options for cargo
#
# All of the library is one object file whose only global symbols are the functions of the header.
# So it disturbs no other archive from Rust, whichever comes first and however each was made.
set -eu
unset CDPATH # or cd would print

here=$(cd "$(dirname "$0")" && pwd)
cargo=${CARGO:-cargo}
directory=${1:-$("$cargo" metadata --format-version 1 --no-deps --manifest-path "$here/Cargo.toml" |
    sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/library}
[ $# -eq 0 ] || shift
mkdir -p "$directory"

# What cargo says it has made; it knows whether that is up to date.
archive=$("$cargo" build --release --quiet --manifest-path "$here/Cargo.toml" \
    --target-dir "$directory" "$@" --message-format json-render-diagnostics |
    sed -n 's/.*"\([^"]*\/liboxsock\.a\)".*/\1/p')
[ -n "$archive" ] # cargo has said why not

scratch=$(mktemp -d "$directory/new.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cc=${CC:-cc}

# Groups are resolved, or the linker of a program would choose between ours and another archive's.
# shellcheck disable=SC2086 # CC and CFLAGS may be several words
$cc -r -nostdlib -Wl,--force-group-allocation -Wl,--undefined=ox_version \
    -o "$scratch/all.o" "$archive"
${OBJCOPY:-objcopy} --wildcard --keep-global-symbol='ox_*' --strip-debug \
    --remove-section=.llvmbc --remove-section=.llvmcmd "$scratch/all.o" "$scratch/oxsock.o"
${AR:-ar} rcsD "$scratch/liboxsock.a" "$scratch/oxsock.o"

# The ABI's name changes when a program linked to an older library cannot run with a newer one.
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/../Cargo.toml" | head -n 1)
# Without pages for code alone: each segment of a file costs every program that starts.
# shellcheck disable=SC2086
$cc ${CFLAGS:-} -shared -s -o "$scratch/liboxsock.so" "$scratch/oxsock.o" \
    -Wl,-soname,"liboxsock.so.${version%%.*}" -Wl,--version-script="$here/oxsock.map" \
    -Wl,--gc-sections -Wl,--as-needed -Wl,-O1 -Wl,-z,relro,-z,now,-z,noexecstack,-z,noseparate-code \
    -lpthread -ldl

mv "$scratch/liboxsock.a" "$scratch/liboxsock.so" "$directory" # at once: both may be in use
echo "$directory"
