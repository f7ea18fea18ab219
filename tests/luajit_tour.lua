-- oxsock from LuaJIT, which reads the header without a preprocessor unchanged.
--
-- Usage: luajit luajit_tour.lua PATH_OF_LIBOXSOCK PATH_OF_HEADER
-- Exits with 0 on success.

local ffi = require("ffi")

local header = assert(io.open(arg[2])):read("*a")
ffi.cdef(header)
local ox = ffi.load(arg[1])

local function check(result)
	return assert(result >= 0 and result, "an error: " .. tonumber(result))
end

local function everything_is_declared()
	local functions, constants = 0, 0
	for name in header:gmatch("(ox_[%w_]+)%(") do
		assert(ox[name] ~= nil, name)
		functions = functions + 1
	end
	for name, value in header:gmatch("enum { ([%w_]+) = (%-?%d+) };") do
		assert(ox[name] == tonumber(value), name)
		constants = constants + 1
	end
	assert(functions > 60 and constants > 300, "functions or constants are missing")
	assert(ffi.sizeof("struct ox_address") == 144 and ffi.sizeof("struct sockaddr_storage") == 128)
end

local function a_stream_over_loopback()
	local listener = check(ox.ox_listen_on("tcp://127.0.0.1:0", 8))
	local text = ffi.new("char[?]", ox.OX_TEXT_MAX)
	check(ox.ox_local(listener, text, ox.OX_TEXT_MAX))
	local client = check(ox.ox_dial(text, ox.ox_now() + 5000000))
	local address = ffi.new("struct sockaddr_storage[1]")
	local length = ffi.new("unsigned int[1]", ffi.sizeof(address))
	local server = check(ox.ox_accept(listener, ffi.cast("struct sockaddr *", address), length))
	assert(address[0].ss_family == ox.AF_INET and length[0] == 16)
	assert(check(ox.ox_send(client, "hello", 5, 0)) == 5)
	local buffer = ffi.new("char[16]")
	assert(check(ox.ox_recv(server, buffer, 16, 0)) == 5)
	assert(ffi.string(buffer, 5) == "hello")
	local entry = ffi.new("struct pollfd[1]", { { fd = server, events = ox.POLLIN } })
	assert(check(ox.ox_poll(entry, 1, 0)) == 0)
	for _, handle in ipairs({ client, server, listener }) do
		check(ox.ox_close(handle))
	end
	assert(ox.ox_close(client) == -ox.EBADF)
end

everything_is_declared()
a_stream_over_loopback()
