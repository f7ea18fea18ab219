'use strict'
// Dialling and listening. A thread resolves names; connecting waits for readiness in the event
// loop.

const { native, constants } = require('./native')
const { ADDRESS_SIZE, addressAt } = require('./address')
const { abortError, failure, explained, checkText } = require('./errors')
const { RESOLVE, LISTEN_ON, DIAL, RESOLVE_FAMILY, startJob } = require('./job')
const { at, deadlineOf, now, toMicroseconds, whenAborted } = require('./time')
const { Socket, pause } = require('./socket')
const { NONE } = require('./handle')

const { AF_INET, AF_INET6, AF_UNIX, EAGAIN, ECONNREFUSED, SOCK_STREAM } = constants
const STAGGER = 250 // ms between attempts to connect, as in RFC 8305
const PATIENCE = 200 // ms until each family is asked for separately, or a quarter of the time left
const RESOLUTION_DELAY = 50 // ms that one family waits for the other, as in RFC 8305
const QUEUE_PAUSE = 2 // ms

// The address of an endpoint without names; null for one with a name.
function addressOf (endpoint) {
  const bytes = Buffer.alloc(ADDRESS_SIZE)
  return native.addressParse(bytes, endpoint) < 0 ? null : addressAt(bytes, 0)
}

// The same, but null for an endpoint at which only listeners can be.
const dialledAddressOf = (endpoint) => /^(?:[a-z-]+:\/\/)?\*/.test(endpoint) ? null : addressOf(endpoint)

async function lookedUp (kind, endpoint, argument, limits) {
  const { result, data } = await startJob(kind, 'resolve', endpoint, argument, limits)
  return Array.from({ length: result }, (_, i) => addressAt(data, i * ADDRESS_SIZE))
}

/** The addresses of an endpoint, in the order in which dial tries them. */
async function resolve (endpoint, options = NONE) {
  const address = dialledAddressOf(endpoint)
  if (address) return [address]
  return lookedUp(RESOLVE, endpoint, 0, { by: deadlineOf(options), signal: options.signal })
}

/**
 * Connect to an endpoint. Resolves to a Socket. The addresses of a name are tried in turn, each a
 * quarter of a second after the one before, or when that has failed; the first connection wins. If
 * the addresses of one family are known before those of the other, they are tried.
 */
async function dial (endpoint, options = NONE) {
  const race = new Race(deadlineOf(options), options.signal)
  const address = dialledAddressOf(endpoint)
  if (address) race.close(race.add([address]))
  else lookUp(endpoint, race)
  return race.winner
}

// Add addresses to a race as they become known. The library returns those of both families
// together. So when that takes long, each family is asked for separately, and the addresses of one
// are used a moment later (RFC 8305, section 3).
function lookUp (endpoint, race) {
  let early = []
  let came = 0
  let noTimer = () => {}
  const tell = () => race.add(early)
  const askApart = () => {
    if (native.faultAt(0) > 0) return // rules about resolving apply to the library only
    for (const family of [AF_INET6, AF_INET]) {
      lookedUp(RESOLVE_FAMILY, endpoint, family, race).then((some) => {
        if (early.length === 0 && some.length > 0) noTimer = at(now() + RESOLUTION_DELAY, tell)
        early = early.concat(some)
        if (++came === 2) tell()
      }, () => {}) // the look-up of both reports the error
    }
  }
  const whole = lookedUp(RESOLVE, endpoint, 0, race)
  noTimer = at(now() + Math.min(PATIENCE, (race.by - now()) / 4), askApart)
  whole.then((all) => race.add(all)).then(() => null, (error) => error).then((why) => {
    noTimer()
    race.close(why)
  })
}

// Connects to addresses, which are added as they become known.
class Race {
  #addresses = []
  #failures = []
  #next = 0
  #open = true
  #why = null // why no more addresses come
  #over = new AbortController()
  #settle
  #noSignal = () => {}
  #noTimer = () => {}

  constructor (by, signal) {
    this.by = by
    this.signal = this.#over.signal // aborted when the race has ended
    this.winner = new Promise((resolve, reject) => { this.#settle = { resolve, reject } })
    if (signal && signal.aborted) this.#end('reject', abortError(signal))
    else this.#noSignal = whenAborted(signal, (error) => this.#end('reject', error))
  }

  add (addresses) {
    const known = this.#addresses.length
    for (const address of addresses) {
      if (!this.#addresses.some((other) => other.equals(address))) this.#addresses.push(address)
    }
    if (this.#addresses.length > known) this.#start()
  }

  // No more addresses come, for this reason.
  close (why) {
    this.#open = false
    this.#why = why
    this.#endIfAllFailed()
  }

  #end (how, value) {
    this.#noTimer()
    this.#noSignal()
    this.#over.abort()
    this.#settle[how](value)
  }

  #start () {
    this.#noTimer()
    if (this.signal.aborted || this.#next === this.#addresses.length) return
    attempt(this.#addresses[this.#next++], this.by, this.signal).then(
      (socket) => this.signal.aborted ? socket.close() : this.#end('resolve', socket),
      (error) => this.#failed(error))
    this.#noTimer = at(now() + STAGGER, () => this.#start())
  }

  #failed (error) {
    this.#failures.push(error)
    this.#start()
    this.#endIfAllFailed()
  }

  #endIfAllFailed () {
    if (this.signal.aborted || this.#open || this.#failures.length < this.#addresses.length) return
    this.#end('reject', this.#failures.length > 0 ? mostTelling(this.#failures) : this.#why)
  }
}

// Ranks errors: first a lack of resources, then that a host answered, that none did, that this
// machine forbids it, that a router has no route, and last that this machine has none.
const WEIGHTS = [
  [6, 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS'],
  [5, 'ECONNREFUSED', 'ECONNRESET'],
  [4, 'ETIMEDOUT'],
  [2, 'EHOSTUNREACH', 'EHOSTDOWN'],
  [1, 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']
]
const weight = ({ code }) => WEIGHTS.find((group) => group.includes(code))?.[0] ?? 3

function mostTelling (failures) {
  const chosen = failures.reduce((told, error) => weight(error) > weight(told) ? error : told)
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
    if (isToItself(socket, address)) {
      socket.optionSet('socket.linger', 0) // otherwise the port stays in TIME_WAIT
      throw failure(-ECONNREFUSED, 'connect')
    }
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

// Whether the system has connected a TCP socket to itself.
function isToItself (socket, address) {
  return address.family !== AF_UNIX && address.type === SOCK_STREAM && socket.local() === socket.peer()
}

/** ox_dial itself. It occupies a thread until it ends. */
async function dialInThread (endpoint, options = NONE) {
  const by = deadlineOf(options)
  const { result } = await startJob(DIAL, 'dial', endpoint, toMicroseconds(by), { by, signal: options.signal })
  return new Socket(result)
}

// Whether listening there resolves no name and takes no lock: numeric addresses and unnamed UNIX
// sockets.
function needsNoThread (endpoint) {
  return addressOf(endpoint) !== null && !/^unix(?:-[a-z]+)?:[^@]/.test(endpoint)
}

/** Listen at an endpoint or, for datagrams, bind to it. Resolves to a Socket. */
async function listenOn (endpoint, options = NONE) {
  const { backlog = 511, signal } = options
  if (signal && signal.aborted) throw abortError(signal)
  if (needsNoThread(endpoint)) return new Socket(checkText(native.listenOn(endpoint, backlog), 'listen'))
  const { result } = await startJob(LISTEN_ON, 'listen', endpoint, backlog, { by: deadlineOf(options), signal })
  return new Socket(result)
}

module.exports = { dial, dialInThread, listenOn, resolve, Race }
