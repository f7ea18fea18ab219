random 100000 big
printf 'listener 7023 127.0.0.1\nallow_anonymous true\nuser root\n' >mosquitto.conf
serve mosquitto -c "$PWD/mosquitto.conf"
until_open 7023
for i in 1 2 3 4 5; do
    over mosquitto_pub -h 127.0.0.1 -p 7023 -q 2 -r -t "topic/$i" -m "message $i"
done
over mosquitto_sub -h 127.0.0.1 -p 7023 -q 2 -t 'topic/#' -C 5 -W 20 | sort
over mosquitto_pub -h 127.0.0.1 -p 7023 -q 1 -r -t big -f big
over mosquitto_sub -h 127.0.0.1 -p 7023 -q 1 -t big -C 1 -W 20 -N | sha256sum
