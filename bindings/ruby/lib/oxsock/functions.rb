# frozen_string_literal: true

module Oxsock
  # Makes a method for each function from its description.
  class Function
    DEFAULTS = { "flags" => "0", "backlog" => "SOMAXCONN", "i" => "0", "protocol" => "0",
                 "deadline" => "nil" }.freeze
    # Written by hand, in by_hand.rb and socket.rb: they take arrays of structures, move bytes
    # before they fail, or end a handle.
    BY_HAND = %w[ox_readv ox_writev ox_sendmmsg ox_recvmmsg ox_poll ox_resolve ox_send_all
                 ox_recv_all ox_recv_until ox_send_file ox_fcntl ox_close ox_release ox_error_at].freeze

    def initialize(description)
      @name = description["name"]
      @returns = description["returns"]
      @waits = description["waits"]
      @parameters = description["parameters"]
      @by_name = @parameters.to_h { |p| [p["name"], p] }
      @takes, @before, @passes, @gives = [], [], [], []
      @parameters.each { |p| add(p, p["name"]) }
    end

    # The class or module that the method is for.
    def owner
      first = @parameters.first
      if first && first["kind"] == "handle" then Socket
      elsif address_in?(first) then Address
      else Oxsock.singleton_class
      end
    end

    def source
      short = @name.delete_prefix("ox_")
      short = short.delete_prefix("address_") if owner == Address
      <<~RUBY
        def #{short}(#{@takes.join(', ')})
          #{@before.join("\n")}
          #{'result = ' if result.include?('result')}#{call}
          #{result}
        end
      RUBY
    end

    private

    def address_in?(parameter)
      parameter && parameter["type"] == "const struct ox_address *"
    end

    def explained?
      @parameters.any? { |p| p["kind"] == "text" && p["direction"] == "in" }
    end

    def call
      call = "C.#{@name}(#{@passes.join(', ')})"
      return call unless @returns["type"] == "int"

      "Oxsock.check(explained: #{explained?}) { #{call} }"
    end

    def result
      given = @gives.dup
      case @returns["kind"]
      when "zero" then nil
      when "handle" then given.unshift("Socket.new(result)")
      when "boolean" then given.unshift("result != 0")
      else given.unshift("result") if @gives.none? { |g| g.include?("result") }
      end
      value = given.size > 1 ? "[#{given.join(', ')}]" : given.first || "nil"
      return value unless @takes.include?("size") && @takes.any? { |t| t.start_with?("flags") }

      "flags & MSG_TRUNC == 0 ? #{value} : [#{[*given, 'result'].join(', ')}]"
    end

    def add(parameter, name)
      kind = parameter["kind"]
      if kind == "length" then add_length(parameter, name)
      elsif !parameter["direction"] then add_value(kind, name, parameter["type"])
      else send("add_#{kind}", parameter, name, parameter["direction"] == "in")
      end
    end

    def take(name)
      @takes << (DEFAULTS.key?(name) ? "#{name} = #{DEFAULTS[name]}" : name)
    end

    def add_value(kind, name, type)
      return @passes << "@handle" if kind == "handle"

      take(name)
      @before << "Values.check_uint16(#{name}, '#{name}')" if type == "uint16_t" # FFI cuts it off
      @passes << case
                 when kind == "deadline" then "Deadline.microseconds(#{name})"
                 when kind == "boolean" then "([nil, false, 0].include?(#{name}) ? 0 : 1)"
                 else name
                 end
      return unless kind == "deadline" # computed once, also if the call is made again

      @before << "#{name} = #{@passes.pop}"
      @passes << name
    end

    def add_length(parameter, name)
      of = @by_name[parameter["of"]]
      @passes << if parameter["type"].end_with?("*") then name
                 elsif of["kind"] == "text" then "OX_TEXT_MAX"
                 elsif %w[handles descriptors].include?(of["kind"]) then "#{of['name']}.size"
                 elsif of["direction"] == "in" then "#{of['name']}.bytesize"
                 else "size"
                 end
    end

    def add_bytes(parameter, name, in_direction)
      return add_string(name) if in_direction

      length = @by_name[parameter["length"]]
      @takes << "size"
      @before << "#{name} = Values.room(size)"
      @passes << name
      if length["type"].end_with?("*")
        add_room(length["name"], "size")
        @gives << "#{name}.read_bytes(#{length['name']}.read_uint32)"
      else
        @gives << "#{name}.read_bytes([result, size].min)"
      end
    end

    def add_in(name)
      take(name)
      @passes << name
    end

    # Other threads run while a call waits, and may change a string that they know. A copy keeps the
    # bytes as they were, and shares them until then.
    def add_string(name)
      @before << "#{name} = #{name}.dup" unless @waits.empty?
      add_in(name)
    end

    def add_room(name, size)
      @before << "#{name} = FFI::MemoryPointer.new(:uint32).write_uint32(#{size})"
    end

    def add_text(parameter, name, in_direction)
      if in_direction
        @takes << (parameter["null"] == "optional" ? "#{name} = nil" : name)
        @passes << "Values.text(#{name})"
      else
        @before << "#{name} = FFI::MemoryPointer.new(:char, OX_TEXT_MAX)"
        @passes << name
        @gives << "#{name}.read_bytes(result).force_encoding(Encoding::UTF_8)"
      end
    end

    def add_structure(parameter, name, in_direction)
      type = parameter["type"][/struct (\w+)/, 1]
      if type == "sockaddr" then add_sockaddr(parameter, name, in_direction)
      elsif type == "ox_address" then add_address(parameter, name, in_direction)
      elsif parameter["direction"] == "out"
        @before << "#{name} = C::STRUCTURES[#{type.inspect}].zeroed"
        @passes << name
        @gives << name
      else
        add_in(name)
      end
    end

    def add_sockaddr(parameter, name, in_direction)
      return add_string(name) if in_direction

      length = parameter["length"]
      @before << "#{name} = FFI::MemoryPointer.new(:char, 128)"
      add_room(length, 128)
      @passes << name
      @gives << "#{name}.read_bytes([#{length}.read_uint32, 128].min)"
    end

    def add_address(parameter, name, in_direction)
      if in_direction && parameter.equal?(@parameters.first)
        @passes << "bytes"
      elsif in_direction
        take(name)
        @passes << "#{name}.bytes"
      else
        @before << "#{name} = C::STRUCTURES['ox_address'].zeroed"
        @passes << name
        @gives << "Address.from_struct(#{name})"
      end
    end

    def add_number(parameter, name, _)
      type = parameter["type"].delete_suffix(" *")
      @before << "#{name} = FFI::MemoryPointer.new(C.type(#{type.inspect}))"
      @passes << name
      @gives << "#{name}.get(C.type(#{type.inspect}), 0)"
    end

    def add_handles(parameter, name, in_direction)
      if in_direction
        take(name)
        @passes << "Values.handles(#{name})"
      elsif parameter["length"]
        add_room_for(name, parameter["length"], "handles_from")
      else
        @before << "#{name} = FFI::MemoryPointer.new(:int, 2)"
        @passes << name
        @gives << "Values.handles_from(#{name}, 2, 2)"
      end
    end

    def add_descriptors(parameter, name, in_direction)
      return add_room_for(name, parameter["length"], "integers_from") unless in_direction

      take(name)
      @passes << "Values.integers(#{name})"
    end

    def add_room_for(name, count, from)
      @takes << "room"
      @before << "#{name} = Values.room(room, :int)"
      @before << "#{count} = FFI::MemoryPointer.new(:int).write_int(room)"
      @passes << name
      @gives << "Values.#{from}(#{name}, #{count}.read_int, room)" << "#{count}.read_int"
    end
  end

  C::DESCRIPTION["functions"].each do |description|
    next if Function::BY_HAND.include?(description["name"])

    function = Function.new(description)
    function.owner.class_eval(function.source, "oxsock: #{description['name']}")
  end
end
