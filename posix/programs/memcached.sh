serve memcached -u nobody -l 127.0.0.1 -p 7003 -t 4
until_open 7003
random 400000 big
over memccp --servers=127.0.0.1:7003 big
over memccat --servers=127.0.0.1:7003 big | head -c 400000 | sha256sum
over memccat --binary --servers=127.0.0.1:7003 big | head -c 400000 | sha256sum
over memcslap --servers=127.0.0.1:7003 --concurrency=4 --execute-number=200 --test=set | grep -o 'Threads.*took' 
echo "slap ${PIPESTATUS[0]}"
over memcstat --servers=127.0.0.1:7003 | grep -w version | wc -l
