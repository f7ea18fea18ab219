'use strict'
// Calls that send and receive. Each is tried at once, and waits only if necessary.

const { native, constants } = require('./native')
const { SOCKADDR_ROOM, ADDRESS_SIZE, Address } = require('./address')
const { Control } = require('./control')
const { failure } = require('./errors')
const { kCall, kDeadline, kHandle, kNow, kUntilClosed } = require('./handle')
const { startFile } = require('./job')
const { RECEIVE, SEND } = require('./wait')

const { EAGAIN, ETIMEDOUT, MSG_DONTWAIT } = constants
// A delimiter as a number; it is given as a number or as a string of one byte.
function byteOf (delimiter) {
  const bytes = typeof delimiter === 'string' ? Buffer.from(delimiter) : [delimiter]
  if (bytes.length !== 1 || !(bytes[0] >= 0 && bytes[0] <= 255)) throw new TypeError('a delimiter is one byte')
  return bytes[0]
}

const MOST_MESSAGES = 1024 // the most that the system takes at once
const bytesOf = (data) => typeof data === 'string' ? Buffer.from(data) : data

class Transfers extends Control {
  // Like kCall, for calls with flags: with MSG_DONTWAIT they end with EAGAIN and do not wait.
  #flagged (side, syscall, flags, attempt, options, result) {
    if (flags & MSG_DONTWAIT) return this[kNow](syscall, attempt, result)
    return this[kCall](side, syscall, attempt, options, result)
  }

  read (buffer, options) {
    return this[kCall](RECEIVE, 'read', () => native.read(this[kHandle], buffer), options)
  }

  write (data, options) {
    const bytes = bytesOf(data)
    return this[kCall](SEND, 'write', () => native.write(this[kHandle], bytes), options)
  }

  readv (buffers, options) {
    return this[kCall](RECEIVE, 'readv', () => native.readv(this[kHandle], buffers), options)
  }

  writev (buffers, options) {
    const pieces = buffers.map(bytesOf)
    return this[kCall](SEND, 'writev', () => native.writev(this[kHandle], pieces), options)
  }

  send (data, flags = 0, options) {
    const bytes = bytesOf(data)
    return this.#flagged(SEND, 'send', flags, () => native.send(this[kHandle], bytes, flags), options)
  }

  recv (buffer, flags = 0, options) {
    return this.#flagged(RECEIVE, 'recv', flags, () => native.recv(this[kHandle], buffer, flags), options)
  }

  /** Send to an address, the bytes of a struct sockaddr. */
  sendto (data, flags, sockaddr, options) {
    const bytes = bytesOf(data)
    return this.#flagged(SEND, 'sendto', flags,
      () => native.sendto(this[kHandle], bytes, flags, sockaddr), options)
  }

  recvfrom (buffer, flags = 0, options) {
    const room = Buffer.alloc(SOCKADDR_ROOM)
    const size = new Int32Array(1)
    return this.#flagged(RECEIVE, 'recvfrom', flags,
      () => native.recvfrom(this[kHandle], buffer, flags, room, size), options,
      (length) => ({ length, sockaddr: room.subarray(0, Math.min(size[0], room.length)) }))
  }

  sendtoAddress (data, flags, address, options) {
    const bytes = bytesOf(data)
    return this.#flagged(SEND, 'sendto', flags,
      () => native.sendtoAddress(this[kHandle], bytes, flags, address.bytes), options)
  }

  recvfromAddress (buffer, flags = 0, options) {
    const room = new Uint8Array(ADDRESS_SIZE)
    return this.#flagged(RECEIVE, 'recvfrom', flags,
      () => native.recvfromAddress(this[kHandle], buffer, flags, room), options,
      (length) => ({ length, sender: Address.fromBytes(room) }))
  }

  /** Yields datagrams as { data, sender }, until the socket is closed. */
  datagrams (size = 65536, options) {
    const room = Buffer.allocUnsafeSlow(size)
    return this[kUntilClosed](async () => {
      const { length, sender } = await this.recvfromAddress(room, 0, options)
      return { data: Buffer.from(room.subarray(0, length)), sender }
    })
  }

  /**
   * Send a message: { buffers, sockaddr, control }, with the peer's address and control messages.
   */
  sendmsg ({ buffers, sockaddr = null, control = null }, flags = 0, options) {
    const pieces = buffers.map(bytesOf)
    return this.#flagged(SEND, 'sendmsg', flags,
      () => native.sendmsg(this[kHandle], pieces, flags, sockaddr, control), options)
  }

  /**
   * Receive a message. sockaddr and control are buffers for its address and its control messages.
   */
  recvmsg ({ buffers, sockaddr = null, control = null }, flags = 0, options) {
    const facts = new Int32Array(3)
    return this.#flagged(RECEIVE, 'recvmsg', flags,
      () => native.recvmsg(this[kHandle], buffers, flags, sockaddr, control, facts), options,
      (length) => ({
        length,
        sockaddr: sockaddr && sockaddr.subarray(0, facts[0]),
        control: control && control.subarray(0, facts[1]),
        flags: facts[2]
      }))
  }

  /**
   * Send each as a message: bytes, or { data, to } with an Address. Resolves to how many were sent.
   */
  sendmmsg (all, flags = 0, options) {
    const messages = all.slice(0, MOST_MESSAGES)
    const plain = (message) => typeof message === 'string' || ArrayBuffer.isView(message)
    const pieces = messages.map((message) => bytesOf(plain(message) ? message : message.data))
    const names = messages.map((message) => plain(message) || !message.to ? null : message.to.toSockaddr())
    return this.#flagged(SEND, 'sendmmsg', flags,
      () => native.sendmmsg(this[kHandle], pieces, flags, names), options)
  }

  /**
   * Receive at least one message and as many as there are. Resolves to { data, sockaddr, flags }
   * for each.
   */
  recvmmsg (all, flags = 0, options) {
    const buffers = all.slice(0, MOST_MESSAGES)
    const names = Buffer.alloc(Math.max(1, buffers.length * SOCKADDR_ROOM))
    const facts = new Int32Array(Math.max(1, buffers.length * 3))
    return this.#flagged(RECEIVE, 'recvmmsg', flags,
      () => native.recvmmsg(this[kHandle], buffers, flags, names, facts), options,
      (count) => buffers.slice(0, count).map((buffer, i) => ({
        data: buffer.subarray(0, facts[3 * i]),
        sockaddr: names.subarray(i * SOCKADDR_ROOM, i * SOCKADDR_ROOM + facts[3 * i + 1]),
        flags: facts[3 * i + 2]
      })))
  }

  // A whole transfer, step by step. The property `moved` of an error is how many bytes were moved.
  #whole (side, syscall, step, options) {
    const done = new Float64Array(1)
    let moved = 0
    const attempt = () => {
      const result = step(moved, done)
      moved += done[0]
      return result === -ETIMEDOUT ? -EAGAIN : result // its own deadline has passed
    }
    return this[kCall](side, syscall, attempt, options, () => moved).catch((error) => {
      error.moved = moved
      throw error
    })
  }

  /** Send all of the data. */
  sendAll (data, options) {
    const bytes = viewOf(bytesOf(data))
    return this.#whole(SEND, 'send_all',
      (moved, done) => native.sendAll(this[kHandle], bytes.subarray(moved), done), options)
  }

  /** Fill the buffer. */
  recvAll (buffer, options) {
    const bytes = viewOf(buffer)
    return this.#whole(RECEIVE, 'recv_all',
      (moved, done) => native.recvAll(this[kHandle], bytes.subarray(moved), done), options)
  }

  /** Receive up to the first byte that is the delimiter, which is included. */
  recvUntil (buffer, delimiter, options) {
    const bytes = viewOf(buffer)
    const byte = byteOf(delimiter)
    return this.#whole(RECEIVE, 'recv_until',
      (moved, done) => native.recvUntil(this[kHandle], bytes.subarray(moved), done, byte), options)
  }

  /**
   * Send a file, given as a descriptor or a FileHandle: length bytes from an offset on; by default
   * all of it from its position on. A thread reads the file, and does not wait for the socket.
   */
  async sendFile (file, { offset = -1, length = -1, ...options } = {}) {
    const fd = typeof file === 'number' ? file : file.fd
    const waits = { signal: options.signal, deadline: this[kDeadline](SEND, options) }
    let sent = 0
    const piece = () => startFile(this[kHandle], fd, offset < 0 ? -1 : offset + sent, length < 0 ? -1 : length - sent)
    try {
      for (;;) {
        const { result, moved } = await piece()
        sent += moved
        if (result >= 0) return sent
        if (result !== -ETIMEDOUT) throw failure(result, 'send_file')
        await this.#writable(waits)
      }
    } catch (error) {
      error.moved = sent
      throw error
    }
  }

  // Wait until the event loop reports that something can be sent.
  #writable (options) {
    let looked = false
    return this[kCall](SEND, 'send_file', () => {
      if (looked) return 0
      looked = true
      return -EAGAIN
    }, options)
  }
}

const viewOf = (view) => Buffer.from(view.buffer, view.byteOffset, view.byteLength)

module.exports = { Transfers, bytesOf }
