'use strict'
// Calls that have to wait in C. They use threads of their own, and not those of file system calls.

const { native } = require('./native')
const { failure, abortError } = require('./errors')
const { at, whenAborted, now } = require('./time')
const { ETIMEDOUT } = require('./native').constants

const RESOLVE = 0
const LISTEN_ON = 1
const DIAL = 2
const RESOLVE_FAMILY = 3 // as in src/job.c

// A promise of the { result, data } of a job. The job is abandoned at the deadline or by the
// signal.
function startJob (kind, syscall, endpoint, argument, { by, signal }) {
  return new Promise((resolve, reject) => {
    if (signal && signal.aborted) throw abortError(signal)
    if (by <= now()) throw failure(-ETIMEDOUT, syscall)
    const takeBack = () => { noTimer(); noSignal() }
    const job = native.startJob(kind, endpoint, argument, (result, data, why) => {
      takeBack()
      if (result < 0) reject(failure(result, syscall, why))
      else resolve({ result, data })
    })
    const forget = (error) => {
      takeBack()
      native.forgetJob(job)
      reject(error)
    }
    const noTimer = at(by, () => forget(failure(-ETIMEDOUT, syscall)))
    const noSignal = whenAborted(signal, forget)
    if (job < 0) forget(failure(job, syscall))
  })
}

// A promise of the { result, moved } of sending as much of a file as can be sent without waiting.
function startFile (handle, fd, offset, length) {
  return new Promise((resolve, reject) => {
    const job = native.startFile(handle, fd, offset, length, (result, moved) => resolve({ result, moved }))
    if (job < 0) reject(failure(job, 'send_file'))
  })
}

module.exports = { RESOLVE, LISTEN_ON, DIAL, RESOLVE_FAMILY, startJob, startFile }
