#!/usr/bin/env bash
# Make packages, and try them: packaging/check.sh [tarball] [debian] [rpm]; by default, all. Those
# that pass are put into target/packages.
#
#   tarball   made twice it is the same; it installs where there is no network
#   debian    packages from it, without network; lintian; installed in a root of their own, used, removed
#   rpm       the same of packages for rpm
#   install   install the Debian packages that this needs (as root)
#
# Building without network wants the right to make namespaces, and installing packages to be root,
# both of which a user has in a namespace of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

case ${1-} in
install)
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        git gcc g++ libc6-dev binutils pkg-config xz-utils iproute2 man-db python3 \
        dpkg-dev debhelper fakeroot lintian rustc-web cargo-web rpm
    exit
    ;;
-*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" && exit 2 ;;
esac

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)

# without_network COMMAND...: as root of a namespace whose only network is its own loopback, with
# nothing of what cargo has kept elsewhere.
without_network() {
    env CARGO_HOME="$scratch/cargo-home" RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}" \
        unshare --net --map-root-user sh -c 'ip link set lo up && exec "$@"' sh "$@"
}

# has_no_network: or the check would prove nothing.
has_no_network() {
    [[ $(without_network ip -o link | wc -l) == 1 ]] || fail "there is more than a loopback interface"
}

# The tarball, made once.
tarball() {
    [[ -e $scratch/oxsock-$version.tar.xz ]] || packaging/tarball.sh "$scratch" >/dev/null
}

cat >"$scratch/program.c" <<'EOF'
#include <oxsock.h>
#include <stdio.h>
int main(void)
{
    int s[2];
    char text[8] = "";
    if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) < 0)
        return 1;
    ox_write(s[0], "hello", 6);
    ox_read(s[1], text, sizeof text);
    return puts(text) < 0;
}
EOF

# use PLACE LIBDIR: build the program with what is installed below a directory, shared and static,
# and run it.
use() {
    local kind
    export PKG_CONFIG_SYSROOT_DIR=$1 PKG_CONFIG_LIBDIR=$1$2/pkgconfig
    for kind in "" --static; do
        # shellcheck disable=SC2046 # words
        cc ${kind:+-static} -o "$scratch/program" "$scratch/program.c" \
            $(pkg-config $kind --cflags --libs oxsock) 2>"$scratch/linked" || fail "$(cat "$scratch/linked")"
        [[ $(LD_LIBRARY_PATH=$1$2 "$scratch/program") == hello ]] || fail "the program fails"
    done
    unset PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_LIBDIR
}

# runs PLACE: oxsock-run finds its object, and a program meets a rule.
runs() {
    local said
    said=$("$1/usr/bin/oxsock-run" --faults 'socket error=ENOBUFS' -- python3 -c \
        'import socket; socket.socket()' 2>&1) && fail "the rule has not struck"
    [[ $said == *"rule 1 struck 1 time"* ]] || fail "oxsock-run says: $said"
}

# has_manual PLACE: the pages can be found by their names.
has_manual() {
    man -M "$1/usr/share/man" -w ox_dial ox_recv ox_address_equal >/dev/null
    man -M "$1/usr/share/man" -w 7 oxsock oxsock-endpoint oxsock-faults >/dev/null
    man -M "$1/usr/share/man" -w 1 oxsock-run >/dev/null
}

# has_licences FILE...: both texts are among the files, as they are in the sources.
has_licences() {
    local text file
    for text in LICENSE-MIT LICENSE-APACHE; do
        for file in "$@"; do
            [[ ${file##*/} != "$text" ]] || { cmp "$root/$text" "$file" && continue 2; }
        done
        fail "no $text among: $*"
    done
}

keep() {
    mkdir -p "$root/target/packages"
    cp "$@" "$root/target/packages"
}

check_tarball() {
    tarball
    local again=$scratch/again place=$scratch/from-tarball
    packaging/tarball.sh "$again" >/dev/null
    cmp "$scratch/oxsock-$version.tar.xz" "$again/oxsock-$version.tar.xz"
    tar -xf "$scratch/oxsock-$version.tar.xz" -C "$scratch"
    cd "$scratch/oxsock-$version"
    has_licences LICENSE-*
    without_network cargo tree --quiet --locked --workspace --target all >/dev/null # all crates are there
    without_network env DESTDIR="$place" PREFIX=/usr LIBDIR=/usr/lib ./install.sh >/dev/null
    cd "$root"
    use "$place" /usr/lib
    runs "$place"
    has_manual "$place"
    has_licences "$place"/usr/share/doc/oxsock/*
    keep "$scratch/oxsock-$version.tar.xz"
}

check_debian() {
    tarball
    local place=$scratch/debian multiarch kind
    multiarch=$(dpkg-architecture -q DEB_HOST_MULTIARCH)
    mkdir -p "$place/root/var/lib/dpkg/updates" "$place/root/var/lib/dpkg/info" \
        "$place/root/var/lib/dpkg/triggers"
    touch "$place/root/var/lib/dpkg/status" "$place/root/var/lib/dpkg/available"
    tar -xf "$scratch/oxsock-$version.tar.xz" -C "$place"
    cp "$scratch/oxsock-$version.tar.xz" "$place/oxsock_$version.orig.tar.xz"
    cd "$place/oxsock-$version"
    cp -R packaging/debian debian
    # With Debian's own Rust, if it is new enough.
    without_network env PATH=/usr/bin:/bin:/usr/sbin:/sbin dpkg-buildpackage -us -uc -b \
        >"$place/log" 2>&1 || {
        tail -n 40 "$place/log"
        fail "dpkg-buildpackage fails"
    }
    cd "$place"
    # There is no request for a package that the first one would answer.
    lintian --fail-on error,warning --allow-root --suppress-tags initial-upload-closes-no-bugs \
        ./*.changes
    # Nothing but these packages is there, so what they depend on is not.
    dpkg --root="$place/root" --force-depends --force-script-chrootless -i ./*.deb >>"$place/log" 2>&1
    dpkg --root="$place/root" -l | grep -Ec '^ii  (lib)?oxsock' | grep -qx 4 || fail "not four packages"
    use "$place/root" "/usr/lib/$multiarch"
    runs "$place/root"
    has_manual "$place/root"
    depends_on_the_right_version
    for kind in liboxsock0 liboxsock-dev liboxsock-doc oxsock-tools; do
        # As Debian wants it: the text of the one, and where the system has that of the other.
        sed 's/^ \.$//; s/^ //' "$place/root/usr/share/doc/$kind/copyright" >copyright
        [[ $(tr -s ' \n' ' ' <copyright) == *"$(sed 1,4d "$root/LICENSE-MIT" | tr -s ' \n' ' ')"* ]] ||
            fail "$kind has no text of the MIT licence"
        grep -q '^/usr/share/common-licenses/Apache-2.0' copyright || fail "$kind: no Apache licence"
    done
    dpkg --root="$place/root" --force-depends --force-script-chrootless -P \
        oxsock-tools liboxsock-doc liboxsock-dev liboxsock0 >>"$place/log" 2>&1
    [[ -z $(find "$place/root/usr" -name '*ox*' 2>/dev/null) ]] || fail "something stays behind"
    cd "$root"
    keep "$place"/*.deb
}

# depends_on_the_right_version: a program's package will depend on the version of the symbols that
# it uses.
depends_on_the_right_version() {
    local answer
    mkdir debian
    printf 'Source: user\n\nPackage: user\nArchitecture: any\n' >debian/control
    dpkg-deb -R liboxsock0_*.deb package
    cc -o user "$scratch/program.c" -I root/usr/include "package/usr/lib/$multiarch/liboxsock.so.0"
    answer=$(dpkg-shlibdeps -O -Spackage -l"package/usr/lib/$multiarch" ./user 2>&1) || true
    [[ $answer == *"liboxsock0 (>= 0.1.0)"* ]] || fail "a program would depend on: $answer"
}

check_rpm() {
    tarball
    local place=$scratch/rpm kind
    mkdir -p "$place/SOURCES"
    cp "$scratch/oxsock-$version.tar.xz" "$place/SOURCES"
    # What it needs for building is here, though rpm does not know of it.
    without_network rpmbuild -bb --nodeps --define "_topdir $place" --define "_libdir /usr/lib64" \
        --define "version_of_oxsock $version" packaging/oxsock.spec >"$place/log" 2>&1 || {
        tail -n 40 "$place/log"
        fail "rpmbuild fails"
    }
    mkdir "$place/root"
    rpm --root "$place/root" --dbpath /var/lib/rpm -i --nodeps "$place"/RPMS/*/*.rpm
    use "$place/root" /usr/lib64
    runs "$place/root"
    has_manual "$place/root"
    for kind in oxsock-libs oxsock-devel oxsock-doc oxsock-tools; do
        rpm --root "$place/root" --dbpath /var/lib/rpm -V --nodeps "$kind"
        # shellcheck disable=SC2046 # words
        has_licences $(rpm --root "$place/root" --dbpath /var/lib/rpm -q --licensefiles "$kind" |
            sed "s|^|$place/root|")
    done
    rpm --root "$place/root" --dbpath /var/lib/rpm -q --requires --provides oxsock-libs >"$place/ties"
    grep -q '^liboxsock.so.0(OXSOCK_0.1)' "$place/ties" || fail "no symbol version is provided"
    rpm --root "$place/root" --dbpath /var/lib/rpm -e oxsock-tools oxsock-doc oxsock-devel oxsock-libs
    [[ -z $(find "$place/root/usr" -name '*ox*' 2>/dev/null) ]] || fail "something stays behind"
    keep "$place"/RPMS/*/*.rpm
}

has_no_network
for part in "${@:-tarball debian rpm}"; do
    for it in $part; do
        "check_$it"
        echo "checked: $it"
    done
done
