#!/bin/sh
# Measure oxsock against libc and print the table, in Markdown. Needs Rust and a C compiler, and
# valgrind for the row of instructions. Ends with an error if a bar is missed.
# OXSOCK_BENCH_FACTOR=0.1 takes a tenth of the repetitions; --write puts the table into
# bench/README.md.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
if [ "${1:-}" = --write ]; then
    readme=$root/bench/README.md
    missed=0
    table=$("$0") || missed=1
    echo "$table"
    # Replace the old table, between its two marks.
    new=$(sed '/<!-- table -->/q' "$readme" && echo "$table" && sed -n '/<!-- end -->/,$p' "$readme")
    echo "$new" >"$readme"
    exit $missed
fi
built=$("$root/lib/build.sh")

# The shared object under the name by which programs look for it.
out=$built/bench
library=$built/liboxsock.so
soname=$(readelf -d "$library" | sed -n 's/.*soname: \[\(.*\)\]/\1/p')
mkdir -p "$out"
cp "$library" "$out/$soname" # a file, as the empty object is that starting is compared with
ln -sf "$soname" "$out/liboxsock.so"
compile() { # program source [option]
    ${CC:-cc} -std=gnu11 -O2 -Wall -Wextra -Wno-unused-result -I "$root/include" \
        -o "$out/$1" "$root/bench/$2" ${3:+"$3"} \
        -L "$out" -Wl,--as-needed -loxsock -Wl,-rpath,"$out" -lpthread -lm
}
programs="transfers roundtrips throughput scaling many_waiters memory calls startup instructions"
for program in $programs; do
    compile "$program" "$program.c"
done
compile nothing nothing.c
${CC:-cc} -O2 -fPIC -shared -DSHARED_OBJECT -o "$out/libempty.so" "$root/bench/nothing.c"
${CC:-cc} -O2 -DEMPTY -o "$out/nothing-empty" "$root/bench/nothing.c" \
    -L "$out" -lempty -Wl,-rpath,"$out"

missed=0

# The instructions of 10000 calls, by callgrind: those of 11000 less those of 1000, so that the
# program's start is not counted.
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$out/instructions" "$@" 2>&1 |
        sed -n 's/.*Collected : //p'
}
per_call() {
    few=$(count "$1" "$2" 1000)
    many=$(count "$1" "$2" 11000)
    echo $(((many - few + 5000) / 10000))
}
instructions() { # call bar
    libc=$(per_call "$1" libc)
    ours=$(per_call "$1" oxsock)
    limit=
    if [ -n "$2" ]; then
        limit="≤ + $2"
        [ $((ours - libc)) -le "$2" ] || { limit="$limit **missed**"; missed=1; }
    fi
    echo "| instructions in one \`$1\` and one \`$3\` of libc's | $libc | $ours | + $((ours - libc)) | $limit |"
}

model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
kind=machine
grep -q hypervisor /proc/cpuinfo && kind="virtual machine"
echo "$(date -u +%Y-%m-%d), $(uname -s) $(uname -r) $(uname -m), ${model:-unknown processor}, $kind with $(nproc) cores,"
echo "$(rustc --version), $(${CC:-cc} --version | head -n 1)."
echo
echo "| | libc | oxsock | oxsock / libc | bar |"
echo "|---|---:|---:|---:|---|"
"$out/transfers" || missed=1
"$out/roundtrips" || missed=1
"$out/throughput" || missed=1
"$out/scaling" || missed=1
"$out/many_waiters" || missed=1
if command -v valgrind >/dev/null; then
    instructions send 45 recv
    instructions recv 45 send
else
    echo "| instructions of \`send\` | | | needs valgrind | |"
fi
"$out/memory" || missed=1
"$out/calls" || missed=1
"$out/startup" "$out/nothing-empty" "$out/nothing" || missed=1
exit $missed
