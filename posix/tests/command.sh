# oxsock-run itself: what the program inherits, what it reports, how it ends. Part of run.sh.

compile busy -O1

# Closed streams stay closed, and ignored signals stay ignored.
streams() { # PROGRAM... : which are open, in a file
    # shellcheck disable=SC2016 # for the shell that is started
    "$@" sh -c 'open=; for i in 0 1 2; do [ -e "/proc/$$/fd/$i" ] && open=$open$i; done; echo "$open" >"$0"' \
        "$scratch/streams"
}
for closed in '<&-' '>&-' '<&- >&-'; do
    eval "streams env </dev/null >/dev/null $closed"
    native=$(<"$scratch/streams")
    [[ $native != 012 ]] || fail "nothing is closed by $closed: $native"
    eval "streams \"\$run\" -- </dev/null >/dev/null $closed"
    same "streams with $closed" "$native" "$(<"$scratch/streams")"
    eval "streams \"\$run\" --log \"\$scratch/log\" -- </dev/null >/dev/null $closed"
    same "streams with $closed and a log" "$native" "$(<"$scratch/streams")"
done
same "the end of a program where SIGCHLD is ignored" "status 7" \
    "$(says env --ignore-signal=CHLD "$run" --log "$scratch/log" -- sh -c 'exit 7')"
same "SIGCHLD that is ignored" "$(env --ignore-signal=CHLD grep SigIgn /proc/self/status)" \
    "$(env --ignore-signal=CHLD "$run" --log "$scratch/log" -- grep SigIgn /proc/self/status)"

# A text without an interpreter is run by the shell, as by execvp(3).
printf 'echo "$0 $1"\n' >"$scratch/text"
chmod +x "$scratch/text"
same "a text without an interpreter" "$(says env "$scratch/text" word)" "$(says "$run" -- "$scratch/text" word)"
same "the same, logged" "$(says env "$scratch/text" word)" "$(says "$run" --log "$scratch/log" -- "$scratch/text" word)"

# The program runs although the report cannot be written.
"$run" --faults 'send short=1' -- true 2>/dev/full
same "a report that cannot be written" 0 $?
"$run" --nonsense 2>/dev/full
same "a mistake that cannot be told" 125 $?
"$run" --help >/dev/full 2>"$scratch/errors"
same "help that cannot be written" "125 oxsock-run: No space left on device (os error 28)" "$? $(<"$scratch/errors")"
same "the version" "$(says "$run" --version)" "$(says echo "oxsock-run $(sed -n 's/^version = "\(.*\)"/\1/p' ../../Cargo.toml | head -1)")"
said=$(says "$run" --log /dev/full --faults 'recv short=1' -- "$scratch/exchange")
[[ $said == *"rule 1 struck 3000 times"*"the log is not whole: "*"status 125" ]] || fail "a full disk: $said"

# Programs that make calls faster than records are written do not keep oxsock-run from ending them.
said=$(says "$run" --timeout 300ms --log "$scratch/log" --json "$scratch/json" -- "$scratch/busy")
[[ $said == *"status 124" ]] || fail "--timeout of a busy program: $said"

# Descendants of a program that is killed at its time limit are killed, too.
said=$(says "$run" --timeout 300ms --log "$scratch/log" -- \
    sh -c 'sh -c "sleep 60 >/dev/null 2>&1 & echo \$! >\"\$0\"; wait" "$0"; :' "$scratch/pid")
[[ $said == "status 124" && -s $scratch/pid && ! -e /proc/$(<"$scratch/pid") ]] || fail "--timeout of a tree: $said"

said=$(sh -c 'sleep 5 >/dev/null 2>&1 & echo $!; exec "$@"' - "$run" --timeout 100ms -- sleep 60)
kill "$said" || fail "--timeout kills the children of who was there before"

# The log can be read while the program runs.
same "a log of a program that runs" "socketpair" "$(timeout 20 "$run" --log "$scratch/log" -- sh -c \
    '"$0" >&2; until grep -o -m1 socketpair "$1"; do :; done' "$scratch/exchange" "$scratch/log")"

# In logs, any program's name stays on one line, and is a valid JSON string.
odd=$scratch/$'o\n"d\\\e[2J\xff'
cp "$scratch/exchange" "$odd"
said=$(says "$run" --log "$scratch/log" --json "$scratch/json" --faults 'send delay=1us nth=1' -- "$odd")
[[ $said == *$'\noxsock-run:        1  o\\n"d\\\\u{1b}[2J'*"status 0" ]] || fail "an odd name in the report: $said"
[[ $(grep -vc '^[0-9]*\.[0-9]* o\\n"d' "$scratch/log") == 0 ]] || fail "an odd name in the log"
[[ $(grep -vc '"program":"o\\u000a\\"d\\\\\\u001b\[2J' "$scratch/json") == 0 ]] || fail "an odd name as JSON"

# Signals are passed on to the program.
for signal in ALRM WINCH HUP RTMIN+3; do
    coproc "$run" --log "$scratch/log" -- \
        bash -c 'trap "exit 9" "$0"; echo ready; for ((i = 0; i < 1000; i++)); do sleep 0.01; done' $signal
    child=$COPROC_PID
    read -r line <&"${COPROC[0]}"
    kill -$signal "$child"
    wait "$child"
    same "$signal that is passed on" "ready 9" "$line $?"
done

# A sweep ends when a signal asks it to, also if the terminal sends the signal to the program as
# well.
coproc "$run" --sweep 'recv interrupt' -- sh -c 'echo $PPID; exec "$0" 5' "$(command -v sleep)"
child=$COPROC_PID
read -r line <&"${COPROC[0]}"
kill -TERM "$child"
wait "$child"
same "a sweep that is ended" 143 $?
said=$(says "$run" --sweep 'recv interrupt' --timeout 100ms -- sleep 60)
[[ $said == *"does not end by itself"*"status 125" ]] || fail "a sweep of what does not end: $said"

# The commands that a sweep prints can be given to a shell.
odd=$scratch/"o'd d\$"
mkdir -p "$odd"
cp "$scratch/exchange" "$odd"
said=$(OXSOCK_FAULTS='recv delay=1us nth=2' says "$run" --sweep 'recv error=EIO nth=1' -- true)
[[ $said == *"a sweep says itself"*"status 125" ]] || fail "a sweep that says when: $said"
said=$(OXSOCK_FAULTS='recv delay=1us nth=2' says "$run" --sweep 'accept error=EIO' --faults 'send error=EPERM nth=3' -- "$odd/exchange" blocking "" '$x')
[[ $said == *"0 runs"*"exit 1"* ]] || fail "a sweep: $said"
line=$(OXSOCK_FAULTS='recv delay=1us nth=2' "$run" --sweep 'send error=EPERM' -- "$odd/exchange" blocking "" '$x' 2>&1 |
    sed -n 's/^oxsock-run: exit 1: \(.*nth=30.*\)/\1/p')
said=$(PATH=${run%/*}:$PATH OXSOCK_FAULTS='send error=EBADF' says sh -c "$line")
[[ $said == *"not permitted"*"rule 1 struck 1 time: send error=EPERM nth=30"*"rule 2 struck 1 time: recv delay=1us nth=2"*"status 1" ]] ||
    fail "the command of a sweep, $line: $said"

# Rules that can never strike are rejected, and errors say where the mistake is.
for rule in 'pipe error=EMFILE' 'exe=true event error=EMFILE' 'file error=EIO' 'recv exe=/bin/true short=1' \
    'recv exe= short=1' 'recv error=EAI_AGAIN'; do
    same "$rule" "status 125" "$(says "$run" --faults "$rule" -- true | tail -n 1)"
done
printf '# rules\n\nrecv short=1; recv shrot=1\n' >"$scratch/rules"
same "a mistake in a file" "oxsock-run: $scratch/rules:3: recv shrot=1: word shrot=1 at 5: not known
status 125" "$(says "$run" --rules "$scratch/rules" -- true)"
many=$(printf 'recv short=1 nth=1;%.0s' {1..1024})
same "too many rules" "oxsock-run: there are too many rules
status 125" "$(says "$run" --faults "$many" -- true)"

# Programs with AddressSanitizer start.
if ${CC:-cc} -fsanitize=address -o "$scratch/sanitized" exchange.c 2>/dev/null && "$scratch/sanitized"; then
    same "the sanitizer of addresses" "status 0" "$(says "$run" -- "$scratch/sanitized")"
fi
