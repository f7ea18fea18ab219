# The same rules, seed and single-threaded program make the same log, except for times, process ids,
# and ports that the system has chosen. Part of run.sh.

normal() { # FILTER...
    "$@" <"$scratch/json" | sed -E 's/"(time|took|pid|tid)":[0-9]+,?//g; s/"local":"tcp:[^"]*"/"local":"tcp"/'
}
same_log() { # FILTER... : of what is in `command`, 100 times
    local first='' i
    for ((i = 0; i < 100; i++)); do
        "$run" --json "$scratch/json" --faults "$random" -- "${command[@]}" >"$scratch/said" 2>&1 </dev/null
        [[ -n $first ]] || first=$(normal "$@")
        [[ $(normal "$@") == "$first" ]] || { fail "run $i of ${command[0]} has another log" && break; }
    done
    [[ $first == *'"rule":'*'"delayed_by":'* ]] || fail "the log of ${command[0]}: $first"
}
random='send short=2 chance=0.3 seed=11; recv short=500 chance=0.4 seed=5; recv delay=100us chance=0.2 seed=3'

command=("$scratch/exchange" polling)
same_log cat

# The server sends its whole answer at once, so that the client's calls do not depend on timing.
server='
import socket
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    s, _ = listener.accept()
    asked = b""
    while not asked.endswith(b"\r\n\r\n"):
        asked += s.recv(4096)
    s.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + b"x" * 3000)
    while s.recv(1):
        pass
    s.close()'
if command -v python3 >/dev/null; then
    coproc python3 -c "$server"
    child=$COPROC_PID
    read -r port <&"${COPROC[0]}"
    command=(python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/').read()")
    same_log cat
    # curl calls poll until the answer comes; how often depends on timing.
    command=(curl -s "http://127.0.0.1:$port/")
    command -v curl >/dev/null && same_log grep -v '"call":"poll"'
    kill "$child"
    wait "$child" 2>/dev/null
fi
:
