serve iperf3 -s -p 7007
until_open 7007
for how in "" -R "-P 3" "-u -b 5M" "-Z"; do
    over iperf3 -c 127.0.0.1 -p 7007 -n 300K $how >client.log
    echo "$how: $?, $(grep -c 'receiver' client.log)"
done
