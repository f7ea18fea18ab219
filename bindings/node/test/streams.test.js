// Streams and servers, and the protocols of Node.js over them.
'use strict'

const assert = require('assert')
const http = require('http')
const http2 = require('http2')
const net = require('net')
const tls = require('tls')
const { pipeline } = require('stream/promises')
const { Transform } = require('stream')
const test = require('node:test')
const oxsock = require('oxsock')
const { pair, streams, fails, textOf, once, SOON } = require('./support')

async function serving (t, listener, endpoint = 'tcp://127.0.0.1:0') {
  const server = oxsock.createServer(listener)
  await server.listen(endpoint)
  t.after(() => { server.close(); server.closeAllConnections() })
  return server
}

test('all that is written is read, and then the end', async (t) => {
  const [client, server] = await streams(t)
  const chunk = Buffer.alloc(100000, 'x')
  for (let i = 0; i < 50; i++) client.write(chunk)
  client.end('end')
  const text = await textOf(server)
  assert.strictEqual(text.length, 5000003)
  assert(text.endsWith('xend'))
  assert.deepStrictEqual([client.bytesWritten, server.bytesRead], [5000003, 5000003])
})

test('corked writes of more pieces than one call takes', async (t) => {
  const [client, server] = await streams(t)
  client.cork()
  for (let i = 0; i < 5000; i++) client.write(`${i},`)
  client.write('')
  client.uncork()
  client.end()
  const text = await textOf(server)
  assert.strictEqual(text, Array.from({ length: 5000 }, (_, i) => `${i},`).join(''))
})

test('what is not read is not taken from the other end', async (t) => {
  const [client, server] = await streams(t)
  const chunk = Buffer.alloc(1 << 16)
  let written = 0
  while (client.writableLength < 1 << 20 && written < 1 << 28) {
    client.write(chunk)
    written += chunk.length
    await new Promise(setImmediate)
  }
  assert(written < 1 << 28, 'there is no back pressure')
  assert(server.readableLength <= 1 << 19, `${server.readableLength} bytes are held`)
  client.end()
  let read = 0
  for await (const data of server) read += data.length
  assert.strictEqual(read, written)
})

test('pieces that are kept stay as they were', async (t) => {
  const [client, server] = await streams(t)
  const kept = []
  const done = (async () => { for await (const data of server) kept.push(data) })()
  for (let i = 0; i < 300; i++) {
    client.write(Buffer.alloc(1000, i))
    if (i % 10 === 0) await new Promise(setImmediate)
  }
  client.end()
  await done
  const all = Buffer.concat(kept)
  for (let i = 0; i < 300; i++) assert(all.subarray(1000 * i, 1000 * i + 1000).every((byte) => byte === i % 256))
})

test('half of a connection stays open if that is wanted', async (t) => {
  const [client, server] = await streams(t, { allowHalfOpen: true })
  client.end('question')
  assert.strictEqual(await textOf(server), 'question')
  assert.strictEqual(server.readyState, 'writeOnly')
  server.end('answer')
  assert.strictEqual(await textOf(client), 'answer')
})

test('a reset is an error of the stream', async (t) => {
  const [client, server] = await streams(t)
  const failed = once(server, 'error')
  server.resume()
  client.resetAndDestroy()
  assert.strictEqual((await failed)[0].code, 'ECONNRESET')
})

test('destroying ends what is being written', async (t) => {
  const [client] = await streams(t)
  client.on('error', () => {})
  const written = new Promise((resolve) => client.write(Buffer.alloc(1 << 26), resolve))
  client.destroy(new Error('on purpose'))
  assert((await written) instanceof Error)
  assert(client.socket.closed)
})

test('no traffic for a while is a timeout', async (t) => {
  const [client, server] = await streams(t)
  const late = once(client, 'timeout')
  client.setTimeout(10)
  await late
  assert.strictEqual(client.timeout, 10)
  client.setTimeout(0)
  server.end()
})

test('addresses and options as those of net.Socket', async (t) => {
  const [client, server] = await streams(t)
  assert.deepStrictEqual([client.remoteAddress, client.remotePort, client.remoteFamily],
    ['127.0.0.1', server.localPort, 'IPv4'])
  assert.deepStrictEqual(client.address(), { address: '127.0.0.1', family: 'IPv4', port: server.remotePort })
  client.setNoDelay(false)
  assert.strictEqual(client.socket.optionGet('tcp.nodelay'), 0)
  client.setKeepAlive(true, 5000)
  assert.strictEqual(client.socket.optionGet('tcp.keepalive.idle'), 5)
  assert.strictEqual(client.peer, server.local)
  client.destroy()
  assert.strictEqual(client.remoteAddress, '127.0.0.1')
})

test('connecting by a stream, and its failures', async (t) => {
  const server = await serving(t, (stream) => stream.pipe(stream))
  const client = oxsock.connect(server.local, { timeout: SOON })
  assert.strictEqual(client.readyState, 'opening')
  client.end('written before it is connected')
  assert.strictEqual(await textOf(client), 'written before it is connected')
  const [refused] = await once(oxsock.connect('tcp://127.0.0.1:1'), 'error')
  assert.strictEqual(refused.code, 'ECONNREFUSED')
  const abort = new AbortController()
  const aborted = once(oxsock.connect(server.local, { signal: abort.signal }), 'error')
  abort.abort()
  assert.strictEqual((await aborted)[0].code, 'ABORT_ERR')
  const destroyed = oxsock.connect(server.local).on('error', assert.fail)
  destroyed.destroy()
  await once(destroyed, 'close')
})

test('a server is iterated over', async () => {
  const server = oxsock.createServer()
  await server.listen('unix:')
  const client = oxsock.connect(server.local)
  for await (const stream of server) {
    stream.end('to whoever comes')
    server.close()
  }
  assert.strictEqual(await textOf(client), 'to whoever comes')
  if (server.connections > 0) await once(server, 'close')
})

test('closing a server waits for its connections', async (t) => {
  const server = await serving(t, (stream) => stream.resume())
  const client = oxsock.connect(server.local)
  await once(server, 'connection')
  const closed = once(server, 'close')
  server.close()
  assert.strictEqual(server.listening, false)
  assert.strictEqual(server.connections, 1)
  client.end()
  client.resume()
  await closed
  await fails(new Promise((resolve, reject) => server.close((error) => error ? reject(error) : resolve())), 'ECANCELED')
})

test('a server listens once, and after a failure again', async (t) => {
  const server = oxsock.createServer()
  await fails(server.listen('tcp://127.0.0.1:99999'), 'EINVAL')
  await server.listen('unix:')
  await assert.rejects(server.listen('unix:'), { message: 'The server listens already' })
  let closed = 0
  server.on('close', () => closed++)
  const client = oxsock.connect(server.local)
  for await (const stream of server) {
    server.close()
    stream.destroy() // right after it was accepted
  }
  await once(client.resume(), 'close')
  await new Promise(setImmediate)
  assert.strictEqual(closed, 1)
})

test('a server without descriptors goes on when there are some', async (t) => {
  const rule = new oxsock.Fault('accept error=EMFILE nth=1')
  t.after(() => oxsock.Fault.removeAll())
  const server = await serving(t, (stream) => stream.end('hello'))
  assert.strictEqual(await textOf(oxsock.connect(server.local)), 'hello')
  assert.strictEqual(rule.count, 1)
})

test('a pipeline', async (t) => {
  const server = await serving(t, (stream) => {
    const louder = new Transform({ transform: (data, _, done) => done(null, data.toString().toUpperCase()) })
    pipeline(stream, louder, stream).catch(assert.fail)
  })
  const client = oxsock.connect(server.local, { allowHalfOpen: true })
  client.end('hello')
  assert.strictEqual(await textOf(client), 'HELLO')
})

test('HTTP over it, both ends', async (t) => {
  const web = http.createServer(async (request, response) => {
    response.end(`${request.method} ${request.url} of ${await textOf(request)}`)
  })
  const server = await serving(t, (stream) => web.emit('connection', stream))
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
  agent.createConnection = () => oxsock.connect(server.local)
  const ask = (i) => new Promise((resolve, reject) => {
    const request = http.request({ agent, method: 'POST', path: `/${i}` }, (answer) => resolve(textOf(answer)))
    request.on('error', reject).end('x'.repeat(i * 1000))
  })
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(i)))
  answers.forEach((answer, i) => assert.strictEqual(answer, `POST /${i} of ${'x'.repeat(i * 1000)}`))
  assert(server.connections <= 4, 'connections are not kept')
  agent.destroy()
})

test('HTTP/2 over it, both ends', async (t) => {
  const web = http2.createServer((request, response) => response.end(`you asked for ${request.url}`))
  const server = await serving(t, (stream) => web.emit('connection', stream))
  const client = http2.connect('http://here', { createConnection: () => oxsock.connect(server.local) })
  assert.strictEqual(await textOf(client.request({ ':path': '/this' })), 'you asked for /this')
  client.close()
})

test('TLS over it, both ends', async (t) => {
  const psk = Buffer.alloc(32, 'a key that both know, and no certificate')
  const options = { ciphers: 'PSK+HIGH', maxVersion: 'TLSv1.2', checkServerIdentity: () => {} }
  const secret = tls.createServer({ ...options, pskCallback: () => psk }, (stream) => stream.end('a secret'))
  const server = await serving(t, (stream) => secret.emit('connection', stream))
  const pskCallback = () => ({ psk, identity: 'me' })
  const client = tls.connect({ ...options, pskCallback, socket: oxsock.connect(server.local) })
  assert.strictEqual(await textOf(client), 'a secret')
})

test('HTTP asked by module net, and its timeouts', async (t) => {
  const web = http.createServer((_, response) => response.end('hello'))
  web.keepAliveTimeout = 10
  const server = await serving(t, (stream) => web.emit('connection', stream))
  const client = net.connect(server.address().port, '127.0.0.1')
  client.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n')
  assert.match(await textOf(client), /hello$/) // ends because the server ends it
})

test('datagrams and sequenced packets are not mixed up by a stream', async (t) => {
  const [a, b] = pair(t, oxsock.constants.SOCK_SEQPACKET).map((s) => new oxsock.Stream(s))
  a.write('one')
  a.end('two')
  assert.strictEqual(await textOf(b), 'onetwo')
})
