#!/usr/bin/env bash
# Runs programs of Debian's packages without the object, with it, and with rules that lose nothing:
# their output must be the same each time. Needs root: it installs missing packages and makes a
# network namespace, so that nothing leaves the machine.
#
#   posix/programs.sh [GROUP...]    by default all groups, which are the files of programs/
#
# Prints a line for each group and way; ends with 1 if one differs that is not in programs/known,
# which docs/oxsock-run-programs.md explains. Without groups, CPython's tests of its network modules
# are run as well, without and with the object.
set -uo pipefail
cd "$(dirname "$0")"

packages=()
need() { # COMMAND PACKAGE
    PATH=$PATH:/usr/sbin:/usr/lib/postgresql/15/bin command -v "$1" >/dev/null || packages+=("$2")
}
install_programs() {
    need unshare util-linux
    need ip iproute2
    need redis-server redis-server
    need redis-benchmark redis-tools
    need memcached memcached
    need memcslap libmemcached-tools
    need nginx nginx-light
    need wrk wrk
    need curl curl
    need iperf3 iperf3
    need socat socat
    need nc.openbsd netcat-openbsd
    need sshd openssh-server
    need ssh openssh-client
    need rsync rsync
    need pgbench postgresql
    need dnsmasq dnsmasq-base
    need dig bind9-dnsutils
    need ping iputils-ping
    need traceroute traceroute
    need haproxy haproxy
    need lighttpd lighttpd
    need mosquitto mosquitto
    need mosquitto_pub mosquitto-clients
    need node nodejs
    need git git
    [[ -d /usr/lib/python3.11/test/test_asyncio ]] || packages+=(python3.11 libpython3.11-testsuite)
    need python3 python3
    ((${#packages[@]} == 0)) && return
    apt-get update -qq
    # Installing a package must not start its server.
    printf '#!/bin/sh\nexit 101\n' >"$scratch/policy"
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq -y --no-install-recommends \
        "${packages[@]}" >/dev/null
}

run_groups() {
    for group in "${groups[@]}"; do
        native=$(one "$group" native)
        if [[ $native != *"done" ]]; then
            echo "$group: does not work natively"
            echo "$native" | tail -n 15
            failures=$((failures + 1))
            continue
        fi
        for way in object short interrupt delay; do
            found=$(one "$group" "$way")
            verdict "$group" "$way"
        done
    done
}

verdict() { # GROUP WAY
    if [[ $found == "$native" ]]; then
        echo "$1 $2: same"
        return
    fi
    if grep -qx "$1 $2" programs/known; then
        echo "$1 $2: differs, as is known"
        return
    fi
    echo "$1 $2: DIFFERS"
    diff <(echo "$native") <(echo "$found") | head -n 20
    tail -n 5 "$scratch/errors"
    failures=$((failures + 1))
}

# Run a group in one way, and keep its output.
one() { # GROUP WAY
    local over=()
    case $2 in
    native) ;;
    object) over=("$run" --) ;;
    short) over=("$run" --faults "$shorts" --) ;;
    interrupt) over=("$run" --faults "$interruptions" --) ;;
    delay) over=("$run" --faults "$delays" --) ;;
    esac
    rm -rf "$scratch/work"
    mkdir -m 777 "$scratch/work"
    (
        cd "$scratch/work" || exit
        # A network and process namespace, so that what a group leaves behind ends with it.
        OVER="${over[*]@Q}" timeout -k 5 120 unshare -n -p -f --mount-proc --kill-child \
            bash "$here/programs/run-group" "$here/programs/$1.sh" 2>"$scratch/errors"
    )
}
shorts='recv short=1 chance=0.2 seed=1; recv short=100 chance=0.5 seed=2; send short=1 chance=0.2 seed=3; send short=100 chance=0.5 seed=4'
interruptions='recv interrupt chance=0.2 seed=1; send interrupt chance=0.2 seed=2; poll interrupt chance=0.2 seed=3; accept interrupt chance=0.2 seed=4'
delays='recv delay=200us chance=0.05 seed=1; send delay=200us chance=0.05 seed=2; accept delay=5ms; poll delay=1ms chance=0.05 seed=3'

here=$PWD
failures=0
groups=("$@")
cpython=$(($# == 0))
if ((${#groups[@]} == 0)); then
    groups=(programs/*.sh)
fi
groups=("${groups[@]##*/}")
groups=("${groups[@]%.sh}")
scratch=$(mktemp -d)
chmod 711 "$scratch"
trap 'rm -rf "$scratch"' EXIT
install_programs
built=$(./build.sh) || exit 1
# Programs of servers that give up root's rights have to be able to read these files.
cp "$built/oxsock-run" "$built/liboxsock-posix.so" "$scratch"
run=$scratch/oxsock-run
chmod 755 "$run" "$scratch/liboxsock-posix.so"
run_groups
if ((cpython)); then
    programs/cpython.py "$run" || failures=$((failures + 1))
fi
exit $((failures > 0))
