# frozen_string_literal: true

module Oxsock
  # The owner of a handle. The garbage collector closes a socket that is no longer used.
  class Socket
    attr_reader :handle

    # Take ownership of a handle.
    def initialize(handle)
      @handle = handle
      @closed = false
      ObjectSpace.define_finalizer(self, self.class.closer(handle))
    end

    def self.closer(handle)
      proc { C.ox_close(handle) }
    end

    # A copy has its own handle on the same socket.
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

    # Close the handle. Calls that wait in other threads fail with ECANCELED.
    def close
      return if @closed

      @closed = true
      ObjectSpace.undefine_finalizer(self)
      Oxsock.check { C.ox_close(@handle) }
      nil
    end

    # End the handle and return its descriptor.
    def release
      fd = Oxsock.check { C.ox_release(@handle) }
      @closed = true
      ObjectSpace.undefine_finalizer(self)
      fd
    end

    # An IO with the descriptor, for IO.select and the like. It must not be used after close.
    def to_io
      IO.for_fd(fd, autoclose: false)
    end

    def inspect
      "#<Oxsock::Socket #{handle}>"
    end
  end
end
