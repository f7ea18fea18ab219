# The common beginning of the bindings' test.sh: . "$(dirname "$0")/../common.sh"
#
# root       the directory of the sources; the current directory is the binding's
# library    a directory with liboxsock.so under all of its names, and liboxsock.a
# programs   a directory with the C programs to talk to: tour, echo_server, echo_client
# scratch    an empty directory, which is removed at the end
#
# shellcheck shell=bash disable=SC2034 # used by the scripts that source this
set -euo pipefail
unset CDPATH # or cd would print
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
PATH=$HOME/.cargo/bin:$PATH

# need PACKAGE...: install the Debian packages that are missing.
need() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok' ||
            missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        echo "Missing, and not to be installed without privileges: ${missing[*]}" >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}"
}
need gcc g++ libc6-dev binutils python3 >/dev/null

built=$("$root/lib/build.sh")
library=$built
ln -sfn liboxsock.so "$library/$(readelf -d "$library/liboxsock.so" |
    sed -n 's/.*soname: \[\(.*\)\]/\1/p')"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
programs=$scratch/programs
mkdir "$programs"
for program in tour echo_server echo_client; do
    more=()
    [[ $program = tour ]] && more=("$root"/examples/tour/*.c)
    ${CC:-cc} -std=c11 -O2 -I "$root/include" -o "$programs/$program" \
        "$root/examples/$program.c" "${more[@]}" "$library/liboxsock.a" -lpthread -ldl
done

# has_licences DIRECTORY: check that it has both licences, unchanged.
has_licences() {
    cmp "$root/LICENSE-MIT" "$1/LICENSE-MIT" && cmp "$root/LICENSE-APACHE" "$1/LICENSE-APACHE"
}

# in_network COMMAND...: run it in a network namespace, where the tour can use raw sockets.
in_network() {
    "$programs/tour" network "$@"
}
