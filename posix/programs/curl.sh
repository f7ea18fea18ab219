# With the web server of Python's library: uploads, downloads, keep-alive.
random 500000 big
cat >server.py <<'PY'
import http.server, hashlib
class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        text = hashlib.sha256(body).hexdigest().encode() + b"\n"
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
http.server.ThreadingHTTPServer(("127.0.0.1", 7006), Handler).serve_forever()
PY
serve python3 server.py
until_open 7006
over curl -sS http://127.0.0.1:7006/big http://127.0.0.1:7006/big | sha256sum
over curl -sS --data-binary @big http://127.0.0.1:7006/
over curl -sS -H 'Expect:' --data-binary @big http://127.0.0.1:7006/
over curl -sS http://127.0.0.1:7099/ 2>/dev/null
echo "refused $?"
