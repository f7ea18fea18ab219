// The throughput of echoes from Node.js: streams of oxsock against those of module net.
//
//     bench/node.sh                 builds the binding, and runs this
//     node bench/node.js BINDING    with its directory bindings/node/lib
//
// Each of the two has a server process. One client process sends a message and waits for it to come
// back, in slices that alternate between the two, A B B A and then B A A B. All run on one core, so
// that waking an idle core is not measured. The ratio is the median of the rounds' ratios. Prints a
// table in Markdown; ends with an error if a bar is missed. OXSOCK_BENCH_FACTOR=0.1 takes a tenth
// of the rounds.
'use strict'

const { fork } = require('child_process')
const fs = require('fs')
const net = require('net')
const os = require('os')
const path = require('path')

const BINDING = path.resolve(process.argv[2])
const BAR = 0.9
const ROUNDS = Math.max(4, Math.floor(200 * Number(process.env.OXSOCK_BENCH_FACTOR ?? 1)))
const KINDS = ['net', 'oxsock']

// name, bytes in a message, messages in a slice
const SIZES = [['64 bytes', 64, 40], ['64 KiB', 65536, 16], ['1 MiB', 1 << 20, 2]]

function listen (kind, family) {
  const oxsock = kind === 'oxsock' ? require(BINDING) : null
  const echo = (stream) => {
    if (family === 'TCP') stream.setNoDelay()
    stream.on('data', (data) => stream.write(data)).on('error', () => {})
  }
  if (oxsock) {
    const server = oxsock.createServer(echo)
    return server.listen(family === 'TCP' ? 'tcp://127.0.0.1:0' : 'unix:').then(() => server.local)
  }
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'echo-')), 's')
  return new Promise((resolve) => {
    const server = net.createServer(echo)
    const at = family === 'TCP' ? { port: 0, host: '127.0.0.1' } : { path: file }
    server.listen(at, () => resolve(family === 'TCP' ? { ...at, port: server.address().port } : at))
  })
}

function connect (kind, to, family) {
  return new Promise((resolve) => {
    const stream = (kind === 'oxsock' ? require(BINDING) : net).connect(to, () => {
      if (family === 'TCP') stream.setNoDelay()
      resolve(stream)
    })
  })
}

async function start (kind, family) {
  const server = fork(__filename, [BINDING, 'serve', kind, family])
  const to = await new Promise((resolve) => server.once('message', resolve))
  const stream = await connect(kind, to, family)
  const client = { kind, server, stream, left: 0, done: null }
  stream.on('data', (data) => {
    client.left -= data.length
    if (client.left === 0) client.done()
  })
  return client
}

// The duration of a round trip in microseconds, averaged over `count`.
function slice (client, message, count) {
  return new Promise((resolve) => {
    const begin = process.hrtime.bigint()
    let rest = count
    const next = () => {
      if (rest-- === 0) return resolve(Number(process.hrtime.bigint() - begin) / count / 1e3)
      client.left = message.length
      client.stream.write(message)
    }
    client.done = next
    next()
  })
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]

async function measure (family, [name, size, count]) {
  const clients = []
  for (const kind of KINDS) clients.push(await start(kind, family))
  const message = Buffer.alloc(size, 'x')
  const times = [[], []]
  const ratios = []
  for (const client of clients) await slice(client, message, 50 * count) // until it is compiled
  for (let i = 0; i < ROUNDS; i++) {
    const spent = [0, 0]
    for (const which of i % 2 ? [0, 1, 1, 0] : [1, 0, 0, 1]) {
      spent[which] += await slice(clients[which], message, count) / 2
    }
    ratios.push(spent[0] / spent[1])
    spent.forEach((time, which) => times[which].push(time))
  }
  for (const { server, stream } of clients) {
    stream.destroy()
    server.kill()
  }
  const ratio = median(ratios)
  const [theirs, ours] = times.map((list) => median(list).toFixed(1))
  const bar = `≥ ${BAR}${ratio < BAR ? ' **missed**' : ''}`
  console.log(`| ${family}, ${name} | ${theirs} µs | ${ours} µs | ${ratio.toFixed(2)} | ${bar} |`)
  return ratio >= BAR
}

async function main () {
  const today = new Date().toISOString().slice(0, 10)
  console.log(`${today}, ${os.type()} ${os.release()} ${os.machine?.() ?? os.arch()}, ` +
    `${os.cpus()[0].model}, ${os.cpus().length} cores, Node.js ${process.versions.node}.\n`)
  console.log('| an echo from Node.js | `net` | `oxsock` | throughput, oxsock / net | bar |')
  console.log('|---|---:|---:|---:|---|')
  let met = true
  for (const family of ['TCP', 'UNIX']) {
    for (const size of SIZES) met = await measure(family, size) && met
  }
  process.exit(met ? 0 : 1)
}

if (process.argv[3] === 'serve') listen(process.argv[4], process.argv[5]).then((to) => process.send(to))
else main()
