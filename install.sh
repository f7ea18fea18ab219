#!/bin/sh
# Build oxsock and install it: the shared object, the static library, the headers for C and C++,
# files for pkg-config and CMake, the manual pages, the licences, and the description of the API for
# programs; and, for 64 bits and glibc, oxsock-run and the object that it preloads.
# Needs cargo, a C compiler and binutils.
#
#   ./install.sh                             into /usr/local
#   PREFIX=/opt/oxsock ./install.sh          elsewhere
#   LIBDIR=/usr/lib64 PREFIX=/usr ./install.sh
#   DESTDIR=$PWD/package PREFIX=/usr ./install.sh    for a package that will be unpacked at /
#   CARGO_BUILD_TARGET=i686-unknown-linux-gnu CC=i686-linux-gnu-gcc ./install.sh
#                                            for another processor; cargo's linker has to be set, too
#
# It prints the names of the files that it installs. To remove them all:
#
#   ./install.sh >installed && xargs -d '\n' rm <installed
#
# By default LIBDIR is PREFIX/lib; with PREFIX=/usr it is the system's library directory, as in
# CMake: the one of the architecture (/usr/lib/x86_64-linux-gnu), or /usr/lib64. Linkers, pkg-config
# and CMake search these.
set -eu
umask 022 # directories are for everybody, as the files are
unset CDPATH # or cd would print

prefix=${PREFIX:-/usr/local}
root=${DESTDIR:-}
case $root in
    "" | /*) ;;
    *) root=$PWD/$root ;;
esac
# possible NAME PLACE: check that the files for pkg-config and CMake can contain the path.
possible() {
    case $2 in
        /*) ;;
        *) echo "install.sh: $1 has to be an absolute path, not $2" >&2 && exit 1 ;;
    esac
    case $2 in
        *[\"\'\#\$\;\&\|\\]* | *"
"*) echo "install.sh: $1 has to be without \" ' # \$ ; & | \\ and line ends: $2" >&2 && exit 1 ;;
    esac
}
possible PREFIX "$prefix"
possible LIBDIR "${LIBDIR:-/}"
prefix=${prefix%/}
cd "$(dirname "$0")"
cc=${CC:-cc}
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
major=${version%%.*}

pointer=$(echo __SIZEOF_POINTER__ | $cc -E -P - | tail -n 1)

usual_libdir() {
    arch=$($cc -print-multiarch 2>/dev/null) || arch=
    if [ "$prefix" != /usr ]; then
        echo "$prefix/lib"
    elif [ -n "$arch" ] && [ -d "/usr/lib/$arch" ]; then
        echo "/usr/lib/$arch"
    elif [ "$pointer" = 8 ] && [ -d /usr/lib64 ] && [ ! -L /usr/lib64 ]; then
        echo /usr/lib64
    else
        echo /usr/lib
    fi
}
libdir=${LIBDIR:-$(usual_libdir)}

# copy MODE FILE PLACE
copy() {
    mkdir -p "$(dirname "$root$3")"
    cp "$2" "$root$3.new"
    chmod "$1" "$root$3.new"
    mv "$root$3.new" "$root$3" # at once: a program may be using the old one
    echo "$root$3"
}

# link NAME TARGET
link() {
    ln -sf "$2" "$root$libdir/$1"
    echo "$root$libdir/$1"
}

# fill_in NAME PLACE: copy lib/NAME.in with the values of this installation.
fill_in() {
    sed -e "s|@PREFIX@|$prefix|" -e "s|@LIBDIR@|$pc_libdir|" -e "s|@VERSION@|$version|" \
        -e "s|@MAJOR@|$major|" -e "s|@INCLUDEDIR@|$cmake_includedir|" -e "s|@POINTER@|$pointer|" \
        "lib/$1.in" >"$scratch/$1"
    copy 644 "$scratch/$1" "$2/$1"
}

built=$(lib/build.sh)
scratch=$(mktemp -d "$built/install.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

copy 755 "$built/liboxsock.so" "$libdir/liboxsock.so.$version"
link "liboxsock.so.$major" "liboxsock.so.$version"
link liboxsock.so "liboxsock.so.$major"
copy 644 "$built/liboxsock.a" "$libdir/liboxsock.a"

# The library directory relative to the prefix, and the headers' directory relative to it, where
# possible, so that the installation can be moved.
case $libdir in
    "$prefix"/*)
        below=${libdir#"$prefix"/}
        pc_libdir="\${prefix}/$below"
        cmake_includedir=$(echo "$below" | sed 's|[^/][^/]*|..|g')/include
        ;;
    *)
        pc_libdir=$libdir
        cmake_includedir=$prefix/include
        ;;
esac
fill_in oxsock.pc "$libdir/pkgconfig"
fill_in oxsock-config.cmake "$libdir/cmake/oxsock"
fill_in oxsock-config-version.cmake "$libdir/cmake/oxsock"

# Run on this machine, with the values of the library's platform.
env -u CARGO_BUILD_TARGET "${CARGO:-cargo}" run --quiet --package oxsock-describe \
    --target-dir "$built" -- "$scratch" "$built/liboxsock.so"
copy 644 include/oxsock.h "$prefix/include/oxsock.h"
(cd bindings/cpp/include && find . -name '*.hpp') | sort >"$scratch/headers"
while read -r header; do
    copy 644 "bindings/cpp/include/$header" "$prefix/include/${header#./}"
done <"$scratch/headers"
copy 644 "$scratch/oxsock-ffi.h" "$prefix/include/oxsock-ffi.h"
for file in oxsock-api.json oxsock-api.schema.json; do
    copy 644 "$scratch/$file" "$prefix/share/oxsock/$file"
done
for licence in LICENSE-MIT LICENSE-APACHE; do
    copy 644 "$licence" "$prefix/share/doc/oxsock/$licence"
done
for page in "$scratch"/man3/* "$scratch"/man7/*; do
    copy 644 "$page" "$prefix/share/man/${page#"$scratch"/}"
done

# Not in LIBDIR: linkers do not need it, and oxsock-run looks for it in ../lib/oxsock.
if [ "$pointer" = 8 ] && echo '#include <features.h>' | $cc -E -dM - | grep -qw __GLIBC__; then
    run=$(posix/build.sh)
    copy 755 "$run/oxsock-run" "$prefix/bin/oxsock-run"
    copy 644 "$run/liboxsock-posix.so" "$prefix/lib/oxsock/liboxsock-posix.so"
    copy 644 docs/oxsock-run.1 "$prefix/share/man/man1/oxsock-run.1"
    case $prefix in
        *[\ :]*) echo "oxsock-run cannot run in $prefix: dynamic linkers preload no path with blanks or colons" >&2 ;;
    esac
fi

if [ -z "$root" ]; then
    echo "If programs do not find liboxsock.so.$major, run ldconfig, or add $libdir to its list." >&2
fi
