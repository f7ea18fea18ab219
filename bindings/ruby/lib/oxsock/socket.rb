# frozen_string_literal: true

module Oxsock
  # The owner of a handle. What is no longer used is closed by the collector.
  class Socket
    attr_reader :handle

    # Take over a handle.
    def initialize(handle)
      @handle = handle
      @closed = false
      ObjectSpace.define_finalizer(self, self.class.closer(handle))
    end

    def self.closer(handle)
      proc { C.ox_close(handle) }
    end

    # A copy has a handle of its own, for the same socket.
    def initialize_copy(original)
      ObjectSpace.undefine_finalizer(self) # the original's
      initialize(Oxsock.check { C.ox_fcntl(original.handle, F_DUPFD_CLOEXEC, 0) })
    end

    def marshal_dump
      raise TypeError, "a socket cannot be dumped"
    end

    def closed?
      @closed
    end

    # Dead from here on, for good; calls that wait in other threads fail with ECANCELED.
    def close
      return if @closed

      @closed = true
      ObjectSpace.undefine_finalizer(self)
      Oxsock.check { C.ox_close(@handle) }
      nil
    end

    # End the handle and hand its descriptor out.
    def release
      fd = Oxsock.check { C.ox_release(@handle) }
      @closed = true
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
