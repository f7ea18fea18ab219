random 1000000 big
cat >lighttpd.conf <<CONF
server.document-root = "$PWD"
server.port = 7022
server.bind = "127.0.0.1"
server.modules = ("mod_cgi")
cgi.assign = (".cgi" => "/bin/sh")
CONF
printf 'printf "Content-Type: text/plain\\r\\n\\r\\n"; cat %s/big\n' "$PWD" >script.cgi
serve lighttpd -D -f "$PWD/lighttpd.conf"
until_open 7022
over curl -sS http://127.0.0.1:7022/big | sha256sum
over curl -sS http://127.0.0.1:7022/script.cgi | sha256sum
over curl -sS -o /dev/null -w '%{http_code}\n' http://127.0.0.1:7022/none
