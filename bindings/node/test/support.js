// Helpers of the tests.
'use strict'

const assert = require('assert')
const { once } = require('events')
const oxsock = require('oxsock')

const SOON = 5000 // ms: the time limit for what should happen at once

const { AF_UNIX, SOCK_STREAM } = oxsock.constants

// Two sockets connected to each other, closed at the end of the test.
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

// Everything that a stream yields. Unlike iterating, it does not destroy the stream.
function textOf (stream) {
  let text = ''
  return new Promise((resolve, reject) => {
    stream.on('data', (data) => { text += data }).on('end', () => resolve(text)).on('error', reject)
  })
}

module.exports = { SOON, pair, streams, receives, fails, textOf, once }
