// The tour of every domain and type of socket, with the C program at the other end: tour.js
// PROGRAM. It needs a network namespace (PROGRAM network).
'use strict'

const assert = require('assert')
const { execFileSync, spawn } = require('child_process')
const events = require('events')
const readline = require('readline')
const oxsock = require('oxsock')

const { AF_INET, AF_UNIX, F_GETFL, F_SETFL, IPPROTO_IP, IP_HDRINCL, O_NONBLOCK } = oxsock.constants
const { SOCK_DGRAM, SOCK_RAW, SOCK_STREAM } = oxsock.constants
const ROUNDS = 100
const SIZE = 1000
const LIMIT = 5000 // ms
const IP_HEADER = 20
const EXPERIMENT = 253 // IPPROTO number for experiments

function * messages () {
  for (let i = 0; i < ROUNDS; i++) {
    const message = Buffer.alloc(SIZE, 97 + i % 26)
    message.write(`message ${i} of process ${process.pid}`)
    yield message
  }
}

async function connected ({ type, protocol, family }, to) {
  const s = oxsock.socket(new Uint16Array(to.buffer.slice(to.byteOffset, to.byteOffset + 2))[0], type, protocol)
  s.deadline(oxsock.now() + LIMIT)
  if (family === AF_UNIX && type === SOCK_DGRAM) s.bind(to.subarray(0, 2)) // the system chooses a name
  await s.connect(to)
  return s
}

async function exchange (s, { type }) {
  const came = Buffer.alloc(SIZE)
  for (const message of messages()) {
    assert.strictEqual(await s.write(message), SIZE)
    await (type === SOCK_STREAM ? s.recvAll(came) : s.read(came)) // a stream may deliver it in parts
    assert(came.equals(message), 'what came back is not what was sent')
  }
}

async function halfOfAPair ({ family, type, protocol }, to) {
  const [mine, theirs] = oxsock.socketpair(family, type, protocol)
  mine.deadline(oxsock.now() + LIMIT)
  const way = await connected({ family: AF_UNIX, type: SOCK_STREAM, protocol: 0 }, to)
  theirs.fcntl(F_SETFL, theirs.fcntl(F_GETFL) & ~O_NONBLOCK) // the other program blocks in its calls
  await way.sendHandles('!', [theirs])
  theirs.close()
  way.close()
  return mine
}

// A raw IPv4 socket receives the IP header with the payload, and sends one with IP_HDRINCL.
async function exchangeRaw (s, { how, protocol }, to) {
  const header = Buffer.alloc(how === 'IP_HDRINCL' ? IP_HEADER : 0)
  if (header.length > 0) {
    s.setsockopt(IPPROTO_IP, IP_HDRINCL, 1)
    header[0] = 0x45
    header[8] = 64
    header[9] = protocol
    s.getsockname().copy(header, 12, 4, 8)
    to.copy(header, 16, 4, 8)
  }
  const came = Buffer.alloc(IP_HEADER + SIZE)
  for (const message of messages()) {
    await s.writev([header, message])
    const n = await s.read(came)
    assert(came.subarray(IP_HEADER, n).equals(message), 'what came back is not what was sent')
  }
}

function checksum (packet) {
  let sum = 0
  for (let i = 0; i < packet.length; i += 2) sum += packet.readUInt16BE(i)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

// The kernel answers. Packets for others are ignored.
async function ping (s, { family }) {
  const [request, reply, lead] = family === AF_INET ? [8, 0, IP_HEADER] : [128, 129, 0]
  let sequence = 0
  for (const message of messages()) {
    const out = Buffer.concat([Buffer.alloc(8), message])
    out[0] = request
    out.writeUInt16BE(process.pid & 0xffff, 4)
    out.writeUInt16BE(sequence++, 6)
    if (family === AF_INET) out.writeUInt16BE(checksum(out), 2)
    await s.send(out)
    const came = Buffer.alloc(lead + out.length)
    do await s.recv(came)
    while (came[lead] !== reply || !came.subarray(lead + 4).equals(out.subarray(4)))
  }
}

function nextHost (to) {
  const next = Buffer.from(to)
  next[7]++
  next.fill(0, 2, 4)
  return next
}

async function rawConnected (stop, to) {
  const s = oxsock.socket(stop.family, stop.type, stop.protocol)
  s.deadline(oxsock.now() + LIMIT)
  s.bind(nextHost(to))
  await s.connect(to)
  return s
}

async function visit (stop, to) {
  const pair = stop.how === 'socketpair'
  const raw = stop.type === SOCK_RAW && stop.protocol === EXPERIMENT && !pair
  const s = await (pair ? halfOfAPair : raw ? rawConnected : connected)(stop, to)
  try {
    await (raw ? exchangeRaw : stop.type === SOCK_RAW && !pair ? ping : exchange)(s, stop, to)
  } finally {
    s.close()
  }
}

// The result of a stop: 'ok', 'skipped…', or the failure.
async function outcomeOf (program, stop) {
  const server = spawn(program, ['serve', stop.number], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = []
  const output = readline.createInterface({ input: server.stdout }).on('line', (line) => lines.push(line))
  await events.once(output, 'line')
  const ended = events.once(server, 'close')
  let outcome = lines[0]
  if (!outcome.startsWith('skipped')) {
    outcome = await visit(stop, Buffer.from(outcome, 'hex')).then(() => 'ok', (error) => `FAILED: ${error.stack}`)
  }
  const [code] = await ended
  return (code === 0 || code === 77) && lines.length === 1 ? outcome : `FAILED: ${outcome}; the other end: ${code} ${lines.slice(1)}`
}

async function main (program) {
  for (const line of execFileSync(program, ['list'], { encoding: 'utf8' }).trim().split('\n')) {
    const [number, domain, kind, how, ...numbers] = line.split('\t')
    const [family, type, protocol] = numbers.map(Number)
    const outcome = await outcomeOf(program, { number, how, family, type, protocol })
    if (outcome.startsWith('FAILED')) process.exitCode = 1
    console.log(`${domain} ${kind} ${how}: ${outcome}`)
  }
}

main(process.argv[2])
