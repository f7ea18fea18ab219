#!/usr/bin/env bash
# The tests of oxsock-run and its object: C programs whose output is the same with and without the
# object, and the effects of rules, logs, deadlines and sweeps. Prints what fails; ends with 1 if
# anything did.
set -uo pipefail
cd "$(dirname "$0")"
built=$(../build.sh) || exit 1
run=$built/oxsock-run
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
    failures=$((failures + 1))
    echo "FAILED: $*"
}
same() { # WHAT EXPECTED FOUND
    if [[ $2 != "$3" ]]; then
        fail "$1"
        diff <(echo "$2") <(echo "$3") | head -n 20
    fi
}
compile() { # NAME FLAG...
    ${CC:-cc} -std=gnu11 -Wall -Wextra "${@:2}" -o "$scratch/$1" "$1.c" -lpthread || exit 1
}
says() { # PROGRAM... : what it says, and how it ends
    timeout -k 5 60 "$@" 2>&1
    echo "status $?"
}

# The output is the same without rules, with all calls recorded, and with a rule that never strikes.
never='any error=EPERM nth=18446744073709551615'
for flags in "-O0" "-O2 -D_FORTIFY_SOURCE=2 -D_FILE_OFFSET_BITS=64"; do
    for name in calls signals processes pointers many numbered; do
        # shellcheck disable=SC2086 # several flags
        compile "$name" $flags
        native=$(says "$scratch/$name")
        same "$name.c ($flags) over the object" "$native" "$(says "$run" -- "$scratch/$name")"
        same "$name.c ($flags) with a log" "$native" \
            "$(says "$run" --log "$scratch/log" -- "$scratch/$name")"
        same "$name.c ($flags) with rules that never strike" "$native" \
            "$(says "$run" --faults "$never" -- "$scratch/$name" | grep -v '^oxsock-run:')"
    done
done

# Blocked and ignored signals are inherited.
signals() { env --ignore-signal=PIPE,INT --block-signal=USR1,TERM "$@" grep -E 'SigBlk|SigIgn' /proc/self/status; }
same "signals of the program" "$(signals)" "$(signals "$run" --)"
same "signals of the program under rules" "$(signals)" \
    "$(signals "$run" --faults "$never" -- 2>&1 | grep -v '^oxsock-run:')"

. ./rules.sh
. ./logs.sh
. ./command.sh
. ./edges.sh
. ./refusals.sh
. ./killed.sh

((failures == 0)) && echo "all tests of oxsock-run pass"
exit $((failures > 0))
