serve redis-server --port 7001 --bind 127.0.0.1 --save '' --unixsocket "$PWD/redis.sock" --io-threads 2
until_open 7001
random 300000 big
over redis-cli -p 7001 -x set big <big
over redis-cli -p 7001 get big | head -c 300000 | sha256sum
over redis-cli -s "$PWD/redis.sock" eval 'for i = 1, 5000 do redis.call("rpush", "list", i) end return #redis.call("lrange", "list", 0, -1)' 0
for ((i = 0; i < 2000; i++)); do echo "set key$i value$i"; done | over redis-cli -p 7001 --pipe | grep -o 'errors.*'
over redis-cli -p 7001 dbsize
over redis-benchmark -p 7001 -n 2000 -c 10 -P 4 -t set,get,lrange_100 -q >benchmark.log
echo "benchmark $?"
serve redis-server --port 7002 --bind 127.0.0.1 --save '' --replicaof 127.0.0.1 7001 --repl-diskless-sync yes --repl-diskless-sync-delay 0
until_open 7002
for ((i = 0; i < 400; i++)); do
    [[ $(redis-cli -p 7002 dbsize) == "$(redis-cli -p 7001 dbsize)" ]] && break
    sleep 0.05
done
over redis-cli -p 7002 get big | head -c 300000 | sha256sum
