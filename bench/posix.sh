#!/usr/bin/env bash
# Programs with liboxsock-posix.so preloaded, without rules, against the same programs without it:
# the medians of nine pairs of runs, and of the pairs' ratios (over 1 if the object is faster).
# Ratios are given for the figures, and for the server's processor time for the same work, which
# says more where others use the machine. Needs root, for a network namespace, the packages that
# posix/programs.sh installs, and sockperf.
#
#   bench/posix.sh [NAME...]    by default: redis nginx memcached postgresql iperf3 sockperf
#
# PAIRS=3 takes less time, and says less.
set -euo pipefail
cd "$(dirname "$0")"
: "${PAIRS:=9}"
names=("$@")
((${#names[@]})) || names=(redis nginx memcached postgresql iperf3 sockperf)

if [[ -z ${OXSOCK_BENCH_INSIDE:-} ]]; then
    built=$(../posix/build.sh)
    scratch=$(mktemp -d)
    chmod 711 "$scratch"
    trap 'rm -rf "$scratch"' EXIT
    cp "$built/oxsock-run" "$built/liboxsock-posix.so" "$scratch" # for servers of other users
    chmod 755 "$scratch"/*
    export scratch PAIRS OXSOCK_BENCH_INSIDE=1
    unshare -n -p -f --mount-proc --kill-child "$PWD/posix.sh" "${names[@]}"
    exit
fi
ip link set lo up
# PostgreSQL leaves shared memory behind if it is killed.
trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
PATH=$PATH:/usr/sbin:/usr/lib/postgresql/15/bin
export LC_ALL=C
# Bind servers and clients to different processors, so that it does not matter where they are
# scheduled.
apart=$(($(nproc) > 1))
server=() # by port
native=()
object=("$scratch/oxsock-run" --)

# For each program: start its server without the object on port $1, and with it on $2. `measure_NAME
# PORT COMMAND...` prints a figure; more is better.
serve() {
    local cores=()
    ((apart)) && cores=(taskset -c 0)
    "${cores[@]}" "$@" >/dev/null 2>&1 </dev/null &
    server[$port]=$!
}
until_open() {
    until (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do sleep 0.05; done
}
number() { grep -oE '[0-9]+(\.[0-9]+)?' | head -n 1; }

start_redis() { serve "${@:2}" redis-server --port "$1" --bind 127.0.0.1 --save ''; }
measure_redis() { "${@:2}" redis-benchmark -p "$1" -n 30000 -c 20 -t get --csv 2>/dev/null | tail -n 1 | cut -d, -f2 | number; }

start_nginx() {
    mkdir -p "$scratch/www$1"
    head -c 4096 /dev/zero >"$scratch/www$1/page"
    printf 'worker_processes 1; daemon off; pid %s/pid%s; error_log /dev/null; user root; events {} http { access_log off; root %s; server { listen 127.0.0.1:%s; } }' \
        "$scratch" "$1" "$scratch/www$1" "$1" >"$scratch/nginx$1"
    serve "${@:2}" nginx -c "$scratch/nginx$1"
}
measure_nginx() { "${@:2}" wrk -t 1 -c 10 -d 3s "http://127.0.0.1:$1/page" | grep Requests/sec | number; }

start_memcached() { serve "${@:2}" memcached -u nobody -l 127.0.0.1 -p "$1" -t 2; }
measure_memcached() {
    local start
    start=$(date +%s%N)
    "${@:2}" memcslap --servers="127.0.0.1:$1" --concurrency=4 --execute-number=4000 --test=get --initial-load=100 >/dev/null
    echo $((1000000000000 / ($(date +%s%N) - start)))
}

start_postgresql() {
    mkdir -m 777 "$scratch/data$1"
    setpriv --reuid nobody --regid nogroup --clear-groups initdb -D "$scratch/data$1/d" -U admin -A trust -N >/dev/null
    serve "${@:2}" setpriv --reuid nobody --regid nogroup --clear-groups postgres -D "$scratch/data$1/d" -p "$1" \
        -c listen_addresses=127.0.0.1 -k "$scratch/data$1" -F
    until_open "$1"
    until psql -h 127.0.0.1 -p "$1" -U admin postgres -c 'select 1' >/dev/null 2>&1; do sleep 0.1; done
    pgbench -h 127.0.0.1 -p "$1" -U admin -q -i postgres 2>/dev/null
}
measure_postgresql() { "${@:2}" pgbench -h 127.0.0.1 -p "$1" -U admin -S -c 4 -T 1 postgres 2>/dev/null | grep 'tps =' | number; }

start_iperf3() { serve "${@:2}" iperf3 -s -p "$1"; }
measure_iperf3() { "${@:2}" iperf3 -c 127.0.0.1 -p "$1" -t 1 -f m | grep receiver | grep -oE '[0-9.]+ Mbits' | number; }

start_sockperf() { serve "${@:2}" sockperf server --tcp -i 127.0.0.1 -p "$1"; }
measure_sockperf() {
    "${@:2}" sockperf ping-pong --tcp -i 127.0.0.1 -p "$1" -m 64 -t 1 |
        awk -F '[=; ]+' '/Valid Duration/ { print $8 / $5 }'
}

# The processor time of a server and its children, in hundredths of a second. The time of ended
# children is counted by their parent.
spent() { # PROCESS
    local ticks child
    ticks=$(sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 + $14 + $15 }')
    for child in $(cat "/proc/$1/task/"*/children); do
        ticks=$((${ticks:-0} + $(spent "$child")))
    done
    echo "${ticks:-0}"
} 2>/dev/null

# Measure once: the figure, and the server's processor time for the work of one second.
one() { # NAME PORT COMMAND...
    local before start figure
    before=$(spent "${server[$2]}")
    start=$(date +%s%N)
    figure=$(
        ((apart)) && taskset -cp 1 "$BASHPID" >/dev/null
        "measure_$1" "${@:2}"
    )
    echo "$figure $(($(spent "${server[$2]}") - before)) $(($(date +%s%N) - start))" |
        awk '{ print $1, $2 / $1 / $3 }'
}

median() { sort -n | sed -n "$(((PAIRS + 1) / 2))p"; }

grep -m 1 'model name' /proc/cpuinfo | sed 's/.*: //'
printf '%-12s %12s %12s %7s %7s\n' '' native object ratio time
first=7100
for name in "${names[@]}"; do
    first=$((first + 2))
    port=$first
    "start_$name" "$port" "${native[@]}"
    port=$((first + 1))
    "start_$name" "$port" "${object[@]}"
    until_open $first
    until_open $((first + 1))
    : >"$scratch/pairs"
    for ((i = 0; i < PAIRS; i++)); do
        if ((i % 2)); then # what runs second may find the machine otherwise
            b=$(one "$name" $((first + 1)) "${object[@]}")
            a=$(one "$name" $first "${native[@]}")
        else
            a=$(one "$name" $first "${native[@]}")
            b=$(one "$name" $((first + 1)) "${object[@]}")
        fi
        echo "$a $b" >>"$scratch/pairs"
    done
    printf '%-12s %12.0f %12.0f %7.3f %7.3f\n' "$name" "$(awk '{ print $1 }' "$scratch/pairs" | median)" \
        "$(awk '{ print $3 }' "$scratch/pairs" | median)" "$(awk '{ print $3 / $1 }' "$scratch/pairs" | median)" \
        "$(awk '{ print $4 ? $2 / $4 : 1 }' "$scratch/pairs" | median)"
done
