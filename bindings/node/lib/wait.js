'use strict'
// Waiting until a socket is ready. Each side has a queue of calls, which are tried in order.

const { native, constants, newSlab } = require('./native')
const { failure, abortError, closedError } = require('./errors')
const { at, now, whenAborted } = require('./time')

const RECEIVE = 1
const SEND = 2
const ERROR = 4
const STREAM = 8 // received bytes are for a stream
const { EAGAIN, ENOBUFS, ETIMEDOUT } = constants
const AGAIN = 5 // ms until a socket is polled again whose error no call takes

/** Everything that waits for one socket. `socket` is the object that the addon knows. */
class Waiting {
  #socket
  #queues = { [RECEIVE]: [], [SEND]: [] }
  #watchers = new Set() // calls that wait for readiness itself
  #reader = null // the function of the stream that receives
  #wanted = 0
  #later = null

  constructor (socket) {
    this.#socket = socket
  }

  /**
   * Make a call until it need not wait any more; attempt returns -EAGAIN as long as it does.
   * done(error, result) is called once, and at once if there is nothing to wait for.
   */
  call (side, syscall, attempt, { by = Infinity, signal }, done) {
    if (signal && signal.aborted) return done(abortError(signal))
    if (this.#queues[side].length === 0) {
      const result = attempt()
      if (result !== -EAGAIN) return result < 0 ? done(failure(result, syscall)) : done(null, result)
    }
    if (by <= now()) return done(failure(-ETIMEDOUT, syscall))
    const entry = { syscall, attempt, done, takeBack: null }
    const end = (error) => this.#end(side, entry, error)
    const noTimer = at(by, () => end(failure(-ETIMEDOUT, syscall)))
    const noSignal = whenAborted(signal, end)
    entry.takeBack = () => { noTimer(); noSignal() }
    this.#queues[side].push(entry)
    this.update()
  }

  #end (side, entry, error) {
    const queue = this.#queues[side]
    queue.splice(queue.indexOf(entry), 1)
    entry.takeBack()
    this.update()
    entry.done(error)
  }

  /** Have look called whenever one of these events is ready, until it is removed from the set. */
  watch (events, look) {
    const watcher = { events, look }
    this.#watchers.add(watcher)
    this.update()
    return () => {
      this.#watchers.delete(watcher)
      this.update()
    }
  }

  /** Pass what is received to a stream; null for none. */
  read (reader) {
    this.#reader = reader
    this.update()
  }

  get #wants () {
    let wants = this.#reader ? RECEIVE | STREAM : this.#queues[RECEIVE].length ? RECEIVE : 0
    if (this.#queues[SEND].length) wants |= SEND
    for (const { events } of this.#watchers) wants |= events
    return wants
  }

  update () {
    const wants = this.#wants
    if (wants !== this.#wanted && !this.#later) this.#look(wants)
  }

  #look (wants) {
    this.#wanted = wants
    const error = native.want(this.#socket, wants & ~STREAM, (wants & STREAM) !== 0)
    if (error < 0) this.end((syscall) => failure(error, syscall))
  }

  /** Called by the addon with what was received for the stream, or otherwise with the events. */
  ready (n, events, status) {
    if (events === 0) return n === -ENOBUFS ? newSlab() : this.#reader && this.#reader(n)
    for (const { look } of [...this.#watchers]) look()
    if (events & RECEIVE) this.#try(RECEIVE)
    if (events & SEND) this.#try(SEND)
    if (status < 0) this.#lookLater()
    else this.update()
  }

  // libuv has stopped polling because of an error. If no call has taken the error (an error in the
  // queue of error reports, for example), polling again at once would report it again, in an
  // endless loop.
  #lookLater () {
    if (this.#wants === 0) return this.#look(0)
    this.#later ??= setTimeout(() => {
      this.#later = null
      this.#look(this.#wants)
    }, AGAIN)
  }

  #try (side) {
    const queue = this.#queues[side]
    while (queue.length > 0) {
      const entry = queue[0]
      let result = 0
      let error = null
      try {
        result = entry.attempt()
      } catch (thrown) { // an invalid argument
        error = thrown
      }
      if (result === -EAGAIN || queue[0] !== entry) return
      queue.shift()
      entry.takeBack()
      if (result < 0) error = failure(result, entry.syscall)
      entry.done(error, result)
    }
  }

  /** End all calls that wait, because the socket is closed. */
  end (errorOf = closedError) {
    clearTimeout(this.#later)
    this.#later = null
    const all = [...this.#queues[RECEIVE].splice(0), ...this.#queues[SEND].splice(0)]
    for (const entry of all) {
      entry.takeBack()
      entry.done(errorOf(entry.syscall))
    }
    for (const { look } of [...this.#watchers]) look()
  }
}

module.exports = { RECEIVE, SEND, ERROR, Waiting }
