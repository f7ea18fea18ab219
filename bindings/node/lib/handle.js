'use strict'
// The owner of a handle: it waits for it, and closes it, at the latest when it is collected.

const { native, constants } = require('./native')
const { check, closedError } = require('./errors')
const { deadlineOf, toMicroseconds } = require('./time')
const { RECEIVE, SEND, Waiting } = require('./wait')

const { OX_RECEIVING, OX_SENDING, OX_BOTH } = constants
const NONE = Object.freeze({})

const kWaiting = Symbol('waiting')
const kHandle = Symbol('handle')
const kCall = Symbol('call')
const kUntilClosed = Symbol('untilClosed')
const kDeadline = Symbol('deadline')
const kNow = Symbol('now')

native.setDispatch(function (n, events, status) { this[kWaiting].ready(n, events, status) })

const forgotten = new FinalizationRegistry((handle) => {
  process.emitWarning(`A socket was closed because nobody had it any more (handle ${handle}). ` +
    'Close sockets that are not used any more.', 'OxsockWarning')
})

/** An owner of a handle of oxsock. */
class Handle {
  #closed = false
  #deadlines = null

  constructor (handle) {
    const result = native.own(this, handle)
    if (result < 0) native.close(handle)
    check(result, 'adopt')
    this[kHandle] = handle
    this[kWaiting] = new Waiting(this)
    for (const name of [kWaiting, kHandle]) {
      Object.defineProperty(this, name, { enumerable: false })
    }
    forgotten.register(this, handle, this)
  }

  get closed () { return this.#closed }

  /** The handle, for C. */
  get handle () { return this[kHandle] }

  /** The descriptor, which is still the socket's. */
  fd () { return check(native.fd(this[kHandle]), 'fd') }

  /** Close the socket. Calls that wait end with the error ECANCELED. */
  close () {
    if (this.closed) return
    this.#leave()
    const result = native.closeSocket(this)
    this[kWaiting].end()
    if (result !== -constants.ECONNRESET) check(result, 'close')
  }

  /** End the handle, and return its descriptor, which is non-blocking. */
  release () {
    if (this.closed) throw closedError('release')
    const fd = check(native.releaseSocket(this), 'release')
    this.#leave()
    this[kWaiting].end()
    return fd
  }

  #leave () {
    this.#closed = true
    forgotten.unregister(this)
  }

  /** Have calls that wait keep the process alive, as they do by default. */
  ref () {
    native.keep(this, true)
    return this
  }

  /** Let the process end although calls wait. */
  unref () {
    native.keep(this, false)
    return this
  }

  /** Set the deadline, on the clock of now(), of calls that start later; Infinity for none. */
  deadline (when, which = OX_BOTH) {
    check(native.deadline(this[kHandle], which, toMicroseconds(when)), 'deadline')
    this.#deadlines ??= { [RECEIVE]: Infinity, [SEND]: Infinity }
    if (which & OX_RECEIVING) this.#deadlines[RECEIVE] = when
    if (which & OX_SENDING) this.#deadlines[SEND] = when
  }

  [kDeadline] (side, options) {
    return deadlineOf(options, this.#deadlines ? this.#deadlines[side] : Infinity)
  }

  // Yields the results of next one after the other, until the socket is closed.
  async * [kUntilClosed] (next) {
    while (!this.closed) {
      try {
        yield await next()
      } catch (error) {
        if (!this.closed) throw error
      }
    }
  }

  // A promise of the result of a single attempt.
  [kNow] (syscall, attempt, result = (n) => n) {
    return new Promise((resolve) => {
      if (this.closed) throw closedError(syscall)
      resolve(result(check(attempt(), syscall)))
    })
  }

  // A promise of the first result of attempt other than -EAGAIN.
  [kCall] (side, syscall, attempt, options = NONE, result = (n) => n) {
    return new Promise((resolve, reject) => {
      if (this.closed) throw closedError(syscall)
      const by = this[kDeadline](side, options)
      this[kWaiting].call(side, syscall, attempt, { by, signal: options.signal }, (error, n) => {
        if (error) return reject(error)
        try {
          resolve(result(n))
        } catch (failed) { // result() may throw when it makes a Socket
          reject(failed)
        }
      })
    })
  }
}

if (Symbol.dispose) Handle.prototype[Symbol.dispose] = Handle.prototype.close
if (Symbol.asyncDispose) {
  Handle.prototype[Symbol.asyncDispose] = async function () { this.close() }
}

module.exports = { Handle, NONE, kCall, kDeadline, kHandle, kNow, kUntilClosed, kWaiting }
