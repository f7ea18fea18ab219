'use strict'
// What has to wait in C, in threads that are not those of the file system's calls.

const { native } = require('./native')
const { failure, abortError } = require('./errors')
const { at, whenAborted, now } = require('./time')
const { ETIMEDOUT } = require('./native').constants

const RESOLVE = 0
const LISTEN_ON = 1
const DIAL = 2
const RESOLVE_FAMILY = 3 // as in src/job.c

// A promise of { result, data } of a job, which is forgotten at the deadline or by the signal.
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

// A promise of { result, moved } of sending what can be sent of a file without waiting.
function startFile (handle, fd, offset, length) {
  return new Promise((resolve, reject) => {
    const job = native.startFile(handle, fd, offset, length, (result, moved) => resolve({ result, moved }))
    if (job < 0) reject(failure(job, 'send_file'))
  })
}

module.exports = { RESOLVE, LISTEN_ON, DIAL, RESOLVE_FAMILY, startJob, startFile }
