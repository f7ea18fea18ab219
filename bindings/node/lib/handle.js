'use strict'
// What owns a handle: it waits, it is closed, and it is closed when nobody has it any more.

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

/** An owner of a handle of oxsock's. */
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

  /** The descriptor, which stays the socket's. */
  fd () { return check(native.fd(this[kHandle]), 'fd') }

  /** Close the socket. What waits for it ends with the error ECANCELED. */
  close () {
    if (this.closed) return
    this.#leave()
    const result = native.closeSocket(this)
    this[kWaiting].end()
    if (result !== -constants.ECONNRESET) check(result, 'close')
  }

  /** End the handle, and hand out its descriptor, which is non-blocking. */
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

  /** Have what waits for the socket keep the process alive, as it does by default. */
  ref () {
    native.keep(this, true)
    return this
  }

  /** Let the process end although something waits for the socket. */
  unref () {
    native.keep(this, false)
    return this
  }

  /** The time on the clock of now() by which calls end that start from here on; Infinity for none. */
  deadline (when, which = OX_BOTH) {
    check(native.deadline(this[kHandle], which, toMicroseconds(when)), 'deadline')
    this.#deadlines ??= { [RECEIVE]: Infinity, [SEND]: Infinity }
    if (which & OX_RECEIVING) this.#deadlines[RECEIVE] = when
    if (which & OX_SENDING) this.#deadlines[SEND] = when
  }

  [kDeadline] (side, options) {
    return deadlineOf(options, this.#deadlines ? this.#deadlines[side] : Infinity)
  }

  // What next gives, one after the other, until the socket is closed.
  async * [kUntilClosed] (next) {
    while (!this.closed) {
      try {
        yield await next()
      } catch (error) {
        if (!this.closed) throw error
      }
    }
  }

  // A promise of what attempt returns if it is made once.
  [kNow] (syscall, attempt, result = (n) => n) {
    return new Promise((resolve) => {
      if (this.closed) throw closedError(syscall)
      resolve(result(check(attempt(), syscall)))
    })
  }

  // A promise of what attempt returns when it need not wait any more.
  [kCall] (side, syscall, attempt, options = NONE, result = (n) => n) {
    return new Promise((resolve, reject) => {
      if (this.closed) throw closedError(syscall)
      const by = this[kDeadline](side, options)
      this[kWaiting].call(side, syscall, attempt, { by, signal: options.signal }, (error, n) => {
        if (error) return reject(error)
        try {
          resolve(result(n))
        } catch (failed) { // to make a Socket of it
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
