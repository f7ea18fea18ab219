'use strict'
// The class Socket, and functions that open sockets without waiting.

const { native, constants } = require('./native')
const { ADDRESS_SIZE, ARRIVAL_SIZE, REPORT_SIZE, SOCKADDR_ROOM, Address, Arrival, ErrorReport } =
  require('./address')
const { check, checkText, closedError, failure, abortError } = require('./errors')
const { kCall, kDeadline, kHandle, kUntilClosed, kWaiting, NONE } = require('./handle')
const { RECEIVE, SEND, ERROR } = require('./wait')
const { at, deadlineOf, now, whenAborted } = require('./time')
const { Transfers, bytesOf } = require('./transfers')

const { EAGAIN, EINPROGRESS, ETIMEDOUT, POLLIN, POLLPRI, POLLOUT } = constants
const QUEUE_PAUSE = 2 // ms: poll does not report when the queue of a UNIX listener has room

/** A socket. Methods that may wait return a promise, the others do not. */
class Socket extends Transfers {
  /** Wait for the next connection. */
  accept (options) {
    return this[kCall](RECEIVE, 'accept', () => native.accept(this[kHandle]), options,
      (handle) => new Socket(handle))
  }

  /**
   * Wait for the next connection. Also returns its peer's address as the bytes of a struct
   * sockaddr.
   */
  acceptFrom (options) {
    const room = Buffer.alloc(SOCKADDR_ROOM)
    const size = new Int32Array(1)
    return this[kCall](RECEIVE, 'accept', () => native.accept(this[kHandle], room, size), options,
      (handle) => ({
        socket: new Socket(handle),
        sockaddr: room.subarray(0, Math.min(size[0], room.length))
      }))
  }

  /** Yields connections, until the listener is closed. */
  connections (options) { return this[kUntilClosed](() => this.accept(options)) }

  /** Connect to an address, the bytes of a struct sockaddr. */
  connect (sockaddr, options) {
    return this.#connected(() => native.connect(this[kHandle], sockaddr), options)
  }

  connectAddress (address, options) {
    return this.#connected(() => native.connectAddress(this[kHandle], address.bytes), options)
  }

  async #connected (begin, options = NONE) {
    const by = this[kDeadline](SEND, options)
    for (;;) {
      if (this.closed) throw closedError('connect')
      const result = begin()
      if (result === -EINPROGRESS) return this.established({ ...options, deadline: by, timeout: undefined })
      if (result >= 0) return
      if (result !== -EAGAIN) throw failure(result, 'connect')
      await pause(Math.min(by, now() + QUEUE_PAUSE), by, 'connect', options.signal)
    }
  }

  /**
   * Wait until the attempt to connect, begun by dialStart or a non-blocking connect(2), has ended.
   * Rejects with its error.
   */
  established (options) {
    const entry = Int32Array.of(this[kHandle], POLLOUT, 0)
    return this[kCall](SEND, 'connect', () => {
      const ready = native.poll(entry)
      if (ready === 0) return -EAGAIN
      return ready < 0 ? ready : -this.optionGet('socket.error')
    }, options, () => undefined)
  }

  // Descriptors and handles.

  sendDescriptors (data, fds, options) {
    const bytes = bytesOf(data)
    // An Int32Array would cut a larger number, which may then be another descriptor.
    if (!fds.every((fd) => fd === (fd | 0))) throw new TypeError('descriptors are integers of 32 bits')
    const list = Int32Array.from([...fds, 0])
    return this[kCall](SEND, 'send_descriptors',
      () => native.sendDescriptors(this[kHandle], bytes, list, fds.length), options)
  }

  /**
   * Resolves to { length, fds }: an entry below 0 is the error for which a descriptor could not be
   * received.
   */
  recvDescriptors (buffer, most = 16, options) {
    const { list, count, came } = roomFor(most)
    return this[kCall](RECEIVE, 'recv_descriptors',
      () => native.recvDescriptors(this[kHandle], buffer, list, count()), options,
      (length) => ({ length, fds: came() }))
  }

  sendHandles (data, sockets, options) {
    const bytes = bytesOf(data)
    const list = Int32Array.from([...sockets.map((socket) => socket[kHandle]), 0])
    return this[kCall](SEND, 'send_handles',
      () => native.sendHandles(this[kHandle], bytes, list, sockets.length), options)
  }

  /** Resolves to { length, sockets }: null for one that could not be received. */
  recvHandles (buffer, most = 16, options) {
    const { list, count, came } = roomFor(most)
    return this[kCall](RECEIVE, 'recv_handles',
      () => native.recvHandles(this[kHandle], buffer, list, count()), options,
      (length) => ({ length, sockets: came().map((handle) => handle < 0 ? null : new Socket(handle)) }))
  }

  // Arrivals, error reports, echoes.

  /** Receive a datagram, and how it arrived: { length, arrival }; see arrivals. */
  recvArrival (buffer, flags = 0, options) {
    const room = Buffer.alloc(ARRIVAL_SIZE)
    return this[kCall](RECEIVE, 'recv_arrival',
      () => native.recvArrival(this[kHandle], buffer, flags, room), options,
      (length) => ({ length, arrival: new Arrival(room) }))
  }

  /** Answer a datagram from the address that it was sent to. */
  sendReply (data, arrival, flags = 0, options) {
    const bytes = bytesOf(data)
    return this[kCall](SEND, 'send_reply',
      () => native.sendReply(this[kHandle], bytes, flags, arrival.bytes), options)
  }

  /** Take the first error out of the queue: { length, report }; null if there is none. */
  recvError (buffer) {
    const room = Buffer.alloc(REPORT_SIZE)
    const length = native.recvError(this[kHandle], buffer, room)
    if (length === -EAGAIN) return null
    check(length, 'recv_error')
    return { length, report: new ErrorReport(room) }
  }

  echoSend (address, sequence, payload, options) {
    const bytes = bytesOf(payload)
    return this[kCall](SEND, 'echo_send',
      () => native.echoSend(this[kHandle], address.bytes, sequence, bytes), options, () => undefined)
  }

  /** Resolves to { length, sender, sequence, ttl }; an error has the last three as properties. */
  echoRecv (payload, options) {
    const room = new Uint8Array(ADDRESS_SIZE)
    const facts = new Int32Array(2)
    const told = () => ({ sender: Address.fromBytes(room), sequence: facts[0], ttl: facts[1] })
    return this[kCall](RECEIVE, 'echo_recv',
      () => native.echoRecv(this[kHandle], payload, room, facts), options,
      (length) => ({ length, ...told() })).catch((error) => { throw Object.assign(error, told()) })
  }
}

// An array for this many ints, with their number.
function roomFor (most) {
  const list = new Int32Array(most + 1)
  const counted = new Int32Array(1)
  return {
    list,
    count: () => { counted[0] = most; return counted },
    came: () => Array.from(list.subarray(0, Math.min(counted[0], most)))
  }
}

// Wait until a point in time. Fails at the deadline, or when the signal is aborted.
function pause (until, by, syscall, signal) {
  return new Promise((resolve, reject) => {
    if (signal && signal.aborted) throw abortError(signal)
    const noTimer = at(until, () => {
      noSignal()
      if (by <= now()) reject(failure(-ETIMEDOUT, syscall))
      else resolve()
    })
    const noSignal = whenAborted(signal, (error) => { noTimer(); reject(error) })
  })
}

/** Open a socket: socket(2). */
function socket (domain, type, protocol = 0) {
  return new Socket(check(native.socket(domain, type, protocol), 'socket'))
}

/** Open two sockets that are connected to each other. */
function socketpair (domain = constants.AF_UNIX, type = constants.SOCK_STREAM, protocol = 0) {
  const pair = new Int32Array(2)
  check(native.socketpair(domain, type, protocol, pair), 'socketpair')
  return [new Socket(pair[0]), new Socket(pair[1])]
}

/** Make a Socket of a descriptor, which it owns from then on. */
const adopt = (fd) => new Socket(check(native.adopt(fd), 'adopt'))

/** Take ownership of a handle, such as fcntl with F_DUPFD_CLOEXEC returns. */
const fromHandle = (handle) => new Socket(handle)

/** Take the i-th socket that a service manager passed under this name; of all, without a name. */
const inherit = (name = null, i = 0) => new Socket(checkText(native.inherit(name, i), 'inherit'))

/** Open a socket for ICMP echoes. */
const echoOpen = (family) => new Socket(check(native.echoOpen(family), 'echo_open'))

/** Begin to connect to an endpoint without names; see established. */
const dialStart = (endpoint) => new Socket(checkText(native.dialStart(endpoint), 'dial'))

/**
 * Wait until one of several sockets is ready. Entries are { socket, events }, and get revents.
 * Resolves to how many are; 0 after the timeout or at the deadline.
 */
function poll (entries, options = NONE) {
  const { signal } = options
  const by = deadlineOf(options)
  const list = Int32Array.from(entries.flatMap(({ socket, events }) => [socket[kHandle], events, 0]))
  const look = () => {
    const ready = entries.length === 0 ? 0 : check(native.poll(list), 'poll')
    entries.forEach((entry, i) => { entry.revents = list[3 * i + 2] })
    return ready
  }
  return new Promise((resolve, reject) => {
    if (signal && signal.aborted) throw abortError(signal)
    const ready = look()
    if (ready > 0 || by <= now()) return resolve(ready)
    const undo = []
    const end = (finish) => {
      for (const step of undo.splice(0)) step()
      try { finish() } catch (error) { reject(error) }
    }
    const again = () => {
      try {
        if (look() > 0) end(() => resolve(look()))
      } catch (error) {
        end(() => reject(error))
      }
    }
    for (const { socket, events } of entries) undo.push(socket[kWaiting].watch(interest(events), again))
    undo.push(at(by, () => end(() => resolve(look()))))
    undo.push(whenAborted(signal, (error) => end(() => reject(error))))
  })
}

function interest (events) {
  return (events & (POLLIN | POLLPRI) ? RECEIVE : 0) | (events & POLLOUT ? SEND : 0) || ERROR
}

module.exports = {
  Socket, socket, socketpair, adopt, fromHandle, inherit, echoOpen, dialStart, poll, pause
}
