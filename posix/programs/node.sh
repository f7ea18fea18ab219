random 500000 big
cat >server.js <<'JS'
const http = require("http"), fs = require("fs"), net = require("net");
http.createServer((request, response) => fs.createReadStream("big").pipe(response)).listen(7024, "127.0.0.1");
net.createServer(socket => socket.pipe(socket)).listen(7025, "127.0.0.1");
JS
cat >client.js <<'JS'
const http = require("http"), net = require("net"), dgram = require("dgram"), crypto = require("crypto"), fs = require("fs");
const hash = stream => new Promise(done => { const h = crypto.createHash("sha256"); stream.on("data", d => h.update(d)).on("end", () => done(h.digest("hex"))); });
(async () => {
    console.log(await new Promise(done => http.get("http://127.0.0.1:7024/", r => done(hash(r)))));
    const socket = net.connect(7025, "127.0.0.1"), echoed = hash(socket);
    fs.createReadStream("big").pipe(socket);
    console.log(await echoed);
    const server = dgram.createSocket("udp4"), client = dgram.createSocket("udp4");
    server.on("message", (m, from) => server.send(m, from.port, from.address));
    server.bind(0, "127.0.0.1", () => {
        client.send("datagram", server.address().port, "127.0.0.1");
        client.on("message", m => { console.log(String(m)); server.close(); client.close(); });
    });
})();
JS
serve node server.js
until_open 7024
until_open 7025
over node client.js
over curl -sS http://127.0.0.1:7024/ | sha256sum
