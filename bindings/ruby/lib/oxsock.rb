# frozen_string_literal: true

# oxsock: the sockets API without its traps. The functions have the names of oxsock.h without ox_:
# methods of Oxsock::Socket where the first argument is a handle, methods of Oxsock::Address where
# it is an address, and else methods of this module. They are made from the description of the API
# that the library itself returns.
module Oxsock
end

require "oxsock/library"
require "oxsock/errors"
require "oxsock/values"
require "oxsock/socket"
require "oxsock/functions"
require "oxsock/by_hand"
