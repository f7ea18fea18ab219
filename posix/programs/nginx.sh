random 2000000 big
mkdir -p logs
cat >nginx.conf <<CONF
worker_processes 2; daemon off; pid $PWD/nginx.pid; error_log $PWD/error.log;
user root;
events { worker_connections 256; }
http {
    access_log off; sendfile on; root $PWD;
    client_body_temp_path $PWD/body; proxy_temp_path $PWD/proxy; fastcgi_temp_path $PWD/fast;
    uwsgi_temp_path $PWD/uwsgi; scgi_temp_path $PWD/scgi;
    server { listen 127.0.0.1:7004; location / { } location /proxied/ { proxy_pass http://127.0.0.1:7005/; } }
    server { listen 127.0.0.1:7005; sendfile off; }
}
CONF
serve nginx -c "$PWD/nginx.conf"
until_open 7004
over curl -sS http://127.0.0.1:7004/big | sha256sum
over curl -sS http://127.0.0.1:7004/proxied/big | sha256sum
over curl -sS -r 1000-1999 http://127.0.0.1:7005/big | sha256sum
over curl -sS -o /dev/null -w '%{http_code}\n' http://127.0.0.1:7004/none
over curl -sS --parallel -o '/dev/null' -o /dev/null -o /dev/null http://127.0.0.1:7004/nginx.conf http://127.0.0.1:7004/big http://127.0.0.1:7005/big
echo "curl $?"
over wrk -t 2 -c 10 -d 1s http://127.0.0.1:7004/nginx.conf >wrk.log
grep -c 'requests in' wrk.log
grep -E 'Socket errors|Non-2xx' wrk.log
