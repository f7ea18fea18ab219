random 300000 big
serve nc.openbsd -l -N 127.0.0.1 7012
until_open 7012
over nc.openbsd -N 127.0.0.1 7012 <big
wait "${servers[0]}"
sha256sum <server.out
over nc.openbsd -z 127.0.0.1 7013
echo "closed $?"
serve nc.openbsd -lU "$PWD/s"
until_there s
echo "by path" | over nc.openbsd -NU "$PWD/s"
wait "${servers[1]}"
grep 'by path' server.out
