'use strict'
// Addresses, and structures that contain addresses, as read from C's structures.

const { native, constants } = require('./native')
const { check, checkText } = require('./errors')

const ADDRESS_SIZE = 144
const SOCKADDR_ROOM = 128

// The bytes that a function writes into a buffer. It sets their length in an Int32Array.
function sized (size, write) {
  const room = Buffer.alloc(size)
  const length = new Int32Array(1)
  const result = write(room, length)
  return { result, bytes: room.subarray(0, Math.min(length[0], size)) }
}

// A struct sockaddr that a function writes.
function sockaddrFrom (syscall, write) {
  const { result, bytes } = sized(SOCKADDR_ROOM, write)
  check(result, syscall)
  return bytes
}

/** An endpoint as a value, in which no name has to be resolved. */
class Address {
  #bytes = new Uint8Array(ADDRESS_SIZE)

  constructor (text) {
    Object.defineProperty(this, 'bytes', { value: this.#bytes, enumerable: true }) // for comparisons
    if (text !== undefined) checkText(native.addressParse(this.#bytes, text), 'address_parse')
  }

  static fromSockaddr (type, sockaddr) {
    const address = new Address()
    check(native.addressFromSockaddr(address.#bytes, type, sockaddr), 'address_from_sockaddr')
    return address
  }

  static fromBytes (bytes) {
    const address = new Address()
    address.#bytes.set(bytes)
    return address
  }

  get text () { return this.isEmpty ? '' : checkText(native.addressText(this.#bytes), 'address_text') }
  get family () { return native.addressFamily(this.#bytes) }
  get type () { return native.addressType(this.#bytes) }
  get port () { return check(native.addressPort(this.#bytes), 'address_port') }
  get isEmpty () { return this.family === constants.AF_UNSPEC }
  equals (other) { return native.addressEqual(this.#bytes, other.bytes) === 1 }
  toString () { return this.text }
  toJSON () { return this.text }
  [Symbol.for('nodejs.util.inspect.custom')] () { return `Address <${this.text}>` }

  toSockaddr () {
    return sockaddrFrom('address_to_sockaddr',
      (room, length) => native.addressToSockaddr(this.#bytes, room, length))
  }
}

const addressAt = (bytes, i) => Address.fromBytes(bytes.subarray(i, i + ADDRESS_SIZE))

// The numbers after the two addresses of a structure, in the platform's byte order.
const numbersBehind = (bytes) => new DataView(bytes.buffer, bytes.byteOffset + 2 * ADDRESS_SIZE)
const LITTLE = require('os').endianness() === 'LE'

const ARRIVAL_SIZE = 2 * ADDRESS_SIZE + 24

/**
 * How a datagram arrived. sendReply uses it to answer from the address that the datagram was sent
 * to.
 */
class Arrival {
  constructor (bytes) {
    const numbers = numbersBehind(bytes)
    Object.defineProperty(this, 'bytes', { value: bytes })
    this.sender = addressAt(bytes, 0)
    this.destination = addressAt(bytes, ADDRESS_SIZE)
    this.time = numbers.getBigInt64(0, LITTLE)
    this.ifindex = numbers.getUint32(8, LITTLE)
    this.ttl = numbers.getInt32(12, LITTLE)
    this.ecn = numbers.getInt32(16, LITTLE)
    const flags = numbers.getInt32(20, LITTLE)
    this.cutOff = (flags & constants.OX_ARRIVAL_CUT_OFF) !== 0
    this.toMany = (flags & constants.OX_ARRIVAL_TO_MANY) !== 0
  }
}

const REPORT_SIZE = 2 * ADDRESS_SIZE + 24

/** An error that a datagram has caused. */
class ErrorReport {
  constructor (bytes) {
    const numbers = numbersBehind(bytes)
    this.reporter = addressAt(bytes, 0)
    this.destination = addressAt(bytes, ADDRESS_SIZE)
    this.errno = -numbers.getInt32(0, LITTLE)
    this.code = native.errname(this.errno)
    this.origin = numbers.getInt32(4, LITTLE)
    this.icmpType = numbers.getInt32(8, LITTLE)
    this.icmpCode = numbers.getInt32(12, LITTLE)
    this.info = numbers.getUint32(16, LITTLE)
    this.ttl = numbers.getInt32(20, LITTLE)
  }
}

// The properties that Node.js has for an end of a connection, from its endpoint.
function nodeAddress (endpoint) {
  const ip = /^(?:tcp|udp):\/\/(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(endpoint)
  if (!ip) return {}
  return { address: ip[1] ?? ip[2], family: ip[1] === undefined ? 'IPv4' : 'IPv6', port: Number(ip[3]) }
}

/** The endpoint of a UNIX socket at a path, which may have any characters. */
function endpointPath (path, type = constants.SOCK_STREAM) {
  return checkText(native.endpointPath(path, type), 'endpoint_path')
}

module.exports = {
  ADDRESS_SIZE,
  ARRIVAL_SIZE,
  REPORT_SIZE,
  SOCKADDR_ROOM,
  Address,
  Arrival,
  ErrorReport,
  addressAt,
  endpointPath,
  nodeAddress,
  sockaddrFrom
}
