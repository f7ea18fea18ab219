# Where a program draws conclusions from a socket's events, rules do only what a network could do.
# Part of run.sh.

compile edges -O1

struck_and_whole() { # TIMES RULE WAY DOMAIN : the rule strikes so often, and everything arrives
    said=$(says "$run" --faults "$2" -- "$scratch/edges" "${@:3}")
    [[ $said == *"rule 1 struck $1 time"*"status 0" ]] || fail "edges ${*:3} under $2: $said"
}
for domain in tcp unix; do
    for way in read vfork dup write end hangup polled peeked counted; do
        said=$(says "$scratch/edges" $way $domain)
        [[ $said == *"status 0" ]] || fail "edges $way $domain natively: $said"
    done
done

# TCP reports its events again for the bytes that a rule leaves.
struck_and_whole 143 'recv short=7' read tcp
struck_and_whole 143 'send short=7' write tcp
struck_and_whole 1 'recv error=EAGAIN nth=1' read tcp
struck_and_whole 1 'send error=EAGAIN nth=1' write tcp

# Where that is impossible, the rule does not strike.
for way in read vfork dup; do
    struck_and_whole 0 'recv short=7' $way unix
done
struck_and_whole 0 'send short=7' write unix
struck_and_whole 0 'recv error=EAGAIN nth=1' read unix
struck_and_whole 0 'send error=EAGAIN nth=1' write unix
struck_and_whole 0 'recv error=EAGAIN nth=1' read udp
struck_and_whole 0 'accept error=EAGAIN nth=1' accept tcp

# Nor does it strike where the program has been told how many bytes are there,
for domain in tcp unix udp; do
    if [[ $domain != udp ]]; then
        struck_and_whole 0 'recv short=7 nth=2' peeked $domain
        struck_and_whole 0 'recv short=7' counted $domain
    fi
    struck_and_whole 0 'recv error=EAGAIN nth=2' peeked $domain
    struck_and_whole 0 'recv error=EAGAIN' counted $domain
done
struck_and_whole 0 'recv lose nth=2' peeked udp

# or that it has all of them.
for domain in tcp unix; do
    for way in end hangup polled; do
        struck_and_whole 0 'recv short=7' $way $domain
    done
done
