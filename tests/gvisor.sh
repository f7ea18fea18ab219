#!/usr/bin/env bash
# gVisor's socket tests, which pin down the behaviour of Linux, on handles: tests/gvisor.sh CHECKOUT
# [NAME...]
#
# CHECKOUT is a directory with github.com/google/gvisor; nothing in it is changed. Each of its test
# programs is built, and run three times: on the system's own calls, on handles in a process with
# one thread, and on handles with a second thread (tests/gvisor/over_handles.c). Ends with an error
# if a test fails on handles that passes on the system's own calls, unless tests/gvisor/expected
# says why. Takes half an hour on two cores. NAMEs choose among the programs in the table below.
#
# Needs Debian's g++ libgtest-dev libgmock-dev libabsl-dev libbenchmark-dev; some tests are skipped
# without the privilege for raw sockets.
set -euo pipefail
cd "$(dirname "$0")/.."

(($# > 0)) && [[ -d $1/test/syscalls/linux ]] || {
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
}
checkout=$(realpath "$1")
shift

# Name; the sources in test/syscalls/linux.
table='
accept_bind            accept_bind
accept_bind_stream     accept_bind_stream
abstract               socket_abstract socket_generic_test_cases socket_unix_cmsg socket_unix
filesystem             socket_filesystem socket_generic_test_cases socket_unix_cmsg socket_unix
unix_domain            socket_unix_domain socket_generic_test_cases
unix_pair              socket_unix_pair socket_unix_cmsg socket_unix_peercred socket_unix
unix_dgram             socket_unix_dgram_local socket_non_stream socket_unix_dgram socket_unix_non_stream
unix_seqpacket         socket_unix_seqpacket_local socket_non_stream socket_unix_seqpacket socket_unix_non_stream
unix_stream            socket_unix_stream
unix_unbound_dgram     socket_unix_unbound_dgram
unix_unbound_seqpacket socket_unix_unbound_seqpacket
unix_unbound_stream    socket_unix_unbound_stream
blocking_unix          socket_unix_blocking_local socket_blocking
blocking_ip            socket_ip_loopback_blocking socket_blocking
blocking_unix_dgram    socket_unix_non_stream_blocking_local socket_non_stream_blocking
blocking_udp           socket_ip_udp_loopback_blocking socket_non_stream_blocking
blocking_unix_stream   socket_unix_stream_blocking_local socket_stream_blocking
blocking_tcp           socket_ip_tcp_loopback_blocking socket_stream_blocking
nonblock_unix          socket_unix_pair_nonblock socket_non_blocking
nonblock_abstract      socket_unix_abstract_nonblock socket_non_blocking
nonblock_unix_stream   socket_unix_stream_nonblock_local socket_stream_nonblock
nonblock_tcp           socket_ip_tcp_loopback_nonblock socket_non_blocking
stream_unix            socket_unix_stream_local socket_stream
tcp                    tcp_socket
tcp_generic            socket_ip_tcp_generic_loopback socket_ip_tcp_generic
tcp_loopback           socket_ip_tcp_loopback socket_generic_test_cases
udp                    udp_socket
udp_loopback           socket_ip_udp_loopback socket_generic_test_cases socket_ip_udp_generic socket_non_stream
udp_unbound            socket_ipv4_udp_unbound_loopback socket_ipv4_udp_unbound
inet_loopback          socket_inet_loopback
packet                 packet_socket
raw                    raw_socket
raw_icmp               raw_socket_icmp
raw_udp                udp_raw_socket
readv                  readv_socket readv_common
sendfile               sendfile_socket
capability             socket_capability
socket                 socket
'

# Common sources, in test/util and test/syscalls/linux.
shared='cgroup_util epoll_util errno_safe_allocator fs_util linux_capability_util logging
    multiprocess_util posix_error proc_util pty_util rlimit_util save_util save_util_other
    signal_util socket_util socket_util_impl temp_path test_main test_util test_util_impl time_util
    timer_util uid_util ip_socket_test_util unix_domain_socket_test_util'

# Races that take minutes and do not depend on the caller.
left_out='-UnixSocketPeerCredRace*'

built=$PWD/target/gvisor
mkdir -p "$built/objects"
library=$(lib/build.sh | tail -n 1)
cp -L "$library/liboxsock.so" "$built/liboxsock.so.0"
ln -sf liboxsock.so.0 "$built/liboxsock.so"
gcc -O2 -shared -fPIC -Wall -Wextra -Werror -Iinclude tests/gvisor/over_handles.c \
    -o "$built/over_handles.so" -L"$built" -loxsock -lpthread -Wl,-rpath,"$built",-z,now

# compile NAME: its object file, once.
compile() {
    local object=$built/objects/$1.o source
    [[ -s $object ]] && return
    for source in "$checkout"/test/{util,syscalls/linux}/"$1.cc" "$PWD/tests/gvisor/$1.cc"; do
        [[ -e $source ]] || continue
        g++ -std=c++17 -O0 -w -I"$checkout" -c "$source" -o "$object.new" && mv "$object.new" "$object"
        return
    done
    echo "$checkout has no $1.cc" >&2
    return 1
}
export -f compile
export built checkout

# start NAME HOW FILTER: run a program, or some of its tests.
start() {
    local -A with=(
        [system]=''
        [handles]="LD_PRELOAD=$built/over_handles.so"
        [threads]="LD_PRELOAD=$built/over_handles.so WITH_THREAD=1"
    )
    # shellcheck disable=SC2086 # words
    env ${with[$2]} "$built/$1" --gtest_color=no --gtest_filter="$3"
}

# run NAME HOW: run a program. Prints how many tests passed; those that failed are in a file.
run() {
    local out=$built/$1.$2
    start "$1" "$2" "$left_out" &>"$out.log" || true
    {
        sed -n '/ ms)$/s/^\[  FAILED  \] \([^ ,]*\).*/\1/p' "$out.log"
        grep -q 'test environment tear-down' "$out.log" || echo ended_early
    } | sort -u >"$out.failed"
    grep -c '^\[       OK \]' "$out.log" || true
}

has_failed=0
mapfile -t lines < <(awk -v names=" $* " 'NF && (names == "  " || index(names, " " $1 " "))' <<<"$table")
printf '%s\n' $shared stubs ${lines[@]#* } | sort -u | xargs -P "$(nproc)" -I{} bash -c 'compile {}'
absl=$(for file in /usr/lib/*/libabsl_*.a; do basename "$file" .a; done | sed 's/^lib/-l/')
printf '%-24s %8s %8s %8s\n' program system handles threads
for line in "${lines[@]}"; do
    read -r name sources <<<"$line"
    objects=()
    for source in $sources $shared stubs; do
        objects+=("$built/objects/$source.o")
    done
    # shellcheck disable=SC2086 # words
    g++ "${objects[@]}" -o "$built/$name" -lgmock -lgtest -lbenchmark \
        -Wl,--start-group $absl -Wl,--end-group -lpthread
    printf '%-24s %8s %8s %8s\n' "$name" "$(run "$name" system)" \
        "$(run "$name" handles)" "$(run "$name" threads)"
    for how in handles threads; do
        while read -r test; do
            what=${test##*.}
            grep -q "^${what%%/*} " tests/gvisor/expected && continue
            # A test on the system's own calls can, if rarely, fail once: try again.
            if [[ $test != ended_early ]] && start "$name" "$how" "$test" &>"$built/again.log"; then
                echo "    with $how, once: $test"
            else
                echo "    with $how: $test"
                has_failed=1
            fi
        done < <(comm -13 "$built/$name.system.failed" "$built/$name.$how.failed")
    done
done
exit $has_failed
