'use strict'
// Errors with the properties of Node.js's: `code`, `errno`, `syscall`.

const { native, constants } = require('./native')

const RESOLVER = -3000 // codes of name resolution are below it
const NOT_FOUND = [constants.OX_EAI_NONAME, constants.OX_EAI_NODATA]

// The name of a code: 'ECONNREFUSED'; for names that cannot be resolved 'ENOTFOUND', as dns.lookup
// has it.
function nameOf (code) {
  if (NOT_FOUND.includes(code)) return 'ENOTFOUND'
  return (native.errname(code) || `E${-code}`).replace(/^OX_(?=EAI)/, '')
}

// An Error for a code of oxsock, which is negative. explanation says what was wrong with a text, or
// how each address failed.
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

// The error of a call that takes a text, with the library's explanation.
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

// The error by which functions of Node.js end when their AbortSignal is aborted.
function abortError (signal) {
  const error = new Error('The operation was aborted')
  error.name = 'AbortError'
  error.code = 'ABORT_ERR'
  if (signal && signal.reason !== undefined) error.cause = signal.reason
  return error
}

module.exports = { RESOLVER, failure, explained, check, checkText, closedError, abortError }
