// Each call has the same effect through the binding as in C.
'use strict'

const assert = require('assert')
const fs = require('fs')
const os = require('os')
const path = require('path')
const test = require('node:test')
const oxsock = require('oxsock')
const { pair, receives, fails, SOON } = require('./support')

const { Address, constants } = oxsock
const { AF_INET, SOCK_STREAM, SOCK_DGRAM, SOL_SOCKET, SO_KEEPALIVE, SHUT_WR, MSG_DONTWAIT } = constants

test('a stream by addresses of the system', async () => {
  const any = new Address('tcp://127.0.0.1:0').toSockaddr()
  const listener = oxsock.socket(AF_INET, SOCK_STREAM)
  listener.bind(any)
  listener.listen(4)
  const client = oxsock.socket(AF_INET, SOCK_STREAM)
  await client.connect(listener.getsockname())
  assert.deepStrictEqual(client.getpeername(), listener.getsockname())
  const { socket: server, sockaddr } = await listener.acceptFrom()
  assert.deepStrictEqual(sockaddr, client.getsockname())
  assert.strictEqual(await client.write('abc'), 3)
  const room = Buffer.alloc(16)
  assert.strictEqual(await server.read(room), 3)
  assert.strictEqual(room.toString('latin1', 0, 3), 'abc')
  assert.strictEqual(await server.read(Buffer.alloc(0)), 0)
  assert.strictEqual(client.sockatmark(), false)
  assert.strictEqual(client.available(), 0)
  client.shutdown(SHUT_WR)
  assert.strictEqual(await server.read(room), 0)
  for (const s of [listener, client, server]) s.close()
  await fails(client.write('x'), 'ECANCELED')
  assert.throws(() => client.listen(1), { code: 'EBADF', syscall: 'listen' })
})

test('options and flags', (t) => {
  const [s] = pair(t)
  s.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1)
  assert.strictEqual(s.getsockopt(SOL_SOCKET, SO_KEEPALIVE), 1)
  s.setsockopt(SOL_SOCKET, SO_KEEPALIVE, Buffer.alloc(4))
  assert.strictEqual(s.getsockopt(SOL_SOCKET, SO_KEEPALIVE, 4).length, 4)
  assert.strictEqual(s.fcntl(constants.F_GETFD), constants.FD_CLOEXEC)
  assert.strictEqual(s.type, SOCK_STREAM)
  s.optionSet('socket.keepalive', true)
  assert.strictEqual(s.optionGet('socket.keepalive'), 1)
  assert(oxsock.optionNames().includes('tcp.nodelay'))
  assert.throws(() => s.optionGet('socket.keepalivf'), ({ code, explanation }) =>
    code === 'ENOPROTOOPT' && explanation.includes('socket.keepalive') &&
    explanation === oxsock.explanation())
})

test('what is not given is not taken for nothing', async (t) => {
  const [a, b] = pair(t)
  const error = { name: 'TypeError' }
  for (const none of [undefined, null, 100, 'x', new ArrayBuffer(1)]) {
    for (const name of ['recv', 'read', 'recvfrom', 'recvfromAddress', 'recvAll', 'recvDescriptors']) {
      await assert.rejects(async () => b[name](none), error, `${name} ${none}`)
    }
    await assert.rejects(b.readv([none]), error)
    await assert.rejects(b.recvmsg({ buffers: [none] }), error)
    await assert.rejects(b.recvmmsg([none]), error)
    if (typeof none === 'string') continue
    for (const name of ['send', 'write', 'sendAll']) {
      await assert.rejects(async () => a[name](none), error, `${name} ${none}`)
    }
    await assert.rejects(a.writev([none]), error)
    await assert.rejects(async () => a.sendmsg({ buffers: [none] }), error)
  }
  for (const fd of [undefined, 1.5, 2 ** 32 + 1]) { // the last would be 1 if it were cut to 32 bits
    await assert.rejects(async () => a.sendDescriptors('x', [fd]), error)
  }
  assert.throws(() => a.optionSet('socket.keepalive', 'yes'), error)
  assert.throws(() => a.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 2 ** 40), error)
  assert.throws(() => a.listen(NaN), error)
  for (const when of [NaN, undefined, 'soon']) assert.throws(() => a.deadline(when), error)
  for (const timeout of [NaN, '5', -1]) {
    await assert.rejects(async () => oxsock.poll([{ socket: b, events: constants.POLLIN }], { timeout }), error)
  }
  for (const delimiter of ['', '\r\n', '\u00e4', undefined, NaN, 256]) {
    await assert.rejects(async () => b.recvUntil(Buffer.alloc(1), delimiter), error, `delimiter ${delimiter}`)
  }
  await fails(b.recv(Buffer.alloc(1), MSG_DONTWAIT), 'EAGAIN')
})

test('a message is not cut where it has too many pieces', async (t) => {
  const [a, b] = pair(t, SOCK_DGRAM)
  const pieces = Array(1025).fill('x')
  await fails(a.writev(pieces), 'EINVAL')
  await fails(a.sendmsg({ buffers: pieces }), 'EMSGSIZE')
  assert.strictEqual(await a.sendmsg({ buffers: pieces.slice(1) }), 1024)
  assert.strictEqual(await b.recv(Buffer.alloc(2000)), 1024)
})

test('addresses are compared by what they are', () => {
  const address = new Address('tcp://1.2.3.4:5')
  assert.deepStrictEqual(address, new Address('tcp://1.2.3.4:5'))
  assert.notDeepStrictEqual(address, new Address('tcp://1.2.3.4:6'))
})

test('a duplicate is another handle on the same socket', async (t) => {
  const [a, b] = pair(t)
  const other = oxsock.fromHandle(a.fcntl(constants.F_DUPFD_CLOEXEC))
  await other.send('x')
  other.close()
  await receives(b, 'x')
})

test('several pieces by one call', async (t) => {
  const [a, b] = pair(t)
  assert.strictEqual(await a.writev(['abc', Buffer.alloc(0), Buffer.from('def')]), 6)
  const two = [Buffer.alloc(2), Buffer.alloc(8)]
  assert.strictEqual(await b.readv(two), 6)
  assert.strictEqual(two[1].toString('latin1', 0, 4), 'cdef')
})

test('several messages by one call', async (t) => {
  const [a, b] = pair(t, SOCK_DGRAM)
  assert.strictEqual(await a.sendmmsg(['one', Buffer.from('three')]), 2)
  const came = await b.recvmmsg([1, 2, 3].map(() => Buffer.alloc(4)))
  assert.deepStrictEqual(came.map(({ data }) => data.toString()), ['one', 'thre'])
  assert.strictEqual(came[1].flags & constants.MSG_TRUNC, constants.MSG_TRUNC)
})

test('several messages with addresses', async (t) => {
  const servers = await Promise.all([0, 1].map(() => oxsock.listenOn('udp://127.0.0.1:0')))
  const client = await oxsock.listenOn('udp://127.0.0.1:0')
  t.after(() => [client, ...servers].forEach((s) => s.close()))
  const messages = servers.map((s, i) => ({ data: `to ${i}`, to: new Address(s.local()) }))
  assert.strictEqual(await client.sendmmsg(messages), 2)
  for (const [i, s] of servers.entries()) {
    const [{ data, sockaddr }] = await s.recvmmsg([Buffer.alloc(16)])
    assert.strictEqual(data.toString(), `to ${i}`)
    assert.strictEqual(Address.fromSockaddr(SOCK_DGRAM, sockaddr).text, client.local())
  }
})

test('messages with control messages', async (t) => {
  const [a, b] = pair(t, SOCK_DGRAM)
  const { SOL_SOCKET, SCM_RIGHTS } = constants
  const control = Buffer.alloc(24) // a struct cmsghdr, and a descriptor
  control.writeUInt8(20)
  control.writeUInt8(SOL_SOCKET, 8)
  control.writeUInt8(SCM_RIGHTS, 12)
  control.writeInt32LE(a.fd(), 16)
  assert.strictEqual(await a.sendmsg({ buffers: ['wi', 'th'], control }), 4)
  const buffers = [Buffer.alloc(2), Buffer.alloc(8)]
  const came = await b.recvmsg({ buffers, control: Buffer.alloc(64), sockaddr: Buffer.alloc(110) })
  assert.strictEqual(came.length, 4)
  assert.strictEqual(buffers[1].toString('latin1', 0, 2), 'th')
  const adopted = oxsock.adopt(came.control.readInt32LE(16))
  await adopted.send('x')
  await receives(b, 'x')
  adopted.close()
})

test('datagrams by address', async (t) => {
  const server = oxsock.socket(AF_INET, SOCK_DGRAM)
  const client = oxsock.socket(AF_INET, SOCK_DGRAM)
  t.after(() => [server, client].forEach((s) => s.close()))
  server.bindAddress(new Address('udp://127.0.0.1:0'))
  const to = new Address(server.local())
  await client.sendtoAddress('ask', 0, to)
  const room = Buffer.alloc(16)
  const { length, sender } = await server.recvfromAddress(room)
  assert.strictEqual(room.toString('latin1', 0, length), 'ask')
  await server.sendto('tell', 0, sender.toSockaddr())
  const back = await client.recvfrom(room)
  assert.strictEqual(room.toString('latin1', 0, back.length), 'tell')
  assert(Address.fromSockaddr(SOCK_DGRAM, back.sockaddr).equals(to))
  await client.connectAddress(to)
  assert.strictEqual(client.peer(), to.text)
  await client.send('one more')
  for await (const { data, sender } of server.datagrams()) {
    assert.strictEqual(`${data} of ${sender}`, `one more of ${client.local()}`)
    server.close() // ends the iteration
  }
})

test('addresses', () => {
  const address = new Address('tcp://[::1]:80')
  assert.deepStrictEqual([address.family, address.type, address.port, `${address}`],
    [constants.AF_INET6, SOCK_STREAM, 80, 'tcp://[::1]:80'])
  assert(address.equals(new Address('[::1]:80')) && !address.equals(new Address('[::1]:81')))
  assert(new Address().isEmpty && new Address().text === '')
  assert.throws(() => new Address('tcp://127.0.0.1:99999'), ({ code, explanation, message }) =>
    code === 'EINVAL' && explanation.startsWith('port 99999') && message.includes(explanation))
  assert.throws(() => new Address('tcp://127.0.0.1:80\0'), { name: 'TypeError' })
  assert.strictEqual(oxsock.endpointPath('run/50%'), 'unix:run/50%25')
})

test('whole transfers', async (t) => {
  const [a, b] = pair(t)
  const much = Buffer.alloc(10000000, 'x') // more than the buffers hold
  const sent = a.sendAll(much)
  const all = Buffer.alloc(much.length)
  assert.strictEqual(await b.recvAll(all), all.length)
  assert.strictEqual(await sent, much.length)
  assert(all.equals(much))
  await a.send('line\nmore')
  assert.strictEqual(await b.recvUntil(all, '\n'), 5)
  await receives(b, 'more')
  await a.send('part')
  a.shutdown(SHUT_WR)
  await assert.rejects(b.recvAll(all), { code: 'ENODATA', moved: 4 })
})

// An open file with this content and without a name.
async function fileOf (content) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'oxsock-'))
  const name = path.join(directory, 'f')
  fs.writeFileSync(name, content)
  const file = await fs.promises.open(name)
  fs.rmSync(directory, { recursive: true })
  return file
}

test('a file is sent, and its position moves', async (t) => {
  const [a, b] = pair(t)
  const content = Buffer.from(Array.from({ length: 3000010 }, (_, i) => i % 251))
  const file = await fileOf(content)
  t.after(() => file.close())
  const room = Buffer.alloc(3000000)
  const got = b.recvAll(room)
  assert.strictEqual(await a.sendFile(file, { length: room.length }), room.length)
  await got
  assert(room.equals(content.subarray(0, room.length)), 'what came is not what is in the file')
  await a.sendFile(file.fd, { offset: 65, length: 3 })
  await receives(b, 'ABC')
  const { buffer } = await file.read(Buffer.alloc(10), 0, 10, null)
  assert(buffer.equals(content.subarray(room.length)), 'the position of the file has not moved')
  await assert.rejects(a.sendFile(file, { offset: 1e12, length: 1 }), { code: 'ENODATA', moved: 0 })
  await fails(a.sendFile(12345), 'EBADF')
})

test('the timeout of sending a file is one for all of it', async (t) => {
  const [a, b] = pair(t)
  const file = await fileOf(Buffer.alloc(10000000))
  t.after(() => file.close())
  const sent = a.sendFile(file, { timeout: 100 })
  const room = Buffer.alloc(65536)
  const reader = setInterval(() => b.recv(room).catch(() => {}), 5) // so that no single wait is long
  t.after(() => clearInterval(reader))
  await assert.rejects(sent, ({ code, moved }) => code === 'ETIMEDOUT' && moved > 0)
})

test('descriptors and handles over a UNIX socket', async (t) => {
  const [a, b] = pair(t)
  const room = Buffer.alloc(8)
  await a.sendDescriptors('d', [a.fd()])
  const { length, fds } = await b.recvDescriptors(room)
  assert.deepStrictEqual([length, fds.length], [1, 1])
  const adopted = oxsock.adopt(fds[0])
  assert.throws(() => oxsock.adopt(fds[0]), { code: 'EBUSY' })
  fs.closeSync(adopted.release())
  await a.sendHandles('h', [a])
  const { sockets: [other] } = await b.recvHandles(room)
  await other.send('z')
  await receives(b, 'z')
  other.close()
  assert.strictEqual(a.peerCredentials().pid, process.pid)
})

test('arrivals and error reports', async (t) => {
  const server = await oxsock.listenOn('udp://127.0.0.1:0')
  const client = await oxsock.dial(server.local())
  t.after(() => client.close())
  const room = Buffer.alloc(16)
  server.arrivals()
  await client.send('?')
  const { arrival } = await server.recvArrival(room)
  assert(arrival.ttl > 0 && arrival.time > 0n && !arrival.cutOff)
  assert.strictEqual(arrival.sender.text, client.local())
  await server.sendReply('!', arrival)
  await receives(client, '!')
  client.errorReports()
  assert.strictEqual(client.recvError(room), null)
  server.close()
  await client.send('?')
  await fails(client.recv(room, 0, { timeout: SOON }), 'ECONNREFUSED')
  const { length, report } = client.recvError(room)
  assert.deepStrictEqual([length, report.code, report.origin], [1, 'ECONNREFUSED', constants.OX_ERROR_ICMP])
})

test('multicast groups', (t) => {
  const s = oxsock.socket(AF_INET, SOCK_DGRAM)
  t.after(() => s.close())
  assert.throws(() => s.groupJoin('nonsense'), { code: 'EINVAL' })
  s.groupJoin('239.1.2.3', 'lo')
  s.groupLeave('239.1.2.3', 'lo')
})

test('ICMP echoes', async (t) => {
  let ping
  try {
    ping = oxsock.echoOpen(AF_INET)
  } catch (error) {
    assert.strictEqual(error.code, 'EACCES')
    return t.skip('no sockets for echoes here')
  }
  t.after(() => ping.close())
  await ping.echoSend(new Address('udp://127.0.0.1:0'), 7, 'echo')
  const { length, sender, sequence } = await ping.echoRecv(Buffer.alloc(16), { timeout: SOON })
  assert.deepStrictEqual([length, sequence, sender.family], [4, 7, AF_INET])
  for (const number of [-1, 65536]) {
    await assert.rejects(async () => ping.echoSend(new Address('udp://127.0.0.1:0'), number, ''), TypeError)
  }
})

test('rules of failing', async (t) => {
  const [, b] = pair(t)
  const rule = new oxsock.Fault('recv error=ECONNRESET')
  await fails(b.read(Buffer.alloc(1)), 'ECONNRESET')
  assert.deepStrictEqual([rule.count, rule.text], [1, 'recv error=ECONNRESET'])
  assert.deepStrictEqual(oxsock.Fault.all().map(({ number }) => number), [rule.number])
  rule.remove()
  assert.throws(() => rule.remove(), { code: 'ENOENT' })
  oxsock.Fault.removeAll()
  assert.throws(() => new oxsock.Fault('recieve'), { code: 'EINVAL' })
})

test('polling several', async (t) => {
  const [a, b] = pair(t)
  const entries = [{ socket: b, events: constants.POLLIN }, { socket: a, events: 0 }]
  assert.strictEqual(await oxsock.poll(entries, { timeout: 0 }), 0)
  assert.strictEqual(await oxsock.poll(entries, { timeout: 5 }), 0)
  const ready = oxsock.poll(entries)
  await a.send('x')
  assert.strictEqual(await ready, 1)
  assert.deepStrictEqual(entries.map(({ revents }) => revents), [constants.POLLIN, 0])
  assert.strictEqual(await oxsock.poll([], { timeout: 1 }), 0)
  const closing = oxsock.poll([{ socket: a, events: constants.POLLIN }])
  a.close()
  assert.strictEqual(await closing, 1, 'a closed socket is reported, as POLLNVAL')
})

test('a call that is not to wait ends with EAGAIN', async (t) => {
  const [a, b] = pair(t)
  await fails(b.recv(Buffer.alloc(1), MSG_DONTWAIT), 'EAGAIN')
  await a.send('x', MSG_DONTWAIT)
  assert.strictEqual(await b.recv(Buffer.alloc(1), MSG_DONTWAIT), 1)
})

test('wrong arguments are refused', async (t) => {
  const [a] = pair(t)
  await assert.rejects(a.send(5), { name: 'TypeError' })
  await assert.rejects(a.recv('text'), { name: 'TypeError' })
  await assert.rejects(a.readv(null), { name: 'TypeError' })
  await assert.rejects(a.recv(Buffer.alloc(1), 0, { timeout: 'soon' }), { name: 'TypeError' })
  assert.throws(() => a.bindAddress({ bytes: new Uint8Array(3) }), { name: 'TypeError' })
  assert.throws(() => oxsock.socket('x', 1), { name: 'TypeError' })
  assert.throws(() => new oxsock.Socket(3), { code: 'EBADF' })
})

test('the rest', () => {
  assert.strictEqual(oxsock.errname(oxsock.errorCodes()[0]), 'EPERM')
  assert.strictEqual(oxsock.version, require('oxsock/package.json').version)
  assert(oxsock.api().functions.some(({ name }) => name === 'ox_dial'))
  assert.strictEqual(oxsock.strerror(-constants.ECONNREFUSED), 'Connection refused')
  assert.strictEqual(oxsock.errname(99999), null)
  assert.strictEqual(oxsock.interruptible(true), false)
  assert.strictEqual(oxsock.interruptible(false), true)
  assert.throws(() => oxsock.inherit(), { code: 'ENOENT' })
})
