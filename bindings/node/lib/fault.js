'use strict'
// Rules by which calls fail on purpose. They apply to the whole process.

const { native } = require('./native')
const { check, checkText } = require('./errors')

/** A rule by which calls fail: new Fault('recv error=ECONNRESET nth=3'). */
class Fault {
  #number

  constructor (rule) {
    this.#number = typeof rule === 'number' ? rule : checkText(native.fault(rule), 'fault')
  }

  get number () { return this.#number }

  /** How often the rule has struck. */
  get count () { return check(native.faultCount(this.#number), 'fault_count') }
  get text () { return check(native.faultText(this.#number), 'fault_text') }
  remove () { check(native.faultRemove(this.#number), 'fault_remove') }

  /** All rules, in the order in which they are asked. */
  static all () {
    const rules = []
    for (let number; (number = native.faultAt(rules.length)) !== 0;) rules.push(new Fault(number))
    return rules
  }

  static removeAll () { check(native.faultRemove(0), 'fault_remove') }
}

if (Symbol.dispose) Fault.prototype[Symbol.dispose] = Fault.prototype.remove

module.exports = { Fault }
