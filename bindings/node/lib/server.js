'use strict'
// A listener that emits its connections as streams, or can be iterated over.

const EventEmitter = require('events')
const { native, constants } = require('./native')
const { nodeAddress } = require('./address')
const { closedError } = require('./errors')
const { NONE, kHandle, kWaiting } = require('./handle')
const { RECEIVE } = require('./wait')
const { listenOn } = require('./dial')
const { Socket } = require('./socket')
const { Stream } = require('./stream')

const { EAGAIN, EMFILE, ENFILE, ENOBUFS, ENOMEM } = constants
const WITHOUT_ROOM = [-EMFILE, -ENFILE, -ENOBUFS, -ENOMEM]
const ROOM_PAUSE = 100 // ms to wait for a free descriptor; clients wait in the listener's queue
const AT_ONCE = 32 // connections that are accepted before other events are handled

/** A server: emits 'listening', 'connection' with a Stream, 'error' and 'close'. */
class Server extends EventEmitter {
  #socket = null
  #options
  #isListening = false
  #accepting = false
  #closed = false
  #isOver = false
  #streams = new Set()
  #kept = true
  #pause = null

  constructor (options, listener) {
    super()
    if (typeof options === 'function') [options, listener] = [NONE, options]
    this.#options = options ?? NONE
    if (listener) this.on('connection', listener)
    this.on('newListener', (event) => event === 'connection' && process.nextTick(() => this.#accept()))
  }

  /** Listen at an endpoint, or on a Socket that already listens. */
  async listen (endpoint, options) {
    if (this.#isListening) throw new Error('The server listens already')
    this.#isListening = true
    const socket = typeof endpoint === 'string' ? await this.#listenOn(endpoint, options) : endpoint
    if (this.#closed) {
      socket.close()
      throw closedError('listen')
    }
    this.#socket = socket
    if (!this.#kept) socket.unref()
    this.emit('listening')
    this.#accept()
    return this
  }

  async #listenOn (endpoint, options) {
    try {
      return await listenOn(endpoint, options)
    } catch (error) {
      this.#isListening = false // listen may be called again
      throw error
    }
  }

  get listening () { return this.#socket !== null && !this.#closed }
  get socket () { return this.#socket }

  /** The endpoint at which it listens. */
  get local () { return this.listening ? this.#socket.local() : '' }
  address () { return this.listening ? nodeAddress(this.local) : null }
  get connections () { return this.#streams.size }

  // Accept connections once there is a listener for the event 'connection'.
  #accept () {
    if (!this.listening || this.#accepting || this.listenerCount('connection') === 0) return
    this.#accepting = true
    this.#socket[kWaiting].call(RECEIVE, 'accept', () => this.#acceptSome(), NONE, (error) => {
      this.#accepting = false
      if (this.#closed) return
      if (!WITHOUT_ROOM.includes(error.errno)) return this.emit('error', error)
      this.#pause = setTimeout(() => this.#accept(), ROOM_PAUSE)
      if (!this.#kept) this.#pause.unref()
    })
  }

  // Never completes the call that it is given to: only an error ends the wait.
  #acceptSome () {
    for (let i = 0; i < AT_ONCE && this.listening; i++) {
      const handle = native.accept(this.#socket[kHandle])
      if (handle < 0) return handle
      this.emit('connection', this.#streamOf(new Socket(handle)))
    }
    return -EAGAIN
  }

  #streamOf (socket) {
    const stream = new Stream(socket, this.#options)
    stream.server = this
    this.#streams.add(stream)
    stream.once('close', () => {
      this.#streams.delete(stream)
      this.#emitClose()
    })
    return stream
  }

  /** Yields connections as Streams, until the server is closed. */
  async * [Symbol.asyncIterator] () {
    for await (const socket of this.#socket.connections()) yield this.#streamOf(socket)
  }

  /** Stop accepting. 'close' is emitted when the connections have ended, too. */
  close (callback) {
    if (callback) this.#closed ? process.nextTick(callback, closedError('close')) : this.once('close', callback)
    if (this.#closed) return this
    this.#closed = true
    clearTimeout(this.#pause)
    if (this.#socket) this.#socket.close()
    process.nextTick(() => this.#emitClose())
    return this
  }

  #emitClose () {
    if (!this.#closed || this.#isOver || this.#streams.size > 0) return
    this.#isOver = true
    this.emit('close')
  }

  /** End all connections. */
  closeAllConnections () {
    for (const stream of this.#streams) stream.destroy()
  }

  ref () { return this.#keep(true) }
  unref () { return this.#keep(false) }

  #keep (on) {
    this.#kept = on
    if (this.listening) on ? this.#socket.ref() : this.#socket.unref()
    return this
  }
}

if (Symbol.asyncDispose) {
  Server.prototype[Symbol.asyncDispose] = function () {
    return new Promise((resolve) => this.close(() => resolve()))
  }
}

/** Make a Server, which does not listen yet. */
const createServer = (options, listener) => new Server(options, listener)

module.exports = { Server, createServer }
