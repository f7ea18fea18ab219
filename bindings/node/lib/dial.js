'use strict'
// Dialling and listening: names are looked up by a thread; connecting waits for readiness.

const { native, constants } = require('./native')
const { ADDRESS_SIZE, addressAt } = require('./address')
const { abortError, failure, explained, checkText } = require('./errors')
const { RESOLVE, LISTEN_ON, DIAL, startJob } = require('./job')
const { at, deadlineOf, now, toMicroseconds, whenAborted } = require('./time')
const { Socket, pause } = require('./socket')
const { NONE } = require('./handle')

const { AF_UNIX, EAGAIN, ECONNREFUSED, SOCK_STREAM } = constants
const { EADDRNOTAVAIL, ENETUNREACH, EHOSTUNREACH } = constants
const STAGGER = 250 // ms between the attempts at the addresses of a name, as in RFC 8305
const QUEUE_PAUSE = 2 // ms

// The address of an endpoint in which there is nothing to be looked up; else null.
function addressOf (endpoint) {
  const bytes = Buffer.alloc(ADDRESS_SIZE)
  return native.addressParse(bytes, endpoint) < 0 ? null : addressAt(bytes, 0)
}

/** The addresses of an endpoint, in the order in which dial tries them. */
async function resolve (endpoint, options = NONE) {
  const address = addressOf(endpoint)
  if (address && !/^(?:[a-z-]+:\/\/)?\*/.test(endpoint)) return [address]
  const by = deadlineOf(options)
  const { result, data } = await startJob(RESOLVE, 'resolve', endpoint, 0, { by, signal: options.signal })
  return Array.from({ length: result }, (_, i) => addressAt(data, i * ADDRESS_SIZE))
}

/**
 * Connect to an endpoint: a Socket. The addresses of a name are tried in turns, each a quarter of a
 * second after the one before, or when that has failed; the first connection wins.
 */
async function dial (endpoint, options = NONE) {
  const by = deadlineOf(options)
  const addresses = await resolve(endpoint, { deadline: by, signal: options.signal })
  return race(addresses, by, options.signal)
}

function race (addresses, by, signal) {
  return new Promise((resolve, reject) => {
    if (signal && signal.aborted) throw abortError(signal)
    const others = new AbortController()
    const failures = []
    let next = 0
    let noTimer = () => {}
    const noSignal = whenAborted(signal, (error) => end(reject, error))
    const end = (settle, value) => {
      noTimer()
      noSignal()
      others.abort()
      settle(value)
    }
    const start = () => {
      noTimer()
      if (next === addresses.length) return
      attempt(addresses[next++], by, others.signal).then(won, failed)
      noTimer = at(now() + STAGGER, start)
    }
    const won = (socket) => others.signal.aborted ? socket.close() : end(resolve, socket)
    const failed = (error) => {
      if (others.signal.aborted) return
      failures.push(error)
      if (failures.length === addresses.length) end(reject, mostInformative(failures))
      else if (failures.length === next) start()
    }
    start()
  })
}

// That a host refused rather than that another was unreachable.
function mostInformative (failures) {
  const unreachable = [-ENETUNREACH, -EHOSTUNREACH, -EADDRNOTAVAIL]
  const chosen = failures.find(({ errno }) => !unreachable.includes(errno)) ?? failures[0]
  if (failures.length === 1) return chosen
  const error = failure(chosen.errno, 'dial',
    failures.map(({ explanation }) => explanation).join('; '))
  error.errors = failures
  return error
}

async function attempt (address, by, signal) {
  let socket = null
  try {
    socket = await started(address, by, signal)
    await socket.established({ deadline: by, signal })
    if (isToItself(socket, address)) throw failure(-ECONNREFUSED, 'connect')
    return socket
  } catch (error) {
    if (socket) socket.close()
    throw error.errno ? failure(error.errno, 'dial', `${address.text}: ${native.strerror(error.errno)}`) : error
  }
}

async function started (address, by, signal) {
  for (;;) {
    const result = native.dialStart(address.text)
    if (result >= 0) return new Socket(result)
    if (result !== -EAGAIN || address.family !== AF_UNIX) throw explained(result, 'dial')
    await pause(Math.min(by, now() + QUEUE_PAUSE), by, 'dial', signal)
  }
}

// A TCP socket that the system has connected to itself.
function isToItself (socket, address) {
  return address.family !== AF_UNIX && address.type === SOCK_STREAM && socket.local() === socket.peer()
}

/** ox_dial itself, which occupies a thread until it ends. */
async function dialInThread (endpoint, options = NONE) {
  const by = deadlineOf(options)
  const { result } = await startJob(DIAL, 'dial', endpoint, toMicroseconds(by), { by, signal: options.signal })
  return new Socket(result)
}

// Whether listening there looks nothing up and takes no lock: numbers and nameless UNIX sockets.
function needsNoThread (endpoint) {
  return addressOf(endpoint) !== null && !/^unix(?:-[a-z]+)?:[^@]/.test(endpoint)
}

/** A Socket that listens at an endpoint, or for datagrams is bound to it. */
async function listenOn (endpoint, options = NONE) {
  const { backlog = 511, signal } = options
  if (signal && signal.aborted) throw abortError(signal)
  if (needsNoThread(endpoint)) return new Socket(checkText(native.listenOn(endpoint, backlog), 'listen'))
  const { result } = await startJob(LISTEN_ON, 'listen', endpoint, backlog, { by: deadlineOf(options), signal })
  return new Socket(result)
}

module.exports = { dial, dialInThread, listenOn, resolve, race }
