'use strict'
// The addon, and the constants of this platform.

const path = require('path')
const { markAsUntransferable } = require('worker_threads')

const directory = process.env.OXSOCK_NODE_BUILD || path.join(__dirname, '..', 'build')
const file = path.join(directory, `${process.platform}-${process.arch}.node`)

function load () {
  try {
    return require(file)
  } catch (error) {
    throw new Error(`oxsock is not built for this platform (${error.message}); ` +
      'build.sh in its sources does that', { cause: error })
  }
}

const native = load()
const api = JSON.parse(native.apiJson())
const constants = Object.assign(Object.create(null), api.system.constants)
for (const { name, value } of api.constants) constants[name] = value
for (let i = 0, code; (code = native.errorAt(i)) !== 0; i++) constants[native.errname(code)] ??= -code

// The buffer into whose parts streams receive, one after the other. It must not be transferred, as
// all of them share it. It is larger while much is received, so that fewer are needed.
const SLAB_SIZE = 65536
const SLAB_MOST = 262144
const slab = { bytes: null, used: 0 }

function newSlab (size = SLAB_SIZE) {
  slab.bytes = Buffer.allocUnsafeSlow(size)
  slab.used = 0
  markAsUntransferable(slab.bytes.buffer)
  native.setSlab(slab.bytes)
}

// The next n bytes of the slab, which have been received.
function takeFromSlab (n) {
  const bytes = slab.bytes.subarray(slab.used, slab.used += n)
  const half = slab.bytes.length / 2
  if (slab.used > half) newSlab(n < SLAB_SIZE / 2 ? SLAB_SIZE : Math.min(4 * half, SLAB_MOST))
  return bytes
}

newSlab()

module.exports = { native, constants: Object.freeze(constants), newSlab, takeFromSlab }
