# frozen_string_literal: true

module Oxsock
  # A point in time, for calls that take a deadline.
  class Deadline
    attr_reader :microseconds

    def initialize(microseconds)
      @microseconds = microseconds
    end

    # The deadline in this many seconds.
    def self.after(seconds)
      new([C.ox_now + (seconds * 1_000_000).ceil, 0].max)
    end

    # Convert a number of seconds from now on, nil for none, or a Deadline.
    def self.microseconds(deadline)
      case deadline
      when nil then OX_FOREVER
      when Deadline then deadline.microseconds
      else after(deadline).microseconds
      end
    end
  end

  # An address: a value that can be compared and used as the key of a hash. Empty by default.
  class Address
    SIZE = C::STRUCTURES["ox_address"].size
    attr_reader :bytes

    def initialize(bytes = "\0" * SIZE)
      raise ArgumentError, "not the bytes of an address" if bytes.bytesize != SIZE

      @bytes = bytes.b.freeze
    end

    def self.from_struct(struct)
      new(struct.to_ptr.read_bytes(SIZE))
    end

    # Parse an endpoint without names.
    def self.parse(text)
      Oxsock.address_parse(text)
    end

    def ==(other)
      other.is_a?(Address) && equal(other)
    end
    alias eql? ==

    def hash
      bytes.hash
    end

    def empty?
      family.zero?
    end

    def to_s
      empty? ? "" : text
    end

    def inspect
      "#<Oxsock::Address #{self}>"
    end
  end

  # Conversions for the calls.
  module Values
    module_function

    def check_uint16(number, name)
      raise RangeError, "#{name} must be 0 to 65535" unless (0..0xFFFF).cover?(number)
    end

    # A text for C. One with a zero byte is rejected, as C would cut it there.
    def text(text)
      return nil if text.nil?

      text = text.to_str
      raise ArgumentError, "a zero byte in a text" if text.include?("\0")

      FFI::MemoryPointer.from_string(text)
    end

    # A buffer for C to fill.
    def room(size, type = :char)
      raise ArgumentError, "a negative size" if size.negative?

      FFI::MemoryPointer.new(type, [size, 1].max)
    end

    # A copy of the bytes of a string.
    def copy(string)
      room(string.bytesize).put_bytes(0, string)
    end

    # A delimiter, given as a string of one byte or as its number.
    def byte(delimiter)
      return delimiter if delimiter.is_a?(Integer)
      raise ArgumentError, "a delimiter is one byte" if delimiter.bytesize != 1

      delimiter.getbyte(0)
    end

    # The time until a deadline as a struct timespec; nil if there is none.
    def time_until(deadline)
      return nil if deadline == OX_FOREVER

      seconds, microseconds = [deadline - C.ox_now, 0].max.divmod(1_000_000)
      C::STRUCTURES["timespec"].zeroed.tap do |time|
        time[:tv_sec], time[:tv_nsec] = seconds, microseconds * 1000
      end
    end

    def integers(list)
      FFI::MemoryPointer.new(:int, [list.size, 1].max).write_array_of_int(list)
    end

    def handles(list)
      integers(list.map(&:handle))
    end

    def integers_from(pointer, count, room)
      pointer.read_array_of_int([count, room].min)
    end

    # Sockets for received handles. A negative number is the error for which one could not be
    # received.
    def handles_from(pointer, count, room)
      integers_from(pointer, count, room).map { |h| h.negative? ? h : Socket.new(h) }
    end

    # An array of struct iovec for these pointers and lengths.
    def iovecs(pieces)
      iovec = C::STRUCTURES["iovec"]
      array = FFI::MemoryPointer.new(iovec.size, [pieces.size, 1].max)
      pieces.each_with_index do |(pointer, length), i|
        entry = iovec.new(array + i * iovec.size)
        entry[:iov_base] = pointer
        entry[:iov_len] = length
      end
      array
    end

    # An array of struct mmsghdr with one iovec each.
    def messages(iovecs, count)
      type = C::STRUCTURES["mmsghdr"]
      array = FFI::MemoryPointer.new(type.size, [count, 1].max)
      count.times do |i|
        header = type.new(array + i * type.size)[:msg_hdr]
        header[:msg_iov] = iovecs + i * C::STRUCTURES["iovec"].size
        header[:msg_iovlen] = 1
      end
      array
    end
  end
end
