// What the tests share.
'use strict'

const assert = require('assert')
const { once } = require('events')
const oxsock = require('oxsock')

const SOON = 5000 // ms, for what should happen at once

const { AF_UNIX, SOCK_STREAM } = oxsock.constants

// Two sockets connected to each other, which are closed when the test ends.
function pair (t, type = SOCK_STREAM) {
  const both = oxsock.socketpair(AF_UNIX, type)
  for (const s of both) s.deadline(oxsock.now() + SOON)
  t.after(() => both.forEach((s) => s.close()))
  return both
}

// Two Streams connected to each other over TCP.
async function streams (t, options) {
  const listener = await oxsock.listenOn('tcp://127.0.0.1:0')
  const client = new oxsock.Stream(await oxsock.dial(listener.local()), options)
  const server = new oxsock.Stream(await listener.accept(), options)
  listener.close()
  t.after(() => [client, server].forEach((s) => s.destroy()))
  return [client, server]
}

async function receives (s, text) {
  const room = Buffer.alloc(64)
  const n = await s.recv(room)
  assert.strictEqual(room.toString('latin1', 0, n), text)
}

const fails = (promise, code) => assert.rejects(promise, { code })

// All that a stream has; it is not destroyed by that, as by iterating over it.
function textOf (stream) {
  let text = ''
  return new Promise((resolve, reject) => {
    stream.on('data', (data) => { text += data }).on('end', () => resolve(text)).on('error', reject)
  })
}

module.exports = { SOON, pair, streams, receives, fails, textOf, once }
