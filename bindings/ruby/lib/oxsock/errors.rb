# frozen_string_literal: true

require "socket"

module Oxsock
  # The error of a name that cannot be resolved.
  class ResolutionError < SocketError
    attr_reader :code

    def initialize(message, code)
      super(message)
      @code = code
    end
  end

  # The done of an error of send_all, recv_all and send_file: what was moved before, as a number of
  # bytes or as the bytes.
  module Partial
    attr_accessor :done
  end

  module_function

  # The exception for a code: Errno::ECONNREFUSED, or Oxsock::ResolutionError.
  def error_of(code, explanation = nil)
    explanation = nil if explanation && explanation.empty?
    return SystemCallError.new(explanation, -code) if code > -3000

    ResolutionError.new([C.ox_strerror(code), explanation].compact.join(": "), code)
  end

  # The result of a call, which is repeated when a signal has ended its wait and Ruby has handled
  # the signal. (A call on a stream that has moved something returns the count.)
  def check(explained: false)
    code = yield
    code = yield while code == -Errno::EINTR::Errno
    raise error_of(code, explained ? C.ox_explanation : nil) if code.negative?

    code
  end
end
