-- oxsock for LuaJIT. The functions have their names of oxsock.h without ox_: methods of sockets if
-- the first argument is a handle, methods of addresses if it is an address, and otherwise functions
-- of this module. A function that fails returns nil, a message, and the name of the error.

local ffi = require("ffi")

ffi.cdef(require("oxsock.declarations"))
ffi.cdef("struct oxsock_socket { int handle; };")

-- OXSOCK_LIBRARY is the path of the library, if the system does not find it.
local C = ffi.load(os.getenv("OXSOCK_LIBRARY") or "liboxsock.so.0")

local module = { C = C }
local socket, address, help = {}, {}, {}

function help.text(from)
	if from == nil then
		return nil
	end
	return ffi.string(from)
end

-- A text for C. One with a zero byte is rejected, as C would cut it there.
function help.c_text(from)
	if from and from:find("\0", 1, true) then
		error("a zero byte in a text", 3)
	end
	return from
end

function help.failure(code, explanation, partial)
	local message = ffi.string(C.ox_strerror(code))
	if explanation ~= nil and explanation[0] ~= 0 then
		message = message .. ": " .. ffi.string(explanation)
	end
	return nil, message, help.text(C.ox_errname(code)), partial
end

-- A deadline: a number of seconds from now on; nil for none; or a point in time, as module.now
-- returns.
function help.deadline_at(deadline)
	if deadline == nil then
		return C.OX_FOREVER
	elseif type(deadline) == "cdata" then
		return deadline
	end
	local at = tonumber(C.ox_now()) + math.ceil(deadline * 1e6)
	if at ~= at then
		error("a time that is not a number", 3)
	end
	return at < 2 ^ 63 and math.max(at, 0) or C.OX_FOREVER
end

-- The microseconds until a deadline; nil for no limit.
local function time_until(deadline)
	if deadline ~= C.OX_FOREVER then
		return math.max(tonumber(deadline - C.ox_now()), 0)
	end
end

-- A boolean as an int for C. 0 is false, as in C.
function help.flag(on)
	return on and on ~= 0 and 1 or 0
end

function help.integers_to_c(list)
	return ffi.new("int[?]", #list, list)
end

function help.sockets_to_c(list)
	local handles = ffi.new("int[?]", #list)
	for i, s in ipairs(list) do
		handles[i - 1] = s.handle
	end
	return handles
end

function help.integers_from_c(from, count, room)
	local list = {}
	for i = 1, math.min(count, room) do
		list[i] = from[i - 1]
	end
	return list
end

-- Sockets for received handles. A negative number is the error for which one could not be received.
function help.sockets_from_c(from, count, room)
	local list = help.integers_from_c(from, count, room)
	for i, handle in ipairs(list) do
		list[i] = handle >= C.OX_HANDLE_MIN and help.Socket(handle) or handle
	end
	return list
end

help.Socket = ffi.metatype("struct oxsock_socket", {
	__index = socket,
	__gc = function(self)
		if self.handle >= 0 then
			C.ox_close(self.handle)
		end
	end,
	__tostring = function(self)
		return "oxsock socket " .. self.handle
	end,
})
ffi.metatype("struct ox_address", {
	__index = address,
	__eq = function(a, b)
		return ffi.istype("struct ox_address", a) and ffi.istype("struct ox_address", b) and a:equal(b)
	end,
	__tostring = function(self)
		return self:text() or "empty"
	end,
})

require("oxsock.functions")(C, socket, address, module, help)

-- Functions written by hand: they take arrays of structures, or end a handle.

function socket.close(self)
	local code = C.ox_close(self.handle)
	self.handle = -1
	if code < 0 then
		return help.failure(code)
	end
	return true
end

function socket.release(self)
	local fd = C.ox_release(self.handle)
	if fd < 0 then
		return help.failure(fd)
	end
	self.handle = -1
	return fd
end

function socket.fcntl(self, cmd, arg)
	ffi.errno(0)
	local result = C.ox_fcntl(self.handle, cmd, arg or 0)
	if result < 0 and ffi.errno() ~= 0 then
		return help.failure(result)
	elseif cmd == C.F_DUPFD or cmd == C.F_DUPFD_CLOEXEC then
		return help.Socket(result)
	end
	return result
end

-- An array of struct iovec, and the strings that have to be kept while it is in use.
local function pieces_of(strings)
	local iov = ffi.new("struct iovec[?]", #strings)
	for i, text in ipairs(strings) do
		iov[i - 1].iov_base = ffi.cast("void *", ffi.cast("const char *", text))
		iov[i - 1].iov_len = #text
	end
	return iov
end

local function room_of(sizes)
	local iov, buffers = ffi.new("struct iovec[?]", #sizes), {}
	for i, size in ipairs(sizes) do
		buffers[i] = ffi.new("char[?]", size)
		iov[i - 1].iov_base, iov[i - 1].iov_len = buffers[i], size
	end
	return iov, buffers
end

local function filled(buffers, sizes, count)
	local texts = {}
	for i, size in ipairs(sizes) do
		local here = math.min(count, size)
		texts[i], count = ffi.string(buffers[i], here), count - here
	end
	return texts
end

-- socket:writev({"a", "b"})
function socket.writev(self, strings)
	local result = C.ox_writev(self.handle, pieces_of(strings), #strings)
	if result < 0 then
		return help.failure(result)
	end
	return result
end

-- socket:readv({10, 20}) receives into pieces of these sizes.
function socket.readv(self, sizes)
	local iov, buffers = room_of(sizes)
	local result = C.ox_readv(self.handle, iov, #sizes)
	if result < 0 then
		return help.failure(result)
	end
	return filled(buffers, sizes, result), result
end

-- socket:sendmmsg({"a", "b"}) sends each string as a message.
function socket.sendmmsg(self, strings, flags)
	local iov, messages = pieces_of(strings), ffi.new("struct mmsghdr[?]", #strings)
	for i = 0, #strings - 1 do
		messages[i].msg_hdr.msg_iov, messages[i].msg_hdr.msg_iovlen = iov + i, 1
	end
	local result = C.ox_sendmmsg(self.handle, messages, #strings, flags or 0)
	if result < 0 then
		return help.failure(result)
	end
	return result
end

-- socket:recvmmsg(10, 1500, flags, seconds) receives up to ten messages of up to 1500 bytes.
function socket.recvmmsg(self, count, size, flags, seconds)
	local sizes, timeout = {}, nil
	for i = 1, count do
		sizes[i] = size
	end
	local iov, buffers = room_of(sizes)
	local messages = ffi.new("struct mmsghdr[?]", count)
	for i = 0, count - 1 do
		messages[i].msg_hdr.msg_iov, messages[i].msg_hdr.msg_iovlen = iov + i, 1
	end
	local left = time_until(help.deadline_at(seconds))
	if left then
		timeout = ffi.new("struct timespec", math.floor(left / 1e6), left % 1e6 * 1000)
	end
	local result = C.ox_recvmmsg(self.handle, messages, count, flags or 0, timeout)
	if result < 0 then
		return help.failure(result)
	end
	local texts = {}
	for i = 1, result do
		texts[i] = ffi.string(buffers[i], math.min(messages[i - 1].msg_len, size))
	end
	return texts
end

-- socket:send_file(fd, {offset = 0, length = 100, deadline = 5}); each may be missing. Returns the
-- number of bytes that were sent; after a failure it is the fourth result.
function socket.send_file(self, fd, how)
	how = how or {}
	local offset = how.offset and ffi.new("int64_t[1]", how.offset) or nil
	local done = ffi.new("uint64_t[1]")
	local length = how.length or ffi.cast("uint64_t", -1)
	local result =
		C.ox_send_file(self.handle, fd, offset, length, help.deadline_at(how.deadline), done)
	if result < 0 then
		return help.failure(result, nil, tonumber(done[0]))
	end
	return tonumber(done[0])
end

-- module.poll({{s, POLLIN}, {fd, POLLOUT}}, seconds) returns how many are ready, and what each is
-- ready for: POLLNVAL for a closed socket. Without seconds there is no limit.
function module.poll(entries, seconds)
	local fds = ffi.new("struct pollfd[?]", #entries)
	local left, closed = time_until(help.deadline_at(seconds)), 0
	for i, entry in ipairs(entries) do
		local is_number = type(entry[1]) == "number"
		fds[i - 1].fd, fds[i - 1].events = is_number and entry[1] or entry[1].handle, entry[2]
		if not is_number and fds[i - 1].fd < 0 then -- C ignores it
			closed, left = closed + 1, 0
		end
	end
	local ms = left and math.min(math.ceil(left / 1000), 2 ^ 31 - 1) or -1
	local result = C.ox_poll(fds, #entries, ms)
	if result < 0 then
		return help.failure(result)
	end
	local ready = {}
	for i, entry in ipairs(entries) do
		local is_closed = type(entry[1]) ~= "number" and fds[i - 1].fd < 0
		ready[i] = is_closed and C.POLLNVAL or fds[i - 1].revents
	end
	return result + closed, ready
end

-- The addresses of an endpoint, in the order in which dial tries them.
function module.resolve(endpoint, deadline)
	local room, by = 8, help.deadline_at(deadline)
	while true do
		local found = ffi.new("struct ox_address[?]", room)
		local count = C.ox_resolve(help.c_text(endpoint), found, room, by)
		if count < 0 then
			return help.failure(count, C.ox_explanation())
		elseif count <= room then
			local list = {}
			for i = 1, count do
				list[i] = ffi.new("struct ox_address", found[i - 1])
			end
			return list
		end
		room = count
	end
end

-- A point in time: microseconds, as an int64_t.
function module.now()
	return C.ox_now()
end

-- The code of the i-th error; the calls take and return codes by name.
function module.error_at(i)
	local code = C.ox_error_at(i)
	return code ~= 0 and code or nil
end

function module.strerror(code)
	return ffi.string(C.ox_strerror(code))
end

function module.errname(code)
	return help.text(C.ox_errname(code))
end

-- Constants: module.AF_INET, module.OX_BOTH.
return setmetatable(module, {
	__index = function(_, name)
		return type(name) == "string" and name:match("^[A-Z]") and C[name] or nil
	end,
})
