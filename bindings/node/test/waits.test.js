// What ends a wait, and what a wait keeps alive.
'use strict'

const assert = require('assert')
const { execFile } = require('child_process')
const { promisify } = require('util')
const test = require('node:test')
const v8 = require('v8')
const { AsyncLocalStorage } = require('async_hooks')
const { Worker } = require('worker_threads')
const oxsock = require('oxsock')
const { native } = require('oxsock/lib/native')
const { pair, receives, fails, once, SOON } = require('./support')

const { OX_RECEIVING } = oxsock.constants
v8.setFlagsFromString('--expose-gc')
const collect = require('vm').runInNewContext('gc')
const isOpen = (handle) => native.fd(handle) >= 0
const nextTurn = () => new Promise(setImmediate)

// Run a program to its end; returns what it prints to standard output and standard error.
const run = (program, ...flags) => promisify(execFile)(process.execPath,
  [...flags, '-e', `const oxsock = require('oxsock'); ${program}`], { timeout: 20000 })

test('closing ends all that waits', async (t) => {
  const [a] = pair(t)
  const waits = [a.recv(Buffer.alloc(1)), a.recvAll(Buffer.alloc(2)), a.recvmmsg([Buffer.alloc(1)])]
  a.close()
  for (const wait of waits) {
    await assert.rejects(wait, { code: 'ECANCELED', message: /the socket was closed/ })
  }
  a.close()
})

test('releasing ends it, too', async (t) => {
  const [a] = pair(t)
  const wait = a.recv(Buffer.alloc(1))
  const adopted = oxsock.adopt(a.release())
  await fails(wait, 'ECANCELED')
  assert.throws(() => a.release(), { code: 'ECANCELED' })
  adopted.close()
})

test('a deadline ends a wait, and not before', async (t) => {
  const [a, b] = pair(t)
  const when = oxsock.now() + 10
  a.deadline(when, OX_RECEIVING)
  await fails(a.recv(Buffer.alloc(1)), 'ETIMEDOUT')
  assert(oxsock.now() >= when)
  await fails(a.recv(Buffer.alloc(1)), 'ETIMEDOUT')
  await a.send('x') // the other side is not affected
  await receives(b, 'x')
  await b.send('y') // a call that need not wait is made
  await receives(a, 'y')
  a.deadline(Infinity)
  await fails(a.recv(Buffer.alloc(1), 0, { timeout: 5 }), 'ETIMEDOUT')
  await fails(a.recv(Buffer.alloc(1), 0, { deadline: oxsock.now() + 5 }), 'ETIMEDOUT')
})

test('a signal ends a wait, and leaves the others', async (t) => {
  const [a, b] = pair(t)
  const abort = new AbortController()
  const first = a.recv(Buffer.alloc(1), 0, { signal: abort.signal })
  const room = Buffer.alloc(1)
  const second = a.recv(room)
  abort.abort()
  await assert.rejects(first, { name: 'AbortError', code: 'ABORT_ERR' })
  await b.send('x')
  assert.strictEqual(await second, 1)
  await fails(a.recv(room, 0, { signal: abort.signal }), 'ABORT_ERR')
})

test('calls on one side are made in their order', async (t) => {
  const [a, b] = pair(t)
  const rooms = [1, 2, 3].map(() => Buffer.alloc(1))
  const all = rooms.map((room) => a.recv(room))
  await b.send('xyz')
  await Promise.all(all)
  assert.strictEqual(Buffer.concat(rooms).toString(), 'xyz')
})

test('a wrong argument of a call that waits behind another fails alone', async (t) => {
  const [a, b] = pair(t)
  const first = a.recv(Buffer.alloc(1))
  const wrong = assert.rejects(a.recv('text'), { name: 'TypeError' })
  const third = a.recv(Buffer.alloc(1))
  await b.send('xy')
  await wrong
  assert.deepStrictEqual([await first, await third], [1, 1])
})

test('sending waits until there is room', async (t) => {
  const [a, b] = pair(t)
  const much = Buffer.alloc(1 << 20)
  let sent = await a.send(much)
  assert(sent < much.length)
  const rest = a.send(much)
  const all = Buffer.alloc(sent)
  await b.recvAll(all)
  sent = await rest
  await b.recvAll(Buffer.alloc(sent))
})

test('the event loop goes on while 500 calls wait', async (t) => {
  const pairs = Array.from({ length: 500 }, () => pair(t))
  const waits = pairs.map(([a]) => a.recv(Buffer.alloc(1)))
  await require('fs').promises.readFile(__filename)
  await nextTurn()
  await Promise.all(pairs.map(([, b]) => b.send('x')))
  assert.strictEqual((await Promise.all(waits)).length, 500)
})

test('an error that nobody takes does not keep the processor busy', async (t) => {
  const server = await oxsock.listenOn('udp://127.0.0.1:0')
  const client = await oxsock.dial(server.local())
  t.after(() => client.close())
  client.errorReports()
  server.close()
  await client.send('?')
  await fails(client.recv(Buffer.alloc(1), 0, { timeout: SOON }), 'ECONNREFUSED')
  const before = process.cpuUsage()
  await fails(client.recv(Buffer.alloc(1), 0, { timeout: 200 }), 'ETIMEDOUT') // the report stays
  const { user, system } = process.cpuUsage(before)
  assert(user + system < 100000, `${user + system} µs of processor time in 200 ms`)
})

// Whether a handle is closed once its owner is collected, which takes a while.
async function isCollected (handle) {
  for (let i = 0; i < 100 && isOpen(handle); i++) {
    await nextTurn()
    collect()
  }
  return !isOpen(handle)
}

test('a socket that nobody has is closed, with a warning', async () => {
  const warned = once(process, 'warning')
  const handles = (() => oxsock.socketpair().map(({ handle }) => handle))()
  for (const handle of handles) assert(await isCollected(handle), 'it is open still')
  const [warning] = await warned
  assert.strictEqual(warning.name, 'OxsockWarning')
})

test('a socket that has waited is collected, too', async () => {
  let [a, b] = oxsock.socketpair()
  const { handle } = a
  await fails(a.recv(Buffer.alloc(1), 0, { timeout: 1 }), 'ETIMEDOUT')
  a = null
  assert(await isCollected(handle), 'it is open still')
  b.close()
})

test('a socket whose wait has ended with an error is collected', async () => {
  const server = await oxsock.listenOn('udp://127.0.0.1:0')
  let client = await oxsock.dial(server.local())
  const { handle } = client
  const wait = fails(client.recv(Buffer.alloc(1)), 'ECONNREFUSED')
  server.close()
  await client.send('?')
  await wait
  client = null
  assert(await isCollected(handle), 'it is open still')
})

test('a socket on which something waits is not collected', async () => {
  const [a, b] = oxsock.socketpair()
  const got = (() => { const room = Buffer.alloc(1); return b.recv(room) })()
  for (let i = 0; i < 5; i++) {
    await nextTurn()
    collect()
  }
  await a.send('x')
  assert.strictEqual(await got, 1)
  a.close()
  b.close()
})

test('what waits keeps the process alive, unless it is not to', async () => {
  await run('const [a] = oxsock.socketpair(); a.unref(); a.recv(Buffer.alloc(1)).catch(() => {})')
  await run('const [a] = oxsock.socketpair(); a.recv(Buffer.alloc(1)).catch(() => {}); a.unref()')
  const { stdout } = await run(`const [a, b] = oxsock.socketpair()
    a.recv(Buffer.alloc(1)).then((n) => console.log(n))
    setTimeout(() => b.send('x'), 1).unref()
    a.unref(); a.ref()`)
  assert.strictEqual(stdout, '1\n')
})

test('open sockets on which nothing waits do not keep it alive', async () => {
  const { stdout } = await run(`(async () => {
    const l = await oxsock.listenOn('tcp://127.0.0.1:0')
    const s = await oxsock.dial(l.local())
    await l.accept()
    console.log('done')
  })()`)
  assert.strictEqual(stdout, 'done\n')
})

test('the process exits while calls and look-ups wait', async () => {
  await run(`new oxsock.Fault('resolve delay=2000ms')
    const [a] = oxsock.socketpair(); a.recv(Buffer.alloc(1)); oxsock.resolve('localhost:1')
    const server = oxsock.createServer(() => {}); server.listen('unix:')
    setTimeout(() => process.exit(0), 20)`)
})

test('a worker ends while calls and look-ups wait', async () => {
  for (const how of ['process.exit()', 'undefined', 'throw new Error("on purpose")']) {
    const worker = new Worker(`
      const oxsock = require('oxsock')
      const rule = new oxsock.Fault('resolve delay=50ms')
      const [a, b] = oxsock.socketpair()
      const lost = oxsock.socketpair()
      a.recv(Buffer.alloc(1)).catch(() => {})
      if (${how === 'undefined'}) a.unref()
      else for (const s of lost) s.recv(Buffer.alloc(1)).catch(() => {})
      for (let i = 0; i < 20; i++) oxsock.resolve('localhost:1', { timeout: 5 }).catch(() => {})
      require('worker_threads').parentPort.postMessage([a, b, ...lost].map((s) => s.handle))
      setTimeout(() => { rule.remove(); ${how} }, 10)`, { eval: true })
    worker.on('error', (error) => assert.strictEqual(error.message, 'on purpose'))
    const handles = await new Promise((resolve) => worker.once('message', resolve))
    await new Promise((resolve) => worker.once('exit', resolve))
    assert.deepStrictEqual(handles.filter(isOpen), [], `open after ${how}`)
  }
})

test('a worker is terminated while streams move', async () => {
  const worker = new Worker(`
    const oxsock = require('oxsock')
    const [a, b] = oxsock.socketpair().map((s) => new oxsock.Stream(s))
    a.pipe(a)
    b.on('data', (data) => b.write(data))
    b.write(Buffer.alloc(100000))
    require('worker_threads').parentPort.postMessage(0)`, { eval: true })
  await once(worker, 'message')
  await worker.terminate()
})

test('sockets of several workers at once', async () => {
  const program = `
    const oxsock = require('oxsock')
    ;(async () => {
      const listener = await oxsock.listenOn('tcp://127.0.0.1:0')
      for (let i = 0; i < 50; i++) {
        const client = await oxsock.dial(listener.local())
        const server = await listener.accept()
        await client.send('x')
        await server.recv(Buffer.alloc(1))
        client.close()
        server.close()
      }
      listener.close()
    })()`
  const workers = [1, 2, 3, 4].map(() => new Worker(program, { eval: true }))
  const codes = await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]))
  assert.deepStrictEqual(codes, [0, 0, 0, 0])
})

test('an exception in a listener is an uncaught one, and the socket goes on', async () => {
  const { stdout } = await run(`
    process.on('uncaughtException', (error) => console.log(error.message))
    const [a, b] = oxsock.socketpair().map((s) => new oxsock.Stream(s))
    let count = 0
    b.on('data', () => { if (count++ === 0) { a.write('y'); throw new Error('thrown') } a.end() })
    b.on('end', () => console.log('ended'))
    a.write('x')`)
  assert.strictEqual(stdout, 'thrown\nended\n')
})

test('the listeners of a stream have the AsyncLocalStorage in which it was made', async (t) => {
  const storage = new AsyncLocalStorage()
  const [a, b] = pair(t)
  const seen = storage.run('of this stream', () => new Promise((resolve) => {
    new oxsock.Stream(b).on('data', () => resolve(storage.getStore()))
  }))
  await a.send('x')
  assert.strictEqual(await seen, 'of this stream')
})
