random 500000 big
python3 -m http.server 7019 --bind 127.0.0.1 >/dev/null 2>&1 &
servers+=($!)
cat >haproxy.cfg <<CONF
global
    nbthread 2
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
frontend web
    bind 127.0.0.1:7020
    default_backend web
backend web
    server one 127.0.0.1:7019 check inter 200
listen raw
    mode tcp
    bind 127.0.0.1:7021
    server one 127.0.0.1:7019
CONF
until_open 7019
serve haproxy -db -f "$PWD/haproxy.cfg"
until_open 7020
over curl -sS http://127.0.0.1:7020/big | sha256sum
over curl -sS http://127.0.0.1:7021/big | sha256sum
over curl -sS -o /dev/null -w '%{http_code}\n' http://127.0.0.1:7020/none
