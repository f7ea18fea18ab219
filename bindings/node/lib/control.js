'use strict'
// Methods of sockets that never wait: names, options, flags.

const { native, constants } = require('./native')
const { check, checkText } = require('./errors')
const { sockaddrFrom } = require('./address')
const { Handle, kHandle } = require('./handle')

const { SOL_SOCKET, SO_DOMAIN, SO_TYPE } = constants

class Control extends Handle {
  bind (sockaddr) { check(native.bind(this[kHandle], sockaddr), 'bind') }
  bindAddress (address) { check(native.bindAddress(this[kHandle], address.bytes), 'bind') }
  listen (backlog = 511) { check(native.listen(this[kHandle], backlog), 'listen') }
  shutdown (how) { check(native.shutdown(this[kHandle], how), 'shutdown') }

  /** The local address as an endpoint. */
  local () { return checkText(native.local(this[kHandle]), 'local') }

  /** The peer's address as an endpoint. */
  peer () { return checkText(native.peer(this[kHandle]), 'peer') }

  getsockname () {
    return sockaddrFrom('getsockname', (room, size) => native.getsockname(this[kHandle], room, size))
  }

  getpeername () {
    return sockaddrFrom('getpeername', (room, size) => native.getpeername(this[kHandle], room, size))
  }

  /** Set the option of this name: optionSet('tcp.nodelay', 1). */
  optionSet (name, value) {
    checkText(native.optionSet(this[kHandle], name, Number(value)), 'option_set')
  }

  optionGet (name) {
    const value = new BigInt64Array(1)
    checkText(native.optionGet(this[kHandle], name, value), 'option_get')
    return Number(value[0])
  }

  /** Read an option: at most size bytes; without a size, an int. */
  getsockopt (level, name, size) {
    const value = size === undefined ? new Int32Array(1) : Buffer.alloc(size)
    const length = new Int32Array(1)
    check(native.getsockopt(this[kHandle], level, name, value, length), 'getsockopt')
    return size === undefined ? value[0] : value.subarray(0, length[0])
  }

  /** Set an option; value is an int or bytes. */
  setsockopt (level, name, value) {
    if (typeof value === 'number' && (value | 0) !== value) throw new TypeError('the value is no int')
    const bytes = typeof value === 'number' ? Int32Array.of(value) : value
    check(native.setsockopt(this[kHandle], level, name, bytes), 'setsockopt')
  }

  /**
   * fcntl(2). F_DUPFD_CLOEXEC returns a handle. A socket that is made blocking blocks the event
   * loop.
   */
  fcntl (command, argument = 0) { return check(native.fcntl(this[kHandle], command, argument), 'fcntl') }

  get domain () { return this.getsockopt(SOL_SOCKET, SO_DOMAIN) }
  get type () { return this.getsockopt(SOL_SOCKET, SO_TYPE) }
  sockatmark () { return check(native.sockatmark(this[kHandle]), 'sockatmark') === 1 }
  available () { return check(native.available(this[kHandle]), 'available') }
  arrivals (on = true) { check(native.arrivals(this[kHandle], Number(on)), 'arrivals') }
  errorReports (on = true) { check(native.errorReports(this[kHandle], Number(on)), 'error_reports') }

  groupJoin (group, iface = null, source = null) {
    checkText(native.groupJoin(this[kHandle], group, iface, source), 'group_join')
  }

  groupLeave (group, iface = null, source = null) {
    checkText(native.groupLeave(this[kHandle], group, iface, source), 'group_leave')
  }

  /** The credentials of the peer of a UNIX connection. */
  peerCredentials () {
    const numbers = new Int32Array(3)
    check(native.peerCredentials(this[kHandle], numbers), 'peer_credentials')
    return { pid: numbers[0], uid: numbers[1] >>> 0, gid: numbers[2] >>> 0 }
  }
}

module.exports = { Control }
