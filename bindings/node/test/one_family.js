// Run in a network namespace and with its own root directory: a name server that answers at once
// for one family, and late or never for the other; and a client that the system would connect to
// itself.
'use strict'

const assert = require('assert')
const { execFileSync } = require('child_process')
const dgram = require('dgram')
const fs = require('fs')
const os = require('os')
const path = require('path')
const oxsock = require('oxsock')

const A = 1
const AAAA = 28

function enter () {
  execFileSync('ip', ['link', 'set', 'lo', 'up'])
  execFileSync('mount', ['--make-rprivate', '/'])
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'oxsock-'))
  const texts = {
    'resolv.conf': 'nameserver 127.0.0.1\noptions timeout:30 attempts:1\n',
    'nsswitch.conf': 'hosts: dns\nservices: files\n'
  }
  for (const [name, text] of Object.entries(texts)) {
    fs.writeFileSync(path.join(directory, name), text)
    execFileSync('mount', ['--bind', path.join(directory, name), path.join('/etc', name)])
  }
  return () => fs.rmSync(directory, { recursive: true })
}

// after: for each type of question, after how many milliseconds it is answered with the address of
// this machine.
async function nameServer (after) {
  const server = dgram.createSocket('udp4')
  server.on('message', (question, { port }) => {
    let end = 12
    while (question[end] !== 0) end += 1 + question[end]
    const type = question.readUInt16BE(end + 1)
    if (!(type in after)) return
    const ip = type === A ? [127, 0, 0, 1] : [...Array(15).fill(0), 1]
    const answer = Buffer.concat([question.subarray(0, 2), Buffer.from([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]),
      question.subarray(12, end + 5), Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, ip.length, ...ip])])
    setTimeout(() => server.send(answer, port, '127.0.0.1', () => {}), after[type])
  })
  await new Promise((resolve) => server.bind(53, '127.0.0.1', resolve))
  return server
}

async function dials (host, after) {
  const server = await nameServer(after)
  const listener = await oxsock.listenOn(`tcp://${host}:0`)
  const port = listener.local().split(':').pop()
  const start = oxsock.now()
  const client = await oxsock.dial(`host.test:${port}`, { timeout: 5000 })
  assert(oxsock.now() - start < 2500)
  assert.strictEqual(client.peer(), listener.local())
  for (const s of [client, listener, server]) s.close()
}

async function main () {
  const leave = enter()
  try {
    await dials('127.0.0.1', { [A]: 0 })
    await dials('[::1]', { [AAAA]: 0 })
    await dials('[::1]', { [A]: 0, [AAAA]: 500 }) // nobody listens at the first
    fs.writeFileSync('/proc/sys/net/ipv4/ip_local_port_range', '40000 40000')
    for (let i = 0; i < 2; i++) {
      await assert.rejects(oxsock.dial('tcp://127.0.0.1:40000'), { code: 'ECONNREFUSED' })
    }
    await oxsock.listenOn('tcp://127.0.0.1:40000') // the port has stayed free
  } finally {
    leave()
  }
  process.exit() // threads still wait for the resolver
}

main()
