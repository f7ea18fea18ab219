-- Each call has the same effect through the binding as in C; and each function of the description,
-- calls.lua DESCRIPTION, is reached through the binding.

local ffi = require("ffi")

-- Record the functions that the binding looks up in the library.
local reached, load_library = {}, ffi.load
ffi.load = function(...)
	local library = load_library(...)
	return setmetatable({}, {
		__index = function(_, name)
			reached[name] = true
			return library[name]
		end,
	})
end
local ox = require("oxsock")

local SOON = 5

local function pair(kind)
	local a, b = assert(ox.socketpair(ox.AF_UNIX, kind or ox.SOCK_STREAM))
	assert(a:deadline(ox.OX_BOTH, SOON) and b:deadline(ox.OX_BOTH, SOON))
	return a, b
end

local function fails_with(name, result, message, error_name, ...)
	assert(result == nil and error_name == name, message)
	return message, ...
end

local function int(value)
	return ffi.string(ffi.new("int[1]", value), 4)
end

local function stream_by_addresses_of_the_system()
	local any = ffi.new("struct sockaddr_in", { sin_family = ox.AF_INET })
	any.sin_addr.s_addr = 0x0100007f
	local listener = assert(ox.socket(ox.AF_INET, ox.SOCK_STREAM))
	assert(listener:bind(ffi.string(any, ffi.sizeof(any))))
	assert(listener:listen())
	local where = assert(listener:getsockname())
	local client = assert(ox.socket(ox.AF_INET, ox.SOCK_STREAM))
	assert(client:connect(where))
	assert(client:getpeername() == where)
	local server, from = assert(listener:accept())
	assert(from == client:getsockname())
	assert(client:send("abc") == 3 and server:recv(16) == "abc")
	assert(client:write("def") == 3 and server:read(16) == "def")
	assert(client:available() == 0 and client:sockatmark() == false)
	assert(server:setsockopt(ox.SOL_SOCKET, ox.SO_KEEPALIVE, int(1)))
	assert(server:getsockopt(ox.SOL_SOCKET, ox.SO_KEEPALIVE, 4) == int(1))
	assert(server:fcntl(ox.F_GETFD) == ox.FD_CLOEXEC)
	assert(server:fcntl(ox.F_DUPFD_CLOEXEC):send("x") == 1 and client:recv(1) == "x")
	fails_with("EAGAIN", server:recv(1, ox.MSG_DONTWAIT))
	assert(client:shutdown(ox.SHUT_WR) and server:recv(16) == "")
	assert(client:close())
	fails_with("EBADF", client:send("late"))
end

local function several_pieces_and_messages()
	local a, b = pair(ox.SOCK_DGRAM)
	assert(a:writev({ "abc", "", "def" }) == 6)
	local pieces = assert(b:readv({ 2, 10 }))
	assert(pieces[1] == "ab" and pieces[2] == "cdef")
	assert(a:sendmmsg({ "one", "three" }) == 2)
	local messages = assert(b:recvmmsg(2, 4, 0, 1.5))
	assert(#messages == 2 and messages[1] == "one" and messages[2] == "thre")
	fails_with("EAGAIN", b:recvmmsg(1, 4, 0, 0))
	assert(a:send("longer") == 6)
	local text, true_length = b:recv(2, ox.MSG_TRUNC)
	assert(text == "lo" and true_length == 6)

	local bytes = ffi.new("char[8]", "message")
	local iov = ffi.new("struct iovec[1]", { { iov_base = bytes, iov_len = 7 } })
	local message = ffi.new("struct msghdr", { msg_iov = iov, msg_iovlen = 1 })
	assert(a:sendmsg(message) == 7)
	bytes[0] = 0
	assert(b:recvmsg(message) == 7 and ffi.string(bytes) == "message")
end

local function datagrams_by_address()
	local server = assert(ox.socket(ox.AF_INET, ox.SOCK_DGRAM))
	assert(server:bind_address(assert(ox.address_parse("udp://127.0.0.1:0"))))
	local to = assert(ox.address_parse(server:local_()))
	local client = assert(ox.socket(ox.AF_INET, ox.SOCK_DGRAM))
	assert(client:sendto_address("ask", 0, to) == 3)
	local text, from = assert(server:recvfrom_address(16))
	assert(text == "ask" and server:sendto_address("tell", 0, from) == 4)
	assert(client:recv(16) == "tell")
	assert(client:sendto("again", 0, to:to_sockaddr()) == 5)
	local again, sender = assert(server:recvfrom(16))
	assert(again == "again" and ox.address_from_sockaddr(ox.SOCK_DGRAM, sender) == from)
	assert(client:connect_address(to) and client:peer() == tostring(to))
	assert(to:family() == ox.AF_INET and to:type() == ox.SOCK_DGRAM and to:port() > 0 and to ~= from)
	local message = fails_with("EINVAL", ox.address_parse("udp://127.0.0.1:99999"))
	assert(message:find("port 99999"))
	assert(not pcall(ox.address_parse, "udp://127.0.0.1:80\0"))
end

local function every_day()
	local listener = assert(ox.listen_on("tcp://127.0.0.1:0"))
	local where = assert(listener:local_())
	assert(#assert(ox.resolve(where, SOON)) == 1)
	local client = assert(ox.dial(where, SOON))
	local server = assert(listener:accept())
	assert(client:option_set("tcp.nodelay", 0) and client:option_get("tcp.nodelay") == 0)
	fails_with("ENOPROTOOPT", client:option_get("tcp.nodelai"))
	assert(ox.explanation():find("tcp.nodelay"))
	assert(ox.option_at(0) and ox.option_at(100000) == nil)

	assert(client:send_all("begin", ox.now() + 5000000ULL) == 5)
	local _, partial = fails_with("ETIMEDOUT", server:recv_all(8, 0))
	assert(partial == "begin")
	assert(client:send_all("line\nmore", SOON) == 9)
	assert(server:recv_until(100, ("\n"):byte(), SOON) == "line\n" and server:recv(100) == "more")
	local file = io.tmpfile()
	file:write(("x"):rep(100000))
	file:flush()
	ffi.cdef("int fileno(void *);")
	local fd = ffi.C.fileno(file)
	assert(client:send_file(fd, { offset = 0, length = 10, deadline = SOON }) == 10)
	local _, sent = fails_with("ENODATA", client:send_file(fd, { offset = 99990, length = 11 }))
	assert(sent == 10 and server:recv_all(20, SOON) == ("x"):rep(20))

	local started = assert(ox.dial_start(where))
	local count, ready = ox.poll({ { started, ox.POLLOUT }, { 0, 0 } }, SOON)
	assert(count >= 1 and ready[1] == ox.POLLOUT and started:option_get("socket.error") == 0)
	local gone = assert(ox.dial_start(where))
	assert(gone:close())
	count, ready = ox.poll({ { gone, ox.POLLIN }, { listener, 0 } })
	assert(count == 1 and ready[1] == ox.POLLNVAL and ready[2] == 0)
	fails_with("ENOENT", ox.inherit())
	assert(ox.endpoint_path("run/50%", ox.SOCK_STREAM) == "unix:run/50%25")
	fails_with("ECONNREFUSED", ox.dial("tcp://127.0.0.1:1", SOON))
end

local function descriptors_and_handles()
	local a, b = pair()
	assert(a:send_descriptors("d", { a:fd() }) == 1)
	local text, fds, count = assert(b:recv_descriptors(16, 2))
	assert(text == "d" and #fds == 1 and count == 1)
	local adopted = assert(ox.adopt(fds[1]))
	fails_with("EBUSY", ox.adopt(fds[1]))
	assert(adopted:send("x") == 1 and b:recv(1) == "x")
	assert(assert(ox.adopt(adopted:release())):send("y") == 1 and b:recv(1) == "y")
	assert(a:send_handles("h", { a, a }) == 1)
	local _, sockets = assert(b:recv_handles(16, 2))
	assert(sockets[2]:send("z") == 1 and b:recv(1) == "z")
	assert(a:peer_credentials().pid > 0)
end

local function arrivals_and_reports()
	local server = assert(ox.listen_on("udp://127.0.0.1:0"))
	local client = assert(ox.dial(server:local_(), SOON))
	assert(client:deadline(ox.OX_BOTH, SOON) and server:arrivals(true))
	assert(client:send("?") == 1)
	local text, arrival = assert(server:recv_arrival(16))
	assert(text == "?" and arrival.ttl > 0)
	assert(server:send_reply("!", 0, arrival) == 1 and client:recv(16) == "!")
	assert(client:error_reports(true) and server:close() and client:send("?") == 1)
	fails_with("ECONNREFUSED", client:recv(16))
	local back, report = assert(client:recv_error(16))
	assert(back == "?" and report.code == ox.ECONNREFUSED)
	local member = assert(ox.socket(ox.AF_INET, ox.SOCK_DGRAM))
	assert(fails_with("EINVAL", member:group_join("nonsense")):find("nonsense"))
	assert(member:group_join("239.1.2.3", "lo") and member:group_leave("239.1.2.3", "lo"))
end

local function echoes()
	local ping, _, name = ox.echo_open(ox.AF_INET)
	if not ping then
		return assert(name == "EACCES")
	end
	assert(ping:deadline(ox.OX_BOTH, SOON))
	assert(ping:echo_send(ox.address_parse("udp://127.0.0.1:0"), 7, "echo"))
	local sender, sequence, payload, ttl = assert(ping:echo_recv(16))
	assert(sender:family() == ox.AF_INET and sequence == 7 and payload == "echo" and ttl > 0)
end

local function faults()
	local _, b = pair()
	local rule = assert(ox.fault("recv error=ECONNRESET"))
	fails_with("ECONNRESET", b:recv(1))
	assert(ox.fault_count(rule) == 1 and ox.fault_at(0) == rule)
	assert(ox.fault_text(rule) == "recv error=ECONNRESET" and ox.fault_remove(rule))
	fails_with("ENOENT", ox.fault_count(rule))
	assert(fails_with("EINVAL", ox.fault("recieve")):find("recieve"))
end

local function the_rest()
	local first = ox.error_at(0)
	assert(ox.errname(first) == "EPERM" and ox.strerror(first) and ox.error_at(100000) == nil)
	assert(ox.version() == "0.1.0" and ox.api_json():find('"ox_dial"', 1, true))
	assert(ox.interruptible(1) == 0 and ox.interruptible(0) == 1)
	assert(ox.AF_INET == 2 and ox.OX_BOTH == 3)
	local a, b = pair()
	assert(tostring(a):find("oxsock socket"))
	a = nil
	collectgarbage()
	assert(b:recv(1) == "", "what is not used any more is closed")
end

local function addresses_are_compared_with_anything()
	local address, here = assert(ox.address_parse("tcp://1.2.3.4:5")), pair()
	for _, other in ipairs({ 5, "tcp://1.2.3.4:5", {}, here, ffi.new("int[1]") }) do
		assert(address ~= other and other ~= address)
	end
	assert(address ~= nil and nil ~= address and address == ox.address_parse("tcp://1.2.3.4:5"))
end

local function times_of_any_size()
	local a, b = pair()
	for _, past in ipairs({ 0, -1, -1e5, -1e15, -math.huge }) do
		fails_with("ETIMEDOUT", b:recv_all(1, past))
		fails_with("EAGAIN", b:recvmmsg(1, 1, 0, past))
		assert(ox.poll({ { b, ox.POLLIN } }, past) == 0)
	end
	assert(a:send("abcdefghij") == 10)
	for _, never in ipairs({ 1e9, 2 ^ 32 / 1000, 1e15, math.huge }) do
		assert(b:recv_all(1, never) and b:deadline(ox.OX_BOTH, never))
		assert(b:recvmmsg(1, 1, 0, never)[1])
	end
	a:send("x")
	assert(ox.poll({ { b, ox.POLLIN } }, math.huge) == 1)
	for _, call in ipairs({ "recv_all", "deadline" }) do
		local fine, message = pcall(b[call], b, 1, 0 / 0)
		assert(not fine and message:find("not a number"))
	end
end

local function zero_is_no()
	local s = assert(ox.listen_on("udp://127.0.0.1:0"))
	for _, set in ipairs({ "arrivals", "error_reports" }) do
		assert(s[set](s, 1) and s[set](s, 0))
		assert(s:getsockopt(ox.IPPROTO_IP, set == "arrivals" and ox.IP_PKTINFO or ox.IP_RECVERR, 4) == int(0))
	end
end

ffi.cdef("int fork(void); int getppid(void); int kill(int, int); void _exit(int);")
local function ctrl_c_ends_a_call()
	assert(ox.interruptible(1) == 0)
	local a, b = pair()
	if ffi.C.fork() == 0 then
		local status = "/proc/" .. ffi.C.getppid() .. "/status"
		repeat
			local file = io.open(status)
			local text = file:read("*a")
			file:close()
		until text:find("State:%s*S")
		ffi.C.kill(ffi.C.getppid(), 2)
		ffi.C._exit(0)
	end
	local fine, message = pcall(a.recv, a, 1)
	assert(ox.interruptible(0) == 1 and b:send("x") == 1)
	assert(not fine and message:find("interrupted"), message)
end

local function everything_is_reached(description)
	local missing = {}
	for name in assert(io.open(description)):read("*a"):gmatch('"name": ?"(ox_[%w_]+)",%s*"section"') do
		missing[#missing + 1] = not reached[name] and name or nil
		reached.functions = (reached.functions or 0) + 1
	end
	assert(reached.functions > 80, "the description has functions")
	assert(#missing == 0, "not reached through the binding: " .. table.concat(missing, ", "))
end

stream_by_addresses_of_the_system()
several_pieces_and_messages()
datagrams_by_address()
every_day()
descriptors_and_handles()
arrivals_and_reports()
echoes()
faults()
addresses_are_compared_with_anything()
times_of_any_size()
zero_is_no()
ctrl_c_ends_a_call()
the_rest()
everything_is_reached(arg[1])
