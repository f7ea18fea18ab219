// Dialling, listening and resolving.
'use strict'

const assert = require('assert')
const { spawnSync } = require('child_process')
const fs = require('fs')
const os = require('os')
const path = require('path')
const test = require('node:test')
const oxsock = require('oxsock')
const { Race } = require('oxsock/lib/dial')
const { pair, receives, fails, SOON } = require('./support')

const threads = () => fs.readdirSync('/proc/self/task').length

test('dialling what is listened on', async (t) => {
  for (const endpoint of ['tcp://127.0.0.1:0', 'tcp://[::1]:0', 'unix:', 'unix-seqpacket:']) {
    const listener = await oxsock.listenOn(endpoint)
    const client = await oxsock.dial(listener.local(), { timeout: SOON })
    const server = await listener.accept()
    t.after(() => [listener, client, server].forEach((s) => s.close()))
    await client.send('abc')
    await receives(server, 'abc')
  }
})

test('a path with permission bits, which goes away with its listener', async () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'oxsock-'))
  const file = path.join(directory, 's')
  const listener = await oxsock.listenOn(`unix:${file}?mode=0640`)
  assert.strictEqual(fs.statSync(file).mode & 0o777, 0o640)
  await fails(oxsock.listenOn(`unix:${file}`), 'EADDRINUSE')
  const client = await oxsock.dial(`unix:${file}`)
  client.close()
  listener.close()
  assert.deepStrictEqual(fs.readdirSync(directory), [])
  fs.rmdirSync(directory)
})

test('a name that is in the hosts file', async () => {
  const listener = await oxsock.listenOn('localhost:0')
  const where = listener.local().replace(/\/\/.*:/, '//localhost:')
  assert((await oxsock.resolve(where)).some((address) => address.text === listener.local()))
  const client = await oxsock.dial(where)
  assert.strictEqual(client.peer(), listener.local())
  client.close()
  listener.close()
})

test('what needs no resolver starts no thread', async () => {
  const before = threads()
  const listener = await oxsock.listenOn('tcp://127.0.0.1:0')
  const client = await oxsock.dial(listener.local())
  assert.strictEqual((await oxsock.resolve(listener.local())).length, 1)
  assert(threads() <= before, `${threads()} threads, and before ${before}`)
  client.close()
  listener.close()
})

test('names are looked up by few threads, and the file system does not wait for them', async () => {
  const rule = new oxsock.Fault('resolve delay=500ms')
  await fs.promises.readFile(__filename) // starts the threads of the file system
  const before = threads()
  let resolved = 0
  const all = Array.from({ length: 40 }, () =>
    oxsock.resolve('localhost:1', { timeout: SOON }).then(() => resolved++, (error) => error))
  await fs.promises.readFile(__filename)
  assert.strictEqual(resolved, 0, 'a file read has waited for a look-up')
  assert(threads() - before <= 20, `${threads() - before} threads`)
  rule.remove()
  const errors = (await Promise.all(all)).filter((result) => result instanceof Error)
  assert.deepStrictEqual(errors, [])
})

test('sending a file does not wait for look-ups', async (t) => {
  const rule = new oxsock.Fault('resolve delay=500ms')
  let resolved = 0
  const all = Array.from({ length: 10 }, () => oxsock.resolve('localhost:1').then(() => resolved++))
  const [a, b] = pair(t)
  const file = await fs.promises.open(__filename)
  await a.sendFile(file, { length: 3 })
  await receives(b, '// ')
  await file.close()
  assert.strictEqual(resolved, 0)
  rule.remove()
  await Promise.all(all)
})

test('a deadline and a signal end a look-up, which then keeps nothing', async () => {
  const rule = new oxsock.Fault('resolve delay=500ms')
  await fails(oxsock.resolve('localhost:1', { timeout: 5 }), 'ETIMEDOUT')
  await fails(oxsock.dial('localhost:1', { timeout: 5 }), 'ETIMEDOUT')
  const abort = new AbortController()
  const dialled = oxsock.dial('localhost:1', { signal: abort.signal })
  abort.abort()
  await fails(dialled, 'ABORT_ERR')
  await fails(oxsock.dial('127.0.0.1:1', { signal: abort.signal }), 'ABORT_ERR')
  await fails(oxsock.listenOn('localhost:0', { signal: abort.signal }), 'ABORT_ERR')
  rule.remove()
})

test('what is wrong is said', async () => {
  await assert.rejects(oxsock.dial('tcp://localhost:99999'),
    ({ code, explanation }) => code === 'EINVAL' && explanation.startsWith('port 99999'))
  await assert.rejects(oxsock.dial('tcp://127.0.0.1:1'), {
    code: 'ECONNREFUSED',
    errno: -111,
    syscall: 'dial',
    explanation: 'tcp://127.0.0.1:1: Connection refused'
  })
  await fails(oxsock.dial('tcp://*:80'), 'EINVAL')
  await fails(oxsock.listenOn('nonsense'), 'EINVAL')
  await assert.rejects(oxsock.dial(5), { name: 'TypeError' })
})

function race (addresses) {
  const race = new Race(Infinity)
  race.add(addresses)
  race.close(null)
  return race.winner
}

test('all addresses of a name are tried', async (t) => {
  const listener = await oxsock.listenOn('tcp://127.0.0.1:0')
  t.after(() => listener.close())
  const refusing = new oxsock.Address('tcp://127.0.0.1:1')
  const good = new oxsock.Address(listener.local())
  const client = await race([refusing, good])
  assert.strictEqual(client.peer(), good.text)
  client.close()
  const other = new oxsock.Address('tcp://[::1]:1')
  const rule = new oxsock.Fault('connect error=EACCES on=tcp://127.0.0.1:1')
  await assert.rejects(race([refusing, other]), ({ code, errors, explanation }) =>
    code === 'ECONNREFUSED' && errors.length === 2 && explanation.split('; ').length === 2)
  rule.remove()
})

test('an address that does not answer delays the next, and not those behind one that refuses', async (t) => {
  const silent = await oxsock.listenOn('tcp://127.0.0.1:0', { backlog: 0 })
  const first = await oxsock.dial(silent.local()) // fills its queue
  const listener = await oxsock.listenOn('tcp://127.0.0.1:0')
  t.after(() => [silent, first, listener].forEach((s) => s.close()))
  const refusing = Array.from({ length: 8 }, (_, i) => `tcp://127.0.0.${i + 1}:1`)
  const addresses = [silent.local(), ...refusing, listener.local()].map((text) => new oxsock.Address(text))
  const start = oxsock.now()
  const client = await race(addresses)
  client.close()
  assert(oxsock.now() - start < 1500)
})

test('a name server that is silent about one family holds up nobody', () => {
  const { status, stderr } = spawnSync('unshare', ['--user', '--map-root-user', '--net', '--mount',
    process.execPath, path.join(__dirname, 'one_family.js')], { encoding: 'utf8' })
  assert.strictEqual(status, 0, stderr)
})

test('a deadline ends dialling a listener whose queue is full', async (t) => {
  const listener = await oxsock.listenOn('unix:', { backlog: 0 })
  const clients = [listener]
  t.after(() => clients.forEach((s) => s.close()))
  const fill = async () => {
    for (let i = 0; i < 100; i++) clients.push(await oxsock.dial(listener.local(), { timeout: 20 }))
  }
  await fails(fill(), 'ETIMEDOUT')
  const waiting = oxsock.dial(listener.local(), { timeout: SOON })
  clients.push(await listener.accept())
  clients.push(await waiting)
})

test('dialling by hand, and by the library in a thread', async (t) => {
  const listener = await oxsock.listenOn('tcp://127.0.0.1:0')
  const started = oxsock.dialStart(listener.local())
  await started.established()
  const other = await oxsock.dialInThread(listener.local(), { timeout: SOON })
  t.after(() => [listener, started, other].forEach((s) => s.close()))
  await fails(oxsock.dialInThread('tcp://127.0.0.1:1'), 'ECONNREFUSED')
  assert.throws(() => oxsock.dialStart('localhost:1'), { code: 'EINVAL' })
})

test('connections one after the other', async () => {
  const listener = await oxsock.listenOn('unix:')
  const clients = await Promise.all([0, 1, 2].map(() => oxsock.dial(listener.local())))
  let count = 0
  for await (const server of listener.connections()) {
    server.close()
    if (++count === 3) listener.close()
  }
  assert.strictEqual(count, 3)
  clients.forEach((s) => s.close())
})
