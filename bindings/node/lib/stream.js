'use strict'
// A connection as a stream, with those properties and methods of net.Socket that protocols use.

const { Duplex } = require('stream')
const { native, constants, takeFromSlab } = require('./native')
const { nodeAddress } = require('./address')
const { failure } = require('./errors')
const { NONE, kHandle, kWaiting } = require('./handle')
const { SEND } = require('./wait')
const { dial } = require('./dial')

const { EAGAIN, ENOTCONN, SHUT_WR } = constants
const MOST_PIECES = 1024 // the most that one call takes

/** A stream over a connected Socket, which it owns from then on. */
class Stream extends Duplex {
  #socket = null
  #handle = -1
  #isReading = false
  #idle = null
  #idleTime = 0
  #ends = {}
  #kept = true
  bytesRead = 0
  #bytesWritten = 0

  constructor (socket, options = NONE) {
    super({ allowHalfOpen: false, ...options, autoDestroy: true, emitClose: true, objectMode: false })
    if (socket) this._attach(socket)
  }

  _attach (socket) {
    this.#socket = socket
    this.#handle = socket[kHandle]
    if (!this.#kept) socket.unref()
    this.read(0) // so that the end of the connection is noticed even if nobody reads
  }

  /** The Socket, for its options, credentials and addresses. */
  get socket () { return this.#socket }

  // Receiving: the addon has received into the slab by the time the event loop calls.

  _read () {
    if (this.#isReading || !this.#socket || this.#socket.closed) return
    this.#isReading = true
    this.#socket[kWaiting].read(this.#received)
  }

  #received = (n) => {
    if (n > 0) {
      this.bytesRead += n
      if (this.#idle) this.#idle.refresh()
      if (!this.push(takeFromSlab(n))) this.#stopReading()
    } else if (n === 0) {
      this.#stopReading()
      this.push(null)
      this.read(0) // so that the end is noticed even if nobody reads
    } else {
      this.#stopReading()
      this.destroy(failure(n, 'read'))
    }
  }

  #stopReading () {
    this.#isReading = false
    if (!this.#socket.closed) this.#socket[kWaiting].read(null)
  }

  // Sending: at once if the system takes the data.

  _write (chunk, encoding, callback) {
    const n = native.send(this.#handle, chunk, 0)
    if (n === chunk.length) return this.#sent(n, callback)
    if (n < 0 && n !== -EAGAIN) return callback(failure(n, 'write'))
    this.#sendRest([chunk], Math.max(n, 0), callback)
  }

  _writev (chunks, callback) {
    this.#sendRest(chunks.map(({ chunk }) => chunk), 0, callback)
  }

  // Send the pieces from byte `skip` of the first on, and wait in between if necessary.
  #sendRest (pieces, skip, callback) {
    let first = 0
    let total = skip
    let isFull = skip > 0 // a system that takes a part is full
    const move = (n) => {
      total += n
      for (n += skip; first < pieces.length && n >= pieces[first].length; first++) n -= pieces[first].length
      skip = n
    }
    const attempt = () => {
      while (first < pieces.length && !isFull) {
        const rest = pieces.slice(first, first + MOST_PIECES)
        if (skip > 0) rest[0] = rest[0].subarray(skip)
        const n = rest.length === 1 ? native.send(this.#handle, rest[0], 0) : native.writev(this.#handle, rest)
        if (n < 0) return n
        move(n)
        isFull = skip > 0
      }
      isFull = false
      return first < pieces.length ? -EAGAIN : 0
    }
    this.#socket[kWaiting].call(SEND, 'write', attempt, NONE,
      (error) => error ? callback(error) : this.#sent(total, callback))
  }

  #sent (n, callback) {
    this.#bytesWritten += n
    if (this.#idle) this.#idle.refresh()
    callback()
  }

  _final (callback) {
    const result = native.shutdown(this.#handle, SHUT_WR)
    callback(result < 0 && result !== -ENOTCONN ? failure(result, 'shutdown') : null)
  }

  _destroy (error, callback) {
    this.setTimeout(0)
    if (this.#socket) {
      this.#keepEnds()
      this.#socket.close()
    }
    callback(error)
  }

  // Methods of net.Socket.

  /** End the connection with a reset. */
  resetAndDestroy () {
    if (this.#socket && !this.#socket.closed) this.#socket.optionSet('socket.linger', 0)
    return this.destroy()
  }

  destroySoon () {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', this.destroy)
  }

  /** Emit 'timeout' when nothing has been moved for so many milliseconds; never, for 0. */
  setTimeout (time, listener) {
    clearTimeout(this.#idle)
    this.#idleTime = time
    this.#idle = time > 0 ? setTimeout(() => this.emit('timeout'), time).unref() : null
    if (listener) time > 0 ? this.once('timeout', listener) : this.removeListener('timeout', listener)
    return this
  }

  get timeout () { return this.#idleTime || undefined }

  setNoDelay (on = true) { return this.#option('tcp.nodelay', Number(on)) }

  setKeepAlive (on = false, delay = 0) {
    this.#option('socket.keepalive', Number(on))
    if (on && delay >= 1000) this.#option('tcp.keepalive.idle', Math.floor(delay / 1000))
    return this
  }

  // Set an option. One that only TCP has is ignored on other sockets.
  #option (name, value) {
    const isTcp = this.#socket && !this.#socket.closed && /^tcp:/.test(this.#end('local'))
    if (isTcp) this.#socket.optionSet(name, value)
    return this
  }

  ref () {
    this.#kept = true
    if (this.#socket && !this.#socket.closed) this.#socket.ref()
    return this
  }

  unref () {
    this.#kept = false
    if (this.#socket && !this.#socket.closed) this.#socket.unref()
    return this
  }

  get connecting () { return this.#socket === null && !this.destroyed }
  get pending () { return this.#socket === null }
  get bytesWritten () { return this.#bytesWritten + this.writableLength }

  get readyState () {
    if (this.connecting) return 'opening'
    if (this.readable && this.writable) return 'open'
    return this.readable ? 'readOnly' : this.writable ? 'writeOnly' : 'closed'
  }

  /** The local address and the peer's, as endpoints; '' where there is none. */
  get local () { return this.#end('local') }
  get peer () { return this.#end('peer') }
  address () { return nodeAddress(this.local) }
  get localAddress () { return this.address().address }
  get localPort () { return this.address().port }
  get localFamily () { return this.address().family }
  get remoteAddress () { return nodeAddress(this.peer).address }
  get remotePort () { return nodeAddress(this.peer).port }
  get remoteFamily () { return nodeAddress(this.peer).family }

  #end (which) {
    if (this.#ends[which] !== undefined) return this.#ends[which]
    if (!this.#socket || this.#socket.closed) return ''
    const end = native[which](this.#handle)
    return (this.#ends[which] = typeof end === 'string' ? end : '')
  }

  #keepEnds () { return this.#end('local') + this.#end('peer') }
}

/** A stream that is being connected. */
class Dialling extends Stream {
  #abort = new AbortController()
  #endpoint
  #options

  constructor (endpoint, { signal, timeout, ...options }) {
    super(null, options)
    this.#endpoint = endpoint
    this.#options = { timeout, signal: this.#abort.signal }
    if (signal && signal.aborted) this.#abort.abort(signal.reason)
    else if (signal) signal.addEventListener('abort', () => this.#abort.abort(signal.reason), { once: true })
  }

  _construct (callback) {
    dial(this.#endpoint, this.#options).then((socket) => {
      this._attach(socket)
      callback()
      process.nextTick(() => this.#connected())
    }, (error) => callback(this.destroyed ? null : error))
  }

  #connected () {
    if (this.destroyed) return
    this.read(0)
    this.emit('connect')
    this.emit('ready')
  }

  destroy (error) {
    super.destroy(error)
    this.#abort.abort()
    return this
  }
}

/** Connect to an endpoint. Returns a Stream at once, which emits 'connect'. */
function connect (endpoint, options, listener) {
  if (typeof options === 'function') return connect(endpoint, NONE, options)
  const stream = new Dialling(endpoint, options ?? NONE)
  if (listener) stream.once('connect', listener)
  return stream
}

module.exports = { Stream, connect }
