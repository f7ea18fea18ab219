#!/usr/bin/env bash
# The binding adds no instruction to a call: each cpp_ function of cost.cpp is at most as long as
# the c_ function of the same name. Usage: cost.sh INCLUDE... SCRATCH
set -euo pipefail

${CXX:-c++} -std=c++17 -O2 -fno-asynchronous-unwind-tables -c -o "${!#}/cost.o" \
    "${@:1:$#-1}" "$(dirname "$0")/cost.cpp"
objdump -d --no-show-raw-insn "${!#}/cost.o" | awk '
    /^[0-9a-f]+ </ { name = $2; gsub(/[<>:]/, "", name); next }
    /^ / && !/\t(nop|data16|cs nop|xchg +%ax,%ax)/ && name != "" { count[name]++ }
    END {
        for (name in count)
            if (sub(/^c_/, "", name)) {
                c = count["c_" name]; cpp = count["cpp_" name]; compared++
                printf "%-8s instructions: C %d, C++ %d\n", name, c, cpp
                if (cpp == 0 || cpp > c) missed = 1
            }
        if (compared < 6 || missed) { print "the binding costs instructions" > "/dev/stderr"; exit 1 }
    }'
