#!/usr/bin/env bash
# The library on other processors and with other C libraries: tests/architectures.sh [WHAT] [NAME...]
#
#   (nothing)   build the library for each, take the tour, and pass the C programs
#   check       only compile the library, which is quick
#   install     install the Debian packages that the others need (as root)
#
# NAMEs choose from the table below; all by default. Programs for foreign processors run under
# qemu-user. What it cannot do, the programs detect themselves, and are skipped. Ends with an error
# if something failed, or could not be tried because a package is missing, and reports what was
# done.
#
#   OXSOCK_TEST_ONLY=shared::dial tests/architectures.sh    only the C programs with such names
#
# Rust's core library is compiled for each from its source: that of the toolchain in use (rustup
# component add rust-src), or else Debian's (rustc-web, cargo-web, rust-web-src).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

# Name; Rust target; prefix of the GNU tools; emulator, if one is needed. Programs are linked both
# to the shared object and to the static library.
table='
x86_64-gnu   x86_64-unknown-linux-gnu       x86_64-linux-gnu-
x86_64-musl  x86_64-unknown-linux-musl      x86_64-linux-gnu-
i686-gnu     i686-unknown-linux-gnu         i686-linux-gnu-
i686-time64  i686-unknown-linux-gnu         i686-linux-gnu-
i686-musl    i686-unknown-linux-musl        i686-linux-gnu-
aarch64-gnu  aarch64-unknown-linux-gnu      aarch64-linux-gnu-     qemu-aarch64-static
armv7-gnu    armv7-unknown-linux-gnueabihf  arm-linux-gnueabihf-   qemu-arm-static
riscv64-gnu  riscv64gc-unknown-linux-gnu    riscv64-linux-gnu-     qemu-riscv64-static
s390x-gnu    s390x-unknown-linux-gnu        s390x-linux-gnu-       qemu-s390x-static
ppc64-gnu    powerpc64-unknown-linux-gnu    powerpc64-linux-gnu-   qemu-ppc64-static
'
packages=(
    gcc libc6-dev binutils musl-tools libc6-i386 lib32gcc-s1
    gcc-i686-linux-gnu gcc-aarch64-linux-gnu gcc-arm-linux-gnueabihf gcc-riscv64-linux-gnu
    gcc-s390x-linux-gnu gcc-powerpc64-linux-gnu
    libc6-dev-i386-cross libc6-dev-arm64-cross libc6-dev-armhf-cross libc6-dev-riscv64-cross
    libc6-dev-s390x-cross libc6-dev-ppc64-cross
    qemu-user-static rustc-web cargo-web rust-web-src
)

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

usage() {
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

# names [NAME...]: the given ones, each of which must be in the table, or all.
names() {
    local known name
    known=$(awk 'NF {print $1}' <<<"$table")
    for name in "$@"; do
        grep -qxF -- "$name" <<<"$known" || fail "no architecture $name; there are:" "$known"
    done
    (($#)) && printf '%s\n' "$@" || echo "$known"
}

# Choose the Rust toolchain that has its source.
choose_rust() {
    local rust
    for rust in "$(command -v rustc || true)" /usr/bin/rustc; do
        if [[ -x $rust && -d $("$rust" --print sysroot)/lib/rustlib/src/rust/library ]]; then
            export RUSTC=$rust CARGO=${rust%rustc}cargo
            break
        fi
    done
    [[ ${CARGO-} ]] || fail "no Rust toolchain with its source; see: $0 install"
    export RUSTC_BOOTSTRAP=1 # for building core
    export CARGO_UNSTABLE_BUILD_STD=core
}

target_directory() {
    "$CARGO" metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/'
}

# check NAME...: compile the library for all of them.
check() {
    local arguments=() name target
    while read -r name target _; do
        [[ " $* " == *" $name "* ]] && arguments+=(--target "$target")
    done <<<"$table"
    "$CARGO" check --quiet --package oxsock --lib --target-dir "$(target_directory)/architectures" \
        "${arguments[@]}"
    echo "compiled for: $*"
}

# fetch_musl DEBIAN_ARCHITECTURE: unpack musl in $place/musl. Debian's package for a foreign
# processor need not be installed.
fetch_musl() {
    local apt=(-o APT::Architectures::=amd64 -o "APT::Architectures::=$1"
        -o "Dir::State::lists=$place/apt" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)
    [[ -e $place/musl/usr/lib/$1-linux-musl/libc.so ]] && return
    rm -rf "$place/apt" "$place/musl"
    mkdir -p "$place/apt/partial" "$place/musl"
    # Package lists that are not needed here may fail to load.
    apt-get "${apt[@]}" update >"$place/apt.log" 2>&1 || true
    (cd "$place/apt" && apt-get "${apt[@]}" download "musl:$1" "musl-dev:$1") >>"$place/apt.log" 2>&1
    for package in "$place"/apt/*.deb; do
        dpkg -x "$package" "$place/musl"
    done
    sed -i -e "s|/usr/lib/$1-linux-musl|$place/musl&|g" -e "s|/usr/include/$1-linux-musl|$place/musl&|g" \
        -e "s|-dynamic-linker [^ ]*|-dynamic-linker $place/musl/lib/$1-linux-musl/libc.so|" \
        "$place/musl/usr/lib/$1-linux-musl/musl-gcc.specs"
    # The link in the package is absolute.
    ln -sf "$place/musl/lib/$1-linux-musl/libc.so" "$place/musl/usr/lib/$1-linux-musl/libc.so"
}

# make_compiler NAME PREFIX: a C compiler whose command is one word, which cargo requires.
make_compiler() {
    local words=("$2gcc") after=()
    case $1 in
    x86_64-musl)
        words=(musl-gcc)
        after=(-idirafter /usr/include -idirafter /usr/include/x86_64-linux-gnu)
        ;;
    i686-musl)
        fetch_musl i386
        words+=(-specs="$place/musl/usr/lib/i386-linux-musl/musl-gcc.specs")
        after=(-idirafter /usr/i686-linux-gnu/include)
        ;;
    esac
    printf '#!/bin/sh\nexec %s "$@" %s\n' "${words[*]}" "${after[*]}" >"$place/cc"
    chmod +x "$place/cc"
    export CC=$place/cc CXX=$2g++ AR=$2ar OBJCOPY=$2objcopy
}

# build NAME TARGET PREFIX: the libraries in their installed form, into $place.
build() {
    local linker=${2^^}
    linker=CARGO_TARGET_${linker//-/_}_LINKER
    make_compiler "$1" "$3"
    (
        export CARGO_BUILD_TARGET=$2 "$linker=$CC"
        [[ $1 != *-musl ]] ||
            export RUSTFLAGS="-Ctarget-feature=-crt-static -Clink-self-contained=no"
        lib/build.sh "$place"
    ) >"$place/build.log" 2>&1
}

# tour: compile it, linked to the static library only, and run it.
tour() {
    $CC -std=gnu11 -O2 -static -I include -o "$place/tour" examples/tour.c examples/tour/*.c \
        "$place/liboxsock.a" -lpthread -ldl -lm &&
        timeout 300 $OXSOCK_TEST_WRAPPER "$place/tour"
}

# programs: compile and run the C programs.
programs() {
    # The tests themselves are compiled for this machine, by the usual toolchain. Programs that move
    # gigabytes take minutes under an emulator, and longer beside others.
    # shellcheck disable=SC2086 # the words are meant to be split
    env -u RUSTC -u CARGO -u RUSTC_BOOTSTRAP -u CARGO_UNSTABLE_BUILD_STD \
        OXSOCK_TEST_LIBRARIES="$place" OXSOCK_TEST_TIME_LIMIT=60 cargo test --quiet --test c_programs -- \
        --skip lent:: --skip deadline:: --skip adopted:: --skip ruled:: --skip cpp:: ${OXSOCK_TEST_ONLY-}
}

# try NAME TARGET PREFIX [EMULATOR]: do all of it; adds a line to the results.
try() {
    local name=$1 target=$2 prefix=$3 emulator=${4-} built=no tour=- counts=-
    place=$architectures/$name
    mkdir -p "$place"
    export OXSOCK_TEST_WRAPPER= CFLAGS=
    [[ $emulator ]] && OXSOCK_TEST_WRAPPER="$emulator -L /usr/${prefix%-}"
    [[ $name == *-time64 ]] && CFLAGS="-D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64"
    echo "== $name"
    if ! command -v "${prefix}gcc" ${emulator:+"$emulator"} >/dev/null; then
        built="packages missing"
    elif build "$name" "$target" "$prefix"; then
        built=yes tour=failed
        tour >"$place/tour.log" 2>&1 && tour=passed
        programs >"$place/programs.log" 2>&1 || true
        counts=$(sed -n 's/^test result: .*\. \([0-9]*\) passed; \([0-9]*\) failed; \([0-9]*\) ignored.*/\1 \2 \3/p' \
            "$place/programs.log")
        grep -E '^test .*FAILED$' "$place/programs.log" || true
    else
        tail -n 20 "$place/build.log"
    fi
    [[ $built == yes && $tour == passed && $counts == *\ 0\ * ]] || has_failed=1
    # shellcheck disable=SC2086 # three words, or one
    results+=$(printf '| %s | %s | %s | %s | %s | %s |' "$name" "$built" "$tour" ${counts:-- - -})$'\n'
}

case ${1-} in
-*) usage ;;
install)
    ((EUID == 0)) || fail "to be installed as root: ${packages[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${packages[@]}"
    exit
    ;;
check)
    shift
    chosen=$(names "$@")
    choose_rust
    # shellcheck disable=SC2086 # names have no spaces
    check $chosen
    exit
    ;;
esac

chosen=$(names "$@")
choose_rust
architectures=$(target_directory)/architectures
has_failed=0 results=
while read -r name rest; do
    # shellcheck disable=SC2086
    if [[ $name ]] && grep -qxF -- "$name" <<<"$chosen"; then
        try "$name" $rest </dev/null
    fi
done <<<"$table"
printf '\n| | built | tour | C programs passed | failed | skipped |\n|---|---|---|---|---|---|\n%s' "$results"
exit "$has_failed"
