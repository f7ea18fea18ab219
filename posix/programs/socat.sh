random 300000 big
serve socat -u TCP-LISTEN:7008,bind=127.0.0.1,reuseaddr CREATE:received
until_open 7008
over socat -u OPEN:big TCP:127.0.0.1:7008,retry=20,interval=0.1
wait "${servers[0]}"
sha256sum <received
serve socat UNIX-LISTEN:"$PWD/s",fork EXEC:'tr a-z A-Z'
until_there s
for i in one two three; do echo "$i" | over socat - UNIX-CONNECT:"$PWD/s"; done
serve socat UDP4-RECVFROM:7009,bind=127.0.0.1,fork EXEC:cat
serve socat TCP-LISTEN:7010,bind=127.0.0.1,fork,reuseaddr TCP:127.0.0.1:7011
serve socat TCP-LISTEN:7011,bind=127.0.0.1,fork,reuseaddr EXEC:cat
until_open 7010
until_open 7011
over socat -t 30 - TCP:127.0.0.1:7010 <big | sha256sum
for i in one two three; do echo "$i" | over socat -t 10 - UDP4:127.0.0.1:7009; done
