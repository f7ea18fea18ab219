# Rules, logs, deadlines and sweeps. Part of run.sh.

compile exchange -O1
compile waits -O1

# Rules that lose nothing do not break a program, and the report says how often they struck.
gentle='send short=3 chance=0.5 seed=1; recv short=2; poll interrupt chance=0.5 seed=2'
for how in blocking polling; do
    said=$(says "$run" --faults "$gentle" -- "$scratch/exchange" $how)
    [[ $said == *"status 0" ]] || fail "exchange $how under $gentle: $said"
    [[ $said =~ 'rule 1 struck '([0-9]+)' times' && ${BASH_REMATCH[1]} -gt 10 ]] ||
        fail "the report on exchange $how: $said"
    [[ $said == *"  exchange read unix:"* ]] || fail "the report says where: $said"
    said=$(says "$run" --faults 'send interrupt; recv interrupt; send short=1' -- "$scratch/exchange" $how)
    [[ $said == *"status 0" ]] || fail "exchange $how under interruptions: $said"
done
said=$(says "$run" --faults 'recv delay=1ms nth=2; recv short=1' -- "$scratch/exchange" blocking)
[[ $said == *"rule 1 struck 1 time:"*"status 0" ]] || fail "a delay: $said"
said=$(says "$run" --faults 'send lose nth=5; send double nth=7; recv lose nth=3' -- "$scratch/exchange" messages)
[[ $said == *"99 messages"*"status 0" ]] || fail "lost and doubled messages: $said"
said=$(says "$run" --faults 'send error=ECONNRESET nth=3' -- "$scratch/exchange")
[[ $said == *"Connection reset by peer"*"status 1" ]] || fail "an error: $said"
said=$(says env --default-signal=PIPE "$run" --faults 'send error=EPIPE nth=3' -- "$scratch/exchange")
[[ $said == *"status 141" ]] || fail "EPIPE comes with its signal: $said"
for rule in 'send short=1' 'recv short=1' 'send truncate=2' 'recv truncate=2' 'send double' 'recv double' \
    'send lose' 'send delay=1us' 'recv delay=1us'; do
    said=$(says "$run" --faults "$rule" -- "$scratch/pointers")
    [[ $said == *"rule 1 struck "*"status 0" ]] || fail "messages that cannot be written to under $rule: $said"
    [[ $(grep -E 'mmsg.*(into|out), 2' <<<"$said") != *": "[0-9]* ]] || fail "what is said of them under $rule: $said"
done

# System calls by number are recorded, and the variants that take flags.
"$run" --json "$scratch/json" -- "$scratch/numbered" >"$scratch/said"
for name in accept4 connect epoll_pwait2 fcntl ioctl ppoll preadv2 pselect pwritev2 recvmmsg sendmsg splice; do
    grep -q "\"call\":\"$name\"" "$scratch/json" || fail "$name by its number is not seen"
done
said=$(says "$run" --faults 'recv short=1; send short=4 nth=1' -- "$scratch/numbered")
[[ $said == *$'pwritev2(s[0], out, 2, -1, 0): 4 \npreadv2(s[1], room, 2, -1, 0): 1 \na\n'*"SYS_preadv2, s[1], room, 2, -1L, 0, 0): 1 "* ]] ||
    fail "preadv2 that falls short: $said"

# Where connect is interrupted, the connection is made nevertheless.
compile connects -O1
for rule in 'connect interrupt nth=1' 'connect interrupt nth=2' 'connect interrupt nth=3' 'connect interrupt nth=4' \
    'connect interrupt' 'connect error=EINPROGRESS nth=1'; do
    for domain in tcp unix; do
        [[ "$domain $rule" == unix*EINPROGRESS* ]] && continue
        said=$(says "$run" --faults "$rule" -- "$scratch/connects" $domain)
        [[ $said == *"status 0" ]] || fail "connects $domain under $rule: $said"
    done
done

# A UNIX socket whose peer has read everything accepts bytes.
said=$(says "$run" --faults 'send error=EAGAIN' -- "$scratch/exchange" polling)
[[ $said == *"rule 1 struck 0 times"*"status 0" ]] || fail "EAGAIN of an empty socket: $said"
said=$(says "$run" --faults 'send error=EAGAIN' --deadline 50ms -- "$scratch/waits")
[[ $said == *"rule 1 struck 2 times:"*"status 0" ]] || fail "EAGAIN of a full socket: $said"

# On each socket a message is duplicated, although an earlier socket had the same descriptor number.
compile doubles -O1
same "messages that are received twice" "a a b b
a
a a b b
status 0" "$(says "$run" --faults 'recv double' -- "$scratch/doubles" | grep -v '^oxsock-run:')"

# As the system does, sendmmsg returns after a message that was sent in part.
said=$(says "$run" --faults 'send short=7 nth=2' -- "$scratch/many")
[[ $said == *$'3, 0): 2 \n 10 7 77 '*"rule 1 struck 1 time:"* ]] || fail "sendmmsg that falls short: $said"

# Each line of the log is valid JSON, with the call's result.
random='send short=2 chance=0.3 seed=11; recv short=5 chance=0.4 seed=5; recv interrupt chance=0.2 seed=3'
says "$run" --json "$scratch/json" --faults "$random" -- "$scratch/exchange" polling >/dev/null
if command -v python3 >/dev/null; then
    python3 - "$scratch/json" <<'PYTHON' || fail "the log as JSON"
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
sent = sum(l["result"] for l in lines if l["call"] == "send" and "result" in l)
read = sum(l["result"] for l in lines if l["call"] == "read" and "result" in l)
assert sent == read == 3000, (sent, read)
assert all(l["error"] == "EINTR" for l in lines if l.get("rule") == 3)
assert all(l["result"] <= 2 for l in lines if l.get("rule") == 1)
PYTHON
fi

# A deadline ends calls that would wait for ever, and no others.
same "waits.c under a deadline" "recv: -1 Connection timed out
read: -1 Connection timed out
recv with a limit of its own: -1 Resource temporarily unavailable
recv that does not wait: -1 Resource temporarily unavailable
an error that is not there: -1 Resource temporarily unavailable
splice of nothing: -1 Resource temporarily unavailable
accept: -1 Connection timed out
send: -1 Connection timed out
connect: -1 Connection timed out
status 0" "$(says "$run" --deadline 50ms -- "$scratch/waits")"
said=$(says "$run" --timeout 200ms -- "$scratch/waits")
[[ $said == *"status 124" ]] || fail "--timeout: $said"

# A sweep strikes each call once.
said=$(says "$run" --sweep 'recv error=ECONNRESET' -- "$scratch/exchange")
[[ $said == *"exit 1: oxsock-run --faults 'recv error=ECONNRESET nth=30' -- "*"30 runs, one for each call; 30 did not end with exit 0"*"status 1" ]] ||
    fail "a sweep: $said"
said=$(says "$run" --sweep 'recv interrupt' -- "$scratch/exchange")
[[ $said == *"30 runs, one for each call; 0 did not end with exit 0"*"status 0" ]] || fail "a sweep: $said"
said=$(ulimit -v 60000 && says "$run" --sweep 'recv interrupt' -- "$scratch/exchange")
[[ $said == *"30 runs, one for each call; 0 did not end with exit 0"*"status 0" ]] ||
    fail "a sweep keeps the memory of its runs: $said"

# oxsock-run ends as the program does, and passes on signals.
[[ $(says "$run" --log "$scratch/log" -- sh -c 'exit 7') == "status 7" ]] || fail "an exit status"
[[ $(says "$run" --log "$scratch/log" -- sh -c 'kill -TERM $$') == *"status 143" ]] || fail "a signal"
coproc "$run" --log "$scratch/log" -- sh -c 'trap "exit 9" USR1; echo ready; while :; do sleep 0.01; done'
child=$COPROC_PID
read -r line <&"${COPROC[0]}"
kill -USR1 "$child"
wait "$child"
same "a signal that is passed on" "ready 9" "$line $?"
journal=$("$run" --log "$scratch/log" -- sh -c 'ls "$OXSOCK_JOURNAL"')
[[ $journal == /*/journal && ! -e ${journal%/*} ]] || fail "a journal is left: $journal"

# Rules for one program, a range of calls, an endpoint, and names.
said=$(says "$run" --faults 'send exe=other error=EPERM; send exe=exchange short=1 nth=2' -- sh -c "'$scratch/exchange'")
[[ $said == *"rule 1 struck 0 times"*"rule 2 struck 1 time:"*"status 0" ]] || fail "exe=: $said"
said=$(says "$run" --faults 'send error=EPERM from=3600s; recv error=EPERM from=0s to=1us' -- "$scratch/exchange")
[[ $said == *"rule 1 struck 0 times"*"rule 2 struck 0 times"*"status 0" ]] || fail "from= and to=: $said"
said=$(says "$run" --faults 'send error=EPERM from=0s to=3600s' -- "$scratch/exchange")
[[ $said == *"rule 1 struck 1 time"*"status 1" ]] || fail "from= and to=: $said"
said=$(says "$run" --faults 'send error=EPERM peer=unix:/other' -- "$scratch/exchange")
[[ $said == *"rule 1 struck 0 times"*"status 0" ]] || fail "peer=: $said"
said=$(says "$run" --faults 'send error=EPERM peer=unix:' -- "$scratch/exchange")
[[ $said == *"Operation not permitted"*"rule 1 struck 1 time"*"status 1" ]] || fail "peer=: $said"
compile resolves -O1
for code in AGAIN FAIL NONAME; do
    said=$(says "$run" --faults "resolve error=EAI_$code" -- "$scratch/resolves")
    [[ $said == "EAI_$code"*"rule 1 struck 1 time"*"status 0" ]] || fail "resolve: $said"
done
[[ $(says "$run" --log "$scratch/log" -- "$scratch/resolves") == "0"*"status 0" ]] || fail "resolve"
grep -q 'getaddrinfo() = 0' "$scratch/log" || fail "the log of a look-up"
printf '# short reads\nrecv short=1   # each\n\nsend short=1\n' >"$scratch/rules"
said=$(says "$run" --rules "$scratch/rules" -- "$scratch/exchange")
[[ $said == *"rule 1 struck 3000 times: recv short=1"*"rule 2 struck "*"status 0" ]] || fail "--rules: $said"
:

# After a program has installed a seccomp filter the object does nothing in it, nor in what it
# executes.
compile sandbox -O1 -w
for how in prctl seccomp; do
    said=$(says "$run" --log "$scratch/log" --faults 'send short=1' -- "$scratch/sandbox" $how | tr -d '\0')
    [[ $said == "otwo"*"rule 1 struck 1 time:"*"status 0" ]] || fail "seccomp by $how: $said"
done
said=$(says "$run" --log "$scratch/log" -- "$scratch/sandbox" exec "$scratch/exchange")
[[ $said == "status 0" ]] || fail "a program that is executed by one that restricts itself: $said"

if command -v python3 >/dev/null; then
    # A rule counts a non-blocking connect once, when it begins.
    connects='
import socket
listener = socket.create_server(("127.0.0.1", 0))
for _ in range(3):
    s = socket.socket()
    s.setblocking(False)
    print(s.connect_ex(listener.getsockname()))'
    same "connects that do not wait" $'115\n111\n115\nstatus 0' \
        "$(says "$run" --faults 'connect error=ECONNREFUSED nth=2' -- python3 -c "$connects" |
            grep -v '^oxsock-run:')"
    # A send that connects is not counted where it has only begun to connect.
    sends='
import errno, select, socket
listener = socket.create_server(("127.0.0.1", 0))
for _ in range(3):
    s = socket.socket()
    s.setblocking(False)
    for _ in range(2):
        try:
            print(s.sendto(b"hello", socket.MSG_FASTOPEN, listener.getsockname()))
            break
        except OSError as error:
            print(errno.errorcode[error.errno])
            select.select([], [s], [])'
    if [[ $(python3 -c "$sends") == EINPROGRESS*5 ]]; then
        same "sends that connect" "EINPROGRESS
5
EPERM
EINPROGRESS
EINPROGRESS
5
status 0" "$(says "$run" --faults 'send error=EPERM nth=2' -- python3 -c "$sends" |
            grep -v '^oxsock-run:')"
    fi
fi
