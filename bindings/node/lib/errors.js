'use strict'
// Errors as Node.js has them: `code`, `errno`, `syscall`.

const { native, constants } = require('./native')

const RESOLVER = -3000 // below are the codes of name resolution
const NOT_FOUND = [constants.OX_EAI_NONAME, constants.OX_EAI_NODATA]

// 'ECONNREFUSED'; for names that cannot be resolved as dns.lookup has them: 'ENOTFOUND'.
function nameOf (code) {
  if (NOT_FOUND.includes(code)) return 'ENOTFOUND'
  return (native.errname(code) || `E${-code}`).replace(/^OX_(?=EAI)/, '')
}

// An Error for a code of oxsock's, which is negative. explanation is what was wrong with a text, or
// which address failed how.
function failure (code, syscall, explanation = '') {
  const name = nameOf(code)
  const meaning = explanation || native.strerror(code)
  const error = new Error(`${syscall} ${name}: ${meaning}`)
  error.errno = code
  error.code = name
  error.syscall = syscall
  if (explanation) error.explanation = explanation
  return error
}

// The error of a call that takes a text, of which the library has just said what was wrong.
function explained (code, syscall) {
  return failure(code, syscall, native.explanation())
}

function check (result, syscall) {
  if (result < 0) throw failure(result, syscall)
  return result
}

function checkText (result, syscall) {
  if (result < 0) throw explained(result, syscall)
  return result
}

function closedError (syscall) {
  return failure(-constants.ECANCELED, syscall, 'the socket was closed')
}

// As the functions of Node.js end when their AbortSignal says so.
function abortError (signal) {
  const error = new Error('The operation was aborted')
  error.name = 'AbortError'
  error.code = 'ABORT_ERR'
  if (signal && signal.reason !== undefined) error.cause = signal.reason
  return error
}

module.exports = { RESOLVER, failure, explained, check, checkText, closedError, abortError }
