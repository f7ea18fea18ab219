# oxsock-run is killed: what remains. Part of run.sh.

compile outlives -O1

# Start it with a pipe to and from the program. Sets the process ids of both, and the journal's
# path.
begin() {
    coproc "$run" --log "$scratch/log" -- sh -c 'echo "$OXSOCK_JOURNAL"; exec "$0"' "$scratch/outlives"
    started=$COPROC_PID
    exec {from}<&"${COPROC[0]}" {to}>&"${COPROC[1]}"
    read -r -t 20 journal <&"$from" && read -r -t 20 outlives <&"$from" || fail "outlives does not start"
}

begin
{ kill -KILL "$started" && wait "$started"; } 2>/dev/null # bash tells of it there
[[ -e $journal ]] || fail "the journal of a killed oxsock-run: the test does not see it"
echo >&"$to"
read -r -t 20 line <&"$from"
same "the program goes on when its oxsock-run is killed" "done" "$line"
kill "$outlives" 2>/dev/null # if it does not
left=$journal

begin # with a journal that is in use
[[ ! -e ${left%/*} ]] || fail "the journal of a killed oxsock-run is left: $left"
"$run" --log "$scratch/other" -- true
[[ -e $journal ]] || fail "a journal that is in use is removed"
echo >&"$to"
wait "$started"
[[ $(wc -l <"$scratch/log") -gt 40000 ]] || fail "the log of a run beside which others were"
