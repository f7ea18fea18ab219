# frozen_string_literal: true

module Oxsock
  # The owner of a handle. What is no longer used is closed by the collector.
  class Socket
    attr_reader :handle

    # Take over a handle.
    def initialize(handle)
      @handle = handle
      ObjectSpace.define_finalizer(self, self.class.closer(handle))
    end

    def self.closer(handle)
      proc { C.ox_close(handle) }
    end

    # Dead from here on, for good; calls that wait in other threads fail with ECANCELED.
    def close
      ObjectSpace.undefine_finalizer(self)
      Oxsock.check { C.ox_close(@handle) }
      nil
    end

    # End the handle and hand its descriptor out.
    def release
      fd = Oxsock.check { C.ox_release(@handle) }
      ObjectSpace.undefine_finalizer(self)
      fd
    end

    # For IO.select and the like. It lends the descriptor: do not use it after close.
    def to_io
      IO.for_fd(fd, autoclose: false)
    end

    def inspect
      "#<Oxsock::Socket #{handle}>"
    end
  end
end
