'use strict'
// oxsock for Node.js: see the README and index.d.ts.

const { native, constants } = require('./native')
const { Address, Arrival, ErrorReport, endpointPath } = require('./address')
const { Fault } = require('./fault')
const { now } = require('./time')
const { Server, createServer } = require('./server')
const { Stream, connect } = require('./stream')
const { dial, dialInThread, listenOn, resolve } = require('./dial')
const { Socket, socket, socketpair, adopt, fromHandle, inherit, echoOpen, dialStart, poll } =
  require('./socket')

/** The text for a code, which may be negative or positive. */
const strerror = (code) => native.strerror(code)

/** The name of a code, such as 'ECONNREFUSED'; null for an unknown one. */
const errname = (code) => native.errname(code)

/**
 * What was wrong with the text that was last passed to a function. Errors contain it in any case.
 */
const explanation = () => native.explanation()

/** Set whether signals end calls that wait in C. Returns what was set before. */
const interruptible = (on) => native.interruptible(Number(on)) === 1
const version = native.version()

/** The description of the API. */
const api = () => JSON.parse(native.apiJson())

function listed (at, end) {
  const list = []
  for (let value; (value = at(list.length)) !== end;) list.push(value)
  return list
}

/** The names of all options. */
const optionNames = () => listed(native.optionAt, null)

/** All error codes, negative. */
const errorCodes = () => listed(native.errorAt, 0)

module.exports = {
  Address,
  Arrival,
  ErrorReport,
  Fault,
  Server,
  Socket,
  Stream,
  adopt,
  api,
  connect,
  constants,
  createServer,
  dial,
  dialInThread,
  dialStart,
  echoOpen,
  endpointPath,
  errname,
  errorCodes,
  explanation,
  fromHandle,
  inherit,
  interruptible,
  listenOn,
  now,
  optionNames,
  poll,
  resolve,
  socket,
  socketpair,
  strerror,
  version
}
