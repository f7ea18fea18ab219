# frozen_string_literal: true

module Oxsock
  # Calls for which the description is not enough.
  class Socket
    def fcntl(cmd, arg = 0)
      FFI.errno = 0
      result = C.ox_fcntl(@handle, cmd, arg)
      raise Oxsock.error_of(result) if result.negative? && FFI.errno != 0

      [F_DUPFD, F_DUPFD_CLOEXEC].include?(cmd) ? Socket.new(result) : result
    end

    # writev(["a", "b"])
    def writev(strings)
      kept = strings.map { |s| [Values.copy(s), s.bytesize] }
      Oxsock.check { C.ox_writev(@handle, Values.iovecs(kept), kept.size) }
    end

    # readv([10, 20]) receives into pieces of these sizes.
    def readv(sizes)
      kept = sizes.map { |size| [Values.room(size), size] }
      count = Oxsock.check { C.ox_readv(@handle, Values.iovecs(kept), kept.size) }
      kept.map do |pointer, size|
        here = [count, size].min
        count -= here
        pointer.read_bytes(here)
      end
    end

    # sendmmsg(["a", "b"]) sends each string as a message.
    def sendmmsg(strings, flags = 0)
      kept = strings.map { |s| [Values.copy(s), s.bytesize] }
      iovecs = Values.iovecs(kept)
      messages = Values.messages(iovecs, kept.size)
      Oxsock.check { C.ox_sendmmsg(@handle, messages, kept.size, flags) }
    end

    # recvmmsg(10, 1500) receives up to ten messages of up to 1500 bytes, and waits at most so many
    # seconds.
    def recvmmsg(count, size, flags = 0, seconds = nil)
      kept = Array.new(count) { [Values.room(size), size] }
      iovecs = Values.iovecs(kept)
      messages = Values.messages(iovecs, count)
      by = Deadline.microseconds(seconds)
      got = Oxsock.check do
        C.ox_recvmmsg(@handle, messages, count, flags, Values.time_until(by))
      end
      Array.new(got) do |i|
        message = C::STRUCTURES["mmsghdr"].new(messages + i * C::STRUCTURES["mmsghdr"].size)
        kept[i].first.read_bytes([message[:msg_len], size].min)
      end
    end

    # Send the whole string. The done of an error is the number of bytes that were sent.
    def send_all(buf, deadline = nil)
      by = Deadline.microseconds(deadline)
      start = Values.copy(buf)
      whole(0) do |sent, done|
        C.ox_send_all(@handle, start + sent, buf.bytesize - sent, by, done)
      end
    end

    # Receive this many bytes. The done of an error is what was received.
    def recv_all(size, deadline = nil)
      by = Deadline.microseconds(deadline)
      start = Values.room(size)
      whole(0, ->(came) { start.read_bytes(came) }) do |came, done|
        C.ox_recv_all(@handle, start + came, size - came, by, done)
      end
    end

    # Receive up to the first delimiter, one byte, which is included, and at most this many bytes.
    # The done of an error is what was received.
    def recv_until(size, delimiter = "\n", deadline = nil)
      by = Deadline.microseconds(deadline)
      start = Values.room(size)
      whole(0, ->(came) { start.read_bytes(came) }) do |came, done|
        C.ox_recv_until(@handle, start + came, size - came, Values.byte(delimiter), by, done)
      end
    end

    # Send this many bytes of a file, or all of it, from its position or from the offset on.
    def send_file(file, length: nil, offset: nil, deadline: nil)
      by = Deadline.microseconds(deadline)
      fd = file.respond_to?(:fileno) ? file.fileno : file
      at = offset && FFI::MemoryPointer.new(:int64).write_int64(offset)
      whole(0) do |sent, done|
        C.ox_send_file(@handle, fd, at, length ? length - sent : 2**64 - 1, by, done)
      end
    end

    private

    # Repeat a call behind what it has moved, when a signal has ended its wait.
    def whole(moved, value = ->(count) { count })
      done = FFI::MemoryPointer.new(:uint64)
      loop do
        code = yield moved, done
        moved += done.read_uint64
        return value.call(moved) if code >= 0
        next if code == -Errno::EINTR::Errno

        error = Oxsock.error_of(code).extend(Partial)
        error.done = value.call(moved)
        raise error
      end
    end
  end

  module_function

  # poll([[s, POLLIN], [io, POLLOUT]], seconds) returns what each is ready for, and nil after that
  # time. Without seconds there is no limit.
  def poll(entries, seconds = nil)
    pollfd = C::STRUCTURES["pollfd"]
    array = FFI::MemoryPointer.new(pollfd.size, [entries.size, 1].max)
    fds = entries.each_with_index.map { |_, i| pollfd.new(array + i * pollfd.size) }
    entries.zip(fds) do |(what, events), fd|
      fd[:fd] = what.is_a?(Socket) ? what.handle : what.respond_to?(:fileno) ? what.fileno : what
      fd[:events] = events
    end
    by = Deadline.microseconds(seconds)
    count = check do
      ms = by == OX_FOREVER ? -1 : [(by - C.ox_now).fdiv(1000).ceil, 0].max
      C.ox_poll(array, entries.size, [ms, 2**31 - 1].min)
    end
    count.zero? ? nil : fds.map { |fd| fd[:revents] }
  end

  # The addresses of an endpoint, in the order in which dial tries them.
  def resolve(endpoint, deadline = nil)
    by = Deadline.microseconds(deadline)
    room = 8
    loop do
      found = FFI::MemoryPointer.new(Address::SIZE, room)
      count = check(explained: true) { C.ox_resolve(Values.text(endpoint), found, room, by) }
      if count <= room
        return Array.new(count) { |i| Address.new((found + i * Address::SIZE).read_bytes(Address::SIZE)) }
      end

      room = count
    end
  end

  # The i-th code that oxsock knows, negative; nil past the last one.
  def error_at(index)
    code = C.ox_error_at(index)
    code.zero? ? nil : code
  end
end
