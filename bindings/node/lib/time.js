'use strict'
// Time: milliseconds of the monotonic clock, and deadlines on it. Infinity is no deadline.

const { native } = require('./native')
const { abortError } = require('./errors')

const now = () => native.now() / 1000
function toMicroseconds (when) {
  if (typeof when !== 'number' || isNaN(when)) throw new TypeError('a time is a number of milliseconds, or Infinity')
  return when === Infinity ? -1 : Math.max(0, Math.ceil(when * 1000))
}
const LONGEST = 2 ** 31 - 1 // the longest that setTimeout can wait

// The deadline in options, or else the one given here.
function deadlineOf (options, otherwise = Infinity) {
  const { timeout, deadline } = options
  for (const value of [timeout, deadline]) {
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      throw new TypeError('timeout and deadline are numbers of milliseconds, or Infinity')
    }
  }
  const chosen = deadline ?? otherwise
  return timeout === undefined ? chosen : Math.min(now() + timeout, deadline ?? Infinity)
}

// Call a function at a point in time, never earlier. Returns a function that cancels this.
function at (when, call) {
  if (when === Infinity) return () => {}
  let timer
  const look = () => {
    const left = when - now()
    if (left <= 0) call()
    else timer = setTimeout(look, Math.min(Math.max(1, Math.ceil(left)), LONGEST))
  }
  timer = setTimeout(look, Math.min(Math.max(0, Math.ceil(when - now())), LONGEST))
  return () => clearTimeout(timer)
}

// Call a function with an error when the signal is aborted. Returns a function that cancels this.
function whenAborted (signal, call) {
  if (!signal) return () => {}
  const aborted = () => call(abortError(signal))
  signal.addEventListener('abort', aborted, { once: true })
  return () => signal.removeEventListener('abort', aborted)
}

module.exports = { now, toMicroseconds, deadlineOf, at, whenAborted }
