# frozen_string_literal: true

# oxsock: the sockets API without its traps. The functions have their names of oxsock.h without ox_:
# methods of Oxsock::Socket if the first argument is a handle, of Oxsock::Address if it is an
# address, and otherwise of this module. They are defined from the description of the API that the
# library itself returns.
module Oxsock
end

require "oxsock/library"
require "oxsock/errors"
require "oxsock/values"
require "oxsock/socket"
require "oxsock/functions"
require "oxsock/by_hand"
