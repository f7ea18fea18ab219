# frozen_string_literal: true

require "ffi"
require "json"

module Oxsock
  # C's functions, constants and structures, from the library's description. Calls that may wait let
  # other threads run meanwhile, and a signal ends their wait.
  module C
    extend FFI::Library
    # OXSOCK_LIBRARY is the path of the library, if the system does not find it.
    ffi_lib ENV["OXSOCK_LIBRARY"] || "liboxsock.so.0"

    attach_function :ox_api_json, [], :string
    DESCRIPTION = JSON.parse(ox_api_json)

    TYPES = {
      "int" => :int, "unsigned int" => :uint, "long" => :long, "short" => :short,
      "unsigned short" => :ushort, "char" => :char, "size_t" => :size_t, "socklen_t" => :uint32,
      "nfds_t" => :ulong, "uint8_t" => :uint8, "uint16_t" => :uint16, "int32_t" => :int32,
      "uint32_t" => :uint32, "int64_t" => :int64, "uint64_t" => :uint64, "time_t" => :time_t,
      "sa_family_t" => :ushort, "in_port_t" => :uint16, "ssize_t" => :ssize_t, "pid_t" => :pid_t,
      "uid_t" => :uint32, "gid_t" => :uint32
    }.freeze
    STRUCTURES = {}

    # FFI's type for a type of C.
    def self.type(name)
      return :pointer if name.end_with?("*")
      return STRUCTURES.fetch(name.delete_prefix("struct ")) if name.start_with?("struct ")

      element, count = name.scan(/\A(.*)\[(\d+)\]\z/).first
      count ? [type(element), count.to_i] : TYPES.fetch(name)
    end

    # A class for a structure, with a reader for each field.
    def self.structure(description)
      size = description["size"]
      Class.new(FFI::Struct) do
        layout(*description["fields"].flat_map do |field|
          [field["name"].to_sym, C.type(field["type"]), field["offset"]]
        end)
        define_singleton_method(:zeroed) { new(FFI::MemoryPointer.new(1, size)) }
        description["fields"].each do |field|
          name = field["name"].to_sym
          next if method_defined?(name)

          address = field["type"] == "struct ox_address"
          define_method(name) { address ? Address.from_struct(self[name]) : self[name] }
        end
      end
    end

    (DESCRIPTION["system"]["structures"] + DESCRIPTION["structures"]).each do |description|
      STRUCTURES[description["name"]] = structure(description)
    end

    DESCRIPTION["functions"].each do |function|
      next if function["name"] == "ox_api_json"

      returns = function["returns"]["type"]
      attach_function function["name"], function["parameters"].map { |p| type(p["type"]) },
                      returns == "const char *" ? :string : type(returns),
                      blocking: !function["waits"].empty?
    end
  end

  # Defines constants: Oxsock::AF_INET, Oxsock::OX_BOTH.
  constants = C::DESCRIPTION["constants"].to_h { |c| [c["name"], c["value"]] }
  constants.merge(C::DESCRIPTION["system"]["constants"]).each do |name, value|
    const_set(name, value)
  end

  C.ox_interruptible(1) # so that Ruby can end a call: for Ctrl-C, Thread#kill, Timeout
end
