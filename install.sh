#!/bin/sh
# Build oxsock and install it: the shared object, the static library, the header and a file for
# pkg-config. Needs cargo, a C compiler and binutils.
#
#   ./install.sh                             into /usr/local
#   PREFIX=/opt/oxsock ./install.sh          elsewhere
#   LIBDIR=/usr/lib64 PREFIX=/usr ./install.sh
#   DESTDIR=$PWD/package PREFIX=/usr ./install.sh    for a package that will be unpacked at /
set -eu

prefix=${PREFIX:-/usr/local}
libdir=${LIBDIR:-$prefix/lib}
root=${DESTDIR:-}
cd "$(dirname "$0")"
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
major=${version%%.*}

built=$(lib/build.sh)

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

copy 755 "$built/liboxsock.so" "$libdir/liboxsock.so.$version"
link "liboxsock.so.$major" "liboxsock.so.$version"
link liboxsock.so "liboxsock.so.$major"
copy 644 "$built/liboxsock.a" "$libdir/liboxsock.a"
copy 644 include/oxsock.h "$prefix/include/oxsock.h"
for page in docs/*.7; do
    copy 644 "$page" "$prefix/share/man/man7/${page#docs/}"
done

# In terms of the prefix where possible, so that pkg-config can move it.
case $libdir in
    "$prefix"/*) pc_libdir="\${prefix}${libdir#"$prefix"}" ;;
    *) pc_libdir=$libdir ;;
esac
pc=$built/oxsock.pc
sed -e "s|@PREFIX@|$prefix|" -e "s|@LIBDIR@|$pc_libdir|" -e "s|@VERSION@|$version|" \
    oxsock.pc.in >"$pc"
copy 644 "$pc" "$libdir/pkgconfig/oxsock.pc"

if [ -z "$root" ]; then
    echo "If programs do not find liboxsock.so.$major, run ldconfig, or add $libdir to its list."
fi
